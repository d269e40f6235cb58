"""A frozen generic class with slots cannot be called with its parameters before Python 3.12.4.

CPython stores the parameters in the new object, which the class refuses. Later Pythons do not care, so no other test
would notice there.
"""

import ast
from collections.abc import Iterable

import pytest

from tests.unit.tracked_files import ROOT, tracked

DEPLOYED = ("layers/", "functions/", "local/", "infra/", "migrations/")


def frozen_generics(trees: Iterable[ast.Module]) -> set[str]:
    """Names of generic dataclasses that are frozen and have slots."""
    classes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return {
        found.name
        for found in classes
        if (found.type_params or any(isinstance(base, ast.Subscript) for base in found.bases))
        and any({"frozen", "slots"} <= _options(decorator) for decorator in found.decorator_list)
    }


def _options(decorator: ast.expr) -> set[str | None]:
    return {keyword.arg for keyword in decorator.keywords} if isinstance(decorator, ast.Call) else set()


def calls_with_parameters(tree: ast.Module, names: set[str]) -> list[int]:
    """Lines that call one of the classes with its parameters."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Subscript)
        and (getattr(node.func.value, "id", None) in names or getattr(node.func.value, "attr", None) in names)
    ]


def test_no_frozen_generic_class_is_called_with_its_parameters() -> None:
    paths = [path for path in tracked("*.py") if path.startswith(DEPLOYED)]
    trees = {path: ast.parse((ROOT / path).read_bytes()) for path in paths}
    names = frozen_generics(trees.values())
    assert "StoredBatch" in names
    assert {path: lines for path, tree in trees.items() if (lines := calls_with_parameters(tree, names))} == {}


@pytest.mark.parametrize(("line", "found"), [("Box[int]()", [4]), ("a.Box[int]()", [4]), ("b: Box[int] = Box()", [])])
def test_such_calls_are_recognised(line: str, found: list[int]) -> None:
    tree = ast.parse(f"@dataclass(frozen=True, slots=True)\nclass Box[T]:\n    item: T\n{line}\n")
    assert calls_with_parameters(tree, frozen_generics([tree])) == found

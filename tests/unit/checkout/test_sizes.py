"""Functions and modules are small enough to be read at once. Tests may have long tables."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.tracked_files import ROOT, tracked

LONGEST_FUNCTION, LONGEST_MODULE = 45, 399
"""Lines, docstrings and blank ones included."""

CODE = ("bench", "functions", "infra", "layers", "local", "migrations", "schema_update")


def sizes(source: str) -> Iterator[tuple[str, int]]:
    """Names of all functions, methods and functions within them, with their lines from `def` to the end."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return {name: (ROOT / name).read_text() for name in tracked(*(f"{folder}/*.py" for folder in CODE))}


def test_no_function_is_long(sources: dict[str, str]) -> None:
    long = [
        f"{name}: {function} has {lines} lines"
        for name, source in sources.items()
        for function, lines in sizes(source)
        if lines > LONGEST_FUNCTION
    ]
    assert not long, f"at most {LONGEST_FUNCTION} lines"


def test_no_module_is_long(sources: dict[str, str]) -> None:
    lines = {name: len(source.splitlines()) for name, source in sources.items()}
    assert not {name: number for name, number in lines.items() if number > LONGEST_MODULE}


def test_every_folder_is_looked_at(sources: dict[str, str]) -> None:
    assert {name.partition("/")[0] for name in sources} == set(CODE)


def test_lines_are_counted_from_the_definition_to_the_end() -> None:
    source = '@decorated\ndef outer():\n    """Text."""\n\n    async def inner():\n        pass\n'
    assert dict(sizes(source)) == {"outer": 5, "inner": 2}

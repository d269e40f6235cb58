"""Files and modules that documents name in backticks, such as `hbi/stored.py` or `hbi.queries.lists`, exist.

Records of decisions are left out: they tell of the time when they were written.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.tracked_files import ROOT, tracked

LAYER = ROOT / "layers" / "common" / "python"
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
ROOMS = "hbi|functions|layers|local|infra|migrations|schema_update|bench"
PATH = re.compile(rf"(?:{ROOMS}|tests|docs)/[\w./*-]*")
MODULE = re.compile(rf"(?:{ROOMS})(?:\.\w+)+")

DOCUMENTS = [
    name
    for name in tracked("README.md", "CONTRIBUTING.md", "tests/README.md", "docs/*.md")
    if not name.startswith("docs/adr/")
]


def named_in(text: str) -> Iterator[str]:
    """Paths and dotted names in backticks, outside of code blocks."""
    for code in CODE.findall(FENCED.sub("", text)):
        if PATH.fullmatch(code) or MODULE.fullmatch(code):
            yield code


def base_of(name: str) -> Path:
    """The folder in which the first part of a name lies: `hbi` is the layer's package."""
    return LAYER if re.match(r"hbi\b", name) else ROOT


def is_there(name: str) -> bool:
    """Whether a path (`*` stands for any characters), a module, or a name in a module exists."""
    if "/" in name:
        return any(base_of(name).glob(name))
    *parents, last = name.split(".")
    package = base_of(name).joinpath(*parents)
    if (package / last).is_dir() or (package / f"{last}.py").is_file():
        return True
    holders = (package.with_suffix(".py"), package / "__init__.py")
    return any(re.search(rf"\b{last}\b", holder.read_text()) for holder in holders if holder.is_file())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_what_exists(document: str) -> None:
    names = named_in((ROOT / document).read_text())
    assert sorted({name for name in names if not is_there(name)}) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hbi/stored.py", True),
        ("hbi/stored_elsewhere.py", False),
        ("docs/adr/", True),
        ("tests/unit/test_*.py", True),
        ("hbi.queries.lists", True),
        ("hbi.filters", False),
        ("infra.topology", True),
        ("infra.topology.FUNCTIONS", True),
        ("infra.topology.NOTHING_OF_THE_KIND", False),
    ],
)
def test_what_exists(name: str, expected: bool) -> None:
    assert is_there(name) == expected


def test_what_is_taken_for_a_name() -> None:
    text = (
        "`hbi/db/` and `hbi.db.engine`, not `.hbi/`, `hbi.api.read-only` or `make run`\n```\n`local/in_a_block.py`\n```"
    )
    assert list(named_in(text)) == ["hbi/db/", "hbi.db.engine"]

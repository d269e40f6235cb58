"""Links between the project's documents lead to files and headings that exist."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.unit.tracked_files import ROOT, tracked

LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


@cache
def anchors(path: Path) -> frozenset[str]:
    """What links to a document's headings end in."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


@pytest.mark.parametrize("name", tracked("docs/*.md", "README.md", "CONTRIBUTING.md", "tests/README.md"))
def test_links_lead_somewhere(name: str) -> None:
    document, broken = ROOT / name, []
    for link in LINK.finditer(CODE.sub("", document.read_text())):
        target = (document.parent / link["path"]).resolve() if link["path"] else document
        if not target.exists() or (link["anchor"] and link["anchor"] not in anchors(target)):
            broken.append(link[0])
    assert broken == []

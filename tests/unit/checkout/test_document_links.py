"""Links between the project's documents lead to files and headings that exist. Those to elsewhere are not followed."""

import re
from functools import cache
from pathlib import Path

import pytest

from documentation.repository import DOCS, OUTSIDE
from tests.unit.tracked_files import ROOT, tracked

LINK = re.compile(r"\]\((?![a-z]+:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
TAG = re.compile(r"<(?:img|a)\b[^>]*?\b(?:src|href)=\"(?![a-z]+:)(?P<path>[^\"#]*)(?:#(?P<anchor>[^\"]+))?\"")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DOCUMENTS = tracked("docs/*.md", *OUTSIDE)


@cache
def anchors(path: Path) -> frozenset[str]:
    """What links to a document's headings end in, as GitHub makes it; the second of equal ones has a number."""
    found: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text()), re.MULTILINE):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        found.append(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-"))
    return frozenset(
        f"{name}-{number}" if (number := found[:place].count(name)) else name for place, name in enumerate(found)
    )


def broken_links(document: Path, text: str) -> list[str]:
    """Links of a document that lead nowhere."""
    broken = []
    for pattern in (LINK, TAG):
        for link in pattern.finditer(CODE.sub("", text)):
            target = (document.parent / link["path"]).resolve() if link["path"] else document
            if not target.exists() or (link["anchor"] and link["anchor"] not in anchors(target)):
                broken.append(link[0])
    return broken


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    document = ROOT / name
    assert broken_links(document, document.read_text()) == []


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        pytest.param("[a](filters.md#workloads)", [], id="a heading"),
        pytest.param("[a](filters.md#no-such-heading)", ["](filters.md#no-such-heading)"], id="no such heading"),
        pytest.param("[a](nothing.md)", ["](nothing.md)"], id="no such file"),
        pytest.param("![a](console/nothing.png)", ["](console/nothing.png)"], id="no such picture"),
        pytest.param(
            '<img src="console/nothing.png">', ['<img src="console/nothing.png"'], id="no such picture in HTML"
        ),
        pytest.param("[a](https://example.org/nothing), `[b](nothing.md)`", [], id="elsewhere, and in code"),
        pytest.param(
            "[a](identity.md#export-api)", ["](identity.md#export-api)"], id="a comment in code is no heading"
        ),
    ],
)
def test_what_is_broken(text: str, broken: list[str]) -> None:
    assert broken_links(DOCS / "index.md", text) == broken

"""Sections of the contract that sources cite, such as `contract: rest-hosts 7.2`, exist in `docs/contract`."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.tracked_files import ROOT, tracked

PAGES = ROOT / "docs" / "contract"
THIS_FILE = Path(__file__).relative_to(ROOT).as_posix()

BEGIN = "contract: "
# A word is the name of a page only where a section follows it, or where the citation begins.
TOKEN = re.compile(
    r"(?:step [0-9]+|and |to |[,;] )"
    r"|(?P<section>[0-9]+(?:\.[0-9]+)*) ?"
    r"|(?P<page>[a-z]+(?:-[a-z]+)*)(?: (?=[0-9])|(?![\w. ]))"
)
HEADING = re.compile(r"^#{2,} (?P<section>[0-9]+(?:\.[0-9]+)*)[. ]", re.MULTILINE)


class Citation(NamedTuple):
    """A section that a file cites; `section` is empty for a whole page, `page` for a section of no page."""

    file: str
    page: str
    section: str


def citations_in(file: str, text: str) -> Iterator[Citation]:
    """Citations in a source text. Of a range its two ends are cited."""
    text = " ".join(text.split())
    for begin in re.finditer(BEGIN, text):
        page, place, sections_cited = "", begin.end(), 0
        while token := TOKEN.match(text, place):
            if token["page"] and place > begin.end() and not text[token.end()].isdigit():
                break
            page = token["page"] or page
            if token["section"]:
                sections_cited += 1
                yield Citation(file, page, token["section"])
            place = token.end()
        if not sections_cited and (PAGES / f"{page}.md").exists():
            yield Citation(file, page, "")


@cache
def cited() -> tuple[Citation, ...]:
    """All citations in the project's sources."""
    files = [name for name in tracked("*.py", "*.sql", "*.toml", "*.md", "*.mako", "Makefile") if name != THIS_FILE]
    return tuple(found for name in files for found in citations_in(name, (ROOT / name).read_text()))


@cache
def sections(page: str) -> frozenset[str]:
    """Numbers of a page's headings; none if there is no such page."""
    path = PAGES / f"{page}.md"
    return frozenset(found["section"] for found in HEADING.finditer(path.read_text())) if path.exists() else frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("(contract: rest-hosts 7.2)", "rest-hosts 7.2", id="one section"),
        pytest.param("(contract: exports 2, 3 and 13)", "exports 2, exports 3, exports 13", id="several"),
        pytest.param("contract: rest-hosts 1.5 to 1.7.", "rest-hosts 1.5, rest-hosts 1.7", id="a range"),
        pytest.param("(contract: database 12; exports 3.4)", "database 12, exports 3.4", id="several pages"),
        pytest.param("(contract: exports 3, database 14).", "exports 3, database 14", id="several pages with a comma"),
        pytest.param("contract: rest-hosts\n    1.2, 2)", "rest-hosts 1.2, rest-hosts 2", id="two lines"),
        pytest.param("contract: rest-hosts 1.2 step 5)", "rest-hosts 1.2", id="a step is no section"),
        pytest.param("contract: rest-hosts 1.3, shape P)", "rest-hosts 1.3", id="words behind it"),
        pytest.param("contract: rest-hosts 1.3, as exports)", "rest-hosts 1.3", id="a page's name behind it"),
        pytest.param("(contract: exports)", "exports ", id="a whole page"),
        pytest.param("(contract: 8.1)", " 8.1", id="a section of no page"),
        pytest.param("beyond the contract: cursors, links.", "", id="a sentence"),
    ],
)
def test_what_counts_as_a_citation(text: str, expected: str) -> None:
    assert ", ".join(f"{found.page} {found.section}" for found in citations_in("", text)) == expected


def test_there_are_citations() -> None:
    assert len({found.file for found in cited()}) > 50


def test_cited_sections_exist() -> None:
    assert sorted({found for found in cited() if found.section and found.section not in sections(found.page)}) == []


def test_each_section_number_is_there_once() -> None:
    for page in PAGES.glob("*.md"):
        numbers = [found["section"] for found in HEADING.finditer(page.read_text())]
        assert len(numbers) == len(set(numbers)), page.name

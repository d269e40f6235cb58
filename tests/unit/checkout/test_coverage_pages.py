"""Tests that the pages about coverage name exist."""

import re

import pytest

from tests.unit.tracked_files import ROOT

PAGES = sorted((ROOT / "docs").glob("*-coverage.md"))
NAMED = re.compile(r"`(?P<file>[a-z_/]+\.py)::(?P<name>\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_what_a_page_names_is_there(page) -> None:
    named = list(NAMED.finditer(page.read_text()))
    assert len(named) > 50
    sources = {file: (ROOT / "tests" / file).read_text() for file in {found["file"] for found in named}}
    missing = {
        found[0]
        for found in named
        if not re.search(rf"^(?:    )?(?:def|class) {found['name']}\b", sources[found["file"]], re.MULTILINE)
    }
    assert missing == set()

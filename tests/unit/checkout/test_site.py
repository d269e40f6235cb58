"""The site of the documentation: what comes from code is current, diagrams are drawn, nobody else is asked."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from documentation import benchmarks, generated
from documentation.diagrams import sources
from documentation.repository import DIAGRAMS, DOCS, OUTSIDE, ROOT
from documentation.site_hooks import relinked, with_pictures
from tests.unit.tracked_files import tracked

WRITTEN = dict(generated.files())


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_files_are_what_the_code_says(path: Path) -> None:
    assert path.read_text() == WRITTEN[path], "make docs-files writes it"


@pytest.mark.parametrize("folder", ["events", "reference", "benchmarks"])
def test_folders_of_written_files_hold_nothing_else(folder: str) -> None:
    assert {*(DOCS / folder).iterdir()} <= WRITTEN.keys()


def test_every_diagram_is_drawn_and_no_other() -> None:
    """If not: `make docs-diagrams` draws them."""
    assert {file.stem for file in DIAGRAMS.glob("*.svg")} == sources().keys()


def site() -> Any:
    """The site's settings, without the tags that only MkDocs knows."""
    return yaml.safe_load(re.sub(r"!!python/\S+ \{.*", "", (ROOT / "mkdocs.yml").read_text()))


def places(nav: Any) -> list[str]:
    """Files that a navigation names."""
    if isinstance(nav, str):
        return [nav]
    return [place for part in (nav.values() if isinstance(nav, dict) else nav) for place in places(part)]


def test_the_navigation_names_pages_that_exist_once() -> None:
    named = places(site()["nav"])
    assert len(named) == len({*named})
    assert [name for name in named if not (DOCS / name).is_file() and name not in OUTSIDE.values()] == []


def test_the_navigation_names_every_page() -> None:
    listed = {"adr", "contract"}  # whole folders
    pages = {Path(name).relative_to("docs").as_posix() for name in tracked("docs/*.md")}
    assert {name for name in pages if name.partition("/")[0] not in listed} - {*places(site()["nav"])} == set()


def test_the_site_asks_nobody_else() -> None:
    settings = site()
    assert settings["theme"]["font"] is False
    assert "offline" in settings["plugins"]
    theme = ROOT / settings["theme"]["custom_dir"]
    for name in (*settings["extra"]["polyfills"], *settings["extra_css"]):
        assert (theme / name).is_file()
    assert "://" not in (theme / "assets" / "site.css").read_text()


def test_neither_running_nor_testing_installs_it() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert extras["docs"] == ["mkdocs-material"]
    others = [need for name, needs in extras.items() if name != "docs" for need in needs]
    assert [need for need in others if "mkdocs" in need or re.search(r"\bdocs\b", need)] == []


@pytest.mark.parametrize(
    ("text", "origin", "place", "expected"),
    [
        ("[a](events.md#c)", "docs/x.md", "x.md", "[a](events.md#c)"),
        ("[a](../SECURITY.md)", "docs/adr/x.md", "adr/x.md", "a"),
        ("[a](../../SECURITY.md)", "docs/adr/x.md", "adr/x.md", "[a](../checkout/security.md)"),
        ("[a](docs/events.md)", "README.md", "checkout/readme.md", "[a](../events.md)"),
        ("![a](docs/console/hosts.png)", "README.md", "checkout/readme.md", "![a](../console/hosts.png)"),
        ("[`a`](infra/topology.py), [b](docs/adr/)", "README.md", "checkout/readme.md", "`a`, b"),
        ("[a](https://example.org/x)", "README.md", "checkout/readme.md", "[a](https://example.org/x)"),
        ("[a](#b)", "README.md", "checkout/readme.md", "[a](#b)"),
    ],
)
def test_links_in_the_site(text: str, origin: str, place: str, expected: str) -> None:
    assert relinked(text, origin, place) == expected


def test_a_diagram_becomes_a_picture_and_other_code_stays() -> None:
    code = "```bash\nls\n```\n"
    shown = with_pictures(f"{code}```mermaid\nflowchart LR\n```\n", "adr/x.md")
    assert re.fullmatch(re.escape(code) + r"!\[Diagram\]\(\.\./diagrams/[0-9a-f]{12}\.svg\)\{ \.diagram \}\n", shown)


def test_a_result_adds_what_it_measured_anew() -> None:
    first = benchmarks.with_result(
        [], {"reaper.hosts_per_s": 10, "ingest.create.hosts_per_s": 5, "other": 1}, "2031-05-01"
    )
    assert first == [benchmarks.Entry("2031-05-01", {"ingest.create.hosts_per_s": 5.0, "reaper.hosts_per_s": 10.0})]
    assert benchmarks.with_result(first, {"reaper.hosts_per_s": 10}, "2031-05-02") == first
    second = benchmarks.with_result(first, {"reaper.hosts_per_s": 12, "ingest.create.hosts_per_s": 5}, "2031-05-03")
    assert second[1:] == [benchmarks.Entry("2031-05-03", {"reaper.hosts_per_s": 12.0})]


def test_a_plot_shows_each_measurement_once() -> None:
    chart = benchmarks.Chart("c", "a < b", "ms", {"x": "first", "y": "second"})
    entries = [
        benchmarks.Entry("2031-05-01", {"x": 100.0}),
        benchmarks.Entry("2031-05-02", {"x": 50.0, "y": 20.0}),
        benchmarks.Entry("2031-05-03", {"z": 1.0}),
    ]
    drawn = benchmarks.plot(chart, entries)
    assert drawn.count("<circle") == 3
    assert "a &lt; b" in drawn
    assert "05-03" not in drawn


def test_the_history_is_in_order() -> None:
    dates = [entry.date for entry in benchmarks.history()]
    assert dates == sorted(dates)
    assert json.loads(benchmarks.HISTORY.read_text())

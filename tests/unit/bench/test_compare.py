"""Results of measurements side by side."""

import json

import pytest
from click.testing import CliRunner

from bench.compare import Change, changes, main


@pytest.mark.parametrize(
    ("name", "old", "new", "gain"),
    [
        ("read.tags.p50_ms", 10.0, 5.0, 2.0),
        ("read.tags.c8_rps", 10.0, 5.0, 0.5),
        ("ingest.create.hosts_per_s", 100.0, 150.0, 1.5),
        ("import.api.cpu_ms", 400.0, 500.0, 0.8),
        ("reaper.hosts_per_s", 0.0, 5.0, 1.0),
    ],
)
def test_less_time_and_more_a_second_are_better(name, old, new, gain):
    assert Change(name, old, new).gain == gain


def test_the_worst_change_comes_first():
    old = {"a.p50_ms": 1.0, "b.c8_rps": 1.0, "gone.p50_ms": 1.0}
    new = {"a.p50_ms": 0.5, "b.c8_rps": 0.9, "added.p50_ms": 1.0}
    assert [change.name for change in changes(old, new)] == ["b.c8_rps", "a.p50_ms"]


def test_figures_that_one_of_them_lacks_are_named(tmp_path):
    (tmp_path / "old.json").write_text(json.dumps({"a.p50_ms": 1.0, "gone.p50_ms": 1.0}))
    (tmp_path / "new.json").write_text(json.dumps({"a.p50_ms": 2.0, "added.p50_ms": 1.0}))
    printed = CliRunner().invoke(main, [str(tmp_path / "old.json"), str(tmp_path / "new.json")])
    assert printed.exit_code == 0
    assert "0.50" in printed.output
    assert "only old: gone.p50_ms" in printed.output
    assert "only new: added.p50_ms" in printed.output

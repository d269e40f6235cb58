"""Totals of several processes, put together."""

from pathlib import Path

import pytest

from hbi import totals
from hbi.totals import BOUNDS, Total, gauge, histogram, shared, summary

HOSTS = ("hosts", (("result", "created"),))


def test_counters_and_summaries_add_up() -> None:
    assert Total("counter", 2).with_more(Total("counter", 3)) == Total("counter", 5)
    assert summary([1.0, 2.0]).with_more(summary([3.0])) == Total("summary", 6.0, 3)


def test_the_last_value_of_a_gauge_counts() -> None:
    first, second = gauge(7)._replace(noted_at=1.0), gauge(3)._replace(noted_at=2.0)
    assert first.with_more(second) == second.with_more(first) == second


@pytest.mark.parametrize(
    ("value", "bucket"),
    [
        pytest.param(0.0, 0, id="nothing"),
        pytest.param(0.005, 0, id="a bound belongs to its bucket"),
        pytest.param(0.0051, 1, id="above it"),
        pytest.param(10.0, len(BOUNDS) - 1, id="the last bound"),
        pytest.param(11.0, len(BOUNDS), id="beyond all bounds"),
    ],
)
def test_buckets(value: float, bucket: int) -> None:
    found = histogram(value)
    assert [number for number, count in enumerate(found.buckets) if count] == [bucket]
    assert found.with_more(histogram(value)).buckets[bucket] == 2


def test_processes_share_their_totals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for process in ("1", "2"):
        monkeypatch.setattr(totals, "_FILE", f"{process}.json")
        for counted in (1, 2):
            totals.share(tmp_path, {HOSTS: Total("counter", counted), ("seconds", ()): histogram(0.2)})
    found = shared(tmp_path)
    assert found[HOSTS] == Total("counter", 4)
    assert (found["seconds", ()].number, sum(found["seconds", ()].buckets)) == (2, 2)


def test_an_empty_folder_has_none(tmp_path: Path) -> None:
    assert shared(tmp_path) == shared(tmp_path / "gone") == {}

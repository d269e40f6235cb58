"""How fast culling goes beside others (contract: export-reaper-jobs 3)."""

import pytest

from hbi.reaper.pace import BRIEF_S, FEWEST, LONGEST_REST_S, SLOWEST, Company, Pace

ALONE = Company(is_alone=True, seconds=0.001)
QUICK = Company(is_alone=False, seconds=0.001)
SLOW = Company(is_alone=False, seconds=1.0)


def test_alone_it_takes_whole_chunks_and_never_rests() -> None:
    pace = Pace(most=1000, share=0.5)
    pace.note_company(ALONE)
    pace.note_chunk(100, 0.01)
    assert (pace.is_alone, pace.limit, pace.rest_after(1.0)) == (True, 1000, 0.0)


@pytest.mark.parametrize(
    ("share", "worked", "rest"),
    [
        pytest.param(0.5, 0.2, 0.2, id="half of the time: as long as it worked"),
        pytest.param(0.2, 0.1, 0.4, id="a fifth: four times as long"),
        pytest.param(1.0, 1.0, 0.0, id="all of it: no rest"),
        pytest.param(0.05, 1.0, LONGEST_REST_S, id="never longer than the longest rest"),
    ],
)
def test_beside_others_it_works_its_share(share: float, worked: float, rest: float) -> None:
    pace = Pace(most=1000, share=share)
    pace.note_company(QUICK)
    assert pace.rest_after(worked) == pytest.approx(rest)


def test_it_rests_longer_when_small_statements_became_slow_and_only_so_much() -> None:
    pace = Pace(most=1000, share=0.5)
    pace.note_company(QUICK)
    pace.note_company(Company(is_alone=False, seconds=0.003))
    assert pace.rest_after(0.1) == pytest.approx(0.15)  # A quarter of the way from 1 to 3 ms is 1.5 times the quickest.
    for _ in range(20):
        pace.note_company(SLOW)
    assert pace.rest_after(0.1) == pytest.approx(0.1 * SLOWEST)
    for _ in range(50):
        pace.note_company(QUICK)
    assert pace.rest_after(0.1) == pytest.approx(0.1, rel=0.01)


@pytest.mark.parametrize(
    ("most", "hosts", "seconds", "limit"),
    [
        pytest.param(1000, 1000, 2 * BRIEF_S, 500, id="one that took too long is followed by a smaller one"),
        pytest.param(1000, 400, BRIEF_S, 400, id="one of the right length stays"),
        pytest.param(1000, 300, 0.001, 600, id="a quick one at most doubles"),
        pytest.param(1000, 900, 0.001, 1000, id="the setting is the most"),
        pytest.param(1000, 300, 60.0, FEWEST, id="there are fewest"),
        pytest.param(5, 5, 60.0, 5, id="but not more than the setting says"),
    ],
)
def test_transactions_beside_others_are_brief(most: int, hosts: int, seconds: float, limit: int) -> None:
    pace = Pace(most, share=0.5)
    pace.note_company(QUICK)
    pace.note_chunk(hosts, seconds)
    assert pace.limit == limit


def test_it_begins_as_if_others_were_there() -> None:
    assert (Pace(1000, 0.5).is_alone, Pace(1000, 0.5).limit, Pace(20, 0.5).limit) == (False, FEWEST, 20)


def test_without_regard_for_others_nothing_changes() -> None:
    pace = Pace(most=1000, share=1)
    pace.note_company(SLOW)
    pace.note_chunk(1000, 60.0)
    assert (pace.is_alone, pace.limit, pace.rest_after(60.0)) == (True, 1000, 0.0)

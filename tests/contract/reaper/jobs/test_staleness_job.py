"""An operator changes an organisation's staleness settings (contract: export-reaper-jobs 5.11)."""

import pytest

from hbi.problems import InvalidInput
from tests.conftest import Sql
from tests.support.factories import ORG
from tests.support.reaping import Reaper

DAY = 24 * 3600
STALE, WARNING, DELETE = 104_400, 7 * DAY, 30 * DAY
JOB = "update-staleness"

pytestmark = pytest.mark.kafka


def stored(sql: Sql) -> list[tuple[int, int, int]]:
    names = ", ".join(f"conventional_time_to_{name}" for name in ("stale", "stale_warning", "delete"))
    return sql(f"SELECT {names} FROM hbi.staleness WHERE org_id = %s", (ORG,))


def test_missing_values_are_defaults_and_then_the_organisations_own(reaper: Reaper, sql: Sql) -> None:
    report = reaper.job(JOB, org_id=ORG, conventional_time_to_delete=60 * DAY)
    assert report["staleness"] == {
        "conventional_time_to_stale": STALE,
        "conventional_time_to_stale_warning": WARNING,
        "conventional_time_to_delete": 60 * DAY,
    }
    assert stored(sql) == [(STALE, WARNING, 60 * DAY)]
    reaper.job(JOB, org_id=ORG, conventional_time_to_stale=1)
    assert stored(sql) == [(1, WARNING, 60 * DAY)]


def test_settings_are_kept_however_close_to_the_defaults(reaper: Reaper, sql: Sql) -> None:
    reaper.job(JOB, org_id=ORG, conventional_time_to_delete=DELETE)
    assert stored(sql) == [(STALE, WARNING, DELETE)]


def test_a_dry_run_tells_what_would_be(reaper: Reaper, sql: Sql) -> None:
    report = reaper.job(JOB, org_id=ORG, conventional_time_to_stale=5, dry_run=True)
    assert report["staleness"]["conventional_time_to_stale"] == 5
    assert stored(sql) == []


def test_limits_that_contradict_each_other_are_refused(reaper: Reaper, sql: Sql) -> None:
    with pytest.raises(InvalidInput, match="conventional_time_to_stale must be lower than"):
        reaper.job(JOB, org_id=ORG, conventional_time_to_stale=7 * DAY)
    assert stored(sql) == []

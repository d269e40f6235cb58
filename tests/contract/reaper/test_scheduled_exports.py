"""When the reaper starts exports by schedule (contract: exports 11)."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from hbi import clock
from hbi.db.engine import Database
from hbi.exports.scheduled import days
from tests.fixtures.metrics import Measure
from tests.support.exporting import LambdaService, running_lambda
from tests.support.reaping import Reaper

TODAY = date(2031, 5, 1)


@pytest.fixture
def service(reaper_environment: dict[str, str]) -> Iterator[LambdaService]:
    """The service that starts the export function; three organisations have exports."""
    with running_lambda() as service:
        reaper_environment |= {
            "HBI_EXPORT_FUNCTION": "export",
            "HBI_LAMBDA_ENDPOINT_URL": service.url,
            "HBI_SCHEDULED_EXPORTS": '{"321": {"hour": 2}, "322": {"hour": 2}, "323": {"hour": 9}}',
        }
        yield service


@pytest.fixture
def run_at(service: LambdaService, reaper: Reaper, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Any]:
    """`run_at(hour)` runs the task at an hour of `TODAY`; its report."""

    def run(hour: int) -> Any:
        monkeypatch.setattr(clock, "now", lambda: datetime(2031, 5, 1, hour, 30, tzinfo=UTC))
        return reaper.run("scheduled-exports")

    return run


def asked(service: LambdaService) -> list[Any]:
    return [orjson.loads(invocation.body) for invocation in service.asked]


def test_before_its_hour_nothing_is_started(
    run_at: Callable[[int], Any], service: LambdaService, measured: Measure
) -> None:
    assert run_at(1) == {"task": "scheduled-exports", "due": 0, "started": 0}
    assert asked(service) == []
    assert measured()["inventory_scheduled_export_due_count",] == [0]


def test_what_is_due_is_started_until_it_is_written(
    run_at: Callable[[int], Any], service: LambdaService, database: Database, measured: Measure
) -> None:
    with database.write() as tx:
        days.mark_written(tx, "321", date(2031, 4, 30))
    assert run_at(2) == {"task": "scheduled-exports", "due": 2, "started": 2}
    # The longest neglected first.
    assert asked(service) == [{"scheduled_exports": ["322", "321"], "date": "2031-05-01"}]
    assert measured()["inventory_scheduled_export_due_count",] == [2]
    with database.write() as tx:
        days.mark_written(tx, "322", TODAY)
        days.mark_written(tx, "322", date(2031, 4, 1))  # a late repetition takes nothing back
    assert run_at(3)["due"] == 1
    with database.write() as tx:
        days.mark_written(tx, "321", TODAY)
    assert run_at(8)["due"] == 0
    assert run_at(9)["due"] == 1
    assert asked(service)[1:] == [
        {"scheduled_exports": ["321"], "date": "2031-05-01"},
        {"scheduled_exports": ["323"], "date": "2031-05-01"},
    ]


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"HBI_EXPORT_FUNCTION": ""}, id="the function's name is not configured"),
        pytest.param({"HBI_LAMBDA_ENDPOINT_URL": "http://127.0.0.1:1"}, id="Lambda does not answer"),
    ],
)
def test_what_cannot_be_started_is_reported(
    service: LambdaService,
    reaper_environment: dict[str, str],
    request: pytest.FixtureRequest,
    environment: dict[str, str],
) -> None:
    reaper_environment |= environment
    assert request.getfixturevalue("run_at")(12) == {"task": "scheduled-exports", "due": 3, "started": 0}


def test_without_any_nothing_is_due(reaper: Reaper, measured: Measure) -> None:
    assert reaper.run("scheduled-exports") == {"task": "scheduled-exports", "due": 0, "started": 0}
    assert ("inventory_scheduled_export_due_count",) not in measured()

"""Every end of an export reaches the external service that asked for it (contract: exports 10)."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from tests.support.exporting import (
    EXTERNAL_EXPORT,
    EXTERNAL_SOURCE,
    Exports,
    LambdaService,
    external_request,
    running_lambda,
)
from tests.support.factories import Json, stored_host
from tests.support.fakes.export_service import ExportService
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

PLACE = f"{EXTERNAL_EXPORT}/{EXTERNAL_SOURCE}"

type Sql = Callable[..., list[tuple[Any, ...]]]
type Record = Callable[[bytes], tuple[str, str]]


@pytest.fixture
def lambda_service(reaper_environment: dict[str, str]) -> Iterator[LambdaService]:
    """The service that the reaper asks to run the export function."""
    with running_lambda() as service:
        reaper_environment |= {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": service.url}
        yield service


@pytest.fixture
def reaped(
    service: ExportService, lambda_service: LambdaService, reaper: Reaper, exports: Exports
) -> Callable[[], list[Json]]:
    """`reaped()` lets the reaper look after exports, and the export function do what it is started for."""

    def reap() -> list[Json]:
        seen = len(lambda_service.started())
        reaper.run("exports")
        return [outcome for key in lambda_service.started()[seen:] for outcome in exports.work_on(*key)]

    return reap


def reported(service: ExportService) -> list[int]:
    """Codes of all reports of failures, taken or not."""
    return [orjson.loads(call.body)["error"] for call in service.calls if call.path.endswith("/error")]


def is_untold(sql: Sql) -> bool:
    ((target,),) = sql("SELECT target FROM hbi.exports")
    return "untold" in target


@pytest.mark.parametrize(
    "neglect",
    [
        pytest.param(
            "status = 'running', progress_on = now() - interval '30 minutes', created_on = now() - interval '2 hours'",
            id="a worker that died",
        ),
        pytest.param("created_on = now() - interval '1 day'", id="nobody ever took it"),
    ],
)
def test_an_export_that_is_given_up_is_told(
    recorded: Record, reaped: Callable[[], list[Json]], service: ExportService, sql: Sql, neglect: str
) -> None:
    recorded(external_request())
    sql(f"UPDATE hbi.exports SET {neglect}")
    (outcome,) = reaped()
    assert outcome["status"] is None
    assert service.failures[PLACE]["error"] == 504
    assert "no progress" in service.failures[PLACE]["message"]
    assert sql("SELECT e.status, s.code FROM hbi.exports e JOIN hbi.export_sources s ON s.export_id = e.id") == [
        ("failed", 504)
    ]
    assert not is_untold(sql)
    assert reaped() == []
    assert reported(service) == [504]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((0, b""), id="breaks off"),
        pytest.param((503, b"later"), id="busy"),
        pytest.param((401, b"unknown key"), id="the key is wrong"),
    ],
)
def test_what_could_not_be_told_is_told_later(
    asked: Callable[..., list[Json]],
    reaped: Callable[[], list[Json]],
    service: ExportService,
    sql: Sql,
    answer: tuple[int, bytes],
) -> None:
    service.answers["error"] = answer
    (outcome,) = asked(external_request(format="pdf"))
    assert outcome["status"] == "failed"
    reaped()
    assert (reported(service), service.failures) == ([400, 400], {})
    assert is_untold(sql)
    del service.answers["error"]
    reaped()
    assert service.failures[PLACE]["error"] == 400
    reaped()
    assert reported(service) == [400, 400, 400]


def test_many_failures_are_told_at_once_when_the_service_is_back(
    asked: Callable[..., list[Json]],
    reaped: Callable[[], list[Json]],
    lambda_service: LambdaService,
    service: ExportService,
    sql: Sql,
) -> None:
    service.answers["error"] = (503, b"later")
    for number in range(5):
        asked(external_request(format="pdf", uuid=f"source {number}"))
    service.calls.clear()
    reaped()
    assert len(lambda_service.started()) == 2
    assert len(service.calls) == 4  # each tells of one and tries another: the service is away
    service.answers.clear()
    reaped()
    assert len(service.failures) == 5
    assert sql("SELECT count(*) FROM hbi.exports WHERE target ? 'untold'") == [(0,)]


@pytest.mark.parametrize("status", [400, 404, 410])
def test_what_the_service_does_not_want_to_hear_is_not_repeated(
    asked: Callable[..., list[Json]], reaped: Callable[[], list[Json]], service: ExportService, sql: Sql, status: int
) -> None:
    service.answers["error"] = (status, b"no")
    asked(external_request(format="pdf"))
    assert not is_untold(sql)
    assert reaped() == []
    assert reported(service) == [400]


def test_a_report_of_no_hosts_that_is_not_taken_is_repeated_as_another_failure(
    asked: Callable[..., list[Json]], service: ExportService, sql: Sql
) -> None:
    service.answers["error"] = (500, b"no")
    asked(external_request())
    assert reported(service) == [404, 500]
    assert is_untold(sql)


def test_nobody_is_told_after_a_day(
    asked: Callable[..., list[Json]], reaped: Callable[[], list[Json]], service: ExportService, sql: Sql
) -> None:
    service.answers["error"] = (503, b"")
    asked(external_request(format="pdf"))
    sql("UPDATE hbi.exports SET completed_on = now() - interval '1 day'")
    assert reaped() == []


def test_a_worker_that_died_after_its_file_was_taken_is_a_success(
    recorded: Record, reaped: Callable[[], list[Json]], service: ExportService, sql: Sql
) -> None:
    recorded(external_request())
    stored_host(sql)
    service.files[PLACE] = b"[]"
    sql("UPDATE hbi.exports SET status = 'running', progress_on = now() - interval '1 minute'")
    (outcome,) = reaped()
    assert outcome["status"] == "complete"
    assert reported(service) == []


def test_a_worker_that_died_before_it_told_of_a_failure_is_replaced(
    recorded: Record, reaped: Callable[[], list[Json]], service: ExportService, sql: Sql
) -> None:
    recorded(external_request())
    sql(
        "UPDATE hbi.exports SET status = 'failed', completed_on = now(), message = 'broken', "
        """target = target || '{"untold": true}'"""
    )
    sql("UPDATE hbi.export_sources SET status = 'failed', code = 500, message = 'broken'")
    reaped()
    assert service.failures == {PLACE: {"message": "broken", "error": 500}}

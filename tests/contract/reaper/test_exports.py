"""What the reaper does about exports (contract: exports 7 and 12)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hbi.exports.records import Export
from hbi.problems import Unavailable
from tests.support.exporting import Exports, LambdaService, running_lambda
from tests.support.factories import stored_host, user_identity
from tests.support.reaping import Reaper

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def lambda_service(reaper_environment: dict[str, str]) -> Iterator[LambdaService]:
    """The service that the reaper asks to run the export function."""
    with running_lambda() as service:
        reaper_environment |= {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": service.url}
        yield service


@pytest.fixture
def invoking_reaper(lambda_service: LambdaService, reaper: Reaper) -> Reaper:
    """The reaper that reaches the export function."""
    return reaper


def key(export: Export) -> tuple[str, str]:
    return export.owner.org_id, export.id


def test_pending_exports_are_started(
    invoking_reaper: Reaper, lambda_service: LambdaService, exports: Exports, sql: Sql
) -> None:
    stored_host(sql)
    done, first, elsewhere = exports.done(), exports.create(), exports.create(identity=user_identity("322"))
    report = invoking_reaper.run("exports")
    assert report == {"task": "exports", "started": 2, "not_started": 0, "failed": 0, "expired": 0}
    assert set(lambda_service.started()) == {key(first), key(elsewhere)}
    assert key(done) not in lambda_service.started()
    first_asked = lambda_service.asked[0]
    assert first_asked.path == "/2015-03-31/functions/export/invocations"
    assert first_asked.headers["x-amz-invocation-type"] == "Event"


def test_only_the_oldest_of_an_organisation_are_started(
    invoking_reaper: Reaper, lambda_service: LambdaService, exports: Exports
) -> None:
    oldest, second, *_ = [exports.create() for _ in range(5)]
    assert invoking_reaper.run("exports")["started"] == 2
    assert lambda_service.started() == [key(oldest), key(second)]


@pytest.mark.parametrize(
    ("asked_for", "silent_for", "started"),
    [
        pytest.param("10 minutes", "46 seconds", 1, id="its worker died"),
        pytest.param("10 minutes", "30 seconds", 0, id="its worker may live"),
        pytest.param("61 minutes", "10 minutes", 0, id="it was begun again for an hour"),
    ],
)
def test_exports_whose_worker_died_are_begun_again(
    invoking_reaper: Reaper,
    lambda_service: LambdaService,
    exports: Exports,
    sql: Sql,
    asked_for: str,
    silent_for: str,
    started: int,
) -> None:
    stored_host(sql)
    export = exports.create()
    sql(
        "UPDATE hbi.exports SET status = 'running', "
        "created_on = now() - %s::interval, progress_on = now() - %s::interval",
        (asked_for, silent_for),
    )
    report = invoking_reaper.run("exports")
    assert (report["started"], report["failed"]) == (started, 0)
    assert lambda_service.started() == [key(export)][:started]
    if started:
        exports.work(export)
        assert str(exports.get(export).status) == "complete"


def test_two_runs_at_once_share_the_work(
    invoking_reaper: Reaper, lambda_service: LambdaService, exports: Exports, sql: Sql
) -> None:
    stored_host(sql)
    expired, done, stuck = exports.done(), exports.done(), exports.create()
    sql("UPDATE hbi.exports SET status = 'running', progress_on = '2001-01-01' WHERE id = %s", (stuck.id,))
    sql("UPDATE hbi.exports SET expires_on = now() - interval '8 days' WHERE id = %s", (expired.id,))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: invoking_reaper.run("exports"), range(2)))
    assert sum(report["failed"] for report in reports) == 1
    assert sum(report["expired"] for report in reports) == 1
    assert exports.objects() == [done.object_key]
    assert str(exports.get(stuck).status) == "failed"


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({}, id="the function's name is not configured"),
        pytest.param(
            {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": "http://127.0.0.1:1"}, id="nobody answers"
        ),
    ],
)
def test_what_cannot_be_started_stays_pending(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, exports: Exports, environment: dict[str, str]
) -> None:
    reaper_environment |= environment
    reaper: Reaper = request.getfixturevalue("reaper")
    export = exports.create()
    report = reaper.run("exports")
    assert (report["started"], report["not_started"]) == (0, 1)
    assert str(exports.get(export).status) == "pending"


def test_starts_that_fail_do_not_take_all_the_time(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, exports: Exports, sql: Sql
) -> None:
    stored_host(sql)
    expired = exports.done()
    sql("UPDATE hbi.exports SET expires_on = now() - interval '8 days' WHERE id = %s", (expired.id,))
    for number in range(5):
        exports.create(identity=user_identity(f"32{number}"))
    with running_lambda(400) as service:
        reaper_environment |= {"HBI_EXPORT_FUNCTION": "export", "HBI_LAMBDA_ENDPOINT_URL": service.url}
        reaper: Reaper = request.getfixturevalue("reaper")
        report = reaper.run("exports")
    assert len(service.asked) == 3
    assert (report["started"], report["not_started"], report["expired"]) == (0, 5, 1)


@pytest.mark.parametrize(
    ("silent_for", "status", "outcome"),
    [
        pytest.param("29 minutes", "running", ("pending", None), id="before half an hour"),
        pytest.param("30 minutes", "failed", ("failed", 504), id="after half an hour without progress"),
    ],
)
def test_stuck_exports(
    invoking_reaper: Reaper, exports: Exports, sql: Sql, silent_for: str, status: str, outcome: tuple[str, int | None]
) -> None:
    export = exports.create()
    sql("UPDATE hbi.exports SET status = 'running', progress_on = now() - %s::interval", (silent_for,))
    report = invoking_reaper.run("exports")
    now = exports.get(export)
    assert report["failed"] == (1 if status == "failed" else 0)
    assert str(now.status) == status
    assert [(str(source.status), source.code) for source in now.sources] == [outcome]
    assert (now.completed_on is not None) is (status == "failed")


def test_a_running_export_without_any_progress_is_stuck_too(
    invoking_reaper: Reaper, exports: Exports, sql: Sql
) -> None:
    export = exports.create()
    sql("UPDATE hbi.exports SET status = 'running', progress_on = NULL, created_on = now() - interval '30 minutes'")
    assert invoking_reaper.run("exports")["failed"] == 1
    assert exports.get(export).sources[0].code == 504


def test_an_export_that_nobody_ever_took_fails_after_a_day(
    invoking_reaper: Reaper, lambda_service: LambdaService, exports: Exports, sql: Sql
) -> None:
    export = exports.create()
    sql("UPDATE hbi.exports SET created_on = now() - interval '1 day'")
    assert invoking_reaper.run("exports")["failed"] == 1
    assert exports.get(export).sources[0].code == 504
    assert lambda_service.started() == []


@pytest.mark.parametrize(
    ("expired", "purged"),
    [
        pytest.param("1 second", False, id="just expired"),
        pytest.param("6 days", False, id="in its days of grace"),
        pytest.param("8 days", True, id="eight days ago"),
        pytest.param("18 days", True, id="eighteen days ago"),
    ],
)
def test_expired_exports(invoking_reaper: Reaper, exports: Exports, sql: Sql, expired: str, purged: bool) -> None:
    stored_host(sql)
    export, fresh = exports.done(), exports.done()
    sql("UPDATE hbi.exports SET expires_on = now() - %s::interval WHERE id = %s", (expired, export.id))
    report = invoking_reaper.run("exports")
    assert report["expired"] == (1 if purged else 0)
    kept = [fresh] if purged else [export, fresh]
    assert sorted(exports.objects()) == sorted(export.object_key for export in kept)
    assert sql("SELECT count(*) FROM hbi.exports") == [(len(kept),)]


def test_records_stay_when_their_archives_cannot_be_deleted(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, exports: Exports, sql: Sql
) -> None:
    stored_host(sql)
    exports.done()
    reaper_environment["HBI_EXPORT_BUCKET"] = "no-such-bucket"
    reaper: Reaper = request.getfixturevalue("reaper")
    sql("UPDATE hbi.exports SET expires_on = now() - interval '8 days'")
    with pytest.raises(Unavailable, match="no-such-bucket"):
        reaper.run("exports")
    assert sql("SELECT count(*) FROM hbi.exports") == [(1,)]
    assert len(exports.objects()) == 1


def test_exports_past_their_expiry_can_be_read_until_they_are_purged(
    invoking_reaper: Reaper, exports: Exports, sql: Sql
) -> None:
    stored_host(sql)
    export = exports.done(expires_at="2001-01-01T00:00:00Z")
    assert exports.download(export)[0].status == 200

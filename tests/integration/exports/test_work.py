"""How an export comes to an end, whatever happens on the way (contract: exports 4 and 12)."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import orjson
import psycopg2
import pytest

from functions.export.handler import handler
from hbi.exports.api import repository
from hbi.exports.bucket import Upload
from hbi.exports.records import Export
from hbi.exports.work import leases
from hbi.hosts.tags import structured_tags
from hbi.problems import InvalidParameter
from tests.support.exporting import SOURCE, Exports, LambdaContext, store_hosts
from tests.support.factories import Json, stored_host, user_identity

type Sql = Callable[..., list[tuple[Any, ...]]]


def outcomes(export: Export) -> list[tuple[str, int | None]]:
    return [(str(source.status), source.code) for source in export.sources]


def poison(sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores a host, last in the export, that brings a defect to light."""
    stored_host(sql, id="ffffffff-ffff-4fff-bfff-ffffffffffff", tags={"poison": {"key": []}})

    def defective(tags: Json) -> list[dict[str, str | None]]:
        if "poison" in tags:
            raise RuntimeError("a defect")
        return structured_tags(tags)

    monkeypatch.setattr("hbi.exports.work.formats.documents.structured_tags", defective)


@contextmanager
def held_up(
    exports: Exports, export: Export, sql: Sql, database_url: str, context: LambdaContext | None = None
) -> Iterator[list[Json]]:
    """The function works on the export but waits for its first row; the list holds the outcomes after the block."""
    found: list[Json] = []
    thread = threading.Thread(target=lambda: found.extend(exports.work(export, context)))
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE hbi.system_profiles_static IN ACCESS EXCLUSIVE MODE")
        thread.start()
        wait_for_read(sql)
        assert str(exports.get(export).status) == "running"
        yield found
    finally:
        connection.close()
        thread.join()


def wait_for_read(sql: Sql) -> None:
    deadline = time.monotonic() + 100
    waiting = "datname = current_database() AND query LIKE 'COPY%' AND wait_event_type = 'Lock'"
    while not sql(f"SELECT 1 FROM pg_stat_activity WHERE {waiting}"):
        assert time.monotonic() < deadline, "the export does not read"
        time.sleep(0.01)


def test_complete(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    export = exports.create(sources=[SOURCE, SOURCE])
    (outcome,) = exports.work(export)
    done = exports.get(export)
    assert (outcome["export_id"], outcome["status"], outcome["rows"]) == (export.id, "complete", 2)
    assert str(done.status) == "complete"
    assert outcomes(done) == [("complete", None)] * 2
    assert (done.rows, done.bytes) == (2, outcome["bytes"])
    assert done.completed_on is not None
    assert done.completed_on > done.created_on


def test_an_empty_inventory_fails_with_404_and_names_the_organisation(exports: Exports) -> None:
    done = exports.done(identity=user_identity("empty-org"))
    assert str(done.status) == "failed"
    assert outcomes(done) == [("failed", 404)]
    assert "empty-org" in (done.sources[0].message or "")
    assert done.completed_on is not None
    assert exports.objects() == []


def test_a_second_delivery_of_a_finished_export_changes_nothing(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    done = exports.done()
    stored_host(sql)
    (outcome,) = exports.work(done)
    assert outcome["status"] is None
    assert exports.get(done) == done


def test_a_second_delivery_of_a_failed_export_changes_nothing(exports: Exports, sql: Sql) -> None:
    done = exports.done()
    stored_host(sql)
    (outcome,) = exports.work(done)
    assert outcome["status"] is None
    assert exports.get(done) == done


def test_a_second_delivery_while_the_first_works_succeeds_without_work(
    exports: Exports, sql: Sql, database_url: str
) -> None:
    stored_host(sql)
    export = exports.create()
    with held_up(exports, export, sql, database_url) as first:
        (second,) = exports.work(export)
        assert second["status"] is None
    assert [outcome["status"] for outcome in first] == ["complete"]


def test_an_unknown_export_is_no_work(exports: Exports) -> None:
    export = exports.create()
    with exports.database.write() as tx:
        repository.remove(tx, export.owner, export.id)
    (outcome,) = exports.work(export)
    assert outcome["status"] is None


def test_an_export_of_another_organisation_is_no_work(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    export = exports.create()
    answer = handler({"export_id": export.id, "org_id": "322"}, LambdaContext())
    assert answer["exports"][0]["status"] is None
    assert str(exports.get(export).status) == "pending"


@pytest.mark.parametrize("event", [{}, {"export_id": "x", "org_id": "321"}, {"export_id": None, "org_id": "321"}])
def test_an_event_that_names_no_export_is_refused(exports: Exports, event: Json) -> None:
    with pytest.raises(InvalidParameter):
        handler(event, LambdaContext())


def test_an_export_whose_worker_died_is_taken_over(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    export = exports.create()
    sql("UPDATE hbi.exports SET status = 'running', progress_on = now() - interval '46 seconds', rows = 17")
    (outcome,) = exports.work(export)
    assert outcome["status"] == "complete"
    assert exports.get(export).rows == 1


def test_a_worker_that_lost_its_export_to_another_changes_nothing(
    exports: Exports, sql: Sql, database_url: str
) -> None:
    stored_host(sql)
    export = exports.create()
    with held_up(exports, export, sql, database_url) as slow:
        sql("UPDATE hbi.exports SET progress_on = progress_on + interval '1 second', rows = 17")
    assert [outcome["status"] for outcome in slow] == [None]
    assert str(exports.get(export).status) == "running"
    assert exports.get(export).rows == 17
    assert exports.objects() == []


def test_deletion_while_running_leaves_nothing(exports: Exports, sql: Sql, database_url: str) -> None:
    stored_host(sql)
    export = exports.create()
    with held_up(exports, export, sql, database_url) as found, exports.database.write() as tx:
        repository.remove(tx, export.owner, export.id)
    assert [outcome["status"] for outcome in found] == [None]
    assert exports.objects() == []
    assert sql("SELECT count(*) FROM hbi.exports") == [(0,)]


def test_deletion_in_the_very_end_leaves_nothing(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    stored_host(sql)
    export = exports.create()
    complete = Upload.complete

    def delete_then(upload: Upload) -> None:
        complete(upload)
        assert exports.objects() == [export.object_key]
        sql("DELETE FROM hbi.exports")

    monkeypatch.setattr(Upload, "complete", delete_then)
    (outcome,) = exports.work(export)
    assert outcome["status"] is None
    assert exports.objects() == []


def test_a_worker_that_ends_late_leaves_nothing_of_an_export_that_failed_meanwhile(
    exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_host(sql)
    export = exports.create()
    complete = Upload.complete

    def fail_then(upload: Upload) -> None:
        complete(upload)
        sql("UPDATE hbi.exports SET status = 'failed'")

    monkeypatch.setattr(Upload, "complete", fail_then)
    (outcome,) = exports.work(export)
    assert outcome["status"] is None
    assert str(exports.get(export).status) == "failed"
    assert exports.objects() == []


@pytest.mark.parametrize(
    ("begun_before", "left"), [pytest.param(True, False, id="taken over"), pytest.param(False, True, id="its own")]
)
def test_a_failure_removes_what_the_worker_before_it_left(
    exports: Exports, sql: Sql, begun_before: bool, left: bool
) -> None:
    export = exports.create()
    exports.put_object(export.object_key)
    if begun_before:
        sql("UPDATE hbi.exports SET status = 'running', progress_on = now() - interval '46 seconds'")
    (outcome,) = exports.work(export)
    assert outcome["status"] == "failed"
    assert exports.objects() == ([export.object_key] if left else [])


def test_large_exports_are_sent_in_parts(exports: Exports, sql: Sql, export_environment: dict[str, str]) -> None:
    store_hosts(sql, 1300, random_tags=40)
    export = exports.done()
    assert export.bytes > exports.settings.part_size_bytes
    assert exports.unfinished_uploads() == []
    archive = exports.archive(export)
    assert archive.testzip() is None
    assert archive.read(archive.namelist()[0]).count(b'"host_id"') == 1300


def test_a_failure_in_the_middle_aborts_the_upload(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    store_hosts(sql, 1300, random_tags=40)
    poison(sql, monkeypatch)
    export = exports.create(format="csv")
    (outcome,) = exports.work(export)
    done = exports.get(export)
    assert outcome["bytes"] > exports.settings.part_size_bytes
    assert (outcome["status"], outcomes(done)) == ("failed", [("failed", 500)])
    assert exports.objects() == []
    assert exports.unfinished_uploads() == []


def test_a_failure_tells_nothing_of_our_insides(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    poison(sql, monkeypatch)
    (source,) = exports.done().sources
    assert source.message == "The export could not be written."


def test_a_bucket_that_is_not_there_fails_the_export(
    export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment["HBI_EXPORT_BUCKET"] = "no-such-bucket"
    exports: Exports = request.getfixturevalue("exports")
    stored_host(sql)
    assert outcomes(exports.done()) == [("failed", 500)]


def test_a_database_that_breaks_off_fails_the_export(exports: Exports, sql: Sql, database_url: str) -> None:
    stored_host(sql)
    export = exports.create()
    with held_up(exports, export, sql, database_url) as found:
        sql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'COPY%%' AND pid <> pg_backend_pid()
            """
        )
    assert [outcome["status"] for outcome in found] == ["failed"]
    assert outcomes(exports.get(export)) == [("failed", 500)]


def test_the_end_of_the_functions_time_fails_the_export(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    export = exports.create()
    (outcome,) = exports.work(export, LambdaContext(remaining_ms=10_000))
    assert outcome["status"] == "failed"
    assert outcomes(exports.get(export)) == [("failed", 504)]
    assert exports.objects() == []


def test_a_read_that_hangs_ends_with_the_functions_time(exports: Exports, sql: Sql, database_url: str) -> None:
    stored_host(sql)
    export = exports.create()
    context = LambdaContext(remaining_ms=21_000)
    with held_up(exports, export, sql, database_url, context) as found:
        wait_for_failure(exports, export)
    assert [outcome["status"] for outcome in found] == ["failed"]
    assert outcomes(exports.get(export)) == [("failed", 504)]


def wait_for_failure(exports: Exports, export: Export) -> None:
    deadline = time.monotonic() + 100
    while str(exports.get(export).status) == "running":
        assert time.monotonic() < deadline, "the export does not fail"
        time.sleep(0.01)


def test_progress_is_stored_while_the_work_goes_on(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    store_hosts(sql, 700)
    export = exports.create()
    seen = []
    progress = leases.progress

    def watched(*args: Any, **kwargs: Any) -> Any:
        held = progress(*args, **kwargs)
        seen.append(kwargs["rows"])
        return held

    monkeypatch.setattr(leases, "progress", watched)
    exports.work(export)
    assert seen == [256, 512, 700, 700]


def test_all_files_show_the_same_instant(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = [stored_host(sql)["id"] for _ in range(3)]
    export = exports.create(sources=[SOURCE, SOURCE])
    write = Upload.write
    written: list[int] = []

    def change_then_write(upload: Upload, data: bytes) -> int:
        if not written:
            stored_host(sql)
            sql("DELETE FROM hbi.hosts WHERE id = %s", (hosts[0],))
        written.append(len(data))
        return write(upload, data)

    monkeypatch.setattr(Upload, "write", change_then_write)
    exports.work(export)
    archive = exports.archive(exports.get(export))
    for source in export.sources:
        rows = orjson.loads(archive.read(f"{source.id}.json"))
        assert [row["host_id"] for row in rows] == sorted(hosts)


def test_two_exports_of_an_organisation_run_at_a_time(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    first, second, third = (exports.create() for _ in range(3))
    sql(
        "UPDATE hbi.exports SET status = 'running', progress_on = now() WHERE id = ANY(%s::uuid[])",
        ([first.id, second.id],),
    )
    (outcome,) = exports.work(third)
    assert outcome["status"] is None
    assert str(exports.get(third).status) == "pending"


def test_running_exports_of_another_organisation_do_not_count(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    for _ in range(2):
        exports.create(identity=user_identity("322"))
    sql("UPDATE hbi.exports SET status = 'running', progress_on = now()")
    assert str(exports.done().status) == "complete"


def test_the_function_goes_on_with_what_waits(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    first, second = exports.create(), exports.create()
    elsewhere = exports.create(identity=user_identity("322"))
    assert [outcome["export_id"] for outcome in exports.work(first)] == [first.id, elsewhere.id, second.id]
    assert str(exports.get(second).status) == "complete"
    assert str(exports.get(elsewhere).status) == "failed"  # it has no hosts


def test_the_function_begins_nothing_more_when_its_time_is_short(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    first, second = exports.create(), exports.create()
    exports.work(first, LambdaContext(remaining_ms=int(timedelta(minutes=4).total_seconds() * 1000)))
    assert str(exports.get(first).status) == "complete"
    assert str(exports.get(second).status) == "pending"

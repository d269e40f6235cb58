"""No organisation holds the workers of exports: shares, turns, and equal sources that are read once."""

import pytest

from hbi.exports.work import copies
from hbi.exports.work.formats import data_files
from tests.conftest import Sql
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import stored_host, user_identity

LARGE, SMALL = user_identity("large"), user_identity("small")


@pytest.fixture(autouse=True)
def hosts(sql: Sql) -> None:
    for org_id in ("large", "small"):
        stored_host(sql, org_id=org_id)


def run(sql: Sql, *export_ids: str) -> None:
    sql(
        "UPDATE hbi.exports SET status = 'running', progress_on = now() WHERE id = ANY(%s::uuid[])",
        (list(export_ids),),
    )


class TestTwoWorkers:
    """As many as a local stack has."""

    @pytest.fixture
    def export_environment(self, export_environment: dict[str, str]) -> dict[str, str]:
        return {**export_environment, "HBI_EXPORT_WORKERS": "2"}

    def test_the_last_free_one_waits_for_another_organisation(self, exports: Exports, sql: Sql) -> None:
        first, second = exports.create(identity=LARGE), exports.create(identity=LARGE)
        run(sql, first.id)
        assert [outcome["status"] for outcome in exports.work(second)] == [None]
        other = exports.create(identity=SMALL)
        assert exports.work(other)[0]["status"] == "complete"

    def test_one_whose_worker_died_does_not_count(self, exports: Exports, sql: Sql) -> None:
        first, second = exports.create(identity=LARGE), exports.create(identity=LARGE)
        sql(
            "UPDATE hbi.exports SET status = 'running', progress_on = now() - interval '1 hour' WHERE id = %s",
            (first.id,),
        )
        assert exports.work(second)[0]["status"] == "complete"


def test_organisations_take_turns(exports: Exports) -> None:
    """However many of the first wait, and since when."""
    large = [exports.create(identity=LARGE) for _ in range(4)]
    small = [exports.create(identity=SMALL) for _ in range(2)]
    served = [outcome["export_id"] for outcome in exports.work(large[0])]
    assert served == [large[0].id, small[0].id, large[1].id, small[1].id, large[2].id, large[3].id]


def test_deletion_does_not_bring_another_turn(exports: Exports, sql: Sql) -> None:
    done = exports.done(identity=LARGE)
    sql("DELETE FROM hbi.exports WHERE id = %s", (done.id,))
    large, small = exports.create(identity=LARGE), exports.create(identity=SMALL)
    third = exports.create(identity=user_identity("third"))
    served = [outcome["export_id"] for outcome in exports.work(third)]
    assert served == [third.id, small.id, large.id]


def test_what_runs_elsewhere_is_not_begun_again(exports: Exports, sql: Sql) -> None:
    waiting = [exports.create(identity=LARGE) for _ in range(3)]
    run(sql, waiting[0].id, waiting[1].id)
    served = [outcome["export_id"] for outcome in exports.work(exports.create(identity=SMALL))]
    assert waiting[2].id not in served
    assert str(exports.get(waiting[2]).status) == "pending"


@pytest.mark.parametrize("file_format", ["csv", "json", "ndjson", "parquet"])
def test_equal_sources_are_read_once(exports: Exports, file_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    stream = data_files.stream  # type: ignore[attr-defined]
    monkeypatch.setattr(data_files, "stream", lambda *args: (reads.append(1), stream(*args)))
    export = exports.done(identity=LARGE, format=file_format, sources=[SOURCE] * 5)
    archive = exports.archive(export)
    data = {archive.read(f"{source.id}.{file_format}") for source in export.sources}
    assert (len(reads), len(data), export.rows) == (1, 1, 5)
    assert archive.testzip() is None


def test_what_is_too_large_to_keep_is_read_again(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies.Copy.__init__, "__defaults__", (1,))
    export = exports.done(identity=LARGE, sources=[SOURCE] * 3)
    archive = exports.archive(export)
    assert len({archive.read(f"{source.id}.json") for source in export.sources}) == 1
    assert export.rows == 3


def test_a_kept_file_leaves_nothing_on_the_disk() -> None:
    with copies.Copy() as copy:
        copy.take(b"a" * 100_000)
        copy.end(1)
        assert b"".join(copy.chunks()) == b"".join(copy.chunks()) == b"a" * 100_000
    assert not copy.is_kept

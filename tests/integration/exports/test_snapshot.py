"""An export shows one instant, whatever others do meanwhile (contract: exports 9)."""

import threading
from collections.abc import Callable
from typing import Any

import orjson
import psycopg2
import pytest

from tests.support.exporting import SOURCE, Exports, store_hosts

type Sql = Callable[..., list[tuple[Any, ...]]]

HOSTS = 1500


@pytest.mark.parametrize("file_format", ["csv", "ndjson"])
def test_hosts_that_change_all_the_time_are_shown_as_of_one_instant(
    exports: Exports, sql: Sql, database_url: str, file_format: str
) -> None:
    store_hosts(sql, HOSTS)
    is_done, has_begun = threading.Event(), threading.Event()
    generations: list[int] = []

    def change() -> None:
        """Renames all hosts and replaces some, one transaction after the other."""
        connection = psycopg2.connect(database_url)
        try:
            while not is_done.is_set():
                generation = len(generations)
                with connection, connection.cursor() as cursor:
                    cursor.execute("UPDATE hbi.hosts SET display_name = %s", (f"generation {generation}",))
                    cursor.execute(
                        "UPDATE hbi.hosts SET id = gen_random_uuid() WHERE ctid IN (SELECT ctid FROM hbi.hosts LIMIT 9)"
                    )
                generations.append(generation)
                has_begun.set()
        finally:
            connection.close()

    writer = threading.Thread(target=change)
    writer.start()
    try:
        has_begun.wait()
        export = exports.done(format=file_format, sources=[SOURCE, {**SOURCE, "filters": {"view_id": _view(sql)}}])
    finally:
        is_done.set()
        writer.join()
    archive = exports.archive(export)
    names = set()
    for source in export.sources:
        data = archive.read(f"{source.id}.{file_format}")
        assert len(data.splitlines()) == HOSTS + (file_format == "csv")
        names |= _names(data, file_format)
    assert len(names) == 1


def _view(sql: Sql) -> str:
    ((view_id,),) = sql("SELECT id::text FROM hbi.inventory_views WHERE org_id IS NULL")
    return str(view_id)


def _names(data: bytes, file_format: str) -> set[str]:
    if file_format == "ndjson":
        return {orjson.loads(line)["display_name"] for line in data.splitlines()}
    header, *lines = data.decode().splitlines()
    place = header.split(",").index('"display_name"')
    return {line.split(",")[place] for line in lines}

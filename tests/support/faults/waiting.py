"""Waiting for what is about to happen, and work that waits for a lock of somebody else."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg2

from tests.conftest import Sql

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def wait_for_a_waiter(sql: Sql) -> None:
    """Returns as soon as somebody waits for a lock in the test database; fails when nobody does for 100 seconds."""
    wait_until(lambda: bool(sql(_WAITING)[0][0]))


def wait_until(condition: Callable[[], bool]) -> None:
    """Returns as soon as something is true; fails when it does not become true within 100 seconds."""
    deadline = time.monotonic() + 100
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def while_others_delete[Result](
    host_ids: Sequence[str], work: Callable[[], Result], *, database_url: str, sql: Sql
) -> Result:
    """What `work` returns when it has to wait for a transaction that deletes hosts, which then commits."""
    deleting = psycopg2.connect(database_url)
    try:
        with deleting.cursor() as cursor, ThreadPoolExecutor(1) as pool:
            cursor.execute("DELETE FROM hbi.hosts WHERE id = ANY(%s::uuid[])", (list(host_ids),))
            result = pool.submit(work)
            wait_for_a_waiter(sql)
            deleting.commit()
            return result.result()
    finally:
        deleting.close()

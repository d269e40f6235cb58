"""Invocations that report the same hosts at the same time."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.db.engine import Database, Transaction
from hbi.ingest.storing import locks
from hbi.ingest.storing.matching import IdFact
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_message, host_report, msk_event
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

HOSTS = 200
ADVISORY_LOCKS = """
    SELECT mode FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND locktype = 'advisory'
"""
BARE: Json = dict.fromkeys(("insights_id", "fqdn", "display_name", "system_profile"), ...)


def run_at_once(settings: IngestSettings, batches: list[list[Json]]) -> list[dict[str, int]]:
    """Delivers each batch to an invocation of its own, all at the same moment."""
    started = threading.Barrier(len(batches))

    def invoke(batch: list[Json]) -> dict[str, int]:
        runtime = Runtime.of(settings)
        try:
            started.wait()
            return consume(msk_event([host_message(report) for report in batch]), runtime).counts
        finally:
            runtime.close()

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(invoke, batches))


@pytest.mark.parametrize(
    "arrange",
    [
        pytest.param(lambda reports: [reports, reports], id="in the same order"),
        pytest.param(lambda reports: [reports, reports[::-1]], id="in opposite orders"),
        pytest.param(lambda reports: [reports[:150], reports[50:], reports[::2]], id="overlapping parts"),
    ],
)
def test_hosts_that_two_invocations_report_first_are_created_once(
    ingest: Ingest, ingest_settings: IngestSettings, arrange: Callable[[list[Json]], list[list[Json]]]
) -> None:
    reports = [host_report(subscription_manager_id=str(uuid.uuid4())) for _ in range(HOSTS)]
    batches = arrange(reports)
    counts = sum((Counter(count) for count in run_at_once(ingest_settings, batches)), Counter())
    sent = sum(map(len, batches))
    assert (counts["created"], counts["updated"], counts["rejected"]) == (HOSTS, sent - HOSTS, 0)
    assert len(ingest.hosts()) == HOSTS
    per_host: dict[str | None, list[str]] = {}
    for event in ingest.events():
        per_host.setdefault(event.key, []).append(event.body["type"])
    assert sum(map(len, per_host.values())) == sent
    assert all(types[0] == "created" and set(types[1:]) <= {"updated"} for types in per_host.values())
    assert ingest.waiting() == 0


def test_a_fact_that_two_invocations_bring_together_joins_one_host(
    ingest: Ingest, ingest_settings: IngestSettings
) -> None:
    """Each alone names another fact of the host; a third names both."""
    ids = [(str(uuid.uuid4()), str(uuid.uuid4())) for _ in range(50)]
    both = [host_report(**{**BARE, "insights_id": i, "subscription_manager_id": s}) for i, s in ids]
    first = [host_report(**{**BARE, "insights_id": i}) for i, _ in ids]
    run_at_once(ingest_settings, [both, first, both[::-1], first[::-1]])
    hosts = ingest.hosts()
    assert len(hosts) == 50
    assert {(host["insights_id"], host["subscription_manager_id"]) for host in hosts} == set(ids)


def test_updates_of_the_same_hosts_do_not_block_each_other_for_ever(
    ingest: Ingest, ingest_settings: IngestSettings
) -> None:
    reports = [host_report() for _ in range(HOSTS)]
    ingest.reports(*reports)
    changed = [{**report, "system_profile": {"arch": "arm"}} for report in reports]
    counts = run_at_once(ingest_settings, [changed, changed[::-1], reports])
    assert [count["updated"] for count in counts] == [HOSTS] * 3
    assert len(ingest.events()) == 4 * HOSTS


def test_facts_are_locked_until_the_transaction_ends(database: Database, sql: Sql) -> None:
    facts = {(ORG, "insights_id", str(uuid.uuid4())) for _ in range(3)}
    with database.write() as tx:
        locks.lock_facts(tx, facts)
        held = sql(ADVISORY_LOCKS)
        assert Counter(mode for (mode,) in held) == {"ExclusiveLock": 3, "ShareLock": 1}
    assert sql(ADVISORY_LOCKS) == []


def test_many_facts_are_one_lock_of_their_organisation(
    database: Database, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "MAX_FACT_LOCKS", 2)
    facts = {(ORG, "insights_id", str(uuid.uuid4())) for _ in range(3)} | {("other", "insights_id", "i")}
    with database.write() as tx:
        locks.lock_facts(tx, facts)
        held = sql(ADVISORY_LOCKS)
        assert Counter(mode for (mode,) in held) == {"ExclusiveLock": 2, "ShareLock": 1}


def test_a_batch_whose_facts_others_keep_moving_is_stored(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time the batch begins again, another host has lost a fact that the batch gives back to it."""
    reports = [host_report(subscription_manager_id=str(uuid.uuid4())) for _ in range(10)]
    ingest.reports(*reports)
    moved = iter(reports)
    lock_facts = locks.lock_facts

    def move_and_lock(tx: Transaction, facts: Collection[IdFact]) -> None:
        sql(
            "UPDATE hbi.hosts SET subscription_manager_id = gen_random_uuid() WHERE insights_id = %s",
            (next(moved)["insights_id"],),
        )
        lock_facts(tx, facts)

    monkeypatch.setattr(locks, "lock_facts", move_and_lock)
    assert ingest.reports(host_report(), *reports) == {"created": 1, "updated": 10, "rejected": 0}
    stored = {host["insights_id"]: host["subscription_manager_id"] for host in ingest.hosts()}
    assert {report["insights_id"]: report["subscription_manager_id"] for report in reports}.items() <= stored.items()

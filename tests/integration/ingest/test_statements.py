"""What a batch costs the database."""

import re
import uuid
from collections.abc import Callable

import pytest

from hbi.db import bulk
from hbi.db.engine import Database, GuardedCursor
from hbi.ingest.storing import locks
from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_report
from tests.support.ingesting import Ingest

PROFILE = {"arch": "x86_64", "cpu_flags": ["fpu"]}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is carried out from now on, prepared ones included."""
    sent: list[str] = []
    prepared: dict[str, str] = {}

    def recording(original: Callable[..., None]) -> Callable[..., None]:
        def record(cursor: GuardedCursor, statement: object, *arguments: object) -> None:
            spelled = " ".join(str(statement).split())
            if preparation := re.match(r"PREPARE (\w+) AS (.*)", spelled):
                prepared[preparation[1]] = preparation[2]
            elif execution := re.match(r"EXECUTE (\w+)", spelled):
                sent.append(prepared[execution[1]])
            else:
                sent.append(spelled)
            original(cursor, statement, *arguments)

        return record

    for name in ("execute", "copy_expert"):
        monkeypatch.setattr(GuardedCursor, name, recording(getattr(GuardedCursor, name)))
    return sent


@pytest.mark.kafka
def test_the_number_of_statements_does_not_depend_on_the_number_of_hosts(ingest: Ingest, statements: list[str]) -> None:
    def statements_for(reports: list[Json]) -> int:
        statements.clear()
        ingest.reports(*reports)
        return len([statement for statement in statements if statement != "SELECT 1"])

    few, many = ([host_report(system_profile=PROFILE) for _ in range(count)] for count in (3, 20))
    ingest.report()
    assert statements_for(few) == statements_for(many)
    assert statements_for(few) == statements_for(many)
    for report in (*few, *many):
        report |= {"system_profile": {**PROFILE, "arch": "arm"}, "ansible_host": "a"}
    changed = statements_for(few), statements_for(many)
    assert changed[0] == changed[1] <= 20


@pytest.mark.kafka
def test_a_re_report_writes_one_narrow_row(ingest: Ingest, statements: list[str]) -> None:
    report = ingest.report(system_profile=PROFILE)
    statements.clear()
    ingest.reports(report)
    written = [statement for statement in statements if re.match("UPDATE|INSERT|COPY|DELETE|WITH removed", statement)]
    kind = re.compile(r"^(WITH removed AS \( DELETE FROM|\w+ ?) ?(hbi\.\w+).*")
    assert [kind.sub(r"\1 \2", statement) for statement in written] == [
        "UPDATE  hbi.hosts",
        "COPY  hbi.host_events_outbox",
        "WITH removed AS ( DELETE FROM hbi.host_events_outbox",
    ]
    assert "tags" not in written[0]


def test_hosts_are_found_by_index_before_there_are_statistics(database: Database, sql: Sql) -> None:
    sql(
        """
        INSERT INTO hbi.hosts (org_id, id, reporter, groups, insights_id, subscription_manager_id, provider_id,
                               last_check_in, modified_on)
        SELECT %s, gen_random_uuid(), 'puptoo', '[]', gen_random_uuid(), gen_random_uuid()::text, 'p' || n, now(), now()
        FROM generate_series(1, 20000) n
        """,
        (ORG,),
    )
    facts = sql("SELECT insights_id::text, subscription_manager_id, provider_id FROM hbi.hosts LIMIT 50")
    columns = [[fact[position] for fact in facts] for position in (2, 1, 0)]
    parameters = [bulk.array(values) for column in columns for values in ([ORG] * len(facts), column)]
    keys = [host_id for (host_id,) in sql("SELECT id::text FROM hbi.hosts LIMIT 50")]
    parameters += [bulk.array(values) for values in ([ORG] * len(keys), keys)]
    with database.write() as tx, tx.cursor() as cursor:
        bulk.prefer_indexes(tx)
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + locks._LOCK_MATCHING.text, parameters)
        plan = [line for (line,) in cursor.fetchall()]
    touched = next(int(found[1]) for line in plan if (found := re.search(r"shared hit=(\d+)", line)))
    assert touched < 40 * len(facts), "\n".join(plan)


def test_a_plan_that_was_kept_since_there_were_no_hosts_finds_them_by_index(database: Database) -> None:
    with database.write() as tx, tx.cursor() as cursor:
        known = locks.lock_matching(tx, [(ORG, "insights_id", str(uuid.uuid4()))])
        cursor.execute(
            """
            INSERT INTO hbi.hosts (org_id, id, reporter, groups, insights_id, last_check_in, modified_on)
            SELECT %s, gen_random_uuid(), 'puptoo', '[]', gen_random_uuid(), now(), now() FROM generate_series(1, 3000)
            RETURNING insights_id::text
            """,
            (ORG,),
        )
        facts = [insights_id for (insights_id,) in cursor.fetchmany(50)]
        none, orgs = bulk.array([]), bulk.array([ORG] * len(facts))
        parameters = [none, none, none, none, orgs, bulk.array(facts), none, none]
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) EXECUTE lock_matching ({', '.join(['%s'] * 8)})", parameters
        )
        plan = [line for (line,) in cursor.fetchall()]
    touched = next(int(found[1]) for line in plan if (found := re.search(r"shared hit=(\d+)", line)))
    assert known == []
    assert touched < 40 * len(facts), "\n".join(plan)

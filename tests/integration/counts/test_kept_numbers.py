"""Whoever writes hosts, and however: the numbers that are kept are those of plain counts (ADR 34)."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import orjson
import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.reaper import counts
from tests.conftest import Sql
from tests.support.factories import ORG, Json, stored_host

ORGS = (ORG, "654")
TAGS: tuple[Any, ...] = (
    None,
    {},
    {"ns": {"k": ["v"]}},
    {"ns": {"k": ["v", "v", "w"], "flag": []}, "null": {"k": ["v"]}},
    {"ns": {"k": "outside", "n": 5, "gone": None, "odd": [None, {"a": 1}]}, "empty": {}},
    ["no", "object"],
    {"ns": ["no", "object"]},
)
SYSTEMS: tuple[Any, ...] = (
    None,
    {"name": "RHEL", "major": 9, "minor": 4},
    {"name": "rhel", "major": "9", "minor": 4.0},
    {"name": "RHEL", "major": 9},
    {"name": None, "major": 9, "minor": 4},
    "RHEL",
)
WORKLOADS: tuple[Any, ...] = (
    None,
    {"sap": {"sap_system": True, "sids": ["ABC", "ABC", "XYZ"]}},
    {"sap": {"sap_system": False, "sids": "ABC"}},
    {"sap": {"sap_system": "true", "sids": [None, 5]}, "ansible": {}},
    {"sap": None},
)


def wrong(database: Database) -> list[counts.Wrong]:
    """What is wrong in any of the organisations, as others see it now."""
    with database.snapshot() as tx:
        return [
            value
            for org_id in ORGS
            for value in (*counts.wrong_numbers(tx, org_id), *counts.wrong_culled_numbers(tx, org_id))
        ]


def sum_up_culled(tx: Transaction, org_id: str) -> None:
    """As the task does with hosts that are culled after ten days."""
    now = clock.now()
    counts.sum_up_culled(tx, org_id, now - timedelta(days=10), now)


def sum_up(tx: Transaction, org_id: str) -> None:
    """Sums up all kinds."""
    for kind in ("host", "tag", "odd_tags", "os", "sap_system", "sap_sid"):
        counts.sum_up(tx, org_id, kind)


TASKS: dict[str, Callable[[Transaction, str], None]] = {
    "sum up": sum_up,
    "sum up culled": sum_up_culled,
    "count anew": counts.count_anew,
}


class Writer:
    """Somebody who writes to hosts of his own, in transactions."""

    def __init__(self, url: str, number: int) -> None:
        self.connection = psycopg2.connect(url)
        self._number = number
        self._made = 0

    def id(self, host: int) -> str:
        """The id of one of its hosts."""
        return f"00000000-0000-4000-8000-{self._number:04}{host:08}"

    def run(self, statement: str, *values: Any) -> None:
        """Runs a statement in the transaction."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, [orjson.dumps(v).decode() if isinstance(v, dict | list) else v for v in values])

    def insert(
        self, org_id: str, host: int, tags: Any, system: Any, workloads: Any, days: int | None = 0, suffix: str = ""
    ) -> None:
        """Stores a host with its profile, unless there is one. `days`: since its last check-in."""
        key = (org_id, self.id(host))
        kept = "ON CONFLICT (org_id, id) DO UPDATE SET tags = excluded.tags, last_check_in = excluded.last_check_in"
        self.run(
            f"INSERT INTO hbi.hosts{suffix} (org_id, id, groups, reporter, tags, last_check_in)"
            f" VALUES (%s, %s, '[]', 'puptoo', %s, now() - %s * interval '1 day') {kept}",
            *key,
            tags if isinstance(tags, dict | list) else None,
            days,
        )
        for table, column, value in (("static", "operating_system", system), ("dynamic", "workloads", workloads)):
            self.run(
                f"INSERT INTO hbi.system_profiles_{table}{suffix} (org_id, host_id, {column}) VALUES (%s, %s, %s)"
                f" ON CONFLICT (org_id, host_id) DO UPDATE SET {column} = excluded.{column}",
                *key,
                None if value is None else orjson.dumps(value).decode(),
            )

    def change(
        self, org_id: str, host: int, tags: Any, system: Any, workloads: Any, days: int | None = 0, suffix: str = ""
    ) -> None:
        """Changes hosts up to a number, all with one statement a table; none checks in."""
        ids = [self.id(number) for number in range(host + 1)]
        for table, column, key, value in (
            ("hosts", "tags", "id", tags),
            ("system_profiles_static", "operating_system", "host_id", system),
            ("system_profiles_dynamic", "workloads", "host_id", workloads),
        ):
            self.run(
                f"UPDATE hbi.{table}{suffix} SET {column} = %s WHERE org_id = %s AND {key} = ANY(%s::uuid[])",
                None if value is None else orjson.dumps(value).decode(),
                org_id,
                "{" + ",".join(ids) + "}",
            )

    def delete(self, org_id: str, host: int, way: str, suffix: str = "") -> None:
        """Deletes hosts up to a number."""
        ids = "{" + ",".join(self.id(number) for number in range(host + 1)) + "}"
        if way == "in sets":
            self.run("SELECT hbi.delete_hosts(%s, %s::uuid[])", org_id, ids)
        else:
            self.run(f"DELETE FROM hbi.hosts{suffix} WHERE org_id = %s AND id = ANY(%s::uuid[])", org_id, ids)

    def check_in(self, org_id: str, host: int, days: int | None, suffix: str = "") -> None:
        """Sets the last check-in of a host to so many days ago; None is never."""
        self.run(
            f"UPDATE hbi.hosts{suffix} SET last_check_in = now() - %s * interval '1 day' WHERE org_id = %s AND id = %s",
            days,
            org_id,
            self.id(host),
        )

    def move(self, org_id: str, host: int) -> None:
        """Rewrites what every check-in and a move between groups rewrite."""
        groups = [{"id": self.id(host), "name": "a group"}]
        self.run("UPDATE hbi.hosts SET groups = %s, last_check_in = now() WHERE org_id = %s", groups, org_id)


@pytest.fixture
def writers(database_url: str) -> Iterator[list[Writer]]:
    made = [Writer(database_url, number) for number in range(2)]
    yield made
    for writer in made:
        writer.connection.close()


@pytest.fixture
def partition_of(sql: Sql) -> dict[str, str]:
    """Organisation → the end of the names of its partitions."""
    found = {}
    for org_id in ORGS:
        stored_host(sql, org_id=org_id)
        [(name,)] = sql("SELECT DISTINCT tableoid::regclass::text FROM hbi.hosts WHERE org_id = %s", (org_id,))
        found[org_id] = "_" + name.rpartition("_")[2]
    return found


hosts = st.integers(0, 3)
days = st.sampled_from([0, 20, 20, 40, None])
contents = st.tuples(st.sampled_from(TAGS), st.sampled_from(SYSTEMS), st.sampled_from(WORKLOADS), days)
whose = st.tuples(st.integers(0, 1), st.sampled_from(ORGS), st.booleans())
steps = st.one_of(
    st.tuples(st.just("insert"), whose, hosts, contents),
    st.tuples(st.just("insert"), whose, hosts, contents),
    st.tuples(st.just("change"), whose, hosts, contents),
    st.tuples(st.just("delete"), whose, hosts, st.sampled_from(["in sets", "by keys"])),
    st.tuples(st.just("end"), whose, st.sampled_from(["commit", "rollback"]), st.none()),
    st.tuples(st.just("check in"), whose, hosts, days),
    st.tuples(st.just("sum up"), whose, st.none(), st.none()),
    st.tuples(st.just("sum up culled"), whose, st.none(), st.none()),
    st.tuples(st.just("sum up culled"), whose, st.none(), st.none()),
    st.tuples(st.just("count anew"), whose, st.none(), st.none()),
)


@given(plan=st.lists(steps, min_size=5, max_size=14))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_course_of_events(
    database: Database,
    writers: list[Writer],
    partition_of: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    plan: list[Any],
) -> None:
    """Two writers, whose transactions stay open while others write, sum up, count anew and read."""
    monkeypatch.setattr(counts, "MOST_DIFFERENCES", 0)
    for what, (number, org_id, is_direct), argument, more in plan:
        writer = writers[number]
        suffix = partition_of[org_id] if is_direct else ""
        match what:
            case "insert":
                writer.insert(org_id, argument, *more, suffix)
            case "change":
                writer.change(org_id, argument, *more, suffix)
            case "delete":
                writer.delete(org_id, argument, more, suffix)
            case "check in":
                writer.check_in(org_id, argument, more, suffix)
            case "end":
                getattr(writer.connection, argument)()
            case _:
                with database.write() as tx:
                    TASKS[what](tx, org_id)
        assert wrong(database) == []
    for writer in writers:
        writer.connection.commit()
    assert wrong(database) == []


@contextmanager
def running(*works: Any) -> Iterator[None]:
    """Threads that work while the block runs, and whose errors are raised after it."""
    failures: list[BaseException] = []

    def guarded(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()
    assert failures == []


def write_at_random(database_url: str, number: int) -> None:
    """Sixty transactions of a writer, some of them undone."""
    chance = random.Random(number)
    writer = Writer(database_url, number)
    with closing(writer.connection):
        for _ in range(60):
            silent = chance.choice([0, 0, 20, None])
            content = chance.choice(TAGS), chance.choice(SYSTEMS), chance.choice(WORKLOADS), silent
            org_id = chance.choice(ORGS)
            for host in range(chance.randrange(4)):
                writer.insert(org_id, host, *content)
            chance.choice([writer.change, writer.insert])(org_id, 2, *content)
            writer.check_in(org_id, 3, chance.choice([0, 30, None]))
            if chance.random() < 0.3:
                writer.delete(org_id, 1, chance.choice(["in sets", "by keys"]))
            chance.choice([writer.connection.commit, writer.connection.commit, writer.connection.rollback])()
        writer.connection.commit()


def test_everybody_at_once(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_DIFFERENCES", 0)
    is_over = threading.Event()
    seen: list[counts.Wrong] = []

    def again(work: Callable[[], object]) -> Callable[[], None]:
        def until_it_is_over() -> None:
            while not is_over.is_set():
                work()

        return until_it_is_over

    def each_org(work: Callable[[Transaction, str], object]) -> Callable[[], None]:
        def in_a_transaction() -> None:
            for org_id in ORGS:
                with database.write() as tx:
                    work(tx, org_id)

        return again(in_a_transaction)

    sum_up_tags = each_org(lambda tx, org_id: counts.sum_up(tx, org_id, "tag"))
    sum_up_hosts = each_org(lambda tx, org_id: counts.sum_up(tx, org_id, "host"))
    read = again(lambda: seen.extend(wrong(database)))
    with running(sum_up_tags, sum_up_hosts, each_org(counts.count_anew), each_org(sum_up_culled), read):
        try:
            with running(lambda: write_at_random(database_url, 1), lambda: write_at_random(database_url, 2)):
                pass
        finally:
            is_over.set()
    assert seen == []
    assert wrong(database) == []
    assert counted(database)


def counted(database: Database) -> bool:
    with database.read() as tx:
        return all(counts.is_counted(tx, org_id) for org_id in ORGS)


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT kind, value, hosts, is_sum FROM hbi.host_counts ORDER BY sequence")


@pytest.fixture
def host(database: Database, sql: Sql) -> Json:
    """A host of an organisation that was counted with it."""
    made = stored_host(sql, tags=TAGS[2], static={"operating_system": SYSTEMS[1]}, dynamic={"workloads": WORKLOADS[1]})
    with database.write() as tx:
        for org_id in ORGS:
            counts.count_anew(tx, org_id)
    return made


def test_a_count_leaves_one_row_a_value(sql: Sql, host: Json) -> None:
    assert rows(sql) == [
        ("host", [], 1, True),
        ("tag", ["ns", "k", "v"], 1, True),
        ("os", ["RHEL", "9", "4"], 1, True),
        ("sap_system", ["true"], 1, True),
        ("sap_sid", ["ABC"], 2, True),
        ("sap_sid", ["XYZ"], 1, True),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE hbi.hosts SET last_check_in = now(), reporter = 'yupana'", id="check-in"),
        pytest.param("UPDATE hbi.hosts SET tags = tags, display_name = 'x'", id="the same tags"),
        pytest.param("UPDATE hbi.system_profiles_static SET arch = 'a', operating_system = operating_system", id="os"),
        pytest.param("UPDATE hbi.system_profiles_dynamic SET workloads = workloads || '{\"x\": {}}'", id="workloads"),
        pytest.param('UPDATE hbi.hosts SET tags = \'{"ns": {"k": "v"}}\'', id="another form of the same tags"),
    ],
)
def test_what_changes_no_number_writes_nothing(sql: Sql, host: Json, statement: str) -> None:
    before = rows(sql)
    sql(statement)
    assert rows(sql) == before


def test_a_statement_writes_a_row_a_value(sql: Sql, host: Json) -> None:
    sql(
        "INSERT INTO hbi.hosts (org_id, id, groups, reporter, tags)"
        " SELECT %s, gen_random_uuid(), '[]', 'x', '{\"ns\": {\"k\": [\"v\"]}}' FROM generate_series(1, 50)",
        (ORG,),
    )
    assert sorted(rows(sql)[-2:]) == [("host", [], 50, False), ("tag", ["ns", "k", "v"], 50, False)]


def test_copied_rows_are_counted(sql: Sql, host: Json, database: Database, database_url: str) -> None:
    from io import StringIO

    lines = StringIO("".join(f"{ORG}\t00000000-0000-4000-8000-00000000000{n}\t[]\tx\t{{}}\n" for n in range(5)))
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.copy_expert("COPY hbi.hosts (org_id, id, groups, reporter, tags) FROM STDIN", lines)
        connection.commit()
    assert rows(sql)[-1] == ("host", [], 5, False)
    assert wrong(database) == []


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("TRUNCATE hbi.hosts CASCADE", id="truncated"),
        pytest.param("TRUNCATE hbi.system_profiles_static", id="truncated part"),
        pytest.param("TRUNCATE hbi.system_profiles_dynamic_p0", id="truncated partition"),
        pytest.param("UPDATE hbi.hosts SET org_id = '654' WHERE false", id="another organisation"),
    ],
)
def test_numbers_that_may_be_wrong_are_not_read(database: Database, sql: Sql, host: Json, statement: str) -> None:
    assert counted(database)
    sql(statement)
    assert not counted(database)
    with database.write() as tx:
        for org_id in ORGS:
            counts.count_anew(tx, org_id)
    assert counted(database)
    assert wrong(database) == []


def test_whoever_writes_hosts_needs_no_right_on_numbers(database: Database, sql: Sql, host: Json) -> None:
    sql("DROP ROLE IF EXISTS another_writer")
    sql("CREATE ROLE another_writer; GRANT USAGE ON SCHEMA hbi TO another_writer")
    sql("GRANT SELECT, INSERT, UPDATE, DELETE ON hbi.hosts, hbi.system_profiles_static TO another_writer")
    try:
        sql(
            "SET ROLE another_writer; UPDATE hbi.hosts SET tags = '{}'; DELETE FROM hbi.system_profiles_static;"
            " RESET ROLE"
        )
        assert wrong(database) == []
    finally:
        sql("RESET ROLE; DROP OWNED BY another_writer; DROP ROLE another_writer")


def test_sums_are_written_anew_only_where_that_spares_enough(database: Database, sql: Sql, host: Json) -> None:
    def summed_up() -> int:
        with database.write() as tx:
            return counts.sum_up(tx, ORG, "host")

    for _ in range(counts.MOST_DIFFERENCES):
        stored_host(sql)
    assert summed_up() == 0
    stored_host(sql)
    assert summed_up() == counts.MOST_DIFFERENCES + 1
    assert [row for row in rows(sql) if row[0] == "host"] == [("host", [], counts.MOST_DIFFERENCES + 2, True)]
    assert wrong(database) == []


def test_a_part_of_many_differences_is_summed_up(
    database: Database, sql: Sql, host: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "MOST_DIFFERENCES", 1)
    monkeypatch.setattr(counts, "SUMMED_AT_ONCE", 3)
    for _ in range(5):
        stored_host(sql)
    with database.write() as tx:
        assert counts.sum_up(tx, ORG, "host") == 3
    assert wrong(database) == []


def test_nobody_waits_for_whoever_works_on_an_organisation(database: Database, host: Json, sql: Sql) -> None:
    with database.write() as first:
        counts.count_anew(first, ORG)
        stored_host(sql)
        with database.write() as second:
            assert counts.sum_up(second, ORG, "host") == 0
    assert wrong(database) == []

"""Values reach PostgreSQL as they are, by COPY and by unnested arrays."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.db import bulk
from hbi.db.engine import Database
from hbi.models import DYNAMIC_PROFILES, STATIC_PROFILES
from tests.conftest import Sql
from tests.support.factories import ORG, stored_host

NAMES = ("org_id", "host_id", "enabled_services", "yum_repos", "operating_system", "cpu_model", "is_marketplace")
STATIC = bulk.Columns(STATIC_PROFILES)

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
odd_texts = st.sampled_from(
    ["", "null", "NULL", "\\N", "\\.", "{}", '"', "\\", "\t", "\r\n", ",", "a b", "ü", "'", "%s"]
)
strings = odd_texts | texts
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
    max_leaves=8,
)
rows = st.tuples(
    st.none() | st.lists(strings, max_size=4),
    st.none() | st.lists(st.dictionaries(strings, documents, max_size=3), max_size=3),
    st.none() | st.dictionaries(strings, documents, max_size=3),
    st.none() | strings,
    st.none() | st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=rows)
def test_what_is_written_is_what_was_meant(database: Database, sql: Sql, row: tuple[Any, ...]) -> None:
    host = stored_host(sql)
    names = NAMES[2:]
    with database.write() as tx:
        STATIC.copy(tx, NAMES, [(ORG, host["id"], *row)])
        source, parameters = STATIC.unnested(names), STATIC.arrays(names, [row])
        with tx.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(map(STATIC.value, names))} FROM {source}", parameters)
            unnested = cursor.fetchone()
            cursor.execute(
                f"SELECT {', '.join(names)} FROM hbi.system_profiles_static WHERE org_id = %s AND host_id = %s",
                (ORG, host["id"]),
            )
            copied = cursor.fetchone()
    assert copied == unnested == row


def test_a_text_that_is_too_long_is_refused_and_not_cut(database: Database, sql: Sql) -> None:
    stored_host(sql, static={"arch": "x86_64"})
    source, parameters = STATIC.unnested(["arch"]), STATIC.arrays(["arch"], [("x" * 51,)])
    statement = (
        f"UPDATE hbi.system_profiles_static p SET arch = {STATIC.value('arch')} FROM {source} WHERE p.org_id = %s"
    )
    with pytest.raises(Exception, match="too long"), database.write() as tx, tx.cursor() as cursor:
        cursor.execute(statement, [*parameters, ORG])


def test_a_value_without_a_spelling_is_to_blame_itself(database: Database, sql: Sql) -> None:
    host = stored_host(sql)
    row = (ORG, host["id"], None, None, {"name": object()}, None, None)
    with pytest.raises(TypeError, match="not JSON serializable"), database.write() as tx:
        STATIC.copy(tx, NAMES, [row])


def test_rows_that_fill_many_buffers_all_arrive(database: Database, sql: Sql) -> None:
    hosts = [(ORG, stored_host(sql)["id"], None, None, None, "x" * 100, None) for _ in range(5)]
    wide = [(*host[:2], ["s" * 500] * 100, *host[3:]) for host in hosts]
    with database.write() as tx:
        STATIC.copy(tx, NAMES, wide)
    assert sql("SELECT count(*), sum(cardinality(enabled_services)) FROM hbi.system_profiles_static") == [(5, 500)]


def test_instants_keep_their_microseconds(database: Database) -> None:
    instant = datetime(2031, 5, 1, 10, 0, 0, 123456, tzinfo=UTC)
    columns = bulk.Columns(DYNAMIC_PROFILES)
    source = columns.unnested(["captured_date"])
    parameters = columns.arrays(["captured_date"], [(instant,), (instant.isoformat(),)])
    with database.read() as tx, tx.cursor() as cursor:
        cursor.execute(f"SELECT {columns.value('captured_date')} FROM {source}", parameters)
        assert cursor.fetchall() == [(instant,), (instant,)]

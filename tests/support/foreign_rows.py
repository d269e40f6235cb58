"""Rows as other software may store them: values that our own doors never let in."""

from collections import Counter

import psycopg2

from tests.conftest import Sql
from tests.support.factories import ORG, Json, stored_host

EXACT = "123456789012345678901234567890"
"""A number that no machine type holds."""


def _deep(levels: int, opening: str, inner: str, closing: str) -> str:
    return opening * levels + inner + closing * levels


DOCUMENTS = {
    "null": "null",
    "boolean": "true",
    "negative number": "-7",
    "number beyond 64 bits": EXACT,
    "number beyond all floats": "1" + "0" * 400,
    "number with trailing zeros": "1.10",
    "number of many decimals": "-0.12345678901234567890123",
    "text": '"some text"',
    "empty text": '""',
    "empty list": "[]",
    "empty object": "{}",
    "list of everything": '[null, true, -1, "text", [], {}, ["a"], {"a": {"b": ["c"]}}]',
    "list of lists": '[["a"], ["b", ["c"]]]',
    "odd names": r'{"": {"": [""]}, "a.b": {"c[d]": ["%s %(x)s :y {}"]}, "\u0001\u007f": {"\"\\": ["\u2028"]}}',
    "names as described, values not": (
        '{"name": 7, "major": "8", "minor": null, "id": {}, "ungrouped": [], "booted": 1, "sap": {"sids": "ABC",'
        ' "sap_system": "true"}, "ansible": null, "puptoo": {"last_check_in": 5}, "rhsm": 3}'
    ),
    "numbers in described places": (
        f'{{"name": "RHEL", "major": {EXACT}, "minor": 1.50, "ns": {{"key": [{EXACT}, 1.50]}},'
        f' "sap": {{"sids": [{EXACT}], "sap_system": true, "gone": null}}}}'
    ),
    "numbers as texts": '{"name": "RHEL", "major": "8", "minor": "6", "sap": {"sids": ["ABC"], "sap_system": "true"}}',
    "values outside lists": '{"ns": {"key": "value", "number": 5, "object": {"a": 1}, "null": null}, "null": 1}',
    "list of objects": f'[{{"id": 5, "name": {{"a": []}}, "v": {EXACT}}}, {{}}]',
    "lists 250 deep": _deep(250, "[", "", "]"),
    "lists 1100 deep": _deep(1100, "[", "1", "]"),
    "objects 255 deep": _deep(255, '{"a": ', "null", "}"),
    "objects 3000 deep": _deep(3000, '{"name": ', EXACT, "}"),
    "deep in a described place": '{"ns": {"key": [' + _deep(1500, "[", "", "]") + "]}}",
    "deep in the second element": '[{"name": "a"}, ' + _deep(300, "[", "", "]") + "]",
    "many containers": '{"ns": {"key": [' + ", ".join(["[]"] * 500) + "]}}",
    "a megabyte": '{"ns": {"key": ["' + "long " * 200_000 + '"]}}',
}
"""Name → JSON text that jsonb takes."""

INSTANTS = ("infinity", "-infinity", "294276-12-31 23:59:59+00", "10000-01-01", "0044-03-15 12:00:00 BC", "0001-01-01")
TEXTS = ("", " ", "%s %(x)s :y", "\u2028 \U0001f600 \x01\x7f", '{"a": [', "\\\"'", "a" * 30, "null", "NaN")
INTEGERS = (0, 1, 2_147_483_647, -2_147_483_648, -1)

LARGE = 100_000

_KEPT_FOR_OTHERS = frozenset({"outbox", "debezium_signal", "alembic_version", "hbi_metadata", "inventory_views"})
_NAMES = frozenset({"org_id", "host_id", "id", "group_id", "export_id", "insights_id", "principal", "profile_hash"})
_CHOICES = frozenset({"status", "format", "event_type", "object_key"})


def columns_of(sql: Sql, *kinds: str) -> list[tuple[str, str]]:
    """Table and column of every column of these types that somebody may write and that names no row."""
    found = sql(
        """
        SELECT c.relname, a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'hbi'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND a.attgenerated = '' AND format_type(a.atttypid, NULL) = ANY(%s)
        ORDER BY 1, 2
        """,
        ([*kinds],),
    )
    return [
        (table, column) for table, column in found if table not in _KEPT_FOR_OTHERS and column not in _NAMES | _CHOICES
    ]


def store(sql: Sql, columns: list[tuple[str, str]], value: str, cast: str) -> dict[tuple[str, str], Json]:
    """Hosts that have the value in one column of each table at most; all else is as ingest stores it.

    A host has a large value once, so that it does not become too large for the changes that a test makes.

    Returns:
        the host of each column that takes the value.
    """
    hosts: list[Json] = []
    alone: list[Json] = []
    stored = {}
    used: Counter[str] = Counter()
    for table, column in columns:
        if not _is_of_a_host(sql, table):
            continue
        # A host that was not heard of for long is not shown, whatever else is odd with it.
        is_alone = column == "last_check_in" or len(value) > LARGE
        if is_alone:
            alone.append(complete_host(sql))
            host = alone[-1]
        else:
            if used[table] == len(hosts):
                hosts.append(complete_host(sql))
            host = hosts[used[table]]
        name = "id" if table == "hosts" else "host_id"
        try:
            sql(f"UPDATE hbi.{table} SET {column} = {cast} WHERE org_id = %s AND {name} = %s", (value, ORG, host["id"]))
        except psycopg2.Error:
            continue  # The database itself refuses it, so nobody can have stored it.
        used[table] += not is_alone
        stored[table, column] = host
    is_odd = {host["id"] for host in stored.values()}
    sound = [host["id"] for host in [*hosts, *alone] if host["id"] not in is_odd]
    sql("DELETE FROM hbi.hosts WHERE org_id = %s AND id = ANY(%s::uuid[])", (ORG, sound))
    return stored


def complete_host(sql: Sql) -> Json:
    """A host with a row in every table of hosts."""
    host = stored_host(
        sql,
        facts={"ns": {"fact": 1}},
        tags={"ns": {"key": ["value"]}},
        static={"operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "arch": "x86_64"},
        dynamic={"workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}}},
    )
    for (table,) in sql("SELECT relname FROM pg_class WHERE relname LIKE 'hosts_app_data_%%' AND relkind = 'p'"):
        sql(f"INSERT INTO hbi.{table} (org_id, host_id, last_updated) VALUES (%s, %s, now())", (ORG, host["id"]))
    return host


def _is_of_a_host(sql: Sql, table: str) -> bool:
    return table == "hosts" or bool(
        sql(
            "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'host_id'",
            (f"hbi.{table}",),
        )
        and table not in {"hosts_groups", "host_events_outbox"}
    )

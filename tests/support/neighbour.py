"""Two organisations on one database: ours, and a neighbour whose every value is unmistakable."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hbi.db.tenancy import TENANT_TABLES
from tests.conftest import Sql
from tests.support.factories import ORG, Json, insert, stored_group, stored_host

NEIGHBOUR = "zebra org"
NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = datetime(2003, 3, 3, 3, 3, 3, 30303, UTC)
NUMBER = 424_242_424

OUR_IDS = [f"a0a0a0a0-0000-4000-8000-{number:012}" for number in range(3)]
THEIR_IDS = [f"b0b0b0b0-0000-4000-8000-{number:012}" for number in range(7)]
OUR_OWNER = "a0a0a0a0-0000-4000-8000-0000000000a0"
OUR_GROUP = "a0a0a0a0-0000-4000-8000-00000000000a"
OUR_MEMBER = "a0a0a0a0-0000-4000-8000-0000000000ab"
"""A host of our team, for those who store one."""
OUR_TEAM = "a0a0a0a0-0000-4000-8000-0000000000aa"
THEIR_GROUP = "b0b0b0b0-0000-4000-8000-00000000000b"
THEIR_UUID = "b0b0b0b0-0000-4000-8000-00000000000c"
THEIR_EXPORT = "b0b0b0b0-0000-4000-8000-00000000000e"
SHARED_INSIGHTS_ID = "c0c0c0c0-0000-4000-8000-000000000000"
THEIR_CHECK_IN = NOW - timedelta(hours=1, microseconds=1)

MOST = len(OUR_IDS)
"""Nothing that we can count is more: hosts, their tags, their operating systems, the ids that a path names."""

_TOKENS = re.compile(
    rf"zebra(?: \w+)?|b0b0b0b0-[0-9a-f-]*|{NUMBER}|2003-03-0\dT[\d:.]*|{THEIR_CHECK_IN:%Y-%m-%dT%H:%M:%S.%f}|zbr",
    re.IGNORECASE,
)
_OWN_FORM: Mapping[str, Any] = {
    "operating_system": {"name": "zebra os", "major": 8, "minor": 6},
    "workloads": {
        "sap": {"sap_system": True, "sids": ["ZBR"], "version": "zebra sap"},
        "ansible": {"controller_version": "zebra ansible"},
    },
    "bootc_status": {"booted": {"image": "zebra image", "image_digest": "zebra digest"}},
    "facts": {"zebra facts": {"zebra fact": "zebra fact value"}, "ours": {"zebra fact": NUMBER}},
    "tags": {"zebra tags": {"zebra key": ["zebra value"]}, "env": {"tier": ["gold", "zebra tier"]}},
    "tags_alt": [{"namespace": "zebra tags", "key": "zebra key", "value": "zebra value"}],
    "per_reporter_staleness": {"zebra reporter": THEIR_CHECK_IN.isoformat()},
    "reporters": ["zebra reporter"],
    "reporter": "zebra reporter",
    "provider_type": "aws",
    "ip_addresses": ["zebra ip"],
    "mac_addresses": ["zebra mac"],
    "host_type": "conventional",
    "last_check_in": THEIR_CHECK_IN,
    "policies": [{"id": THEIR_UUID, "name": "zebra policy"}],
    "network_interfaces": [{"name": "zebra interface"}],
    "installed_products": [{"id": "zebra product"}],
}
_OURS: Mapping[str, Any] = {
    "created_on": NOW - timedelta(days=1),
    "modified_on": NOW - timedelta(hours=1),
    "last_check_in": NOW - timedelta(hours=1),
    "facts": {"ours": {"rack": "r2"}},
    "tags": {"env": {"tier": ["gold"]}},
    "provider_type": "aws",
    "provider_id": "i-1",
    "host_type": "conventional",
}
_PROFILE: Mapping[str, Json] = {
    "static": {"owner_id": OUR_OWNER, "arch": "x86_64", "operating_system": {"name": "RHEL", "major": 9, "minor": 4}},
    "dynamic": {"workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}}},
}


def tokens(text: str) -> set[str]:
    """What of a text can only be the neighbour's."""
    return set(_TOKENS.findall(text))


def settle_us(sql: Sql) -> None:
    """Our three hosts, as if nothing had happened before: one all our own, two of which the neighbour has a twin."""
    for table in _children_first():
        sql(f"DELETE FROM hbi.{table} WHERE org_id = %s", (ORG,))
    group = {**stored_group(sql, ORG, ungrouped=True), "name": "Ungrouped Hosts"}
    sql("UPDATE hbi.groups SET id = %s WHERE org_id = %s", (OUR_GROUP, ORG))
    group["id"] = OUR_GROUP
    stored_group(sql, ORG, name="our team")
    sql("UPDATE hbi.groups SET id = %s WHERE org_id = %s AND NOT ungrouped", (OUR_TEAM, ORG))
    for number, host_id in enumerate(OUR_IDS):
        stored_host(sql, id=host_id, group=group, **_PROFILE, **_ours(number))


def settle_neighbour(sql: Sql) -> None:
    """The neighbour: hosts that differ from ours in every column, and twins of ours that differ in the id alone."""
    group = stored_group(sql, NEIGHBOUR, name="zebra group")
    sql("UPDATE hbi.groups SET id = %s, account = 'zebra' WHERE org_id = %s", (THEIR_GROUP, NEIGHBOUR))
    group = {**group, "id": THEIR_GROUP, "created": LONG_AGO.isoformat(), "updated": LONG_AGO.isoformat()}
    for number, host_id in enumerate(THEIR_IDS):
        twin = {**_PROFILE, **_ours(number % MOST)} if number < MOST else None
        marked = {**_marked(sql, "hosts"), "groups": [group]}
        profile = {"static": _marked(sql, "system_profiles_static"), "dynamic": _marked(sql, "system_profiles_dynamic")}
        stored_host(sql, **(twin or {**marked, **profile}), id=host_id, org_id=NEIGHBOUR, group=group)
        for table in sorted(TENANT_TABLES):
            if table.startswith("hosts_app_data_"):
                insert(sql, table, {**_marked(sql, table), "org_id": NEIGHBOUR, "host_id": host_id})
    insert(sql, "staleness", {**_marked(sql, "staleness"), "id": THEIR_UUID, "org_id": NEIGHBOUR})
    insert(sql, "inventory_views", {**_marked(sql, "inventory_views"), "id": THEIR_UUID, "org_id": NEIGHBOUR})
    state = {"format": "csv", "status": "complete", "principal": "User:ana", "expires_on": NOW + timedelta(days=9)}
    insert(sql, "exports", {**_marked(sql, "exports"), **state, "id": THEIR_EXPORT, "org_id": NEIGHBOUR})
    source = {"status": "complete", "org_id": NEIGHBOUR, "export_id": THEIR_EXPORT}
    insert(sql, "export_sources", {**_marked(sql, "export_sources"), **source, "id": THEIR_UUID})
    event = {"org_id": NEIGHBOUR, "host_id": THEIR_IDS[0], "event_type": "updated", "context": {"zebra context": None}}
    insert(sql, "host_events_outbox", event)


def all_theirs(sql: Sql) -> list[tuple[Any, ...]]:
    """Every row of the neighbour, with the transaction that wrote it."""
    rows = " UNION ALL ".join(
        f"SELECT '{table}', t.xmin::text, t::text FROM hbi.{table} t WHERE org_id = %(org)s"
        for table in sorted(TENANT_TABLES)
    )
    return sorted(sql(rows, {"org": NEIGHBOUR}))


def _ours(number: int) -> Json:
    """Columns of one of our hosts; the neighbour's twin of it has the same."""
    return {
        **_OURS,
        "display_name": f"web {number}",
        "fqdn": f"web{number}.example.org",
        "insights_id": SHARED_INSIGHTS_ID[:-1] + str(number),
        "subscription_manager_id": SHARED_INSIGHTS_ID[:-1] + str(number),
    }


def _marked(sql: Sql, table: str) -> Json:
    """A value that only the neighbour has for each column of a table that takes one."""
    columns = sql(
        "SELECT column_name, data_type, udt_name, character_maximum_length FROM information_schema.columns"
        " WHERE table_schema = 'hbi' AND table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'",
        (table,),
    )
    made = {name: _OWN_FORM.get(name, _mark(name, kind, element, longest)) for name, kind, element, longest in columns}
    return {name: value for name, value in made.items() if name not in {"org_id", "host_id", "id", "groups"}}


def _mark(name: str, kind: str, element: str, longest: int | None) -> Any:
    text = f"zebra {name}"[:longest]
    marks = {
        "uuid": THEIR_UUID,
        "integer": NUMBER,
        "bigint": NUMBER,
        "boolean": True,
        "timestamp with time zone": LONG_AGO,
        "jsonb": {"zebra": text},
    }
    if kind == "ARRAY":
        return [{"zebra": text}] if element == "_jsonb" else ["zebra"]
    return marks.get(kind, text)


def _children_first() -> list[str]:
    return sorted(TENANT_TABLES, key=lambda table: (table in {"groups", "exports"}, table == "hosts", table))

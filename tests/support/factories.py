"""Makes what tests need: reports, messages, the events that AWS would send, stored hosts."""

import base64
import itertools
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

ORG = "321"
INGRESS = "platform.inventory.host-ingress"
ZERO_UUID = "00000000-0000-0000-0000-000000000000"

_numbers = itertools.count(1)

type Json = dict[str, Any]


def user_identity(org_id: str = ORG, **fields: Any) -> Json:
    """Identity document of a user."""
    return {
        "identity": {
            "org_id": org_id,
            "type": "User",
            "auth_type": "basic-auth",
            "account_number": None,
            "user": {"username": "ana", "user_id": "901", "email": "ana@example.org"},
            **fields,
        }
    }


def system_identity(cn: str, org_id: str = ORG) -> Json:
    """Identity document of a host that presents its own certificate."""
    return {
        "identity": {
            "org_id": org_id,
            "type": "System",
            "auth_type": "cert-auth",
            "system": {"cn": cn, "cert_type": "system"},
        }
    }


def encode_identity(identity: Json) -> str:
    """The value of `x-rh-identity` and of `b64_identity`."""
    return base64.b64encode(orjson.dumps(identity)).decode()


def host_report(**fields: Any) -> Json:
    """The `data` of a host message: valid, with facts that no other report has. A field given as `...` is left out."""
    number = next(_numbers)
    report = {
        "org_id": ORG,
        "reporter": "puptoo",
        "insights_id": str(uuid.uuid4()),
        "fqdn": f"host-{number}.example.org",
        "display_name": f"host {number}",
        "system_profile": {"arch": "x86_64", "number_of_cpus": 4},
        **fields,
    }
    return {name: value for name, value in report.items() if value is not ...}


def host_message(report: Json, *, identity: Json | None = None, request_id: str = "r1", **envelope: Any) -> bytes:
    """The value of a Kafka message that reports a host."""
    who = encode_identity(identity or user_identity(report.get("org_id", ORG)))
    message = {
        "operation": "add_host",
        "platform_metadata": {"request_id": request_id, "b64_identity": who},
        "data": report,
        **envelope,
    }
    return orjson.dumps(message)


def msk_event(
    values: Iterable[bytes] | Mapping[tuple[str, int], Iterable[bytes]],
    topic: str = INGRESS,
    first_offset: int = 0,
    headers: Mapping[str, str] | None = None,
) -> Json:
    """The event that AWS's Kafka event source sends: messages by topic-partition."""
    sent = [{name: list(text.encode())} for name, text in (headers or {"event_type": "add_host"}).items()]
    batches = values if isinstance(values, Mapping) else {(topic, 0): values}
    return {
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/inventory/1",
        "bootstrapServers": "127.0.0.1:9092",
        "records": {
            f"{name}-{partition}": [
                _msk_record(name, partition, offset, value, sent) for offset, value in enumerate(messages, first_offset)
            ]
            for (name, partition), messages in batches.items()
        },
    }


def _msk_record(topic: str, partition: int, offset: int, value: bytes, headers: list[Json]) -> Json:
    return {
        "topic": topic,
        "partition": partition,
        "offset": offset,
        "timestamp": 1_700_000_000_000 + offset,
        "timestampType": "CREATE_TIME",
        "key": base64.b64encode(b"key").decode(),
        "value": base64.b64encode(value).decode(),
        "headers": headers,
    }


def stored_host(sql: Any, **fields: Any) -> Json:
    """Stores a host as ingest would, with its group membership, and returns its columns.

    `static` and `dynamic` hold columns of the profile rows; `age` is the time since the last check-in.
    """
    static, dynamic = fields.pop("static", None), fields.pop("dynamic", None)
    checked_in = fields.pop("last_check_in", None) or datetime.now(UTC) - fields.pop("age", timedelta(0))
    fields.pop("age", None)
    org_id = fields.get("org_id", ORG)
    group = fields.pop("group", None) or stored_group(sql, org_id, ungrouped=True)
    number = next(_numbers)
    reporter = fields.get("reporter", "puptoo")
    host: Json = {
        "org_id": org_id,
        "id": str(uuid.uuid4()),
        "display_name": f"host {number}",
        "created_on": checked_in,
        "modified_on": checked_in,
        "facts": {},
        "tags": {},
        "tags_alt": [],
        "groups": [group] if group else [],
        "last_check_in": checked_in,
        "reporter": reporter,
        "per_reporter_staleness": {reporter: checked_in.isoformat()},
        "insights_id": str(uuid.uuid4()),
        "fqdn": f"host-{number}.example.org",
        "host_type": "conventional",
        "reporters": [reporter],
        **fields,
    }
    insert(sql, "hosts", host)
    if group:
        insert(sql, "hosts_groups", {"org_id": org_id, "host_id": host["id"], "group_id": group["id"]})
    for table, columns in (("system_profiles_static", static), ("system_profiles_dynamic", dynamic)):
        if columns:
            insert(sql, table, {"org_id": org_id, "host_id": host["id"], **columns})
    return host


def stored_group(sql: Any, org_id: str = ORG, *, name: str = "Ungrouped Hosts", ungrouped: bool = False) -> Json:
    """Stores a group (the org's ungrouped one at most once) and returns its entry in `hosts.groups`."""
    if ungrouped:
        found = sql("SELECT id FROM hbi.groups WHERE org_id = %s AND ungrouped", (org_id,))
        if found:
            return _group_entry(str(found[0][0]), org_id, name, ungrouped=True)
    now = datetime.now(UTC)
    group: Json = {"id": str(uuid.uuid4()), "org_id": org_id, "name": name, "ungrouped": ungrouped}
    insert(sql, "groups", {**group, "created_on": now, "modified_on": now})
    return _group_entry(group["id"], org_id, name, ungrouped=ungrouped)


def _group_entry(group_id: str, org_id: str, name: str, *, ungrouped: bool) -> Json:
    instant = "2031-01-01T00:00:00+00:00"
    return {
        "id": group_id,
        "name": name,
        "org_id": org_id,
        "account": None,
        "created": instant,
        "updated": instant,
        "ungrouped": ungrouped,
        "host_count": 0,
    }


_JSON_COLUMNS = frozenset(
    {"facts", "tags", "tags_alt", "groups", "per_reporter_staleness", "ip_addresses", "mac_addresses"}
)
_JSON_ARRAYS = frozenset({"disk_devices", "dnf_modules", "rpm_ostree_deployments", "yum_repos"})


def insert(sql: Any, table: str, columns: Json) -> None:
    """Inserts one row. Dictionaries become jsonb; so do the lists of columns that hold jsonb."""
    names: list[str] = []
    marks: list[str] = []
    values: list[Any] = []
    for name, value in columns.items():
        names.append(name)
        if isinstance(value, dict) or (name in _JSON_COLUMNS and value is not None) or _holds_objects(name, value):
            if name in _JSON_ARRAYS:
                marks.append("%s::jsonb[]")
                values.append([orjson.dumps(item).decode() for item in value])
                continue
            marks.append("%s::jsonb")
            values.append(orjson.dumps(value).decode())
        else:
            marks.append("%s")
            values.append(value)
    sql(f"INSERT INTO hbi.{table} ({', '.join(names)}) VALUES ({', '.join(marks)})", values)


def _holds_objects(name: str, value: object) -> bool:
    return name in _JSON_ARRAYS or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))

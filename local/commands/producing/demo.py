"""The command `hbi produce --demo`: a fleet worth looking at, in the stack on this machine.

Hosts report themselves, applications tell what they know, both through Kafka; groups are made through the API. Only the
past is written into the database: no report can say that it came weeks ago.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

import orjson
import psycopg2
from host_inventory.generated.inventory.api.groups import (
    api_group_create_group,
    api_group_get_group_list,
    api_host_group_add_host_list_to_group,
)
from host_inventory.generated.inventory.api.hosts import api_host_get_host_by_id
from host_inventory.generated.inventory.models import GroupIn
from psycopg2.extras import execute_values
from rich.console import Console

from local.commands import topics
from local.commands.api_client import ApiClient, stack_client
from local.commands.producing.reports import send_reports
from local.data.demo.fleet import DemoHost, fleet
from local.running import Running, running

APPLICATION_DATA = "platform.inventory.host-apps"
_HOSTS_A_MESSAGE = 100

type Ids = Mapping[str, str]
"""Ids of hosts by their insights ids."""


def produce_demo(state: Path, console: Console, *, hosts: int, org: str | None) -> None:
    """Makes the fleet of an organisation; again, it updates the same hosts.

    Raises:
        Unavailable: a part of the stack does not answer. What is done stays; the same command completes it.
    """
    stack = running(state)
    org_id = org or stack.org_id
    demo = list(fleet(hosts, org_id))
    send_reports(state, stack, console, (orjson.dumps(host.message) for host in demo), len(demo))
    ids = _ids(stack, org_id, demo)
    known = [host for host in demo if host.insights_id in ids]
    groups = _put_into_groups(stack_client(stack, org_id), known, ids)
    applications = _tell_of_applications(stack, org_id, known, ids)
    _put_into_the_past(stack, org_id, known)
    console.print(
        f"{len(known)} hosts in {groups} groups, with data of {applications} applications",
        markup=False,
    )


def _ids(stack: Running, org_id: str, demo: Iterable[DemoHost]) -> Ids:
    statement = "SELECT insights_id::text, id::text FROM hbi.hosts WHERE org_id = %s AND insights_id = ANY(%s::uuid[])"
    connection = psycopg2.connect(stack.database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, (org_id, [host.insights_id for host in demo]))
            return dict(cursor.fetchall())
    finally:
        connection.close()


def _put_into_groups(client: ApiClient, demo: Sequence[DemoHost], ids: Ids) -> int:
    """Puts hosts that are in no group into theirs, which is made where there is none of its name."""
    wanted: dict[str, list[str]] = {}
    for host in demo:
        if host.workspace is not None:
            wanted.setdefault(host.workspace, []).append(ids[host.insights_id])
    existing = {group["name"]: group["id"] for group in client.entries(api_group_get_group_list, 10_000)}
    for name, members in wanted.items():
        if name not in existing:
            existing[name] = client.call(api_group_create_group, body=GroupIn(name=name), holds={"id": str})["id"]
        for part in batched(members, _HOSTS_A_MESSAGE):
            found = client.call(api_host_get_host_by_id, ",".join(part), per_page=100, holds={"results": list})[
                "results"
            ]
            free = [host["id"] for host in found if all(group.get("ungrouped") for group in host["groups"])]
            if free:
                client.call(api_host_group_add_host_list_to_group, existing[name], body=free)
    return len(wanted)


def _tell_of_applications(stack: Running, org_id: str, demo: Iterable[DemoHost], ids: Ids) -> int:
    entries: dict[str, list[dict[str, Any]]] = {}
    for host in demo:
        for application, data in host.applications.items():
            entries.setdefault(application, []).append({"id": ids[host.insights_id], "data": data})
    now = datetime.now(UTC).isoformat()
    messages = (
        (orjson.dumps({"org_id": org_id, "timestamp": now, "hosts": part}), [("application", application.encode())])
        for application, hosts in entries.items()
        for part in batched(hosts, _HOSTS_A_MESSAGE)
    )
    for _ in topics.send(stack.kafka, APPLICATION_DATA, messages):
        pass
    for _ in topics.until_ingested(stack.kafka, APPLICATION_DATA):
        pass
    return len(entries)


def _put_into_the_past(stack: Running, org_id: str, demo: Iterable[DemoHost]) -> None:
    """Lets hosts have reported first and last when the fleet says."""
    now = datetime.now(UTC)
    rows = [(host.insights_id, now - host.age, now - host.silence) for host in demo]
    statement = """
        UPDATE hbi.hosts
        SET created_on = past.created, modified_on = past.checked_in, last_check_in = past.checked_in,
            per_reporter_staleness = jsonb_build_object(
                reporter, to_char(past.checked_in AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))
        FROM (VALUES %s) AS past (insights_id, created, checked_in)
        WHERE hbi.hosts.org_id = {org} AND hbi.hosts.insights_id = past.insights_id::uuid
    """
    connection = psycopg2.connect(stack.database_url)
    try:
        with connection, connection.cursor() as cursor:
            org = cursor.mogrify("%s", (org_id,)).decode().replace("%", "%%")
            execute_values(cursor, statement.replace("{org}", org), rows, page_size=1000)
    finally:
        connection.close()

"""200,000 hosts in 20 organisations, the largest with 100,000, for the parts that read.

A thousand generated hosts are ingested; SQL then copies them with other ids, names, times and groups.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.measuring.environment import Environment, LambdaContext
from bench.measuring.reports import msk_batches
from local.data.generator import host_reports

SEED_ORG = "bench-seed"
LARGE_ORG = "bench-00"
HOSTS = 200_000
LARGE = 100_000
SEEDS = 1_000

_GROUPS = """
INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped)
SELECT gen_random_uuid(), org.id, CASE WHEN g = 0 THEN 'Ungrouped Hosts' ELSE 'group ' || g END, now(), now(), g = 0
FROM (SELECT 'bench-' || lpad(n::text, 2, '0') AS id FROM generate_series(0, 19) n) org, generate_series(0, 20) g
"""

_COPIES = """
CREATE UNLOGGED TABLE bench_copies AS
WITH seed AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM hbi.hosts WHERE org_id = %(seed)s)
SELECT gen_random_uuid() AS id, n, seed.id AS seed_id, gen_random_uuid() AS insights_id,
       CASE WHEN n <= %(large)s THEN 'bench-00' ELSE 'bench-' || lpad((1 + n %% 19)::text, 2, '0') END AS org_id,
       now() - random() * random() * interval '33 days' AS checked_in,
       greatest(0, n %% 27 - 6) AS group_number
FROM generate_series(1, %(hosts)s) n JOIN seed ON seed.rank = n %% %(seeds)s
"""

COLUMNS = {
    "org_id": "c.org_id",
    "id": "c.id",
    "display_name": "'host-' || c.n || '.site-' || c.n %% 50 || '.example.org'",
    "ansible_host": "h.ansible_host",
    "created_on": "c.checked_in - interval '60 days'",
    "modified_on": "c.checked_in + interval '3 ms'",
    "facts": "h.facts",
    "tags": "h.tags",
    "tags_alt": "h.tags_alt",
    "groups": """jsonb_build_array(jsonb_build_object('id', g.id, 'name', g.name, 'org_id', g.org_id, 'account', null,
        'created', g.created_on, 'updated', g.modified_on, 'ungrouped', g.ungrouped, 'host_count', 0))""",
    "last_check_in": "c.checked_in",
    "reporter": "h.reporter",
    "per_reporter_staleness": """jsonb_build_object(
        h.reporter, to_char(c.checked_in, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))""",
    "insights_id": "c.insights_id",
    "subscription_manager_id": "gen_random_uuid()::text",
    "fqdn": "'host-' || c.n || '.site-' || c.n %% 50 || '.example.org'",
    "ip_addresses": "h.ip_addresses",
    "mac_addresses": "h.mac_addresses",
    "display_name_reporter": "h.display_name_reporter",
    "host_type": "h.host_type",
    "reporters": "h.reporters",
}
"""Columns of a copy: of `bench_copies AS c`, its seed `hosts AS h` and its group `groups AS g`."""

_HOSTS = """
INSERT INTO hbi.hosts ({names})
SELECT {values}
FROM bench_copies c
JOIN hbi.hosts h ON h.org_id = %(seed)s AND h.id = c.seed_id
JOIN hbi.groups g ON g.org_id = c.org_id
    AND g.name = CASE WHEN c.group_number = 0 THEN 'Ungrouped Hosts' ELSE 'group ' || c.group_number END
"""

_MEMBERSHIPS = """
INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)
SELECT h.org_id, h.id, (h.groups -> 0 ->> 'id')::uuid
FROM hbi.hosts h JOIN bench_copies c ON (c.org_id, c.id) = (h.org_id, h.id)
"""


def load(environment: Environment) -> None:
    """Fills the kept database, unless an earlier run did."""
    with environment.cursor() as cursor, loading(cursor, "bench_ready", HOSTS) as is_needed:
        if is_needed:
            cursor.execute("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.hosts; DELETE FROM hbi.groups")
            cursor.execute(_GROUPS)
            ingest_seeds()
            store_copies(cursor, _COPIES, {"seed": SEED_ORG, "large": LARGE, "hosts": HOSTS, "seeds": SEEDS})


@contextmanager
def loading(cursor: Any, mark: str, hosts: int) -> Iterator[bool]:
    """Whether the block has to fill the database. What it stores is vacuumed, and `mark` becomes the table that tells
    later runs of it.
    """
    cursor.execute("SELECT to_regclass(%s)", (mark,))
    if cursor.fetchone()[0]:
        yield False
        return
    print(f"loading {hosts:,} hosts", flush=True)
    began = time.perf_counter()
    yield True
    cursor.execute("VACUUM (ANALYZE)")
    cursor.execute("CHECKPOINT")
    cursor.execute(f"CREATE TABLE {mark} ()")
    print(f"loaded in {time.perf_counter() - began:.0f} s", flush=True)


def ingest_seeds() -> None:
    """Reports the generated hosts that `store_copies` copies."""
    from functions.ingest.handler import handler

    reports = host_reports(SEEDS, org_id=SEED_ORG, kind="default", seed="bench-dataset")
    for event in msk_batches(reports, 250):
        handler(event, LambdaContext())


def store_copies(cursor: Any, copies: str, parameters: Mapping[str, Any], own: Mapping[str, str] | None = None) -> None:
    """Copies the generated hosts with their profiles, and deletes them.

    Args:
        copies: makes the table `bench_copies` of what copies have of their own: `id`, `n`, `seed_id`, `insights_id`,
            `org_id`, `checked_in`, `group_number`.
        parameters: of `copies`.
        own: columns of `hosts` that a copy does not have as other sets do, and their SQL.
    """
    columns_of_hosts = {**COLUMNS, **(own or {})}
    seed = {"seed": SEED_ORG}
    cursor.execute("DROP TABLE IF EXISTS bench_copies")
    cursor.execute(copies, parameters)
    cursor.execute("ANALYZE bench_copies")
    names, values = ", ".join(columns_of_hosts), ", ".join(columns_of_hosts.values())
    cursor.execute(_HOSTS.format(names=names, values=values), seed)
    cursor.execute(_MEMBERSHIPS)
    for table in ("system_profiles_static", "system_profiles_dynamic"):
        cursor.execute(
            "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attname NOT IN ('org_id', 'host_id', 'insights_id')",
            (f"hbi.{table}",),
        )
        columns = cursor.fetchone()[0]
        selected = ", ".join(f"s.{name.strip()}" for name in columns.split(","))
        cursor.execute(
            f"INSERT INTO hbi.{table} (org_id, host_id, insights_id, {columns})"
            f" SELECT c.org_id, c.id, c.insights_id, {selected} FROM bench_copies c"
            f" JOIN hbi.{table} s ON s.org_id = %(seed)s AND s.host_id = c.seed_id",
            seed,
        )
    cursor.execute("DELETE FROM hbi.hosts_groups WHERE org_id = %(seed)s", seed)
    cursor.execute("DELETE FROM hbi.hosts WHERE org_id = %(seed)s", seed)

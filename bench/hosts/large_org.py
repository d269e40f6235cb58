"""1,000,000 hosts in one organisation, for lists: as many values as in generated hosts, but narrow profiles."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from bench.measuring.environment import Environment
from hbi.db.engine import Database
from hbi.reaper.counts import count_anew
from hbi.settings import DatabaseSettings

DATABASE = "large_org"
ORG = "bench-million"
HOSTS = 1_000_000

_HOSTS = """
INSERT INTO hbi.hosts (org_id, id, display_name, created_on, modified_on, facts, tags, tags_alt, groups, last_check_in,
    reporter, per_reporter_staleness, insights_id, subscription_manager_id, fqdn, ip_addresses, mac_addresses,
    display_name_reporter, host_type, reporters)
SELECT %(org)s, gen_random_uuid(), name, at - interval '60 days', at + interval '3 ms', '{}',
    jsonb_build_object('insights-client', jsonb_build_object(
        'site', jsonb_build_array(site), 'role', jsonb_build_array(role), 'stage', jsonb_build_array(stage))),
    jsonb_build_array(
        jsonb_build_object('namespace', 'insights-client', 'key', 'role', 'value', role),
        jsonb_build_object('namespace', 'insights-client', 'key', 'site', 'value', site),
        jsonb_build_object('namespace', 'insights-client', 'key', 'stage', 'value', stage)),
    groups, at, 'puptoo', jsonb_build_object('puptoo', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')),
    gen_random_uuid(), gen_random_uuid()::text, name, '["10.0.0.1"]', '["52:54:00:00:00:01"]', 'puptoo', 'conventional',
    '{puptoo}'
FROM (
    SELECT 'host-' || n || '.site-' || n %% 50 || '.example.org' AS name,
        now() - random() * random() * interval '31 days' AS at,
        (ARRAY['berlin', 'brno', 'pune', 'raleigh', 'tokyo', 'westford'])[1 + n %% 6] AS site,
        (ARRAY['app', 'build', 'cache', 'db', 'mail', 'proxy', 'queue', 'web'])[1 + n / 6 %% 8] AS role,
        (ARRAY['dev', 'prod', 'qa', 'stage'])[1 + n / 48 %% 4] AS stage,
        jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'name', 'Ungrouped Hosts', 'org_id', %(org)s,
            'account', null, 'created', now(), 'updated', now(), 'ungrouped', true, 'host_count', 0)) AS groups
    FROM generate_series(1, %(hosts)s) n
) AS made
"""

_STATIC = """
INSERT INTO hbi.system_profiles_static (org_id, host_id, insights_id, arch, operating_system)
SELECT org_id, id, insights_id, 'x86_64', (ARRAY[
    '{"name": "RHEL", "major": 7, "minor": 9}', '{"name": "RHEL", "major": 8, "minor": 8}',
    '{"name": "RHEL", "major": 8, "minor": 10}', '{"name": "RHEL", "major": 9, "minor": 2}',
    '{"name": "RHEL", "major": 9, "minor": 4}', '{"name": "RHEL", "major": 9, "minor": 6}',
    '{"name": "RHEL", "major": 10, "minor": 0}', '{"name": "CentOS Linux", "major": 7, "minor": 9}'
]::jsonb[])[1 + get_byte(uuid_send(id), 0) %% 8]
FROM hbi.hosts WHERE org_id = %(org)s
"""

_DYNAMIC = """
INSERT INTO hbi.system_profiles_dynamic (org_id, host_id, insights_id, insights_egg_version, workloads)
SELECT org_id, id, insights_id, '3.4.12-1', CASE WHEN get_byte(uuid_send(id), 1) < 26 THEN jsonb_build_object('sap',
    jsonb_build_object('sap_system', true, 'sids', jsonb_build_array('S' || 10 + get_byte(uuid_send(id), 2) %% 90))) END
FROM hbi.hosts WHERE org_id = %(org)s
"""


def load(environment: Environment, orgs: Mapping[str, int] | None = None) -> None:
    """Fills the kept database, unless an earlier run did.

    Args:
        orgs: organisations with their numbers of hosts; only the large one unless they are named.
    """
    wanted = orgs or {ORG: HOSTS}
    with environment.cursor() as cursor:
        cursor.execute("SELECT to_regclass('large_org_ready')")
        if cursor.fetchone()[0]:
            return
        print(f"loading {sum(wanted.values()):,} hosts", flush=True)
        began = time.perf_counter()
        cursor.execute("TRUNCATE hbi.hosts CASCADE")
        cursor.execute("SET session_replication_role = replica")  # The rows are right, and nobody has to look at each.
        for org_id, hosts in wanted.items():
            fill(cursor, org_id, hosts)
        _count(environment, wanted)
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")
        cursor.execute("CREATE TABLE large_org_ready ()")
        print(f"loaded in {time.perf_counter() - began:.0f} s", flush=True)


def fill(cursor: Any, org_id: str, hosts: int) -> None:
    """Stores hosts of an organisation that has none yet."""
    for statement in (_HOSTS, _STATIC, _DYNAMIC):
        cursor.execute(statement, {"org": org_id, "hosts": hosts})


def _count(environment: Environment, org_ids: Iterable[str]) -> None:
    """Counts the hosts, as the reaper does with those of an organisation that is new to it."""
    settings = DatabaseSettings(HBI_DATABASE_URL=environment.database_url, HBI_STATEMENT_TIMEOUT_MS=0)
    database = Database(settings)
    for org_id in org_ids:
        with database.write() as tx:
            count_anew(tx, org_id)
    database.dispose()

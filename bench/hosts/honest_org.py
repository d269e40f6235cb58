"""What an inventory has that others filled for years: one organisation of 100,000 hosts and one of 10,000.

Each host has tags of its own, a third has a provider, six applications know of it. There are 300 groups, half of the
hosts in one. A reaper that has not come for some days left 3 % culled, other software left rows of its own, and some
hosts lack dates. Since autovacuum came, one host in a hundred has checked in.
"""

from typing import Any

from bench.hosts import dataset, grouped_org, tagged_org
from bench.measuring.environment import Environment, LambdaContext

DATABASE = "honest_org"
ORG, HOSTS = "bench-honest", 100_000
SMALL_ORG, SMALL = "bench-honest-small", 10_000
GROUPS = 300

_GROUPS = """
INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped)
SELECT gen_random_uuid(), org, CASE WHEN g = 0 THEN 'Ungrouped Hosts' ELSE 'group ' || g END, now(), now(), g = 0
FROM unnest(%(orgs)s) org, generate_series(0, %(groups)s) g
"""

_COPIES = """
CREATE UNLOGGED TABLE bench_copies AS
WITH seed AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM hbi.hosts WHERE org_id = %(seed)s)
SELECT gen_random_uuid() AS id, n, seed.id AS seed_id, gen_random_uuid() AS insights_id,
       CASE WHEN n <= %(large)s THEN %(org)s ELSE %(small_org)s END AS org_id,
       CASE WHEN n %% 33 = 0 THEN now() - interval '31 days' - random() * interval '5 days'
            ELSE now() - random() * random() * interval '25 days' END AS checked_in,
       CASE WHEN n %% 2 = 0 THEN 1 WHEN n %% 51 = 1 THEN 0 ELSE 2 + n %% (%(groups)s - 1) END AS group_number
FROM generate_series(1, %(hosts)s) n JOIN seed ON seed.rank = n %% %(seeds)s
"""

_OWN = {
    "tags": f"""CASE c.n %% 500 WHEN 7 THEN NULL WHEN 8 THEN '["no object"]' WHEN 9 THEN '{{"ns": {{"key": "bare"}}}}'
        ELSE {tagged_org.TAGS} END""",
    "provider_id": "CASE WHEN c.n %% 10 < 3 THEN 'i-' || md5(c.n::text) END",
    "provider_type": "CASE WHEN c.n %% 10 < 3 THEN 'aws' END",
    "created_on": "c.checked_in - interval '400 days'",
    "modified_on": "CASE WHEN c.n %% 5000 > 1 THEN c.checked_in + interval '3 ms' - CASE WHEN c.n %% 3 = 0"
    " THEN random() * interval '150 days' ELSE interval '0' END END",
    "last_check_in": "CASE WHEN c.n %% 500 > 1 THEN c.checked_in END",
    "per_reporter_staleness": "CASE c.n %% 500"
    """ WHEN 10 THEN '{"puptoo": {"last_check_in": "2025-01-01T00:00:00Z"}}' WHEN 11 THEN '{}'"""
    f" ELSE {dataset.COLUMNS['per_reporter_staleness']} END",
    "display_name": f"CASE WHEN c.n %% 500 <> 12 THEN {dataset.COLUMNS['display_name']} END",
}
"""Columns that differ from the other sets', the rows of other software among them."""

_SAP = """
UPDATE hbi.system_profiles_dynamic SET workloads = jsonb_build_object('sap', jsonb_build_object(
    'sap_system', true, 'sids', jsonb_build_array('S' || 10 + get_byte(uuid_send(host_id), 2) % 90)))
WHERE get_byte(uuid_send(host_id), 1) < 26
"""

_CHECKED_IN = """
UPDATE hbi.hosts h SET last_check_in = now(), modified_on = now()
FROM bench_copies c WHERE c.org_id = h.org_id AND c.id = h.id AND c.n % 100 = 50
"""
"""Less than what calls autovacuum, which comes after two in a hundred."""


def load(environment: Environment) -> None:
    """Fills the kept database, unless an earlier run did, and has its numbers of hosts kept."""
    with environment.cursor() as cursor:
        with dataset.loading(cursor, "honest_org_ready", HOSTS + SMALL) as is_needed:
            if is_needed:
                _fill(cursor)
        cursor.execute("SELECT to_regclass('honest_org_in_use')")
        if cursor.fetchone()[0] is None:
            from functions.reaper.handler import handler

            handler({"task": "count-hosts", "dry_run": False, "org_ids": [ORG, SMALL_ORG]}, LambdaContext())
            handler({"task": "counts"}, LambdaContext())
            cursor.execute("VACUUM (ANALYZE) hbi.host_counts, hbi.culled_host_counts")
            cursor.execute(_CHECKED_IN)
            cursor.execute("CREATE TABLE honest_org_in_use ()")


def _fill(cursor: Any) -> None:
    from functions.ingest.runtime import runtime

    numbers = {
        "org": ORG,
        "small_org": SMALL_ORG,
        "orgs": [ORG, SMALL_ORG],
        "groups": GROUPS,
        "large": HOSTS,
        "hosts": HOSTS + SMALL,
        "seed": dataset.SEED_ORG,
        "seeds": dataset.SEEDS,
    }
    cursor.execute("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.hosts; DELETE FROM hbi.groups")
    cursor.execute(_GROUPS, numbers)
    dataset.ingest_seeds()
    runtime().producer.close()
    dataset.store_copies(cursor, _COPIES, numbers, _OWN)
    cursor.execute(_SAP)
    grouped_org.store_application_data(cursor)

"""What the planner should expect of tables that are still empty.

Without statistics the planner takes an organisation for as rare as a host. It then sees no difference between an index
on the host and one that only shares the organisation with the statement, and often takes the second: each look-up reads
the whole organisation. Autovacuum's first statistics mend it, but plans that a connection keeps may be older, and the
first minute is when most hosts arrive.
"""

from migrations.partitions import look_up, partitions_of, run

KEYS = {
    "hosts": "org_id, id, insights_id, subscription_manager_id, provider_id",
    "hosts_groups": "org_id, host_id, group_id",
    "system_profiles_static": "org_id, host_id",
    "system_profiles_dynamic": "org_id, host_id",
}
"""Columns that get statistics. What the seeds have in others says nothing of real hosts."""
_TABLES = ", ".join(f"hbi.{table}" for table in ("groups", *KEYS))

# A few organisations with many hosts each, in every partition.
_SEEDS = """
    INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on)
    SELECT gen_random_uuid(), org_id, 'seed', now(), now()
    FROM (
        SELECT 'seed-' || number AS org_id, row_number() OVER (PARTITION BY remainder ORDER BY number) AS rank
        FROM generate_series(0, {partitions} - 1) AS remainder, generate_series(1, 64 * {partitions}) AS number
        WHERE satisfies_hash_partition('hbi.hosts'::regclass, {partitions}, remainder, ('seed-' || number)::varchar)
    ) AS candidates
    WHERE rank <= 4;

    INSERT INTO hbi.hosts (org_id, id, reporter, groups, insights_id, subscription_manager_id, provider_id)
    SELECT g.org_id, gen_random_uuid(), 'seed', '[]', gen_random_uuid(), gen_random_uuid()::text,
           CASE WHEN mod(number, 4) = 0 THEN gen_random_uuid()::text END
    FROM hbi.groups g, generate_series(1, 12) AS number;

    INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)
    SELECT h.org_id, h.id, g.id FROM hbi.hosts h JOIN hbi.groups g ON g.org_id = h.org_id;

    INSERT INTO hbi.system_profiles_static (org_id, host_id, insights_id)
    SELECT h.org_id, h.id, h.insights_id FROM hbi.hosts h;

    INSERT INTO hbi.system_profiles_dynamic (org_id, host_id, insights_id)
    SELECT h.org_id, h.id, h.insights_id FROM hbi.hosts h;
"""


def seed() -> None:
    """Gives empty tables the statistics of tables with a few organisations of many hosts each, and leaves them empty.

    Does nothing where there are hosts or groups already, or where a publication would show the seeds to subscribers.
    """
    if _is_in_use():
        return
    run(f"LOCK TABLE {_TABLES} IN ACCESS EXCLUSIVE MODE")
    if _is_in_use():
        return
    partitions = look_up("SELECT count(*) FROM pg_inherits WHERE inhparent = 'hbi.hosts'::regclass")[0]
    run(_SEEDS.format(partitions=partitions))
    # The least detail: no list of common values, in which a real organisation would be missing.
    run("SET LOCAL default_statistics_target = 1")
    for table, columns in KEYS.items():
        # Not the parent: autovacuum would never replace its statistics.
        for partition in partitions_of(table):
            run(f"ANALYZE hbi.{partition} ({columns})")
    run(f"TRUNCATE {_TABLES} CASCADE")


def _is_in_use() -> bool:
    signs = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in ("hbi.hosts", "hbi.groups", "pg_publication"))
    answer: list[bool] = look_up(f"SELECT {signs}")
    return answer[0]

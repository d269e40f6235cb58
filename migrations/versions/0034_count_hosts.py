"""Keeps numbers of hosts, of their tags, operating systems and SAP values as differences, so that nobody has to count.

Triggers write a row for what a statement adds or takes away, in its transaction: whoever writes is counted, what is
rolled back is not, and nobody waits for anybody, because rows are only added. A task sums rows up.

* New and deleted rows come to the triggers a statement at a time. PostgreSQL asks the triggers of the table that the
  statement names, so partitions have triggers of their own.
* Changed rows come one at a time, and only those of which the counted column changed: a check-in that changes nothing
  else never gets there.
* Triggers for deletions always fire, because `hbi.delete_hosts` works as a replica to keep foreign keys from looking.
  The others don't fire for what arrives by logical replication: the differences arrive the same way.
* What differences cannot tell (TRUNCATE, a host that goes to another organisation) makes all numbers invalid.

The numbers of an organisation are used once it has a row in `host_count_states`: they were counted plainly, in a
snapshot in which the differences were summed up. Nothing is counted here, so a large database is locked for a moment.

Functions of the version before don't know the tables. The triggers work for them as well.

Revision 0034 after 0033.
"""

from importlib import import_module

from migrations.partitions import limits, partitions_of, run

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE hbi.host_counts (
    org_id varchar(36) NOT NULL,
    kind varchar(10) NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    value text[] NOT NULL,
    hosts bigint NOT NULL,
    is_sum boolean NOT NULL DEFAULT false,
    PRIMARY KEY (org_id, kind, sequence),
    CONSTRAINT host_counts_kind_check CHECK (kind IN ('host', 'tag', 'os', 'sap_system', 'sap_sid'))
) WITH (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2
);
ALTER TABLE hbi.host_counts ALTER COLUMN value SET COMPRESSION lz4;
CREATE INDEX idx_host_counts_differences ON hbi.host_counts (org_id, kind) WHERE NOT is_sum;

CREATE TABLE hbi.host_count_states (
    org_id varchar(36) PRIMARY KEY,
    counted_on timestamptz
);
"""

VALUES = """
CREATE FUNCTION hbi.values_of_tags(tags jsonb) RETURNS TABLE (kind text, value text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'tag', ARRAY[n.key, k.key, v.value]
    FROM jsonb_each(CASE jsonb_typeof(tags) WHEN 'object' THEN tags ELSE '{}' END) AS n
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS k
    LEFT JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value WHEN 'null' THEN '[]' ELSE jsonb_build_array(k.value) END
    ) AS v ON true
$$;

CREATE FUNCTION hbi.values_of_operating_system(system jsonb) RETURNS TABLE (kind text, value text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'os', ARRAY[system ->> 'name', (system -> 'major')::text, (system -> 'minor')::text]
    WHERE system ->> 'name' IS NOT NULL AND system -> 'major' IS NOT NULL AND system -> 'minor' IS NOT NULL
$$;

CREATE FUNCTION hbi.values_of_workloads(workloads jsonb) RETURNS TABLE (kind text, value text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'sap_system', ARRAY[workloads -> 'sap' ->> 'sap_system']
    WHERE jsonb_typeof(workloads -> 'sap' -> 'sap_system') = 'boolean'
    UNION ALL
    SELECT 'sap_sid', ARRAY[sid.value]
    FROM jsonb_array_elements_text(CASE jsonb_typeof(workloads -> 'sap' -> 'sids')
        WHEN 'array' THEN workloads -> 'sap' -> 'sids' ELSE '[]' END) AS sid
$$;
"""
"""What is counted of a column of hosts; reads without counters count the same (`hbi.queries.lists`)."""

COUNTED = {
    "hosts": ("tags", "values_of_tags"),
    "system_profiles_static": ("operating_system", "values_of_operating_system"),
    "system_profiles_dynamic": ("workloads", "values_of_workloads"),
}
"""Tables, their counted columns, and the functions that tell what is counted."""

# Whoever writes hosts need not have the right to write differences.
_TRIGGER_FUNCTION = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
)

_FUNCTIONS = """
CREATE FUNCTION hbi.count_rows_of_{table}() {head}
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    {all_hosts}
    SELECT r.org_id, v.kind, v.value, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r CROSS JOIN LATERAL hbi.{values}(r.{column}) v
    GROUP BY r.org_id, v.kind, v.value;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_change_of_{table}() {head}
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT NEW.org_id, d.kind, d.value, sum(d.hosts)
    FROM (
        SELECT v.kind, v.value, 1 AS hosts FROM hbi.{values}(NEW.{column}) v
        UNION ALL
        SELECT v.kind, v.value, -1 FROM hbi.{values}(OLD.{column}) v
    ) d
    GROUP BY d.kind, d.value
    HAVING sum(d.hosts) <> 0;
    RETURN NULL;
END $$;

CREATE TRIGGER trigger_count_changes
    AFTER UPDATE OF {column} ON hbi.{table} FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column})
    EXECUTE FUNCTION hbi.count_change_of_{table}();
"""
_ALL_HOSTS = """SELECT r.org_id, 'host', '{}'::text[], CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r GROUP BY r.org_id
    UNION ALL"""

# The lock waits for counts that have begun, and keeps others from beginning before this transaction ends.
_FORGET = f"""
CREATE FUNCTION hbi.forget_host_counts() {_TRIGGER_FUNCTION}
    LOCK TABLE hbi.host_count_states IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM hbi.host_count_states;
    RETURN NULL;
END $$
"""  # noqa: S608 - our own text

_TRIGGERS = """
CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.{place} REFERENCING NEW TABLE AS counted_rows
    FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_{table}();
CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.{place} REFERENCING OLD TABLE AS counted_rows
    FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_{table}();
ALTER TABLE ONLY hbi.{place} ENABLE ALWAYS TRIGGER trigger_count_deleted;
CREATE TRIGGER trigger_forget_counts AFTER TRUNCATE OR UPDATE OF org_id ON hbi.{place}
    FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();
"""


def upgrade() -> None:
    limits()
    run(TABLES)
    run(VALUES)
    run(_FORGET)
    for table, (column, values) in COUNTED.items():
        all_hosts = _ALL_HOSTS if table == "hosts" else ""
        names = {"table": table, "column": column, "values": values}
        run(_FUNCTIONS.format(**names, all_hosts=all_hosts, head=_TRIGGER_FUNCTION))
        for place in (table, *partitions_of(table)):
            run(_TRIGGERS.format(table=table, place=place))
    _delete_in_sets_beside_triggers_that_always_fire()


def _delete_in_sets_beside_triggers_that_always_fire() -> None:
    """Lets `hbi.delete_hosts` pass by foreign keys as before. Who may not define it has a function that never did."""
    deletion = import_module("migrations.versions.0029_delete_hosts_in_sets")
    now = deletion.IN_SETS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        "WHERE NOT t.tgisinternal AND", "WHERE NOT t.tgisinternal AND t.tgenabled <> 'A' AND"
    )
    run(
        f"""
        DO $do$
        BEGIN
            EXECUTE $in_sets${now}$in_sets$;
            REVOKE ALL ON FUNCTION {deletion.SIGNATURE} FROM PUBLIC;
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;
        END $do$
        """
    )

"""Keeps what culled hosts have, too, so that lists need not look at each of them until the reaper deletes it.

Kept numbers count all hosts, and lists take off the culled ones. A task sums these up until an instant, in
`culled_host_counts`, and notes the instant in `host_count_states`; a list looks only at those that were culled since.

Nobody keeps these sums right. Instead triggers add a row to `culled_host_changes` when a host that has been silent for
a week, or was never heard of, comes, goes, checks in or gets other values: as long as there is such a row, lists look
at all culled hosts as before. The task, which deletes the row and sums up in one statement and so in one snapshot,
takes no host that was heard of within eight days. So a transaction that found a host not to be silent may last a day.

* Hosts that check in every day or so pass by the trigger, with nothing but a comparison.
* A profile is only changed by reports of its host, or by other software; for the latter its host is looked up.
* A profile that is deleted with its host is in the host's row of changes.

A list by a tag has a total, which is the number that is kept of the tag if each host has each of its tags once and as
text. Hosts of which that is not true are counted, too (`odd_tags`): of an organisation that has none, the number tells.
Organisations that were counted before are counted again by the task.

Revision 0036 after 0034.
"""

from migrations.partitions import limits, run

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE hbi.culled_host_counts (
    org_id varchar(36) NOT NULL,
    kind varchar(10) NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    value text[] NOT NULL,
    hosts bigint NOT NULL,
    PRIMARY KEY (org_id, kind, sequence),
    CONSTRAINT culled_host_counts_kind_check
        CHECK (kind IN ('host', 'tag', 'odd_tags', 'os', 'sap_system', 'sap_sid'))
) WITH (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.2
);
ALTER TABLE hbi.culled_host_counts ALTER COLUMN value SET COMPRESSION lz4;

CREATE TABLE hbi.culled_host_changes (
    org_id varchar(36) NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (org_id, sequence)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

ALTER TABLE hbi.host_count_states ADD culled_until timestamptz, ADD culled_on timestamptz,
    ADD odd_tags_counted boolean NOT NULL DEFAULT false;
ALTER TABLE hbi.host_counts DROP CONSTRAINT host_counts_kind_check, ADD CONSTRAINT host_counts_kind_check
    CHECK (kind IN ('host', 'tag', 'odd_tags', 'os', 'sap_system', 'sap_sid'));
"""

VALUES = """
CREATE OR REPLACE FUNCTION hbi.values_of_tags(tags jsonb) RETURNS TABLE (kind text, value text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'tag', ARRAY[n.key, k.key, v.value]
    FROM jsonb_each(CASE jsonb_typeof(tags) WHEN 'object' THEN tags ELSE '{}' END) AS n
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS k
    LEFT JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value WHEN 'null' THEN '[]' ELSE jsonb_build_array(k.value) END
    ) AS v ON true
    UNION ALL
    SELECT 'odd_tags', '{}'::text[]
    WHERE jsonb_path_exists(tags, '$.*.* ? (@.type() != "string" && @.type() != "null")') OR (
        jsonb_path_exists(tags, '$.*.*[1]') AND EXISTS (
            SELECT FROM jsonb_each(CASE jsonb_typeof(tags) WHEN 'object' THEN tags ELSE '{}' END) AS n
            CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS k
            CROSS JOIN LATERAL jsonb_array_elements_text(
                CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE '[]' END
            ) AS v
            GROUP BY n.key, k.key, v.value HAVING count(*) > 1
        )
    )
$$;
"""

_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
_SILENT_SINCE = "clock_timestamp() - interval '7 days'"

_DIFFERENCES_OF_ROWS = """
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    {all_hosts}
    SELECT r.org_id, v.kind, v.value, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r CROSS JOIN LATERAL hbi.{values}(r.{column}) v
    GROUP BY r.org_id, v.kind, v.value;"""
_ALL_HOSTS = """SELECT r.org_id, 'host', '{}'::text[], CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r GROUP BY r.org_id
    UNION ALL"""
_DIFFERENCES_OF_CHANGE = """
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT NEW.org_id, d.kind, d.value, sum(d.hosts)
    FROM (
        SELECT v.kind, v.value, 1 AS hosts FROM hbi.{values}(NEW.{column}) v
        UNION ALL
        SELECT v.kind, v.value, -1 FROM hbi.{values}(OLD.{column}) v
    ) d
    GROUP BY d.kind, d.value
    HAVING sum(d.hosts) <> 0;"""

_HOSTS = f"""
CREATE OR REPLACE FUNCTION hbi.count_rows_of_hosts() {_HEAD}
    {_DIFFERENCES_OF_ROWS.format(all_hosts=_ALL_HOSTS, values="values_of_tags", column="tags")}
    INSERT INTO hbi.culled_host_changes (org_id)
    SELECT DISTINCT r.org_id FROM counted_rows r
    WHERE r.last_check_in IS NULL OR r.last_check_in < {_SILENT_SINCE};
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION hbi.count_change_of_hosts() {_HEAD}
    {_DIFFERENCES_OF_CHANGE.format(values="values_of_tags", column="tags")}
    IF NEW.last_check_in IS NULL OR NEW.last_check_in < {_SILENT_SINCE} THEN
        INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.note_silent_host() {_HEAD}
    INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    RETURN NULL;
END $$;

CREATE TRIGGER trigger_note_silent AFTER UPDATE OF last_check_in ON hbi.hosts FOR EACH ROW WHEN (
    NEW.last_check_in IS DISTINCT FROM OLD.last_check_in AND (
        OLD.last_check_in IS NULL OR NEW.last_check_in IS NULL OR OLD.last_check_in < {_SILENT_SINCE}
        OR NEW.last_check_in < {_SILENT_SINCE}
    )
) EXECUTE FUNCTION hbi.note_silent_host();
"""  # noqa: S608 - our own text

# The host is looked up in a subquery that gives one value: such a one is never planned as a join with all hosts.
_PROFILES = """
CREATE OR REPLACE FUNCTION hbi.count_rows_of_{table}() {head}
    {differences_of_rows}
    INSERT INTO hbi.culled_host_changes (org_id)
    SELECT DISTINCT r.org_id FROM counted_rows r
    WHERE r.{column} IS NOT NULL AND (
        SELECT coalesce(h.last_check_in, '-infinity') < {silent_since}
        FROM hbi.hosts h WHERE h.org_id = r.org_id AND h.id = r.host_id
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION hbi.count_change_of_{table}() {head}
    {differences_of_change}
    IF (
        SELECT coalesce(h.last_check_in, '-infinity') < {silent_since}
        FROM hbi.hosts h WHERE h.org_id = NEW.org_id AND h.id = NEW.host_id
    ) THEN
        INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    END IF;
    RETURN NULL;
END $$;
"""
_COUNTED = {
    "system_profiles_static": ("operating_system", "values_of_operating_system"),
    "system_profiles_dynamic": ("workloads", "values_of_workloads"),
}


def upgrade() -> None:
    limits()
    # Writers lock hosts, and then, by a trigger, their numbers. The other way round both would wait for each other.
    run("LOCK TABLE hbi.hosts IN SHARE ROW EXCLUSIVE MODE")
    run(TABLES)
    run(VALUES)
    run(_HOSTS)
    for table, (column, values) in _COUNTED.items():
        names = {"values": values, "column": column}
        run(
            _PROFILES.format(
                table=table,
                column=column,
                head=_HEAD,
                silent_since=_SILENT_SINCE,
                differences_of_rows=_DIFFERENCES_OF_ROWS.format(all_hosts="", **names),
                differences_of_change=_DIFFERENCES_OF_CHANGE.format(**names),
            )
        )

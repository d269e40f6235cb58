"""Deletes many hosts of an organisation with a few statements instead of nine for each host.

The nine foreign keys on `hosts` look into nine tables for every host that is deleted, and PostgreSQL opens all
partitions of each to do so: that was most of the reaper's time. The function empties the tables by itself, those that
other software has added as well, and keeps the keys' triggers from looking again. Callers hold the hosts `FOR UPDATE`,
so nobody can give one of them a new row meanwhile: that takes a lock on the host.

A trigger that other software has added for deletions runs as ever: then the work is left to the foreign keys.

Switching triggers off is a right that not everybody who migrates has (on Aurora the administrator does). Without it
the function leaves the work to the foreign keys: as right, and slower.

Revision 0029 after 0026.
"""

from migrations.partitions import limits, run

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None

SIGNATURE = "hbi.delete_hosts(the_org varchar, ids uuid[])"

IN_SETS = f"""
CREATE FUNCTION {SIGNATURE} RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET session_replication_role = replica
AS $$
DECLARE
    child regclass;
BEGIN
    IF EXISTS (
        SELECT FROM pg_constraint c
        WHERE c.contype = 'f' AND c.conparentid = 0 AND (
            c.confrelid = 'hbi.hosts'::regclass AND (c.confdeltype <> 'c' OR 2 <> (
                SELECT count(*) FROM pg_attribute a
                WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) AND a.attname IN ('org_id', 'host_id')
            ))
            OR c.confrelid IN (
                SELECT p.conrelid FROM pg_constraint p
                WHERE p.contype = 'f' AND p.conparentid = 0 AND p.confrelid = 'hbi.hosts'::regclass
            )
        )
    ) OR EXISTS (
        SELECT FROM pg_trigger t
        WHERE NOT t.tgisinternal AND t.tgtype & 8 = 8 AND (
            t.tgrelid = 'hbi.hosts'::regclass OR t.tgrelid IN (
                SELECT c.conrelid FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = 'hbi.hosts'::regclass
            )
        )
    ) THEN
        -- Other software has added a table that refers to hosts in a way which is not known here, or a trigger for
        -- deletions (bit 8), which wants to run.
        PERFORM set_config('session_replication_role', 'origin', true);
    ELSE
        FOR child IN
            SELECT c.conrelid FROM pg_constraint c
            WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = 'hbi.hosts'::regclass
            ORDER BY c.conrelid
        LOOP
            EXECUTE 'DELETE FROM ' || child::text || ' c WHERE c.org_id = $1 AND c.host_id = ANY($2)'
            USING the_org, ids;
        END LOOP;
    END IF;
    EXECUTE 'DELETE FROM hbi.hosts h WHERE h.org_id = $1 AND h.id = ANY($2)' USING the_org, ids;
END $$
"""  # noqa: S608 - our own text

BY_FOREIGN_KEYS = f"""
CREATE FUNCTION {SIGNATURE} RETURNS void LANGUAGE sql VOLATILE AS $$
    DELETE FROM hbi.hosts h WHERE h.org_id = the_org AND h.id = ANY(ids)
$$
"""  # noqa: S608 - our own text


def upgrade() -> None:
    limits()
    run(
        f"""
        DO $do$
        BEGIN
            EXECUTE $in_sets${IN_SETS}$in_sets$;
            REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC;
        EXCEPTION WHEN insufficient_privilege THEN
            EXECUTE $by_keys${BY_FOREIGN_KEYS}$by_keys$;
        END $do$
        """
    )

"""What a database says of its own schema, in the notation of `contract_schema`."""

from collections import defaultdict
from typing import Any

import psycopg2

_OUR_TABLES = """
    c.relnamespace = 'hbi'::regnamespace AND NOT c.relispartition
    AND c.relname NOT IN ('hbi_serverless_version', 'alembic_version')
"""


class Catalogue:
    """The schema `hbi` of one database; partitions are left out unless a method is about them."""

    def __init__(self, url: str) -> None:
        self._url = url

    def query(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Runs one statement in a session of its own."""
        connection = psycopg2.connect(self._url, options="-c search_path=public")
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def columns(self) -> dict[str, list[str]]:
        """Table → its columns in order: `name type [not null] [default … | stored …]`."""
        found = self.query(f"""
            SELECT c.relname, concat_ws(' ', a.attname, replace(replace(
                       format_type(a.atttypid, a.atttypmod), 'character varying', 'vc'),
                       'timestamp with time zone', 'tz'),
                   CASE WHEN a.attnotnull THEN 'not null' END,
                   CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity' END,
                   CASE a.attgenerated WHEN 's' THEN 'stored ' WHEN 'v' THEN 'virtual '
                        ELSE CASE WHEN d.oid IS NOT NULL THEN 'default ' END END
                   || pg_get_expr(d.adbin, d.adrelid))
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE {_OUR_TABLES} AND c.relkind IN ('r', 'p')
            ORDER BY c.relname, a.attnum
        """)
        tables = defaultdict(list)
        for table, column in found:
            tables[table].append(_without_length(column))
        return dict(tables)

    def indexes(self) -> dict[str, dict[str, str]]:
        """Table → index → `[unique] method (columns) …`."""
        return self._definitions(f"""
            SELECT c.relname, i.relname, CASE WHEN x.indisunique THEN 'unique ' ELSE '' END
                   || substring(pg_get_indexdef(x.indexrelid) FROM ' USING (.*)')
            FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
            WHERE {_OUR_TABLES}
        """)

    def constraints(self) -> dict[str, dict[str, str]]:
        """Table → constraint → definition. NOT NULL is a matter of columns."""
        return self._definitions(f"""
            SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE {_OUR_TABLES} AND k.contype <> 'n' AND k.conparentid = 0
        """)

    def triggers(self) -> dict[str, dict[str, str]]:
        """Table → trigger → when and on what it fires, up to the table's name."""
        return self._definitions(f"""
            SELECT c.relname, t.tgname, substring(pg_get_triggerdef(t.oid) FROM '((BEFORE|AFTER) .*) ON hbi\\.')
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE {_OUR_TABLES} AND NOT t.tgisinternal
        """)

    def trigger_conditions(self) -> dict[str, str | None]:
        """Trigger → its WHEN condition."""
        return dict(
            self.query(f"""
            SELECT t.tgname, substring(pg_get_triggerdef(t.oid) FROM 'WHEN \\((.*)\\) EXECUTE')
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE {_OUR_TABLES} AND NOT t.tgisinternal
        """)
        )

    def replica_identities(self) -> dict[str, str]:
        """Relation, partitions included → identity, where it is not the default."""
        return dict(
            self.query("""
            SELECT c.relname, CASE c.relreplident WHEN 'i' THEN 'index ' || i.relname ELSE c.relreplident::text END
            FROM pg_class c
            LEFT JOIN pg_index x ON x.indrelid = c.oid AND x.indisreplident
            LEFT JOIN pg_class i ON i.oid = x.indexrelid
            WHERE c.relnamespace = 'hbi'::regnamespace AND c.relkind IN ('r', 'p') AND c.relreplident <> 'd'
        """)
        )

    def partition_keys(self) -> dict[str, str]:
        """Partitioned table → its key."""
        return dict(
            self.query(
                f"SELECT c.relname, pg_get_partkeydef(c.oid) FROM pg_class c WHERE {_OUR_TABLES} AND relkind = 'p'"
            )
        )

    def partitions(self) -> dict[str, dict[str, str]]:
        """Partitioned table → partition → its bounds."""
        return self._definitions("""
            SELECT p.relname, c.relname, pg_get_expr(c.relpartbound, c.oid)
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
            WHERE c.relnamespace = 'hbi'::regnamespace AND c.relkind = 'r'
        """)

    def storage_parameters(self) -> dict[str, list[str]]:
        """Relation, partitions included → its own storage parameters and those of its TOAST table."""
        return dict(
            self.query("""
            SELECT c.relname,
                   c.reloptions || coalesce((SELECT array_agg('toast.' || o) FROM unnest(t.reloptions) o), '{}')
            FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
            WHERE c.relnamespace = 'hbi'::regnamespace AND c.reloptions IS NOT NULL
        """)
        )

    def compression(self) -> dict[str, set[str]]:
        """Compression method (empty when left to the server) → `relation.column` of types jsonb and array."""
        methods = defaultdict(set)
        for column, method in self.query("""
            SELECT c.relname || '.' || a.attname, a.attcompression::text
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relnamespace = 'hbi'::regnamespace AND c.relkind IN ('r', 'p')
              AND (t.typname = 'jsonb' OR t.typcategory = 'A')
        """):
            methods[method].add(column)
        return dict(methods)

    def revision(self) -> list[str]:
        """What our version table holds, if it exists."""
        if self.query("SELECT to_regclass('hbi.hbi_serverless_version')") == [(None,)]:
            return []
        return [revision for (revision,) in self.query("SELECT version_num FROM hbi.hbi_serverless_version")]

    def _definitions(self, statement: str) -> dict[str, dict[str, str]]:
        tables: dict[str, dict[str, str]] = defaultdict(dict)
        for table, name, definition in self.query(statement):
            tables[table][name] = definition
        return dict(tables)


def _without_length(column: str) -> str:
    """`vc` without a length is written `varchar`, as in the contract."""
    name, kind, *rest = column.split(" ")
    return " ".join([name, kind.replace("vc", "varchar") if kind in {"vc", "vc[]"} else kind, *rest])

"""The guard that keeps organisations apart: a statement on a tenant table must carry `org_id`.

It sits in the database driver's cursor, below SQLAlchemy and below hand-written SQL, so nothing can go round it by
accident. Work that is meant to span organisations says so with `Transaction.cross_org(reason)`.
"""

import re
from functools import lru_cache

from hbi.problems import TenancyViolation
from hbi.text import shorten

TENANT_TABLES = frozenset(
    {
        "culled_host_changes",
        "culled_host_counts",
        "export_quotas",
        "export_sources",
        "exports",
        "groups",
        "host_count_states",
        "host_counts",
        "host_events_outbox",
        "hosts",
        "hosts_app_data_advisor",
        "hosts_app_data_compliance",
        "hosts_app_data_malware",
        "hosts_app_data_patch",
        "hosts_app_data_remediations",
        "hosts_app_data_vulnerability",
        "hosts_groups",
        "inventory_views",
        "staleness",
        "system_profiles_dynamic",
        "system_profiles_static",
        "user_view_preferences",
    }
)

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TABLE = re.compile(
    r"""\b(?P<verb>from|join|into|update|using|copy|only|,)\s+(?:hbi\.)(?P<table>[a-z_]+?)(?:_p\d+)?
        \b(?:\s+(?:as\s+)?(?P<alias>(?!set\b|where\b|on\b|using\b|values\b|left\b|join\b|inner\b|order\b|group\b|limit\b
        |for\b|returning\b|select\b|cross\b|default\b|union\b|to\b|from\b|tablesample\b)[a-z_][a-z0-9_]*))?""",
    re.IGNORECASE | re.VERBOSE,
)


def check(statement: str) -> None:
    """Refuses a statement that touches a tenant table without `org_id`.

    Raises:
        TenancyViolation: the text names the table and the statement.
    """
    table = unscoped_table(statement)
    if table is not None:
        raise TenancyViolation(f"statement on tenant table {table} carries no org_id: {shorten(statement, 200)}")


@lru_cache(maxsize=2048)
def unscoped_table(statement: str) -> str | None:
    """The first tenant table that the statement uses without `org_id`; None when there is none."""
    bare = _COMMENT.sub(" ", _LITERAL.sub("''", statement)).replace('"', "")
    for use in _TABLE.finditer(bare):
        table = use["table"].lower()
        if table in TENANT_TABLES and not _is_scoped(bare, use, table):
            return table
    return None


def _is_scoped(bare: str, use: re.Match[str], table: str) -> bool:
    if use["verb"].lower() in {"into", "copy"}:
        columns = re.match(r"\s*(?:as\s+\w+\s*)?\(([^)]*)\)", bare[use.end() :], re.IGNORECASE)
        return columns is not None and re.search(r"\borg_id\b", columns[1]) is not None
    name = use["alias"] or table
    qualified = rf"\b(?:hbi\.)?{re.escape(name)}\.org_id\b"
    compared = rf"(?:{qualified}\s*(?:=|in\b|,)|(?:=|,|\()\s*{qualified}\s*(?:\)|$|\s|,))"
    if re.search(compared, bare, re.IGNORECASE):
        return True
    condition = re.search(r"\bwhere\b(.*)", bare[use.end() :], re.IGNORECASE | re.DOTALL)
    if condition is None or len(_TABLE.findall(bare)) > 1:
        return False
    return re.search(r"\borg_id\b\s*(?:=|in\b|,)", condition[1], re.IGNORECASE) is not None

"""The hosts that an export contains, and their columns (contract: export-reaper-jobs 1.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, case, func, select
from sqlalchemy import cast as cast_sql
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from hbi.db.engine import Transaction
from hbi.db.errors import is_of_database
from hbi.models import STATIC_PROFILES
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.search import HostSearch
from hbi.staleness.window import StalenessSettings

COLUMNS = (
    "display_name",
    "fqdn",
    "host_id",
    "subscription_manager_id",
    "satellite_id",
    "group_id",
    "group_name",
    "os_release",
    "updated",
    "state",
    "tags",
    "host_type",
)

# An alias of its own: the conditions on what the viewer may see use the profile too.
_PROFILES = STATIC_PROFILES.alias("profile")
_INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]


def stream(tx: Transaction, statement: Select[Any], take: Callable[[bytes], object]) -> None:
    """Runs a query and hands over each row as one JSON object, in order, as fast as `take` returns.

    COPY keeps neither side from constant memory: the server sends on as rows are taken, the driver holds one row.
    What `take` raises stops the query and comes through.
    """
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    with tx.cursor() as cursor:
        query = cursor.mogrify(str(compiled), compiled.params)
        copy = b"COPY (SELECT row_to_json(r) FROM (" + query + b") r) TO STDOUT"
        try:
            cursor.copy_expert(copy, _Lines(take))
        except BaseException as error:
            if not is_of_database(error):
                # Otherwise the rollback would first receive all remaining rows.
                cursor.connection.cancel()
            raise


class _Lines:
    """A file that the driver writes to: PostgreSQL sends one message per row, in COPY's text format."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take

    def write(self, line: bytes) -> None:
        # JSON has its control characters escaped already, so COPY had nothing to escape but the backslash.
        self._take(line.replace(b"\\\\", b"\\") if b"\\" in line else line)


def visible_hosts(viewer: Viewer, staleness: StalenessSettings, now: datetime) -> Select[Any]:
    """Statement that delivers the export's rows, ordered by host id: all that the viewer may see and is not culled.

    Columns are `COLUMNS`, all of them text or NULL but `tags`, which is the stored document.
    """
    columns, first_group = HOSTS.c, HOSTS.c.groups[0]
    same_host = and_(_PROFILES.c.org_id == columns.org_id, _PROFILES.c.host_id == columns.id)
    return (
        select(
            func.coalesce(func.nullif(columns.display_name, ""), columns.fqdn, cast_sql(columns.id, Text)).label(
                "display_name"
            ),
            columns.fqdn,
            columns.id.label("host_id"),
            columns.subscription_manager_id,
            columns.satellite_id,
            first_group["id"].astext.label("group_id"),
            first_group["name"].astext.label("group_name"),
            _PROFILES.c.os_release,
            func.to_char(func.timezone("UTC", columns.modified_on), _INSTANT).label("updated"),
            _state(staleness, now).label("state"),
            columns.tags,
            func.coalesce(func.nullif(columns.host_type, ""), "conventional").label("host_type"),
        )
        .select_from(HOSTS.outerjoin(_PROFILES, same_host))
        .where(*Matches.of(HostSearch(), viewer, staleness, now).conditions)
        .order_by(columns.id)
    )


def _state(staleness: StalenessSettings, now: datetime) -> Any:
    (fresh_after, _), *_ = staleness.bounds({"fresh"}, now)
    (stale_after, _), *_ = staleness.bounds({"fresh", "stale"}, now)
    return case(
        (HOSTS.c.last_check_in > fresh_after, "fresh"),
        (HOSTS.c.last_check_in > stale_after, "stale"),
        else_="stale warning",
    )

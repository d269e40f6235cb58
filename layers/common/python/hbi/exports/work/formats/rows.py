"""The rows of an export, as PostgreSQL writes them (contract: export-reaper-jobs 1.3)."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from hbi.db.engine import Transaction
from hbi.db.errors import is_of_database
from hbi.exports.work.formats.fields import Field, Moment, joined
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.search import HostSearch

_DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]


def stream(
    tx: Transaction, statement: Select[Any], copy: Callable[[bytes], bytes], take: Callable[[bytes], object]
) -> None:
    """Runs a query by COPY and hands over each row in order, as fast as `take` returns.

    COPY keeps neither side from constant memory: the server sends on as rows are taken, the driver holds one row.
    What `take` raises stops the query and comes through.

    Args:
        copy: makes a COPY of the query's text.
    """
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    with tx.cursor() as cursor:
        query = cursor.mogrify(str(compiled), compiled.params)
        try:
            cursor.copy_expert(copy(query), _Lines(take))
        except BaseException as error:
            if not is_of_database(error):
                # Otherwise the rollback would first receive all remaining rows.
                cursor.connection.cancel()
            raise


class _Lines:
    """A file that the driver writes to: PostgreSQL sends one message per row."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self.write = take


def visible_hosts(
    viewer: Viewer, search: HostSearch, moment: Moment, fields: Sequence[Field], columns: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    """Statement that delivers an export's rows, ordered by host id: what the viewer may see and the search finds.

    Args:
        columns: made of the fields.
    """
    matches = Matches.of(search, viewer, moment.staleness, moment.now)
    return select(*columns).select_from(joined(matches.source, fields)).where(*matches.conditions).order_by(HOSTS.c.id)

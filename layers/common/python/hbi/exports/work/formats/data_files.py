"""Data files: the rows of a selection in a format, written chunk by chunk."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from hbi import clock
from hbi.db.engine import Transaction
from hbi.exports.api.selections import SYSTEM_PROFILE, Selection
from hbi.exports.work.formats.fields import Moment, fields, profile_field
from hbi.exports.work.formats.layouts import LAYOUTS, Layout
from hbi.exports.work.formats.parquet import Sink
from hbi.exports.work.formats.rows import stream, visible_hosts
from hbi.queries.conditions.viewer import Viewer
from hbi.settings import StalenessDefaults
from hbi.staleness.repository import settings_of

ROWS_PER_CHUNK = 256
BYTES_PER_CHUNK = 1024 * 1024
"""Bounds of a chunk, which is formatted and compressed at once: so many rows, fewer when they are long."""


class DataFile:
    """The rows of a selection in a format."""

    def __init__(self, export_format: str, selection: Selection, viewer: Viewer, moment: Moment) -> None:
        known = fields()
        chosen = tuple(
            profile_field(selection.profile) if name == SYSTEM_PROFILE else known[name] for name in selection.fields
        )
        self.layout: Layout = LAYOUTS[export_format](chosen)
        columns = self.layout.columns(moment)
        self.statement = visible_hosts(viewer, selection.search, moment, chosen, columns)


def begin(tx: Transaction, org_id: str, settings: StalenessDefaults, deadline: datetime) -> Moment:
    """Lets the snapshot's statements run until the deadline; the instant of what is written."""
    now = clock.now()
    left_ms = max(1, int((deadline - now).total_seconds() * 1000))
    # A full read takes longer than any statement of a request; the deadline bounds it instead.
    tx.execute(text("SELECT set_config('statement_timeout', :ms, true)"), {"ms": str(left_ms)})
    return Moment(settings_of(tx, [org_id], settings)[org_id], now)


def write_rows(tx: Transaction, data: DataFile, file: Sink, took: Callable[[int], object]) -> int:
    """Writes one data file; returns its number of rows. Without any it may be empty.

    Args:
        took: is called with the number of rows of each chunk that was written, and may raise to stop.
    """
    layout = data.layout
    pending: list[bytes] = []
    pending_bytes, written = 0, 0

    with layout.written_to(file) as sink:

        def flush() -> None:
            nonlocal pending_bytes, written
            sink.write(layout.between if written else layout.head)
            sink.write(layout.encode(pending))
            rows = len(pending)
            written += rows
            pending_bytes = 0
            pending.clear()
            took(rows)

        def take(row: bytes) -> None:
            nonlocal pending_bytes
            pending.append(row)
            pending_bytes += len(row)
            if len(pending) >= ROWS_PER_CHUNK or pending_bytes >= BYTES_PER_CHUNK:
                flush()

        stream(tx, data.statement, layout.copy, take)
        if pending:
            flush()
        if written:
            sink.write(layout.tail)
    return written

"""Which organisations' export of the day is missing, and which objects there are (contract: exports 11)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from hbi.db.engine import Transaction
from hbi.settings import DailyExport

EXTENSIONS: Mapping[str, str] = {"parquet": "parquet", "ndjson": "ndjson.gz", "csv": "csv.gz"}
"""Ends of names by format."""

_FORGOTTEN_DAYS = 7
"""Days of which old objects are looked for, so that some days without export leave none behind."""


def object_key(org_id: str, day: date, export_format: str) -> str:
    """Key of the one object of a day.

    >>> object_key("321", date(2031, 5, 1), "parquet")
    'exports/org_id=321/date=2031-05-01/part-0.parquet'
    """
    return f"exports/org_id={org_id}/date={day.isoformat()}/part-0.{EXTENSIONS[export_format]}"


def superseded(org_id: str, day: date, export_format: str, kept_days: int) -> list[str]:
    """Keys of what may go once a day's export is there: other formats of the day, and days that are too old."""
    others = [object_key(org_id, day, other) for other in EXTENSIONS if other != export_format]
    old = (day - timedelta(days=kept_days + number) for number in range(_FORGOTTEN_DAYS))
    return others + [object_key(org_id, gone, any_format) for gone in old for any_format in EXTENSIONS]


def due(tx: Transaction, daily: Mapping[str, DailyExport], now: datetime) -> list[str]:
    """Organisations whose hour of the day has come and whose export of it is missing, the longest neglected first."""
    today = now.astimezone(UTC)
    waiting = [org_id for org_id, export in daily.items() if export.hour <= today.hour]
    with tx.cursor() as cursor:
        cursor.execute(
            "SELECT name, last_succeeded FROM hbi.hbi_metadata WHERE type = 'job' AND name = ANY(%s)",
            [[_name(org_id) for org_id in waiting]],
        )
        done: dict[str, datetime] = dict(cursor.fetchall())
    begun = _begin_of(today.date())
    never = datetime.min.replace(tzinfo=UTC)
    missing = [(done.get(_name(org_id), never), org_id) for org_id in waiting]
    return [org_id for written, org_id in sorted(missing) if written < begun]


def is_written(tx: Transaction, org_id: str, day: date) -> bool:
    """Whether the export of the day, or of a later one, was written."""
    with tx.cursor() as cursor:
        cursor.execute(
            "SELECT FROM hbi.hbi_metadata WHERE type = 'job' AND name = %s AND last_succeeded >= %s",
            [_name(org_id), _begin_of(day)],
        )
        return bool(cursor.fetchall())


def mark_written(tx: Transaction, org_id: str, day: date) -> None:
    """Notes that the export of the day is in the bucket."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.hbi_metadata AS known (name, type, last_succeeded) VALUES (%s, 'job', %s)
            ON CONFLICT (name, type) DO UPDATE
            SET last_succeeded = greatest(known.last_succeeded, excluded.last_succeeded)
            """,
            [_name(org_id), _begin_of(day)],
        )


def _name(org_id: str) -> str:
    return f"scheduled_export {org_id}"


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

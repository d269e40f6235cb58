"""The one source of the present instant, so that a test can set it."""

from datetime import UTC, datetime, timedelta

EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""What Python knows. PostgreSQL also knows earlier and later instants, and infinite ones."""


def now() -> datetime:
    """The present instant, with time zone UTC and microseconds."""
    return datetime.now(UTC)


def isoformat(instant: datetime) -> str:
    """ISO 8601 in UTC with `+00:00`; microseconds unless zero (contract: rest-hosts 2.1)."""
    return instant.astimezone(UTC).isoformat()


def later(instant: datetime, time: timedelta) -> datetime:
    """The instant after a time; beyond all that Python knows, which only other software stores, the last or first."""
    try:
        return instant + time
    except OverflowError:
        return LATEST if time > timedelta(0) else EARLIEST

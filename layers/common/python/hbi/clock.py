"""The one source of the present instant, so that a test can set it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, with time zone UTC and microseconds."""
    return datetime.now(UTC)


def isoformat(instant: datetime) -> str:
    """ISO 8601 in UTC with `+00:00`; microseconds unless zero (contract: rest-hosts 2.1)."""
    return instant.astimezone(UTC).isoformat()

"""Reporters of a host and their check-ins (contract: ingest-and-events 8.6 and 9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hbi.clock import isoformat
from hbi.profile.instants import parse_instant
from hbi.staleness.window import StalenessSettings
from hbi.stored import mapping

RHSM_REPORTERS = frozenset({"rhsm-conduit", "rhsm-system-profile-bridge"})

_LAST_YEAR = 9000
"""Last year of check-ins that staleness can be counted from."""

_FORMER_NAMES = {"satellite": "yupana", "discovery": "yupana"}


def check_in(stored: Mapping[str, Any] | None, reporter: str, now: datetime) -> dict[str, Any]:
    """`per_reporter_staleness` after a check-in: reporter → ISO 8601 instant.

    A reporter that was renamed takes its former name's entry away.

    >>> from datetime import UTC
    >>> check_in({"yupana": "2031-01-01T00:00:00+00:00"}, "satellite", datetime(2031, 1, 2, tzinfo=UTC))
    {'satellite': '2031-01-02T00:00:00+00:00'}
    """
    former = _FORMER_NAMES.get(reporter)
    checked_in = {name: entry for name, entry in mapping(stored).items() if name != former}
    checked_in[reporter] = isoformat(now)
    return checked_in


def reporters_of(per_reporter_staleness: Mapping[str, Any]) -> list[str]:
    """Column `reporters`: every reporter that ever checked in, sorted."""
    return sorted(per_reporter_staleness)


def instant_of(entry: object) -> datetime | None:
    """When a reporter checked in last, by its entry, in UTC; None when there is none or it cannot be read."""
    try:
        instant = parse_instant(entry)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return instant if instant.year <= _LAST_YEAR else None


def defers_profile(
    operation_args: Mapping[str, Any] | None,
    per_reporter_staleness: Mapping[str, Any] | None,
    now: datetime,
    staleness: StalenessSettings,
) -> bool:
    """Whether an update leaves the profile to a better reporter, `operation_args.defer_to_reporter`.

    True while that reporter is not stale on the matched host.

    Args:
        per_reporter_staleness: of the matched host, before this message's own check-in.
    """
    reporter = (operation_args or {}).get("defer_to_reporter")
    if not isinstance(reporter, str):
        return False
    checked_in = instant_of(mapping(per_reporter_staleness).get(reporter))
    return checked_in is not None and now <= checked_in + staleness.stale

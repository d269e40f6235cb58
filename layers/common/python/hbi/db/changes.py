"""What a transaction changes, for whoever keeps copies of it outside the database."""

from dataclasses import dataclass, field
from typing import NamedTuple


class FormerHost(NamedTuple):
    """By what a system found a host before it was changed or deleted."""

    org_id: str
    insights_id: str
    owner_id: str | None


@dataclass(slots=True)
class Changes:
    """What one transaction changes. Whoever changes it takes it down here."""

    hosts: set[tuple[str, str]] = field(default_factory=set)
    """Organisation and id of each host; `outbox.append` takes them down, because every change has its event."""
    former: set[FormerHost] = field(default_factory=set)
    """Hosts that are deleted or found by something else from now on."""
    org_ids: set[str] = field(default_factory=set)
    """Organisations of which hosts change without events."""
    staleness: set[str] = field(default_factory=set)
    """Organisations whose staleness settings change."""

    def __bool__(self) -> bool:
        return bool(self.hosts or self.former or self.org_ids or self.staleness)

"""All that the parameters of a request ask of hosts, as one value (contract: rest-hosts 4, 5)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from hbi.hosts.host_type import HostType
from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.terms import EVERYTHING, Term
from hbi.staleness.window import STATES, State
from hbi.text import listing

VISIBLE_STATES: frozenset[State] = frozenset({"fresh", "stale", "stale_warning"})
ALL_STATES: frozenset[State] = frozenset(STATES)

IGNORED_YEAR = 1970
"""Ends of a span in this year or before it are ignored."""
_NAMES = ("fqdn", "display_name", "hostname_or_id", "insights_id")


def visible_states(named_states: Collection[str]) -> frozenset[State]:
    """States that the parameter `staleness` selects: `unknown` adds nothing, alone it is no restriction.

    >>> sorted(visible_states(["unknown", "stale"]))
    ['stale']
    """
    return VISIBLE_STATES.intersection(named_states) or VISIBLE_STATES


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval of time; an end may be open."""

    start: datetime | None = None
    end: datetime | None = None

    @classmethod
    def between(cls, start: datetime | None, end: datetime | None, *, name: str) -> "Span":
        """The span that the parameters `<name>_start` and `<name>_end` mean (contract: rest-hosts 4.3).

        Raises:
            InvalidParameter: the start is later than the end.
        """
        if start and end and start > end:
            raise InvalidParameter(f"{name}_start", got=start.isoformat(), expected=f"an instant not after {name}_end")
        return cls(*(None if instant is None or instant.year <= IGNORED_YEAR else instant for instant in (start, end)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSearch:
    """What a request asks for. All that is given must hold; several values of one parameter are alternatives.

    Empty texts, `()` and `EVERYTHING` ask for nothing.
    """

    states: frozenset[State] = VISIBLE_STATES
    display_name: str | None = None
    fqdn: str | None = None
    hostname_or_id: str | None = None
    insights_id: str | None = None
    subscription_manager_id: str | None = None
    provider_id: str | None = None
    provider_type: str | None = None
    updated: Span = Span()
    last_check_in: Span = Span()
    groups: GroupFilter = field(default_factory=GroupFilter)
    tags: tuple[Tag, ...] = ()
    registered_with: tuple[str, ...] = ()
    """Out of `REGISTERED_WITH`."""
    system_types: tuple[HostType, ...] = ()
    filter: Term = EVERYTHING

    def __post_init__(self) -> None:
        """Refuses combinations that the contract excludes (rest-hosts 4.2).

        Raises:
            RuleViolation: more than one of the names is given.
        """
        given = [name for name in _NAMES if getattr(self, name)]
        if len(given) > 1:
            raise RuleViolation(f"Only one of {listing(_NAMES)} may be given, got {listing(given)}.")

    @property
    def has_value(self) -> bool:
        """Whether some parameter has a value. Empty texts are none, but the empty name of a group selects hosts."""
        return self != HostSearch(states=ALL_STATES)

"""What a list asks for: names, states and times, as SQL conditions (contract: rest-hosts 4)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, true

from hbi.ids import is_uuid
from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Condition, Viewer, any_of, visible
from hbi.staleness.window import StalenessSettings, State
from hbi.text import listing

VISIBLE_STATES: frozenset[State] = frozenset({"fresh", "stale", "stale_warning"})


_IGNORED_YEAR = 1970


_NAMES = ("fqdn", "display_name", "hostname_or_id", "insights_id")


_TRIGRAM = re.compile(r"[^\W_]{3}")


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
        return cls(*(None if instant is None or instant.year <= _IGNORED_YEAR else instant for instant in (start, end)))

    def around(self, column: ColumnElement[Any]) -> list[Condition]:
        """The conditions that `column` lies in it."""
        start = [column >= self.start] if self.start else []
        return start + ([column <= self.end] if self.end else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFilter:
    """What a list asks for; all that is given must hold. Empty texts count as absent."""

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

    def __post_init__(self) -> None:
        """Refuses combinations that the contract excludes (rest-hosts 4.2).

        Raises:
            RuleViolation: more than one of the names is given.
        """
        given = [name for name in _NAMES if getattr(self, name)]
        if len(given) > 1:
            raise RuleViolation(f"Only one of {listing(_NAMES)} may be given, got {listing(given)}.")

    @property
    def is_about_times(self) -> bool:
        """Whether it asks for nothing but times, and states, which follow from them."""
        return self == HostFilter(states=self.states, updated=self.updated, last_check_in=self.last_check_in)


def visible_states(named_states: Collection[str]) -> frozenset[State]:
    """States that the parameter `staleness` selects: `unknown` adds nothing, alone it is no restriction.

    >>> sorted(visible_states(["unknown", "stale"]))
    ['stale']
    """
    return VISIBLE_STATES.intersection(named_states) or VISIBLE_STATES


def matching(wanted: HostFilter, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> list[Condition]:
    """Hosts that the viewer may see and asks for."""
    columns = HOSTS.c
    conditions = [*visible(viewer), _in_states(wanted.states, staleness, now)]
    if wanted.display_name:
        conditions.append(or_(*map(_displayed, _spellings(wanted.display_name))))
    if wanted.fqdn:
        conditions.append(or_(*map(_in_domain, _spellings(wanted.fqdn))))
    if wanted.hostname_or_id:
        conditions.append(_called(wanted.hostname_or_id))
    if wanted.insights_id:
        conditions.append(columns.insights_id == wanted.insights_id)
    if wanted.subscription_manager_id:
        conditions.append(columns.subscription_manager_id == wanted.subscription_manager_id.lower())
    if wanted.provider_id:
        # Stored case-folded (contract: ingest-and-events 5), so an index look-up will do.
        conditions.append(columns.provider_id == wanted.provider_id.casefold())
    if wanted.provider_type:
        conditions.append(columns.provider_type == wanted.provider_type)
    return conditions + wanted.updated.around(columns.modified_on) + wanted.last_check_in.around(columns.last_check_in)


def contains_pattern(text: str) -> str:
    r"""The LIKE pattern of a substring in which `*` stands for any run of characters (contract: rest-hosts 4.2).

    >>> print(contains_pattern("web*_1"))
    %web%\_1%
    """
    return "%" + "%".join(_literally(part) for part in text.split("*")) + "%"


_NAMES_TOGETHER = case(
    (func.strpos(HOSTS.c.fqdn, HOSTS.c.display_name) > 0, HOSTS.c.fqdn),
    else_=func.coalesce(HOSTS.c.display_name, "").concat(" ").concat(func.coalesce(HOSTS.c.fqdn, "")),
)
"""Spelled as in `idx_hosts_both_names`: the display name only where it is not a part of the other one anyway."""


def _literally(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _like(column: ColumnElement[Any], pattern: str) -> Condition:
    return column.ilike(pattern, escape="\\")


def _spellings(text: str) -> tuple[str, ...]:
    """The text, and where it may differ the text as reports' domain names are stored: folded.

    What ILIKE looks past is less than that: to it `STRAßE` is not `strasse`.
    """
    return (text,) if text.isascii() else tuple(dict.fromkeys((text, text.casefold())))


def _displayed(text: str) -> Condition:
    """The display name contains the text. A name that was made of the domain name is folded, too."""
    pattern = contains_pattern(text)
    return and_(_like(HOSTS.c.display_name, pattern), *_named_like(pattern))


def _in_domain(text: str) -> Condition:
    """The text is the domain name."""
    pattern = _literally(text)
    return and_(_like(HOSTS.c.fqdn, pattern), *_named_like(f"%{pattern}%"))


def _called(text: str) -> Condition:
    """Display name or fqdn contain the text, or it is the id (bare hex digits will do)."""
    called = or_(*map(_named_by, _spellings(text)))
    return or_(called, HOSTS.c.id == text.lower()) if is_uuid(text) else called


def _named_by(text: str) -> Condition:
    pattern = contains_pattern(text)
    return and_(or_(_like(HOSTS.c.display_name, pattern), _like(HOSTS.c.fqdn, pattern)), *_named_like(pattern))


def _named_like(pattern: str) -> list[Condition]:
    """What holds of every host with a name that contains the pattern, in the form that an index of trigrams answers.

    Nothing where the pattern has no three letters or digits in a row: then the index would be read from end to end.
    """
    return [_like(_NAMES_TOGETHER, pattern)] if _TRIGRAM.search(pattern) else []


def _in_states(states: frozenset[State], staleness: StalenessSettings, now: datetime) -> Condition:
    """`last_check_in` lies in an interval of one of the states (contract: rest-hosts 3)."""
    column = HOSTS.c.last_check_in
    intervals: Sequence[Condition] = [
        and_(
            true() if after is None else column > after,
            true() if until is None else column <= until,
        )
        for after, until in staleness.bounds(states, now)
    ]
    return any_of(intervals)

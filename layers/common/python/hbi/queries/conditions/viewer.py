"""Which hosts a statement is about: whose they must be, and what the caller asks for (contract: rest-hosts 3, 4, 6).

The functions return SQL conditions on `hbi.hosts AS h`. Every list of conditions begins with the organisation.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, and_, any_, bindparam, case, exists, func, or_, true

from hbi.identity import Identity
from hbi.models.base import UUID_TEXT, ZERO_UUID
from hbi.permissions.rbac import UNLIMITED, Scope
from hbi.problems import InvalidParameter, RuleViolation, listing
from hbi.queries.conditions.tables import GROUPS, HOSTS, MEMBERSHIPS, STATIC
from hbi.staleness.window import StalenessSettings, State

type Condition = ColumnElement[bool]

VISIBLE_STATES: frozenset[State] = frozenset({"fresh", "stale", "stale_warning"})
_IGNORED_YEAR = 1970
_NAMES = ("fqdn", "display_name", "hostname_or_id", "insights_id")
_TRIGRAM = re.compile(r"[^\W_]{3}")
_UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the organisation, and what of it the caller may see."""

    org_id: str
    scope: Scope = UNLIMITED
    owner_id: str | None = None
    """Owner of the only visible hosts; None when ownership does not matter."""

    @property
    def sees_all(self) -> bool:
        """Whether every host of the organisation is visible."""
        return self.owner_id is None and self.scope.group_ids is None

    @classmethod
    def of(cls, identity: Identity, scope: Scope = UNLIMITED) -> "Viewer":
        """The caller with its permission's reach."""
        return cls(identity.org_id, scope, identity.owner_id)

    @property
    def outline(self) -> "Viewer":
        """The same for all viewers whose conditions differ in nothing but the values of their parameters."""
        groups = self.scope.group_ids and frozenset({ZERO_UUID})
        owner_id = self.owner_id and (ZERO_UUID if _UUID.fullmatch(self.owner_id) else "nobody")
        return Viewer("", Scope(groups, self.scope.ungrouped), owner_id)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters in the conditions of `visible`, by name."""
        return {
            "viewer_org_id": self.org_id,
            "viewer_owner_id": self.owner_id and self.owner_id.lower(),
            "viewer_group_ids": sorted(self.scope.group_ids or ()),
        }


@dataclass(frozen=True, slots=True)
class NamedHosts:
    """Hosts that a request names and that exist for the viewer: visible and not culled."""

    viewer: Viewer
    ids: Collection[str]
    """In lower case."""
    culled_before: datetime

    @classmethod
    def outline(cls, viewer: Viewer) -> "NamedHosts":
        """Those of an outlined viewer; of its conditions nothing but the form counts."""
        return cls(viewer, (), datetime.min.replace(tzinfo=UTC))

    @property
    def values(self) -> dict[str, Any]:
        """The parameters in the conditions, by name."""
        return {**self.viewer.values, "named_ids": list(self.ids), "culled_before": self.culled_before}

    @property
    def conditions(self) -> list[Condition]:
        """What holds of these hosts and of no other."""
        return [
            *visible(self.viewer),
            HOSTS.c.id == any_(bindparam("named_ids", list(self.ids), ARRAY(UUID_TEXT))),
            HOSTS.c.last_check_in > bindparam("culled_before", self.culled_before),
        ]


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


def visible(viewer: Viewer) -> list[Condition]:
    """Hosts that the viewer may see, culled ones included."""
    conditions: list[Condition] = [HOSTS.c.org_id == bindparam("viewer_org_id", viewer.org_id)]
    if viewer.owner_id is not None:
        conditions.append(_owned_by(viewer.owner_id))
    if viewer.scope.group_ids is not None:
        conditions.append(in_scope(viewer.scope))
    return conditions


def named(viewer: Viewer, ids: Collection[str], staleness: StalenessSettings, now: datetime) -> list[Condition]:
    """The conditions of `NamedHosts`."""
    return NamedHosts(viewer, ids, staleness.culled_before(now)).conditions


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
    return or_(called, HOSTS.c.id == text.lower()) if _UUID.fullmatch(text) else called


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
    return _any_of(intervals)


def _owned_by(owner_id: str) -> Condition:
    """Hosts whose profile names the owner; an owner id that is no UUID owns nothing (contract: rest-hosts 6.2)."""
    if not _UUID.fullmatch(owner_id):
        return _any_of([])
    owned = exists().where(
        STATIC.c.org_id == HOSTS.c.org_id,
        STATIC.c.host_id == HOSTS.c.id,
        STATIC.c.owner_id == bindparam("viewer_owner_id", owner_id.lower(), UUID_TEXT),
    )
    # Whoever selects from profiles has the table outside, too: that is another use of it.
    return owned.correlate(HOSTS)


def in_scope(scope: Scope) -> Condition:
    """Hosts that a permission reaches: in one of its groups, or ungrouped: without a group or in the ungrouped one."""
    if scope.group_ids is None:
        return true()
    is_of_host = (MEMBERSHIPS.c.org_id == HOSTS.c.org_id, MEMBERSHIPS.c.host_id == HOSTS.c.id)
    membership = exists().where(*is_of_host).correlate(HOSTS)
    ways: list[Condition] = []
    if scope.group_ids:
        group_ids = bindparam("viewer_group_ids", sorted(scope.group_ids), ARRAY(UUID_TEXT))
        ways.append(membership.where(MEMBERSHIPS.c.group_id == any_(group_ids)))
    if scope.ungrouped:
        ways.append(~membership)
        ways.append(
            membership.where(
                GROUPS.c.org_id == MEMBERSHIPS.c.org_id, GROUPS.c.id == MEMBERSHIPS.c.group_id, GROUPS.c.ungrouped
            )
        )
    return _any_of(ways)


def _any_of(conditions: Sequence[Condition]) -> Condition:
    """One of the conditions holds; without any, no host matches.

    That is not spelled FALSE: SQLAlchemy would fold the other conditions away, the organisation with them.
    """
    return or_(*conditions) if conditions else HOSTS.c.id.is_(None)

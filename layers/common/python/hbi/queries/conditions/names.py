"""Conditions on names and ids of hosts (contract: rest-hosts 4.2).

What is looked for stands in parameters with names, so that a statement serves for other names as well.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Text, and_, bindparam, case, func, or_

from hbi.ids import is_uuid
from hbi.models.base import UUID_TEXT
from hbi.queries.conditions.expressions import Condition, is_like, like_exactly, like_glob
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.filters.search import HostSearch

_BOTH_NAMES = case(
    (func.strpos(HOSTS.c.fqdn, HOSTS.c.display_name) > 0, HOSTS.c.fqdn),
    else_=func.coalesce(HOSTS.c.display_name, "").concat(" ").concat(func.coalesce(HOSTS.c.fqdn, "")),
)
"""Spelled as in `idx_hosts_both_names`: the display name only where it is not a part of the other one anyway."""

_TRIGRAM = re.compile(r"[^\W_]{3}")


_IDS = ("insights_id", "subscription_manager_id", "provider_id")
_TEXTS = ("display_name", "fqdn", "hostname_or_id")


def named_as(search: HostSearch) -> list[Condition]:
    """Hosts with the names and ids that a search gives."""
    columns = HOSTS.c
    conditions: list[Condition] = []
    if search.display_name:
        conditions.append(_has_display_name(search.display_name))
    if search.fqdn:
        conditions.append(_has_fqdn(search.fqdn))
    if search.hostname_or_id:
        conditions.append(_has_name_or_id(search.hostname_or_id))
    if search.insights_id:
        conditions.append(columns.insights_id == bindparam("insights_id", search.insights_id, UUID_TEXT))
    if search.subscription_manager_id:
        wanted = bindparam("subscription_manager_id", search.subscription_manager_id.lower(), Text)
        conditions.append(columns.subscription_manager_id == wanted)
    if search.provider_id:
        # Stored case-folded (contract: ingest-and-events 5), so an index look-up will do.
        conditions.append(columns.provider_id == bindparam("provider_id", search.provider_id.casefold(), Text))
    if search.provider_type:
        conditions.append(columns.provider_type == search.provider_type)
    return conditions


def outline(search: HostSearch) -> tuple[object, ...]:
    """The same for all searches whose conditions differ in nothing but the values of the parameters of `named_as`."""
    given = {name: text for name in (*_IDS, *_TEXTS) if (text := getattr(search, name))}
    if not given:
        return (search,)
    shapes = [(name, _shape(name, text)) for name, text in given.items()]
    nameless = replace(
        search,
        insights_id=None,
        subscription_manager_id=None,
        provider_id=None,
        display_name=None,
        fqdn=None,
        hostname_or_id=None,
    )
    return (nameless, *shapes)


def values(search: HostSearch) -> dict[str, Any]:
    """The parameters in the conditions of `named_as`, by name."""
    found: dict[str, Any] = {}
    if search.insights_id:
        found["insights_id"] = search.insights_id
    if search.subscription_manager_id:
        found["subscription_manager_id"] = search.subscription_manager_id.lower()
    if search.provider_id:
        found["provider_id"] = search.provider_id.casefold()
    for name in _TEXTS:
        for spelling in _spellings(name, getattr(search, name) or ""):
            found |= spelling.values
    if search.hostname_or_id:
        found["host_id"] = search.hostname_or_id.lower()
    return found


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A text that is looked for, as patterns: the whole of a name, and what a name contains."""

    name: str
    """Of its parameters."""
    pattern: str
    part: str
    """Its pattern in the index of trigrams."""

    @classmethod
    def of(cls, name: str, text: str, number: int) -> Self:
        if name == "fqdn":
            pattern = like_exactly(text)
            return cls(f"{name}_{number}", pattern, f"%{pattern}%")
        pattern = f"%{like_glob(text)}%"
        return cls(f"{name}_{number}", pattern, pattern)

    @property
    def values(self) -> dict[str, str]:
        """Parameters by name."""
        return {self.name: self.pattern, f"{self.name}_part": self.part}

    @property
    def is_indexed(self) -> bool:
        """Whether the pattern has three letters or digits in a row: otherwise the index would be read from end to
        end."""
        return bool(_TRIGRAM.search(self.pattern))

    def is_name(self, column: ColumnElement[Any]) -> Condition:
        """The column fits the pattern."""
        return is_like(column, bindparam(self.name, self.pattern, Text))

    def indexed(self) -> list[Condition]:
        """What holds of every host with a name that contains the pattern, in the form that an index of trigrams
        answers."""
        return [is_like(_BOTH_NAMES, bindparam(f"{self.name}_part", self.part, Text))] if self.is_indexed else []


def _spellings(name: str, text: str) -> list[_Spelling]:
    """The text and, where it may differ, the text as reports' domain names are stored: folded.

    What ILIKE looks past is less than that: to it `STRAßE` is not `strasse`. A display name that was made of the
    domain name is folded, too.
    """
    if not text:
        return []
    texts = (text,) if text.isascii() else dict.fromkeys((text, text.casefold()))
    return [_Spelling.of(name, spelled, number) for number, spelled in enumerate(texts)]


def _shape(name: str, text: str) -> object:
    if name in _IDS:
        return None
    return is_uuid(text), tuple(spelling.is_indexed for spelling in _spellings(name, text))


def _has_display_name(text: str) -> Condition:
    """The display name contains the text, in which `*` stands for any run of characters."""
    return or_(
        *(and_(part.is_name(HOSTS.c.display_name), *part.indexed()) for part in _spellings("display_name", text))
    )


def _has_fqdn(text: str) -> Condition:
    """The text is the domain name, in any letter case."""
    return or_(*(and_(part.is_name(HOSTS.c.fqdn), *part.indexed()) for part in _spellings("fqdn", text)))


def _has_name_or_id(text: str) -> Condition:
    """Display name or domain name contain the text, or it is the id (bare hex digits will do)."""
    names = HOSTS.c.display_name, HOSTS.c.fqdn
    has_name = or_(
        *(and_(or_(*map(part.is_name, names)), *part.indexed()) for part in _spellings("hostname_or_id", text))
    )
    return or_(has_name, HOSTS.c.id == bindparam("host_id", text.lower(), UUID_TEXT)) if is_uuid(text) else has_name

"""Conditions on names and ids of hosts (contract: rest-hosts 4.2)."""

import re
from collections.abc import Callable

from sqlalchemy import and_, case, func, or_

from hbi.ids import is_uuid
from hbi.queries.conditions.expressions import Condition, is_like, like_exactly, like_glob
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.filters.search import HostSearch

_BOTH_NAMES = case(
    (func.strpos(HOSTS.c.fqdn, HOSTS.c.display_name) > 0, HOSTS.c.fqdn),
    else_=func.coalesce(HOSTS.c.display_name, "").concat(" ").concat(func.coalesce(HOSTS.c.fqdn, "")),
)
"""Spelled as in `idx_hosts_both_names`: the display name only where it is not a part of the other one anyway."""

_TRIGRAM = re.compile(r"[^\W_]{3}")


def named_as(search: HostSearch) -> list[Condition]:
    """Hosts with the names and ids that a search gives."""
    columns = HOSTS.c
    conditions: list[Condition] = []
    if search.display_name:
        conditions.append(_in_any_spelling(search.display_name, _has_display_name))
    if search.fqdn:
        conditions.append(_in_any_spelling(search.fqdn, _has_fqdn))
    if search.hostname_or_id:
        conditions.append(_has_name_or_id(search.hostname_or_id))
    if search.insights_id:
        conditions.append(columns.insights_id == search.insights_id)
    if search.subscription_manager_id:
        conditions.append(columns.subscription_manager_id == search.subscription_manager_id.lower())
    if search.provider_id:
        # Stored case-folded (contract: ingest-and-events 5), so an index look-up will do.
        conditions.append(columns.provider_id == search.provider_id.casefold())
    if search.provider_type:
        conditions.append(columns.provider_type == search.provider_type)
    return conditions


def _in_any_spelling(text: str, has: Callable[[str], Condition]) -> Condition:
    """The condition on the text or, where it may differ, on the text as reports' domain names are stored: folded.

    What ILIKE looks past is less than that: to it `STRAßE` is not `strasse`. A display name that was made of the
    domain name is folded, too.
    """
    spellings = (text,) if text.isascii() else dict.fromkeys((text, text.casefold()))
    return or_(*map(has, spellings))


def _has_display_name(text: str) -> Condition:
    """The display name contains the text, in which `*` stands for any run of characters."""
    pattern = _containing(text)
    return and_(is_like(HOSTS.c.display_name, pattern), *_indexed(pattern))


def _has_fqdn(text: str) -> Condition:
    """The text is the domain name, in any letter case."""
    pattern = like_exactly(text)
    return and_(is_like(HOSTS.c.fqdn, pattern), *_indexed(f"%{pattern}%"))


def _has_name_or_id(text: str) -> Condition:
    """Display name or domain name contain the text, or it is the id (bare hex digits will do)."""
    has_name = _in_any_spelling(text, _has_name)
    return or_(has_name, HOSTS.c.id == text.lower()) if is_uuid(text) else has_name


def _has_name(text: str) -> Condition:
    pattern = _containing(text)
    return and_(or_(is_like(HOSTS.c.display_name, pattern), is_like(HOSTS.c.fqdn, pattern)), *_indexed(pattern))


def _containing(text: str) -> str:
    return f"%{like_glob(text)}%"


def _indexed(pattern: str) -> list[Condition]:
    """What holds of every host with a name that contains the pattern, in the form that an index of trigrams answers.

    Nothing where the pattern has no three letters or digits in a row: then the index would be read from end to end.
    """
    return [is_like(_BOTH_NAMES, pattern)] if _TRIGRAM.search(pattern) else []

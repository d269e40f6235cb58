"""What clients may say about a group: its name, and the hosts that it is to have (contract:
rest-groups-staleness-views 2.2, 2.5, 2.6, 3.1). Knows no database.

Names need not be unique in an organisation; the index on their lower-case form only serves look-ups.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from hbi.text import shorten

NAME_LENGTH = (1, 255)
NAME_PATTERN = "^[a-zA-Z0-9 _-]+$"
UNGROUPED_TYPE = "ungrouped-hosts"
"""What the ungrouped group's type is called."""

_NAME = re.compile(r"[a-zA-Z0-9 _-]+")
_MOST_NAMED = 50
"""Ids that an error names."""


class Faults(Exception):
    """What is wrong with a body, all of it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """What a body says about a group; None is nothing."""

    name: str | None = None
    host_ids: tuple[str, ...] | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The edit in a body whose known members are of the right types.

        Raises:
            Faults: a member is unknown, the name breaks its rule, or a host is named twice. All are told at once.
        """
        faults = [f"{shorten(member)}: Unknown field." for member in document if member not in {"name", "host_ids"}]
        name, host_ids = document.get("name"), document.get("host_ids")
        if name is not None:
            faults += [f"name: {fault}" for fault in faults_of_name(name.strip())]
        if host_ids is not None:
            faults += faults_of_hosts(host_ids)
        if faults:
            raise Faults(faults)
        return cls(None if name is None else name.strip(), None if host_ids is None else tuple(host_ids))

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self.name is None and self.host_ids is None


def faults_of_name(name: str) -> list[str]:
    """What is wrong with a name without blanks around it.

    >>> faults_of_name("web tier"), len(faults_of_name(""))
    ([], 2)
    """
    shortest, longest = NAME_LENGTH
    faults = []
    if not shortest <= len(name) <= longest:
        faults.append(f"Length must be between {shortest} and {longest}.")
    if not _NAME.fullmatch(name):
        faults.append(f"{shorten(name)} does not match {NAME_PATTERN}.")
    return faults


def faults_of_hosts(host_ids: Sequence[str]) -> list[str]:
    """What is wrong with a list of ids: none may be there twice, in whatever letter case."""
    mentions = Counter(host_id.lower() for host_id in host_ids)
    if len(mentions) == len(host_ids):
        return []
    repeated = [host_id for host_id, times in mentions.items() if times > 1]
    return [f"Host IDs must be unique. Repeated: {some(repeated)}."]


def no_such_hosts(host_ids: Sequence[str]) -> str:
    """What clients are told about hosts that they name in a body and that do not exist."""
    return f"Could not find existing host(s) with ID {{{some(host_ids, quoted=True)}}}."


def some(ids: Sequence[str], *, quoted: bool = False) -> str:
    """Ids as a part of a sentence; of very many the first ones and their number.

    >>> some(["a", "b"], quoted=True)
    "'a', 'b'"
    """
    shown = ", ".join(f"'{entry}'" if quoted else entry for entry in ids[:_MOST_NAMED])
    return shown if len(ids) <= _MOST_NAMED else f"{shown} and {len(ids) - _MOST_NAMED} more"

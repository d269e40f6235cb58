"""The parameter `fields[…]`: which members of a document to return.

Contract: rest-hosts 5.9, and rest-groups-staleness-views 8.6 for the hosts-view.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from hbi.problems import InvalidParameter
from hbi.queries.filters.fields.application_fields import SHOWN
from hbi.queries.filters.fields.field import TableName
from hbi.queries.filters.syntax.deep_object import Pairs, Path, concerns, json_in, path_of
from hbi.text import listing

PARAMETER = "fields"
APPLICATION_DATA = "app_data"
_PROFILE = "system_profile"
_VIEW_ROOTS = (_PROFILE, APPLICATION_DATA, *SHOWN)
_ALL = "true"

type ApplicationFields = Mapping[TableName, Sequence[str]]
"""By application, names of its fields, in the order in which they are shown."""

ALL_APPLICATIONS: ApplicationFields = MappingProxyType({name: tuple(fields) for name, fields in SHOWN.items()})


@dataclass(frozen=True, slots=True)
class ViewFields:
    """What of a host the hosts-view returns beside the host itself."""

    profile: frozenset[str] | None = None
    """Names of profile members, known or not; None when no member is asked for."""
    applications: ApplicationFields = ALL_APPLICATIONS


def profile_fields(query: Pairs) -> frozenset[str] | None:
    """Names of the profile members asked for, known or not; None when there are none.

    Other roots are ignored; nested names ask for something that does not exist.

    >>> sorted(profile_fields([("fields[system_profile]", "arch,host_type")]))
    ['arch', 'host_type']

    Raises:
        InvalidParameter: `fields` without a name in brackets, or brackets that are not balanced.
    """
    names: set[str] = set()
    for name, path, text in _pairs(query):
        names |= _profile_names(name, path, text)
    return frozenset(names) or None


def view_fields(query: Pairs) -> ViewFields:
    """What the hosts-view returns. Unknown names of fields are ignored; they still choose the application.

    >>> view_fields([("fields[advisor]", "low,nosuch")]).applications
    mappingproxy({'advisor': ('low',)})

    Raises:
        InvalidParameter: `fields` without a known name in brackets, or brackets that are not balanced.
    """
    members: set[str] = set()
    chosen: dict[str, set[str]] = {}
    for name, path, text in _pairs(query):
        if path[0] == _PROFILE:
            members |= _profile_names(name, path, text)
        elif path[0] == APPLICATION_DATA or path[0] in SHOWN:
            chosen.setdefault(path[0], set()).update(_application_names(name, path, text))
        else:
            raise InvalidParameter(PARAMETER, got=path[0], expected=f"one of {listing(_VIEW_ROOTS)} in brackets")
    applications = ALL_APPLICATIONS
    if chosen and APPLICATION_DATA not in chosen:
        applications = MappingProxyType(
            {
                application: tuple(field for field in SHOWN[application] if field in chosen[application])
                for application in SHOWN
                if application in chosen
            }
        )
    return ViewFields(frozenset(members) or None, applications)


def _pairs(query: Pairs) -> Iterator[tuple[str, Path, str]]:
    """Name, names in brackets and text of all that the query says with `fields`.

    Raises:
        InvalidParameter: no name in brackets, unbalanced brackets, NUL.
    """
    for name, text in query:
        if not concerns(name, PARAMETER):
            continue
        path, _ = path_of(name, PARAMETER)
        if "\0" in text:
            raise InvalidParameter(PARAMETER, got=text, expected="text without NUL characters")
        if not path:
            raise InvalidParameter(PARAMETER, got=text, expected=f"the form {PARAMETER}[{_PROFILE}]=name,name")
        yield name, path, text


def _profile_names(name: str, path: Path, text: str) -> set[str]:
    """The profile members that one pair names; nested names ask for something that does not exist."""
    if path[0] != _PROFILE:
        return set()
    return set(_names(name, text)) if len(path) == 1 else {".".join(path)}


def _application_names(name: str, path: Path, text: str) -> set[str]:
    """The fields that one pair names; the word `true` alone names all of them."""
    if path[0] == APPLICATION_DATA or len(path) > 1:
        return set()
    return set(SHOWN[cast("TableName", path[0])]) if text == _ALL else set(_names(name, text))


def _names(name: str, text: str) -> list[str]:
    """Names separated by commas, or in a JSON list."""
    listed = json_in(name, text)
    if isinstance(listed, list):
        return [member for member in listed if isinstance(member, str) and member]
    return [member for member in text.split(",") if member]

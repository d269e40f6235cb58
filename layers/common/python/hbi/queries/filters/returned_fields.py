"""The parameter `fields[…]`: which members of a document to return (contract: rest-hosts 5.9)."""

from hbi.problems import InvalidParameter
from hbi.queries.filters.deep_object import Pairs, concerns, json_in, path_of

PARAMETER = "fields"
_PROFILE = "system_profile"


def profile_fields(query: Pairs) -> frozenset[str] | None:
    """Names of the profile members asked for, known or not; None when there are none.

    Other roots are ignored; nested names ask for something that does not exist.

    >>> sorted(profile_fields([("fields[system_profile]", "arch,host_type")]))
    ['arch', 'host_type']

    Raises:
        InvalidParameter: `fields` without a name in brackets, or brackets that are not balanced.
    """
    names: set[str] = set()
    for name, text in query:
        if not concerns(name, PARAMETER):
            continue
        path, _ = path_of(name, PARAMETER)
        if "\0" in text:
            raise InvalidParameter(PARAMETER, got=text, expected="text without NUL characters")
        if not path:
            raise InvalidParameter(PARAMETER, got=text, expected=f"the form {PARAMETER}[{_PROFILE}]=name,name")
        if path == (_PROFILE,):
            names.update(_names(name, text))
        elif path[0] == _PROFILE:
            names.add(".".join(path))
    return frozenset(names) or None


def _names(name: str, text: str) -> list[str]:
    """Names separated by commas, or in a JSON list."""
    listed = json_in(name, text)
    if isinstance(listed, list):
        return [member for member in listed if isinstance(member, str) and member]
    return [member for member in text.split(",") if member]

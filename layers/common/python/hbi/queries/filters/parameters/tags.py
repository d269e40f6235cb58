"""The parameter `tags` (contract: rest-hosts 4.8)."""

from dataclasses import dataclass
from urllib.parse import unquote

from hbi.hosts.tags import MAX_LENGTH, NO_NAMESPACE
from hbi.problems import InvalidParameter, RuleViolation
from hbi.text import shorten

PARAMETER = "tags"
_FORM = "a tag such as namespace/key=value, key=value or key"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag to look for."""

    namespace: str
    """As stored: `null` stands for none."""
    key: str
    value: str | None = None
    """None is any value, or none."""


def check_form(text: str) -> None:
    """Refuses what is no tag, however long its parts are.

    Raises:
        InvalidParameter: not of a tag's form.
    """
    for part in _parts(text):
        if part is not None:
            _decoded(part)


def parse_tag(text: str) -> Tag:
    """The tag that one value of the parameter means, URL-decoded once before.

    >>> parse_tag("env/tier=gold")
    Tag(namespace='env', key='tier', value='gold')

    Raises:
        InvalidParameter: not of a tag's form.
        RuleViolation: a part is too long.
    """
    namespace, key, value = _parts(text)
    return Tag(_part(namespace), _part(key), None if value is None else _part(value))


def _parts(text: str) -> tuple[str, str, str | None]:
    """Namespace, key and value as they stand there."""
    name, equals, value = text.partition("=")
    if equals and (not value or "=" in value or "/" in value):
        raise InvalidParameter(PARAMETER, got=text, expected=_FORM)
    namespace, slash, key = name.partition("/")
    if not (namespace and slash and key):
        namespace, key = NO_NAMESPACE, name
    if not key or (equals and key.endswith("/")):
        raise InvalidParameter(PARAMETER, got=text, expected=_FORM)
    return namespace, key, value if equals else None


def _part(text: str) -> str:
    """A part decoded once more: characters with a meaning stand in it doubly encoded."""
    decoded = _decoded(text)
    if len(decoded) > MAX_LENGTH:
        raise RuleViolation(
            f"{PARAMETER}: expected at most {MAX_LENGTH} characters in namespace, key and value, got {shorten(decoded)}"
        )
    return decoded


def _decoded(text: str) -> str:
    decoded = unquote(text)
    if "\0" in decoded:
        raise InvalidParameter(PARAMETER, got=decoded, expected="text without NUL characters")
    return decoded

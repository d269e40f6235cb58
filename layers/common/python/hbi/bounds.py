"""Bounds of every JSON document that is stored, whoever sends it: reports, clients of the API, requests for exports.

What breaks them could not be stored, not be printed again, or would be stored as something else than was sent. How
large a host may become is in `hbi.events.host_size`.
"""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from hbi.documents import JsonText, depth_exceeds
from hbi.problems import HbiError

MAX_DEPTH = 200
"""Deepest nesting of a message or body: what orjson can write again (254) with room for what is put around it."""

NONE: Mapping[float, str] = MappingProxyType({})
_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"000000000")
_FEWEST_DIGITS = b"0" * 19
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


class OutOfBounds(HbiError):
    """A document breaks a bound. The text names the place and the bound."""


class LargeInteger(NamedTuple):
    """An integer beyond 64 bits in one of several documents."""

    field: str
    """Name of the document."""
    place: str
    """Name and path in it, such as `facts.n.k[1]`."""
    digits: str
    """As it was sent."""


def check_document(raw: bytes, document: object, name: str) -> None:
    """Checks a document that is stored as it is.

    Args:
        raw: the text that it is a part of.
        name: what a place in it begins with.
    Raises:
        OutOfBounds: nested too deep, an integer beyond 64 bits, or a NUL character.
    """
    check_depth(raw, document, name)
    if found := large_integer(large_integers(raw), {name: document}):
        raise OutOfBounds(f"{found.place}: an integer beyond 64 bits")
    if b"\\u0000" in raw:
        for place, part in _parts(document, name):
            if isinstance(part, str) and "\0" in part:
                raise OutOfBounds(f"{place!r}: NUL characters are not allowed")


def check_depth(raw: bytes, document: object, name: str) -> None:
    """Checks a document's nesting, for most documents without a look into them.

    Raises:
        OutOfBounds: it is nested deeper than `MAX_DEPTH`.
    """
    if is_deep(raw, document):
        members = document.items() if isinstance(document, dict) else ()
        at = next((f".{member}" for member, part in members if depth_exceeds(part, MAX_DEPTH - 1)), "")
        raise OutOfBounds(f"{name}{at}: nested deeper than {MAX_DEPTH} levels")


def is_deep(raw: bytes, document: object) -> bool:
    """Whether a document is nested deeper than `MAX_DEPTH`. `raw` is the text that it is a part of."""
    return _may_be_deep(raw) and depth_exceeds(document, MAX_DEPTH)


def _may_be_deep(raw: bytes) -> bool:
    """Whether as many containers begin as are needed to nest too deep; for most messages the answer is no."""
    begun = 0
    for bracket in (b"{", b"["):
        position = raw.find(bracket)
        while position >= 0:
            begun += 1
            if begun > MAX_DEPTH:
                return True
            position = raw.find(bracket, position + 1)
    return False


def large_integers(raw: bytes) -> Mapping[float, str]:
    """The integers of a JSON text that need more than 64 bits: rounded, as our parser does it → its digits.

    Hardly any text has one. Check the depth first.
    """
    if _FEWEST_DIGITS not in raw.translate(_DIGITS_AS_ZERO):
        return NONE
    found: dict[float, str] = {}

    def read(digits: str) -> int:
        # Python refuses to read thousands of digits.
        if len(digits) > len(str(_SMALLEST)) or not _SMALLEST <= int(digits) <= _LARGEST:
            found[float(digits)] = digits
        return 0

    json.loads(raw, parse_int=read)
    return found


def large_integer(found: Mapping[float, str], documents: Mapping[str, object]) -> LargeInteger | None:
    """The first of these integers that one of the documents holds.

    Args:
        found: what `large_integers` found in the whole text.
        documents: by the name of the field whose content they are.
    """
    if not found:
        return None
    for field, document in documents.items():
        for place, value in _parts(document, field):
            if isinstance(value, float) and value in found:
                return LargeInteger(field, place, found[value])
    return None


def _parts(document: object, name: str) -> Iterator[tuple[str, object]]:
    """Keys, texts and numbers of a document with their places, such as `facts[0].k`."""
    pending: list[tuple[str, object]] = [(name, document)]
    while pending:
        place, part = pending.pop()
        if isinstance(part, JsonText):
            part = part.value()
        if isinstance(part, Mapping):
            yield from ((place, member) for member in part)
            pending += [(f"{place}.{member}", value) for member, value in part.items()]
        elif isinstance(part, list):
            pending += [(f"{place}[{position}]", value) for position, value in enumerate(part)]
        else:
            yield place, part

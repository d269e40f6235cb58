"""Integers beyond 64 bits: as our JSON parser rounds them, something else would be stored than was reported."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from hbi.documents import JsonText
from hbi.hosts.report import InvalidReport

NONE: Mapping[float, str] = MappingProxyType({})

_DIGITS_AS_ZERO = bytes.maketrans(b"123456789", b"000000000")
_FEWEST_DIGITS = b"0" * 19
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1


def large_integers(raw: bytes) -> Mapping[float, str]:
    """The integers of a JSON text that need more than 64 bits: rounded → its digits. Hardly any text has one."""
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


def check_integers(found: Mapping[float, str], documents: Mapping[str, object]) -> None:
    """Refuses documents that hold one of these integers.

    Args:
        found: what `large_integers` found in the whole message.
        documents: by the name of the field whose content they are.
    Raises:
        InvalidReport: names the field and where in it the integer is.
    """
    if not found:
        return
    for field, document in documents.items():
        for path, value in _numbers(document):
            if value in found:
                place = f"{field}{path}"
                raise InvalidReport({field: [f"{place}: an integer beyond 64 bits."]}, {field: found[value]})


def _numbers(document: object) -> list[tuple[str, float]]:
    """Floating-point numbers of a document with their places, such as `[0].facts.k`."""
    numbers: list[tuple[str, float]] = []
    pending: list[tuple[str, object]] = [("", document)]
    while pending:
        path, part = pending.pop()
        if isinstance(part, JsonText):
            part = part.value()
        if isinstance(part, Mapping):
            pending += [(f"{path}.{name}", member) for name, member in part.items()]
        elif isinstance(part, list):
            pending += [(f"{path}[{position}]", member) for position, member in enumerate(part)]
        elif isinstance(part, float):
            numbers.append((path, part))
    return numbers

"""Ids as text: the forms of UUIDs, and the UUID that stands for none."""

import re

ZERO_UUID = "00000000-0000-0000-0000-000000000000"

_LENGTHS = (8, 4, 4, 4, 12)

CANONICAL = "-".join(f"[0-9a-f]{{{length}}}" for length in _LENGTHS)
"""Pattern of a UUID as PostgreSQL writes it: lower case, with dashes."""

DASHED = "-".join(f"[0-9a-fA-F]{{{length}}}" for length in _LENGTHS)
"""Pattern of a UUID with dashes, in any letter case."""

_CANONICAL = re.compile(CANONICAL)
_DASHED = re.compile(DASHED)
_ANY = re.compile("-?".join(f"[0-9a-fA-F]{{{length}}}" for length in _LENGTHS))


def is_canonical_uuid(text: str) -> bool:
    """Whether it is a UUID in lower case with dashes.

    >>> is_canonical_uuid(ZERO_UUID), is_canonical_uuid("0" * 32)
    (True, False)
    """
    return _CANONICAL.fullmatch(text) is not None


def is_dashed_uuid(text: str) -> bool:
    """Whether it is a UUID with dashes, in any letter case."""
    return _DASHED.fullmatch(text) is not None


def is_uuid(text: str) -> bool:
    """Whether it is a UUID in any letter case, each of its dashes there or not.

    >>> is_uuid("0" * 32), is_uuid("0" * 31)
    (True, False)
    """
    return _ANY.fullmatch(text) is not None

"""Digests that tell whether a profile part is the one that was seen before."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

_ORDERED = orjson.OPT_SORT_KEYS


def part_hash(part: Mapping[str, Any]) -> str:
    """A 16-byte digest as UUID text: equal for equal JSON, whatever the order of keys.

    Instants count in UTC; a stored UUID counts like its text. Leave NULL columns of a stored row out.
    """
    digest = blake2b(orjson.dumps(part, option=_ORDERED), digest_size=16)
    return str(UUID(bytes=digest.digest()))

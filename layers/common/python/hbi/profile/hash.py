"""Digests that tell whether a profile part is the one that was seen before."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from hbi.documents import printable

_ORDERED = orjson.OPT_SORT_KEYS


def part_hash(part: Mapping[str, Any]) -> str:
    """A 16-byte digest as UUID text: equal for equal JSON, whatever the order of keys.

    Instants count in UTC; a stored UUID counts like its text. Leave NULL columns of a stored row out.
    """
    # SHA-256 cut in half: processors compute it, which makes it twice as fast as its younger rivals.
    digest = sha256(orjson.dumps(part, option=_ORDERED, default=printable)).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

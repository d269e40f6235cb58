"""Digests, by which a profile part is recognised as the one that was reported before."""

from collections.abc import Mapping
from typing import Any

import orjson
import xxhash

from hbi.documents import printable

_ORDERED = orjson.OPT_SORT_KEYS


def part_hash(part: Mapping[str, Any]) -> str:
    """A 16-byte digest as UUID text: equal for equal JSON, whatever the order of keys.

    Instants count in UTC; a stored UUID counts like its text. Leave NULL columns of a stored row out.
    """
    # Whoever made two profiles with one digest would only hide a change of his own host; so speed decides.
    digest = xxhash.xxh3_128_hexdigest(orjson.dumps(part, option=_ORDERED, default=printable))
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"

"""Compression of answers (RFC 9110, 12.5.3 and 8.4.1)."""

import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

type Coding = Literal["zstd", "gzip"]

WORTH_COMPRESSING = 16 * 1024
"""Bytes from which on compression saves more time than it takes."""

_SMALL = 1024 * 1024
"""Bytes below which speed counts more than the last percent."""


def accepted_codings(accept_encoding: str) -> list[Coding]:
    """The codings that a client accepts, the best liked first; among equals first the one that costs us least.

    >>> accepted_codings("gzip, deflate, zstd"), accepted_codings("gzip;q=1.0, zstd;q=0.5"), accepted_codings("*;q=0")
    (['zstd', 'gzip'], ['gzip', 'zstd'], [])
    """
    weights = dict(map(_weighted, accept_encoding.lower().split(",")))
    liked = {coding: weights.get(coding, weights.get("*", 0.0)) for coding in _COMPRESSORS}
    return [coding for coding in sorted(liked, key=lambda coding: -liked[coding]) if liked[coding] > 0]


def compress(coding: Coding, body: bytes) -> bytes:
    """The body in a coding."""
    return _COMPRESSORS[coding](body)


@lru_cache(maxsize=16)
def compress_once(coding: Coding, body: bytes) -> bytes:
    """The body in a coding, made by the first call. Only for the few bodies that never change."""
    return compress(coding, body)


def _weighted(entry: str) -> tuple[str, float]:
    name, _, parameter = entry.partition(";")
    _, _, weight = parameter.partition("=")
    try:
        return name.strip(), float(weight) if weight else 1.0
    except ValueError:
        return name.strip(), 0.0


def _zstd(body: bytes) -> bytes:
    from zstandard import ZstdCompressor

    return ZstdCompressor(level=3).compress(body)


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(1 if len(body) < _SMALL else 6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


_COMPRESSORS: Mapping[Coding, Callable[[bytes], bytes]] = {"zstd": _zstd, "gzip": _gzip}

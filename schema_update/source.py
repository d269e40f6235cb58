"""Reads a schema from a file or from the web, as YAML or JSON."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hbi.profile.schema.source import LONGEST, UnreadableSchema, fetched, parsed

TIMEOUT_S = 30
MOST_REDIRECTS = 5


def read(location: str) -> Any:
    """The document at a path or an http(s) URL.

    Raises:
        UnreadableSchema: nothing is there, or it is neither YAML nor JSON.
    """
    try:
        return parsed(_content(location))
    except UnreadableSchema as error:
        raise UnreadableSchema(f"{location} {error}") from None


def _content(location: str) -> bytes:
    if urlsplit(location).scheme in {"http", "https"}:
        return fetched(location, patience_s=TIMEOUT_S, redirects=MOST_REDIRECTS)
    try:
        content = Path(location).read_bytes()
    except OSError as error:
        raise UnreadableSchema(f"cannot be read: {error.strerror}") from None
    if len(content) > LONGEST:
        raise UnreadableSchema(f"has more than {LONGEST:,} bytes")
    return content

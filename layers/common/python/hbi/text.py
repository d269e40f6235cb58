"""Text for people: values cut to a readable length, and names in a row."""

from collections.abc import Iterable


def shorten(value: object, limit: int = 80) -> str:
    """A value as it may be shown in an error: quoted, cut, one line."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def listing(names: Iterable[str]) -> str:
    """Names as a sentence part: sorted, comma-separated."""
    return ", ".join(sorted(names))

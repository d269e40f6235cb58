"""Reads CDK context: values of a kind, refused with one line that names the value and says what would do."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

type Context = Callable[[str], object]


class UnusableContext(ValueError):
    """A context value that can't be deployed. The text names it and says what would do."""


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuses names that nothing reads: a misspelt choice would silently be left at its default.

    Raises:
        UnusableContext: a name is neither known nor the CDK's own.
    """
    known = sorted(known)
    for name in sorted(names):
        if name not in known and not _is_of_the_cdk(name):
            alike = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {alike[0]}?" if alike else f"known are {', '.join(known)}"
            raise UnusableContext(f"context {name} is not known; {meant} docs/operations.md says what each chooses")


def text(context: Context, name: str) -> str | None:
    """A text; None when it is absent or empty."""
    value = context(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise UnusableContext(f"context {name}={value!r} must be a text")
    return value


def texts(context: Context, name: str) -> tuple[str, ...]:
    """A list of texts, or one text with commas between."""
    value = context(name)
    items = value.split(",") if isinstance(value, str) else value or []
    if not isinstance(items, list | tuple):
        raise UnusableContext(f"context {name}={value!r} must be a list, or names with commas between")
    return tuple(str(item).strip() for item in items if str(item).strip())


def number(context: Context, name: str, default: float, *, least: float, most: float) -> float:
    """A number within bounds."""
    value = context(name)
    try:
        found = float(default if value is None else str(value))
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        raise UnusableContext(f"context {name}={value!r} must be a number from {least} to {most}")
    return found


def whole(context: Context, name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    found = number(context, name, default, least=least, most=most)
    if not found.is_integer():
        raise UnusableContext(f"context {name}={context(name)!r} must be a whole number from {least} to {most}")
    return int(found)


def one_of[Name: str](context: Context, name: str, default: Name, names: Sequence[Name]) -> Name:
    """One of some names."""
    value = context(name)
    if value is None or value == "":
        return default
    for known in names:
        if value == known:
            return known
    raise UnusableContext(f"context {name}={value!r} must be one of {', '.join(names)}; without it, it is {default}")


def flag(context: Context, name: str, *, default: bool) -> bool:
    """`true` or `false`."""
    value = context(name)
    if value is None or isinstance(value, bool):
        return default if value is None else value
    match value:
        case "true" | "false":
            return value == "true"
    raise UnusableContext(f"context {name}={value!r} must be true or false")


def matching(context: Context, name: str, pattern: str, meaning: str) -> str | None:
    """A text of a given form; None when it is absent."""
    value = text(context, name)
    if value is not None and not re.fullmatch(pattern, value):
        raise UnusableContext(f"context {name}={value!r} must be {meaning}")
    return value


def mapping(context: Context, name: str, example: str) -> Mapping[str, object]:
    """An object, or a text with its JSON; empty when it is absent."""
    value = context(name)
    try:
        given = json.loads(value) if isinstance(value, str) else value or {}
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, Mapping):
        raise UnusableContext(f"context {name}={value!r} must be an object. Example: {example}")
    return {str(key): member for key, member in given.items()}


def all_or_none(context: Context, names: Sequence[str], why: str) -> tuple[str, ...] | None:
    """Texts that only have a meaning together; None when none of them is there."""
    found = [text(context, name) for name in names]
    if not any(found):
        return None
    if missing := [name for name, value in zip(names, found, strict=True) if value is None]:
        raise UnusableContext(f"context {', '.join(missing)} must be given, too: {why}")
    return tuple(value for value in found if value is not None)


def _is_of_the_cdk(name: str) -> bool:
    return name.startswith("@") or ":" in name or name == "cli-telemetry"

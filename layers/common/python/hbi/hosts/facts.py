"""Facts of a host, in namespaces (contract: ingest-and-events 8.4)."""

from typing import Any

from hbi.documents import has_empty_key
from hbi.stored import mapping
from hbi.text import shorten

type Facts = dict[str, dict[str, Any]]
"""Namespace → facts."""

_MEMBERS = {"namespace", "facts"}


def parse_facts(sent: object) -> Facts:
    """Facts as a message sends them: a list of objects with `namespace` and `facts`.

    A namespace that comes twice is merged, later keys win.

    Raises:
        ValueError: the reason, which shows the part that is wrong.
    """
    if not isinstance(sent, list):
        raise ValueError("Not a valid list.")
    parsed: Facts = {}
    for entry in sent:
        if not isinstance(entry, dict) or entry.keys() != _MEMBERS:
            raise ValueError(
                f"Each entry must be an object with exactly the members namespace and facts, got {shorten(entry)}."
            )
        namespace, facts = entry["namespace"], entry["facts"]
        if not isinstance(namespace, str):
            raise ValueError(f"The namespace must be a string, got {shorten(namespace)}.")
        if not isinstance(facts, dict):
            raise ValueError(f"The facts must be an object, got {shorten(facts)}.")
        if has_empty_key(facts):
            raise ValueError(f"The facts must not contain empty keys, those of {shorten(namespace)} do.")
        parsed[namespace] = parsed[namespace] | facts if namespace in parsed else facts
    return parsed


def merge_facts(stored: object, reported: Facts) -> dict[str, Any]:
    """Facts of a host after a report: a namespace that is sent replaces the stored one, others stay.

    What is stored and no object, which only other software can have written, gives way.

    >>> merge_facts({"a": {"k": 1}, "b": {"k": 2}}, {"b": {}})
    {'a': {'k': 1}, 'b': {}}
    """
    return {**mapping(stored), **reported}

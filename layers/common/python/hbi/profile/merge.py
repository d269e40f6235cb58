"""Merging of a profile part with a report (contract: ingest-and-events 10.4)."""

from collections.abc import Mapping
from typing import Any

from hbi.profile import schema
from hbi.profile.normalise import Part


def merge_part(stored: Mapping[str, Any] | None, reported: Mapping[str, Any]) -> Part:
    """Columns of a profile row after a report that brings `reported`; neither argument changes.

    A reported property replaces the stored one, an empty list or object included. Of `rhsm` and `workloads` the
    members are merged, one level deep, unless the reported object is empty. Nothing is ever removed.

    Args:
        stored: columns of the row by name; None when there is no row. NULLs are left out of the result.
        reported: the same part of a normalised report.
    """
    merged = {name: value for name, value in (stored or {}).items() if value is not None}
    for name, value in reported.items():
        earlier = merged.get(name)
        # Of another type is what was stored while another schema meant something else by the name.
        if name in schema.merged_roots() and value and isinstance(earlier, dict):
            merged[name] = {**earlier, **value}
        else:
            merged[name] = value
    return merged

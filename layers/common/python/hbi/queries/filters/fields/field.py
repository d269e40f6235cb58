"""Fields of a host that a filter can look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

type FieldKind = Literal[
    "string",
    "wildcard",
    "uuid",
    "date-time",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "nested array",
    "operating system",
]
"""Kinds of fields; they decide how values are read and compared (contract: rest-hosts 5.4, 5.5, 5.8).

An `array` is a root, a `nested array` stands below one. A `number` may be negative or have a fraction.
"""

type TableName = Literal[
    "static", "dynamic", "advisor", "vulnerability", "patch", "remediations", "compliance", "malware"
]
"""Where a field is stored: in one of the two parts of the profile, or with an application."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column, or a place in a column's document."""

    kind: FieldKind
    table: TableName
    column: str
    path: tuple[str, ...] = ()
    longest_element: int | None = None
    """Most characters in a text of the array, if its elements are texts of limited length."""
    elements: frozenset[FieldKind] = frozenset()
    """Kinds of the values in the array, at any depth."""
    members: Mapping[str, "Field"] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)
    """Fields below this one, by name."""
    is_nested: bool = False
    """Whether it stands below a root."""

    @property
    def is_in_document(self) -> bool:
        """Whether it has no column of its own: it stands below a root, or is a root without a column."""
        return bool(self.path)

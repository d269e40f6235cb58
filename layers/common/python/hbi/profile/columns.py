"""Columns that profile fields are stored in (contract: database 5 and 6).

A field that the models have a column for is in it. Every other field of the schema is a member of the column
`other_fields` of its part. Which part that is, the schema says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import UUID

from hbi.models import DYNAMIC_PROFILES, STATIC_PROFILES
from hbi.profile import schema
from hbi.profile.normalise import Part
from hbi.stored import mapping

OTHER_FIELDS = "other_fields"

type PartName = Literal["static", "dynamic"]

TABLES: Mapping[PartName, Table] = {
    "static": STATIC_PROFILES,
    "dynamic": DYNAMIC_PROFILES,
}


@dataclass(frozen=True, slots=True)
class PartColumns:
    """Storage of the fields of a profile part."""

    own: tuple[str, ...]
    """Fields that have a column of their own, in the order of the table."""
    others: frozenset[str]
    """Fields that are members of `other_fields`."""

    def stored(self, part: Part, names: Collection[str]) -> Part:
        """Columns that hold the fields with these names."""
        columns = {name: part[name] for name in names if name not in self.others}
        if others := {name: part[name] for name in names if name in self.others}:
            columns[OTHER_FIELDS] = others
        return columns

    def shown(self, document: Mapping[str, Any] | None) -> Part:
        """Fields in a stored document of `other_fields`; what the schema does not have any more stays hidden."""
        return {name: value for name, value in mapping(document).items() if name in self.others and value is not None}


@cache
def part_columns(part: PartName) -> PartColumns:
    """Storage of a part, by the schema and the models."""
    known = schema.static_roots() if part == "static" else schema.dynamic_roots()
    own = tuple(column.name for column in TABLES[part].columns if column.name in known)
    return PartColumns(own, known.difference(own))


def reading(part: PartName, name: str, alias: str) -> str:
    """The SQL expression for a field in a row of the part's table; ids are text, members of documents are jsonb."""
    if name in part_columns(part).others:
        return f"{alias}.{OTHER_FIELDS} -> '{name}'"
    is_id = isinstance(TABLES[part].columns[name].type, UUID)
    return f"{alias}.{name}::text" if is_id else f"{alias}.{name}"

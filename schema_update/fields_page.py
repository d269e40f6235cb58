"""The page of system-profile fields in the documentation, derived from the installed schema and the models."""

from hbi.profile import schema
from hbi.profile.columns import OTHER_FIELDS, TABLES, PartName, part_columns
from hbi.profile.schema import Node
from hbi.queries.filters.fields.field import Field
from hbi.queries.filters.fields.profile_fields import roots
from schema_update.difference import described

_HEAD = """\
# System profile fields

`make update-schema` writes this page; [operations](operations.md#a-newer-profile-schema) tells how a newer schema gets
in. Values: type and limits of what reporters may send. Filter: how `filter[system_profile]` reads values; `–` stands
below a list, where names are not looked at.

| part | fields change | table |
|---|---|---|
| static | seldom | `system_profiles_static` |
| dynamic | often | `system_profiles_dynamic` |

A field is stored in the column of its name, or as a member of the column `other_fields` of its part.
"""
_LEGACY = """
## Older forms

Accepted in reports, stored elsewhere, never shown. A filter on one means the place where its value is.

| field | values | is stored in |
|---|---|---|
"""


def text() -> str:
    """The page as Markdown."""
    parts = [_part("static"), _part("dynamic")]
    legacy = [line for name, node in schema.roots().items() if "x-legacy" in node for line in _legacy(name, node)]
    return _HEAD + "".join(parts) + _LEGACY + "\n".join(legacy) + "\n"


def _part(part: PartName) -> str:
    fields = part_columns(part)
    lines = [
        f"\n## {part.capitalize()} part\n",
        "| field | values | column | filter | what it says |",
        "|---|---|---|---|---|",
    ]
    for name, node in schema.roots().items():
        if name in fields.others or name in fields.own:
            column = OTHER_FIELDS if name in fields.others else _type_of(part, name)
            lines += _rows(name, node, roots()[name], column)
    return "\n".join(lines) + "\n"


def _rows(path: str, node: Node, field: Field | None, column: str) -> list[str]:
    values = described(node) + (", merged by members" if "x-merge" in node else "")
    kind = "–" if field is None else field.kind
    rows = [f"| `{path}` | {_cell(values)} | {column} | {kind} | {_cell(node.get('description', ''))} |"]
    holder = node["items"] if node["type"] == "array" else node
    inside = f"{path}[]" if node["type"] == "array" else path
    for name, member in holder.get("properties", {}).items():
        rows += _rows(f"{inside}.{name}", member, field.members.get(name) if field else None, "")
    return rows


def _legacy(path: str, node: Node) -> list[str]:
    rows = [f"| `{path}` | {_cell(described(node))} | {_target(node)} |"]
    moving = {name: member for name, member in node.get("properties", {}).items() if "x-moves-to" in member}
    return rows + [row for name, member in moving.items() for row in _legacy(f"{path}.{name}", member)]


def _target(node: Node) -> str:
    return f"`{node['x-moves-to']}`" if "x-moves-to" in node else "–"


def _type_of(part: PartName, name: str) -> str:
    from sqlalchemy.dialects import postgresql

    kind = TABLES[part].columns[name].type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    return str(kind).lower().replace("timestamp with time zone", "timestamptz")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

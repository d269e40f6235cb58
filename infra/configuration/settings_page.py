"""The page of settings in the documentation, made from `hbi.settings` by `make settings`."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from hbi.settings import (
    ApiSettings,
    ExportSettings,
    IngestSettings,
    MigrationSettings,
    ProfileSettings,
    ReaperSettings,
    Settings,
)
from infra.topology import FUNCTIONS

PAGE = "docs/settings.md"

READERS: Mapping[str, tuple[type[Settings], ...]] = {
    "api": (ApiSettings, ProfileSettings),
    "ingest": (IngestSettings, ProfileSettings),
    "export": (ExportSettings, ProfileSettings),
    "reaper": (ReaperSettings, ProfileSettings),
    "migrate": (MigrationSettings,),
}
"""Settings objects that each function loads; `migrate` is what migrates the database."""

_HEAD = """\
# Settings

`make settings` writes this page from `hbi/settings`. Settings are environment variables, read once when a function
starts; an empty variable counts as absent. [Operations](operations.md) says how a deployment sets them and what they
are good for. Functions are those that know the variable; `migrate` is what migrates the database. Where two of them
differ, the variable has two rows. No error and no log shows the value of a secret.

| variable | functions | default | meaning | secret |
|---|---|---|---|---|
"""


def text() -> str:
    """The page as Markdown."""
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for function, models in READERS.items():
        for model in models:
            for name, field in model.model_fields.items():
                default = _deployed(function, str(field.alias), _default(field))
                secret = "" if field.repr else "yes"
                row = (str(field.alias), default, meanings(model)[name], secret)
                rows.setdefault(row, []).append(function)
    lines = [
        f"| `{variable}` | {', '.join(functions)} | {default} | {_cell(meaning)} | {secret} |"
        for (variable, default, meaning, secret), functions in sorted(rows.items())
    ]
    return _HEAD + "\n".join(lines) + "\n"


def meanings(model: type[Settings]) -> dict[str, str]:
    """Docstrings of a model's fields, by the field's name. That of a subclass goes before that of its base."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Settings):
            found |= dict(_docstrings(base))
    return found


def _docstrings(model: type[Settings]) -> Iterator[tuple[str, str]]:
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 - it is the source of a class
    for field, following in zip(definition.body, definition.body[1:], strict=False):
        match field, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                yield name, " ".join(docstring.split())


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be set"
    value = field.default
    if not field.repr or value is None or value == "":
        return "–"
    return f"`{_shown(value)}`"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case SecretStr():
            return ""
        case frozenset():
            return ", ".join(sorted(value))
        case float() if value.is_integer():
            return str(int(value))
        case BaseModel():
            return value.model_dump_json()
    return str(value)


def _deployed(function: str, variable: str, default: str) -> str:
    """The default, and what the deployment sets for this function instead."""
    by_name = {row.name: row.environment for row in FUNCTIONS}
    chosen = by_name.get(function, {}).get(variable)
    return default if chosen is None else f"{default}; deployed: `{chosen}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    (Path(__file__).parents[2] / PAGE).write_text(text())

"""Profiles against the schema (contract: ingest-and-events 10.1 step 2)."""

from functools import cache
from typing import Any

import jsonschema_rs

from hbi.problems import HbiError
from hbi.profile import schema
from hbi.profile.instants import is_instant
from hbi.profile.schema import Node
from hbi.text import shorten


class InvalidProfile(HbiError, ValueError):
    """A property breaks the schema, and with it the whole report is refused. The text names property and value."""

    def __init__(self, path: str, reason: str) -> None:
        """`path` is the place, e.g. `network_interfaces[0].mtu`; empty for the profile itself."""
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


def validate(profile: dict[str, Any]) -> None:
    """Checks a coerced profile. Unknown properties are fine.

    Raises:
        InvalidProfile: the first property that breaks the schema.
    """
    try:
        _validator().validate(profile)
    except jsonschema_rs.ValidationError as error:
        raise InvalidProfile(_path(error.instance_path), _reason(error)) from None


def faults_of(profile: dict[str, Any]) -> dict[str, str]:
    """What is wrong with each property of a coerced profile that breaks the schema, by its name."""
    faults: dict[str, str] = {}
    for error in _validator().iter_errors(profile):
        if error.instance_path:
            faults.setdefault(str(error.instance_path[0]), f"{_path(error.instance_path)}: {_reason(error)}")
    return faults


def compiled(document: Node) -> jsonschema_rs.Draft4Validator:
    """A validator of profiles by a schema in our form.

    Raises:
        ValueError: it is no schema of draft 4 (`jsonschema_rs.ValidationError` is one), or refers to what it lacks.
    """
    return jsonschema_rs.Draft4Validator(
        document,
        formats={"date-time": is_instant},
        validate_formats=True,
        # Linear-time expressions: a sender cannot make one backtrack.
        pattern_options=jsonschema_rs.RegexOptions(),
        # A schema of others must not make us fetch what it refers to.
        offline=True,
    )


@cache
def _validator() -> jsonschema_rs.Draft4Validator:
    return compiled(schema.document())


def _reason(error: jsonschema_rs.ValidationError) -> str:
    if error.schema_path and error.schema_path[-1] == "not":
        return f"{shorten(error.instance)} is under an empty key"
    # The library repeats the value in full, be it a list of thousand packages.
    return error.message if len(error.message) <= 500 else f"{error.message[:300]} … {error.message[-200:]}"


def _path(steps: list[str | int]) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".")

"""Changes of workspaces as change data capture tells them (contract: ingest-and-events 18)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationError, model_validator

from hbi.documents import check_few_members
from hbi.problems import HbiError
from hbi.profile.instants import parse_instant
from hbi.text import shorten

UNGROUPED_TYPE = "ungrouped-hosts"


class InvalidMessage(HbiError):
    """The message is refused; the text says why."""


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("expected a date-time in ISO 8601")
    return parse_instant(value)


def _storable(text: str) -> str:
    """PostgreSQL stores no NUL characters."""
    return text.replace("\0", "")


type _Instant = Annotated[datetime | None, PlainValidator(_instant)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    _has_few_members = model_validator(mode="before")(check_few_members)


class Workspace(_Strict):
    """A workspace, which is a group here."""

    id: Annotated[str, AfterValidator(lambda value: str(UUID(value)))]
    name: Annotated[str, AfterValidator(_storable), Field(max_length=255)]
    type: str | None = None
    created: _Instant = None
    modified: _Instant = None


class WorkspaceChange(_Strict):
    """What happened to a workspace of an organisation."""

    operation: Literal["create", "update", "delete"]
    org_id: Annotated[str, AfterValidator(_storable), Field(min_length=1, max_length=36)]
    account_number: Annotated[str, AfterValidator(_storable)] | None = None
    workspace: Workspace

    @model_validator(mode="after")
    def _is_complete(self) -> "WorkspaceChange":
        if self.operation == "create" and self.workspace.type is None:
            raise ValueError("a new workspace needs a type")
        if self.operation != "delete" and not self.workspace.name:
            raise ValueError("a workspace needs a name")
        return self


class _Envelope(_Strict):
    """What the connector puts around a change: it describes the payload, which is JSON as text."""

    description: Any = Field(alias="schema")
    payload: str


def parse_message(value: bytes | None) -> WorkspaceChange:
    """Checks one message.

    Raises:
        InvalidMessage: not JSON, or a member of the envelope or of the change is missing, unknown or wrong.
    """
    try:
        envelope = _Envelope.model_validate(orjson.loads(value or b""))
        return WorkspaceChange.model_validate(orjson.loads(envelope.payload))
    except orjson.JSONDecodeError as error:
        raise InvalidMessage(f"not JSON: {error}") from None
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'document'}: {fault['msg']}, got {shorten(fault['input'])}"
            for fault in error.errors(include_url=False)
        ]
        raise InvalidMessage("; ".join(faults)) from None

"""What jobs are invoked with, checked before anything begins (contract: export-reaper-jobs 5)."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from hbi.documents import check_few_members
from hbi.problems import InvalidInput
from hbi.reaper.jobs.event_log import LogCursor
from hbi.reaper.jobs.listed import ListCursor
from hbi.reaper.jobs.scan import HostCursor, OrgCursor, OrgId
from hbi.staleness.limits import LARGEST, Limits
from hbi.text import shorten

MOST_ORGS = 1000
LISTS = "jobs/"
"""Beginning of the keys of lists; what the function may read of the bucket."""

_MOST_FAULTS = 10


def _sorted_once(org_ids: list[str]) -> list[str]:
    return sorted(frozenset(org_ids))


type OrgIds = Annotated[list[OrgId], Field(min_length=1, max_length=MOST_ORGS), AfterValidator(_sorted_once)]


class JobInput(BaseModel):
    """What every job is told. Members that it does not have are refused, and values of other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    task: str
    dry_run: bool = True
    """Whether it only counts what it would do."""
    unattended: bool = False
    """Whether the function starts itself for the rest when its time is over. Else the caller goes on with `next`."""

    @model_validator(mode="before")
    @classmethod
    def _has_few_members(cls, document: Any) -> Any:
        return check_few_members(document)


class ChunkedInput(JobInput):
    """Input of a job that goes through many things."""

    chunk_size: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Number of them in a transaction; None is the setting's."""


class HostJobInput(ChunkedInput):
    """Input of a job that goes through all hosts."""

    org_ids: OrgIds | None = None
    """Only hosts of these organisations."""
    next: HostCursor | None = None
    """Where an earlier run stopped."""


class OrgJobInput(ChunkedInput):
    """Input of a job that goes through all organisations."""

    org_ids: OrgIds | None = None
    next: OrgCursor | None = None


class NamedOrgsInput(JobInput):
    """Input of a job about organisations that must be named."""

    org_ids: OrgIds
    next: OrgCursor | None = None


class SynchroniserCursor(BaseModel):
    """How far the synchroniser is: reading the event topic, or going through hosts."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    events: LogCursor | None = None
    hosts: HostCursor | None = None


class SynchroniserInput(ChunkedInput):
    """Input of the synchroniser, which looks at every organisation: the topic does."""

    next: SynchroniserCursor | None = None


class ListInput(ChunkedInput):
    """Input of a job that reads a list in the bucket."""

    key: Annotated[str, StringConstraints(pattern=rf"^{LISTS}[!-~]+$", max_length=1024)] = f"{LISTS}host_ids.csv"
    next: ListCursor | None = None


def _seconds(name: str) -> Any:
    return Field(None, ge=1, le=getattr(LARGEST, name))


class StalenessInput(JobInput):
    """Input of the change of an organisation's staleness settings; what is absent stays."""

    org_id: OrgId
    conventional_time_to_stale: int | None = _seconds("conventional_time_to_stale")
    conventional_time_to_stale_warning: int | None = _seconds("conventional_time_to_stale_warning")
    conventional_time_to_delete: int | None = _seconds("conventional_time_to_delete")

    @property
    def changes(self) -> dict[str, int]:
        """Limits that are given, by name."""
        return {name: value for name in Limits._fields if (value := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.changes:
            raise ValueError(f"at least one of {', '.join(Limits._fields)} must be given")
        return self


def parsed[Input: JobInput](model: type[Input], event: Mapping[str, Any]) -> Input:
    """The input of a job.

    Raises:
        InvalidInput: the text names each member that is wrong, up to ten.
    """
    try:
        return model.model_validate(event)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        told = [_fault(fault) for fault in faults[:_MOST_FAULTS]]
        more = [f"and {len(faults) - len(told)} more"] if len(faults) > len(told) else []
        raise InvalidInput("; ".join(told + more)) from None


def _fault(fault: Any) -> str:
    place = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        return f"{place}: this job has no such member"
    if fault["type"] == "missing":
        return f"{place}: must be given"
    text = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {text}, got {shorten(fault['input'])}" if place else text

"""Records of exports (contract: exports 4). Ids are UUID text, as the driver delivers them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from hbi.documents import JsonText
from hbi.problems import HbiError
from hbi.stored import mapping, read

APPLICATION = "urn:redhat:application:inventory"
RESOURCE = "urn:redhat:application:inventory:export:systems"


class Status(StrEnum):
    """State of an export or of one of its sources. Sources know neither `running` nor `partial`."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


TIMED_OUT = 504
"""Code of sources whose export took too long or was abandoned."""

DOWNLOADABLE = frozenset({Status.COMPLETE, Status.PARTIAL})


class UnsupportedSource(HbiError):
    """Application and resource are not a pair that we export. The exports API answers 406."""


class ExportNotReady(HbiError):
    """The export has no archive, not yet or never. The exports API answers 400."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The only one who sees an export; others do not, not even in the same organisation (contract: exports 2).

    `principal` is `<identity type>:<name>`, e.g. `User:ana`, so that a host cannot see the exports of a user of the
    same name.
    """

    org_id: str
    principal: str

    @property
    def name(self) -> str:
        """The principal without its type."""
        return self.principal.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Source:
    """One data file of an export."""

    id: str
    application: str
    resource: str
    filters: JsonText | None
    """The filters as they were sent. An object, if it was stored by us."""
    status: Status
    code: int | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """The place in an external export service that asked for a file (contract: exports 8)."""

    export_id: str
    source_id: str
    application: str
    fault: str | None = None
    """What is wrong with the request, if it cannot be answered."""

    @classmethod
    def stored(cls, document: str) -> "Target | None":
        """The place in a stored document; None if there is none in it: other software may have written it."""
        members = mapping(read(document))
        export_id, source_id, application = map(members.get, ("export_id", "source_id", "application"))
        if not (isinstance(export_id, str) and isinstance(source_id, str) and isinstance(application, str)):
            return None
        fault = members.get("fault")
        return cls(export_id, source_id, application, fault if isinstance(fault, str) else None)


@dataclass(frozen=True, slots=True)
class Export:
    """An export with its sources, ordered by id."""

    id: str
    owner: Owner
    name: str
    format: str
    status: Status
    created_on: datetime
    completed_on: datetime | None
    expires_on: datetime
    request_id: str | None
    rows: int
    bytes: int
    sources: tuple[Source, ...]
    target: Target | None = None
    """Where the file goes instead of an archive in the bucket."""

    @property
    def object_key(self) -> str:
        """Key of the archive in the bucket: the same for every attempt, so that a retry overwrites."""
        return object_key(self.owner.org_id, self.id)

    @property
    def file_name(self) -> str:
        """Name that the user sees at download; its instant is in UTC."""
        instant = (self.completed_on or self.created_on).astimezone(UTC)
        return f"{instant:%Y-%m-%dT%H:%M:%SZ}-{self.id}.zip"


def object_key(org_id: str, export_id: str) -> str:
    """Key of an export's archive in the bucket."""
    return f"exports/{org_id}/{export_id}/archive.zip"

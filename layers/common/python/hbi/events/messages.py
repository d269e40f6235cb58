"""Messages of the event topic: keys, headers and bodies (contract: ingest-and-events 12)."""

import socket
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

import orjson

from hbi.documents import JsonText, to_bytes
from hbi.hosts.documents import HostRow, event_host
from hbi.hosts.tags import StoredTags
from hbi.staleness.window import StalenessSettings
from hbi.stored import mapping, read

type EventType = Literal["created", "updated", "delete"]
type Headers = list[tuple[str, bytes]]

PRODUCER = socket.gethostname().encode()
"""Name of the machine that sends."""


class Message(NamedTuple):
    """One Kafka record, ready to be sent."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int = -1
    """Number of the partition; -1 stands for the one that its key belongs to."""


class StoredHost(NamedTuple):
    """The stored state of a host, as far as its events show it."""

    row: HostRow
    tags: StoredTags | None
    host_type: str | None
    profile: Mapping[str, Any]
    """Columns of both profile parts that are not NULL."""

    def document(self, staleness: StalenessSettings) -> orjson.Fragment:
        """Member `host` of its events, serialised."""
        return orjson.Fragment(
            to_bytes(event_host(self.row, tags=self.tags, profile=self.profile, staleness=staleness))
        )

    def os_name(self) -> str | None:
        """Name of the operating system."""
        return os_name(self.operating_system)

    def is_bootc(self) -> bool:
        """Whether the host booted an image, however little is known of it."""
        return "booted" in self._looked_into("bootc_status")

    @property
    def operating_system(self) -> Mapping[str, Any]:
        """The operating system as far as it is an object."""
        return self._looked_into("operating_system")

    def _looked_into(self, name: str) -> Mapping[str, Any]:
        document = self.profile.get(name)
        return mapping(read(document.text)) if isinstance(document, JsonText) else {}


def os_name(operating_system: Any) -> str | None:
    """Name of an operating system; None without any, and of what only other software stores in the place of one."""
    name = mapping(operating_system).get("name")
    return name if isinstance(name, str) else None


def change_event(
    topic: str,
    event_type: EventType,
    host: StoredHost,
    document: orjson.Fragment,
    *,
    context: Mapping[str, Any],
    timestamp: datetime,
) -> Message:
    """A created or updated event. `document` is `host.document(…)`, made once however many events show it."""
    request_id = context.get("request_id")
    body = {
        "type": event_type,
        "timestamp": timestamp,
        "platform_metadata": context.get("platform_metadata"),
        "metadata": {"request_id": request_id},
        "host": document,
    }
    headers = _headers(
        event_type=event_type,
        request_id=request_id,
        insights_id=str(host.row.insights_id),
        reporter=host.row.reporter,
        host_type=host.host_type,
        os_name=host.os_name(),
        is_bootc=host.is_bootc(),
    )
    return Message(topic, str(host.row.id).encode(), to_bytes(body), headers)


def delete_event(topic: str, org_id: str, host_id: str, *, context: Mapping[str, Any], timestamp: datetime) -> Message:
    """A delete event. All that it says comes from `context`."""
    request_id = context.get("request_id")
    body = {
        "type": "delete",
        "id": host_id,
        "timestamp": timestamp,
        "org_id": org_id,
        "account": context.get("account"),
        "insights_id": context.get("insights_id"),
        "request_id": request_id,
        "subscription_manager_id": context.get("subscription_manager_id"),
        "initiated_by_frontend": bool(context.get("initiated_by_frontend")),
        "platform_metadata": context.get("platform_metadata"),
        "metadata": {"request_id": request_id},
    }
    headers = _headers(
        event_type="delete",
        request_id=request_id,
        insights_id=context.get("insights_id"),
        reporter=context.get("reporter"),
        host_type=context.get("host_type"),
        os_name=context.get("os_name"),
        is_bootc=bool(context.get("is_bootc")),
    )
    return Message(topic, host_id.encode(), to_bytes(body), headers)


def _headers(
    *,
    event_type: EventType,
    request_id: str | None,
    insights_id: str | None,
    reporter: str | None,
    host_type: str | None,
    os_name: str | None,
    is_bootc: bool,
) -> Headers:
    return [
        ("event_type", event_type.encode()),
        ("request_id", _text(request_id)),
        ("producer", PRODUCER),
        ("insights_id", _text(insights_id)),
        ("reporter", _text(reporter)),
        ("host_type", _text(host_type)),
        ("os_name", _text(os_name)),
        ("is_bootc", b"True" if is_bootc else b"False"),
    ]


def _text(value: object) -> bytes:
    return b"" if value is None else str(value).encode()

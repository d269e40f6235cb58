"""Holds messages that contract tests see against the JSON Schemas in `docs/events/`.

Only those of contract tests: others store what only other software writes, which events then show.
"""

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "events"
_CHANGES = {"created": "host-created", "updated": "host-updated", "delete": "host-deleted"}
_TAKEN = {
    "platform.inventory.host-ingress": "host-report",
    "platform.inventory.host-ingress-p1": "host-report",
    "platform.inventory.system-profile": "system-profile",
    "platform.inventory.host-apps": "application-data",
    "outbox.event.workspace": "workspace-change",
    "outbox.event.workspace-bulk": "workspace-change",
    "platform.export.requests": "export-request",
}


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """The validator of a schema by its name."""
    schema = orjson.loads((FOLDER / f"{name}.schema.json").read_bytes())
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def is_held() -> bool:
    """Whether the running test's messages are held against the schemas."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").startswith("tests/contract/")


def faults(name: str, document: Any) -> list[str]:
    """What of a message is not as its schema says."""
    return [
        f"{name}: {'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in validator(name).iter_errors(document)
    ]


def hold(name: str, document: Any) -> None:
    """Fails unless the message is as its schema says."""
    if is_held():
        assert faults(name, document) == []


def hold_sent(topic: str, value: bytes, headers: Mapping[str, str]) -> None:
    """The same for a message on one of the output topics; the topic's name may end in a test's own suffix."""
    if not is_held():
        return
    if topic.startswith("platform.inventory.dead-letter"):
        hold("dead-letter-headers", dict(headers))
    elif topic.startswith("platform.payload-status"):
        hold("payload-status", orjson.loads(value))
    elif topic.startswith("platform.notifications.ingress"):
        hold(f"notification-{headers['event_type']}", orjson.loads(value))
    else:
        assert topic.startswith("platform.inventory.events"), f"no schema is known for {topic}"
        hold(_CHANGES[headers["event_type"]], orjson.loads(value))


def hold_accepted(topic: str, values: Iterable[bytes], counts: Mapping[str, int]) -> None:
    """The same for messages that were taken. NUL characters are deleted before anything is checked.

    Messages that are not for the inventory are skipped unread, so they may be anything.
    """
    if is_held() and not counts.get("rejected") and not counts.get("skipped") and topic in _TAKEN:
        for value in values:
            if b"\\u0000" not in value:
                hold(_TAKEN[topic], orjson.loads(value))

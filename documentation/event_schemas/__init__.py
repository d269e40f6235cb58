"""JSON Schemas of the messages on Kafka's topics, as Python; `files()` gives them by the name of their file.

`documentation.generated` writes them to `docs/events/`; tests hold every message that contract tests see against them.
"""

import json
from functools import cache

from documentation.event_schemas import hosts, incoming, notifications, others
from documentation.event_schemas.parts import Schema

SUFFIX = ".schema.json"

SENT: dict[str, Schema] = {**hosts.SCHEMAS, **notifications.SCHEMAS, **others.SCHEMAS}
"""Messages that the inventory sends, by name."""
RECEIVED: dict[str, Schema] = incoming.SCHEMAS
"""Messages that it takes, by name."""


@cache
def files() -> dict[str, str]:
    """Texts by the name of the file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{name}{SUFFIX}": json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"
        for name, schema in {**SENT, **RECEIVED}.items()
    }

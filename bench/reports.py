"""Host reports as the event source delivers them."""

import base64
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

TOPIC = "platform.inventory.host-ingress"


def msk_batches(messages: Iterable[Mapping[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    """Events of at most `size` messages each, spread over four partitions, made one at a time."""
    offset = 0
    for batch in itertools.batched(messages, size):
        records: dict[str, list[dict[str, Any]]] = {}
        for message in batch:
            partition = offset % 4
            record = {
                "topic": TOPIC,
                "partition": partition,
                "offset": offset // 4,
                "timestamp": 1_700_000_000_000 + offset,
                "timestampType": "CREATE_TIME",
                "value": base64.b64encode(orjson.dumps(message)).decode(),
                "headers": [],
            }
            records.setdefault(f"{TOPIC}-{partition}", []).append(record)
            offset += 1
        yield {"eventSource": "aws:kafka", "records": records}

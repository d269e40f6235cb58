"""The ingest function: Kafka records in, hosts and events out (contract: ingest-and-events)."""

from collections.abc import Mapping
from typing import Any

from functions.ingest.consumers import consume
from functions.ingest.runtime import runtime


def handler(event: Mapping[str, Any], _context: object = None) -> dict[str, int]:
    """Consumes an event of AWS's Kafka event source; an exception makes AWS deliver it again, which is harmless.

    Returns:
        numbers of records by what became of them, e.g. `{"created": 90, "updated": 9, "rejected": 1}`.
    """
    return consume(event, runtime())

"""The ingest function: Kafka records in, hosts and events out (contract: ingest-and-events)."""

from collections.abc import Mapping
from typing import Any

from functions.ingest.dispatch import consume
from functions.ingest.runtime import runtime


def handler(event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
    """Consumes an event of AWS's Kafka event source; an exception makes AWS deliver it again, which is harmless.

    Returns:
        `{"batchItemFailures": [{"itemIdentifier": {"partition": "<topic>-<number>", "offset": 42}}, …]}`: the records
        to deliver again; none when all is done. What became of the others is logged.
    """
    return consume(event, runtime()).response()

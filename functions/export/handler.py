"""The export function: started without waiting, for one export at a time (contract: exports 12)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from aws_lambda_powertools import Logger

from functions.export.limits import RESERVE, WORTHWHILE, Context
from functions.export.runtime import runtime
from functions.export.scheduled import write_scheduled
from hbi import clock, metrics, tracing
from hbi.exports.api.requests import parse_export_id
from hbi.exports.work import leases
from hbi.exports.work.runs import ExportResult
from hbi.problems import InvalidParameter

logger = Logger(service="host-inventory-export")


def handler(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Works on the export that the event names, then on further ones that wait, whose turn it is, while time is left.

    Args:
        event: `{"export_id": "…", "org_id": "…"}`. Repeated deliveries are harmless. Or an event of
            `functions.export.scheduled`.
    Returns:
        `{"exports": [{"export_id", "status", "rows", "bytes", "reason"}, …]}`; a status of null means that somebody
        else has it, or nobody needs it any more.
    """
    if "scheduled_exports" in event:
        return write_scheduled(event, context)
    org_id, export_id = _named(event)
    ends = clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    settings = runtime().settings
    with metrics.invocation(settings), tracing.invocation(settings, "export"):
        tracing.annotate(org_id=org_id, export_id=export_id)
        return {"exports": [asdict(result) for result in _work(org_id, export_id, ends)]}


def _work(org_id: str, export_id: str, ends: datetime) -> list[ExportResult]:
    results: list[ExportResult] = []
    following: tuple[str, str] | None = org_id, export_id
    while following is not None:
        results.append(runtime().worker.run(*following, ends - RESERVE))
        logger.info("export done", extra=asdict(results[-1]))
        worked = results[-1].status is not None
        following = _next() if worked and clock.now() < ends - WORTHWHILE else None
    return results


def _named(event: Mapping[str, Any]) -> tuple[str, str]:
    org_id, export_id = event.get("org_id"), event.get("export_id")
    if not isinstance(org_id, str) or not isinstance(export_id, str):
        raise InvalidParameter("event", got=dict(event), expected="the texts export_id and org_id")
    return org_id, parse_export_id(export_id)


def _next() -> tuple[str, str] | None:
    with runtime().database.read() as tx:
        return leases.next_pending(tx, clock.now(), runtime().worker.shares)

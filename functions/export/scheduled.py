"""The export function's other task: what organisations get every day (contract: exports 11)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from aws_lambda_powertools import Logger
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from functions.export.limits import RESERVE, Context
from functions.export.runtime import runtime
from hbi import clock, metrics, tracing
from hbi.problems import InvalidInput

logger = Logger(service="host-inventory-export", child=True)


class DailyWork(BaseModel):
    """The event: organisations, the day in UTC, and whether what is there is written anew."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    scheduled_exports: list[str] = Field(max_length=10_000)
    date: date
    replaces: StrictBool = False


def write_scheduled(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Writes the exports of a day for organisations, one after the other, while time is left.

    Args:
        event: `{"scheduled_exports": ["<organisation>", …], "date": "2031-05-01", "replaces": false}`. Repeated
            deliveries are harmless.
    Returns:
        `{"scheduled_exports": [{"org_id", "date", "status", "rows", "bytes", "reason"}, …]}`.
    Raises:
        InvalidInput: the event has another form.
    """
    try:
        work = DailyWork.model_validate(event)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InvalidInput(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    ends = clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis()) - RESERVE
    results = []
    settings = runtime().settings
    with metrics.invocation(settings), tracing.invocation(settings, "export"):
        for org_id in work.scheduled_exports:
            result = runtime().daily_writer.write(org_id, work.date, ends, replaces=work.replaces)
            logger.info("scheduled export done", extra=asdict(result))
            results.append(asdict(result))
    return {"scheduled_exports": results}

"""Starts the export function without waiting for it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from hbi.settings import LaunchSettings

logger = logging.getLogger(__name__)


def launch(settings: LaunchSettings, org_id: str, export_id: str) -> bool:
    """Starts work on the export; returns whether the request was taken.

    Call it after the export is committed. When it fails the export stays pending and the reaper asks again.
    """
    if settings.export_function is None:
        logger.warning("export %s waits for the reaper: HBI_EXPORT_FUNCTION is not set", export_id)
        return False
    return start(settings, settings.export_function, {"export_id": export_id, "org_id": org_id})


def start_scheduled(settings: LaunchSettings, org_ids: Sequence[str], day: date) -> bool:
    """Starts work on the exports of a day; returns whether the request was taken."""
    if settings.export_function is None:
        logger.warning("scheduled exports are not made: HBI_EXPORT_FUNCTION is not set")
        return False
    return start(settings, settings.export_function, {"scheduled_exports": list(org_ids), "date": day.isoformat()})


def start(settings: LaunchSettings, function: str, event: Mapping[str, Any]) -> bool:
    """Invokes a function without waiting for it; returns whether the request was taken."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = _client(settings.lambda_endpoint_url)
        client.invoke(FunctionName=function, InvocationType="Event", Payload=orjson.dumps(event))
    except (BotoCoreError, ClientError) as error:
        logger.warning("function %s is not started for %s: %s", function, dict(event), error)
        return False
    return True


@lru_cache(maxsize=4)
def _client(endpoint_url: str | None) -> Any:
    import boto3
    from botocore.config import Config

    quick = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.client("lambda", endpoint_url=endpoint_url, config=quick)

"""`hbi dlq … --bucket`: batches that Lambda's event sources gave up on and put into a bucket."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from rich.console import Console

from hbi.problems import Unavailable

_FAILURES = "batchItemFailures"


@dataclass(frozen=True)
class FailedBatch:
    """A batch as the event source describes it."""

    key: str
    """Of the object that it lies in."""
    condition: str
    """Why it was given up, e.g. `RetryAttemptsExhausted`."""
    ranges: str
    """Which records it has, e.g. `topic-3@42…58`."""
    event: bytes | None
    """What the function was invoked with (JSON); None when it was too large to be kept."""


def list_failed_batches(bucket: str, console: Console) -> None:
    """Prints what each batch has and why it was given up."""
    number = 0
    for batch in _batches(_client("s3"), bucket):
        number += 1
        console.print(f"{batch.ranges}  {batch.condition}  {batch.key}", markup=False, soft_wrap=True)
    console.print(f"{number} given up")


def replay_failed_batches(bucket: str, function: str, endpoint_url: str | None, console: Console, reason: str) -> None:
    """Invokes the function with each batch again; what it takes is removed from the bucket.

    Args:
        function: name of the Lambda function.
        endpoint_url: of Lambda; None is AWS's own.
        reason: only batches whose condition contains it.
    """
    store, functions = _client("s3"), _client("lambda", endpoint_url)
    taken, left = 0, 0
    for batch in _batches(store, bucket):
        if reason not in batch.condition:
            continue
        fault = "it is too large to have been kept; its records are still in the topic" if batch.event is None else None
        fault = fault or _fault(functions, function, batch.event)
        if fault:
            left += 1
            console.print(f"{batch.ranges} stays: {fault}", markup=False, soft_wrap=True)
        else:
            taken += 1
            store.delete_object(Bucket=bucket, Key=batch.key)
    console.print(f"{taken} taken, {left} left")


def _fault(functions: Any, function: str, event: bytes | None) -> str | None:
    """Why the function does not take the event; None when it does."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = functions.invoke(FunctionName=function, Payload=event)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"function {function} cannot be invoked: {error}") from None
    result = orjson.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        return str(result.get("errorMessage"))
    failed = (result or {}).get(_FAILURES) or ()
    return f"{len(failed)} records fail again" if failed else None


def _batches(store: Any, bucket: str) -> Iterator[FailedBatch]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for found in page.get("Contents", ()):
                yield _batch(found["Key"], store.get_object(Bucket=bucket, Key=found["Key"])["Body"].read())
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"bucket {bucket} cannot be read: {error}") from None


def _batch(key: str, content: bytes) -> FailedBatch:
    try:
        document = orjson.loads(content)
        condition = document["requestContext"]["condition"]
        payload = document.get("payload")
        info = document.get("KafkaBatchInfo") or {}
        ranges = ", ".join(
            f"{partition}@{offsets['firstRecordOffset']}…{offsets['lastRecordOffset']}"
            for partition, offsets in (info.get("recordsInfo") or {}).items()
        )
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        return FailedBatch(key, "not a batch of an event source", "?", None)
    event = payload.encode() if isinstance(payload, str) else orjson.dumps(payload) if payload else None
    return FailedBatch(key, condition, ranges or "?", event)


def _client(service: Any, endpoint_url: str | None = None) -> Any:
    import boto3
    from botocore.config import Config

    # The function may take its five minutes, and an event must not be sent twice while it does.
    config = Config(read_timeout=330, retries={"total_max_attempts": 1})
    return boto3.client(service, endpoint_url=endpoint_url, config=config)

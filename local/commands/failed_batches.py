"""`hbi dlq … --bucket`: batches that Lambda's event sources abandoned and put into a bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
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
    """Key of the object that it lies in."""
    condition: str
    """Reason for which it was abandoned, e.g. `RetryAttemptsExhausted`."""
    ranges: str
    """Its records, e.g. `topic-3@42…58`."""
    event: bytes | None
    """The event of the invocation (JSON); None when it was too large to be kept."""


def list_failed_batches(bucket: str, console: Console, *, as_json: bool = False) -> None:
    """Prints what each batch has and why it was abandoned; as JSON one object a line."""
    number = 0
    with _explained(bucket):
        for batch in _batches(_client("s3"), bucket):
            number += 1
            if as_json:
                shown = {"records": batch.ranges, "condition": batch.condition, "key": batch.key}
                console.file.write(orjson.dumps(shown).decode() + "\n")
            else:
                console.print(f"{batch.ranges}  {batch.condition}  {batch.key}", markup=False, soft_wrap=True)
    if not as_json:
        console.print(f"{number} given up")


def replay_failed_batches(bucket: str, function: str, endpoint_url: str | None, console: Console, reason: str) -> None:
    """Invokes the function with each batch again; what it takes is removed from the bucket.

    Args:
        function: name of the Lambda function.
        endpoint_url: of Lambda; None is AWS's own.
        reason: only batches whose condition contains it.
    """
    taken, left = 0, 0
    with _explained(bucket):
        store, functions = _client("s3"), _client("lambda", endpoint_url)
        for batch in _batches(store, bucket):
            if reason not in batch.condition:
                continue
            if fault := _fault(functions, function, batch.event):
                left += 1
                console.print(f"{batch.ranges} stays: {fault}", markup=False, soft_wrap=True)
            else:
                taken += 1
                store.delete_object(Bucket=bucket, Key=batch.key)
    console.print(f"{taken} taken, {left} left")


@contextmanager
def _explained(bucket: str) -> Iterator[None]:
    """Faults of AWS, or of the way to it, in words."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError, ValueError) as error:
        raise Unavailable(f"bucket {bucket} and its function cannot be used: {error}") from None


def _fault(functions: Any, function: str, event: bytes | None) -> str | None:
    """Reason for which the function does not take the event; None when it does."""
    if event is None:
        return "it is too large to have been kept; its records are still in the topic"
    answer = functions.invoke(FunctionName=function, Payload=event)
    result = orjson.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        return str(result.get("errorMessage"))
    failed = (result or {}).get(_FAILURES) or ()
    return f"{len(failed)} records fail again" if failed else None


def _batches(store: Any, bucket: str) -> Iterator[FailedBatch]:
    for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", ()):
            yield _batch(found["Key"], store.get_object(Bucket=bucket, Key=found["Key"])["Body"].read())


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

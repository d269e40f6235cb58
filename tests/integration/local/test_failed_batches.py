"""Batches that an event source gave up on are listed, and invoked with again."""

import io
import json
import uuid
from typing import Any

import boto3
import orjson
import pytest
from rich.console import Console

from local.commands.failed_batches import list_failed_batches, replay_failed_batches
from tests.support.factories import INGRESS, host_message, host_report, msk_event
from tests.support.fakes.web_server import Answer, Asked, web_server

EVENT = msk_event([host_message(host_report())], first_offset=42)


def given_up(condition: str = "RetryAttemptsExhausted", **members: Any) -> bytes:
    """An object as AWS documents it."""
    offsets = {"firstRecordOffset": "42", "lastRecordOffset": "42"}
    document = {
        "requestContext": {"requestId": "r", "functionArn": "a", "condition": condition, "approximateInvokeCount": 9},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2031-01-01T00:00:00.000Z",
        "KafkaBatchInfo": {"batchSize": 1, "recordsInfo": {f"{INGRESS}-0": offsets}},
        "payload": json.dumps(EVENT),
        **members,
    }
    return orjson.dumps(document)


@pytest.fixture
def bucket(s3_endpoint_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_endpoint_url)
    store = boto3.resource("s3").Bucket(f"failed-{uuid.uuid4()}")
    store.create()
    store.put_object(Key="aws/lambda/1", Body=given_up())
    store.put_object(Key="aws/lambda/2", Body=given_up("MaximumPayloadSizeExceeded", payload=None))
    store.put_object(Key="other", Body=b"junk")
    return store


def printed(run: Any, *arguments: Any) -> str:
    console = Console(file=io.StringIO(), record=True, width=200)
    if run is replay_failed_batches:
        *others, reason = arguments
        replay_failed_batches(*others, console, reason)
    else:
        run(*arguments, console)
    return console.export_text()


def keys(bucket: Any) -> list[str]:
    return [found.key for found in bucket.objects.all()]


def test_they_are_listed_with_what_they_have(bucket: Any) -> None:
    lines = printed(list_failed_batches, bucket.name).splitlines()
    assert lines == [
        f"{INGRESS}-0@42…42  RetryAttemptsExhausted  aws/lambda/1",
        f"{INGRESS}-0@42…42  MaximumPayloadSizeExceeded  aws/lambda/2",
        "?  not a batch of an event source  other",
        "3 given up",
    ]


@pytest.mark.parametrize(
    ("answer", "told", "left"),
    [
        pytest.param(Answer({"batchItemFailures": []}), "1 taken, 0 left", 2, id="taken"),
        pytest.param(Answer({"batchItemFailures": [{"itemIdentifier": {}}]}), "1 records fail again", 3, id="failing"),
        pytest.param(
            Answer({"errorMessage": "no database"}, headers={"X-Amz-Function-Error": "Unhandled"}),
            "no database",
            3,
            id="raising",
        ),
    ],
)
def test_what_the_function_takes_is_removed(bucket: Any, answer: Answer, told: str, left: int) -> None:
    asked: list[Asked] = []

    def invoke(request: Asked) -> Answer:
        asked.append(request)
        return answer

    with web_server() as functions:
        functions.answer = invoke
        text = printed(replay_failed_batches, bucket.name, "ingest", functions.url, "Exhausted")
    assert told in text
    assert [orjson.loads(request.body) for request in asked] == [EVENT]
    assert asked[0].path.endswith("/functions/ingest/invocations")
    assert len(keys(bucket)) == left


def test_what_was_too_large_to_be_kept_stays(bucket: Any) -> None:
    text = printed(replay_failed_batches, bucket.name, "ingest", "http://127.0.0.1:9", "PayloadSize")
    assert "still in the topic" in text
    assert len(keys(bucket)) == 3

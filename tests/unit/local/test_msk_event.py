"""The event that AWS's event source mapping would send."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import KafkaEvent

from local.aws.msk_event import MAX_EVENT, entry_of, event_of, failed_of, split_by_size


def record(topic: str = "hosts", partition: int = 0, offset: int = 0, **fields: Any) -> Any:
    given = {"key": b"k", "value": b'{"a": 1}', "headers": [], "timestamp": 1_700_000_000_000, "timestamp_type": 0}
    return SimpleNamespace(topic=topic, partition=partition, offset=offset, **{**given, **fields})


def test_event_has_the_shape_that_aws_documents() -> None:
    entries = [entry_of(record(partition=1, offset=7)), entry_of(record(partition=0, offset=3, timestamp_type=1))]
    event = json.loads(event_of(entries, "127.0.0.1:9092"))
    assert event.pop("eventSourceArn").startswith("arn:aws:kafka:")
    assert event == {
        "eventSource": "aws:kafka",
        "bootstrapServers": "127.0.0.1:9092",
        "records": {
            "hosts-0": [
                {
                    "topic": "hosts",
                    "partition": 0,
                    "offset": 3,
                    "timestamp": 1_700_000_000_000,
                    "timestampType": "LOG_APPEND_TIME",
                    "key": "aw==",
                    "value": "eyJhIjogMX0=",
                    "headers": [],
                }
            ],
            "hosts-1": [
                {
                    "topic": "hosts",
                    "partition": 1,
                    "offset": 7,
                    "timestamp": 1_700_000_000_000,
                    "timestampType": "CREATE_TIME",
                    "key": "aw==",
                    "value": "eyJhIjogMX0=",
                    "headers": [],
                }
            ],
        },
    }


def test_records_of_a_partition_keep_their_order() -> None:
    entries = [entry_of(record(partition=offset % 3, offset=offset)) for offset in range(30)]
    records = json.loads(event_of(entries, "b:1"))["records"]
    assert [entry["offset"] for entry in records["hosts-2"]] == list(range(2, 30, 3))


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        pytest.param(b"ab", [97, 98], id="plain text"),
        pytest.param("ü€".encode(), [-61, -68, -30, -126, -84], id="bytes above 127 are negative, as Java has them"),
        pytest.param(b"", [], id="empty header"),
        pytest.param(None, [], id="header without a value"),
    ],
)
def test_header_bytes_are_a_list_of_numbers(value: bytes | None, numbers: list[int]) -> None:
    event = json.loads(event_of([entry_of(record(headers=[("name", value), ("name", b"2")]))], "b:1"))
    assert event["records"]["hosts-0"][0]["headers"] == [{"name": numbers}, {"name": [50]}]


def test_powertools_reads_the_event() -> None:
    event = KafkaEvent(json.loads(event_of([entry_of(record(headers=[("h", "ü".encode())]))], "b:1")))
    (only,) = event.records
    assert only.decoded_key == b"k"
    assert only.json_value == {"a": 1}
    assert only.decoded_headers["h"] == "ü".encode()


def test_a_tombstone_has_no_value_and_a_keyless_record_no_key() -> None:
    event = json.loads(event_of([entry_of(record(key=None, value=None))], "b:1"))
    assert not {"key", "value"} & event["records"]["hosts-0"][0].keys()


def test_an_event_never_exceeds_what_an_invocation_takes() -> None:
    entries = [entry_of(record(partition=offset % 5, offset=offset, value=b"x" * 100_000)) for offset in range(200)]
    delivered = 0
    while entries:
        batch, entries = split_by_size(entries, MAX_EVENT)  # type: ignore[assignment]
        assert len(event_of(batch, "127.0.0.1:9092")) <= MAX_EVENT
        delivered += len(batch)
    assert delivered == 200


def test_a_record_that_is_too_large_alone_still_comes_out() -> None:
    entries = [entry_of(record(value=b"x" * MAX_EVENT)), entry_of(record(offset=1))]
    batch, rest = split_by_size(entries, MAX_EVENT)
    assert [entry.offset for entry in batch] == [0]
    assert [entry.offset for entry in rest] == [1]


@pytest.mark.parametrize(
    ("result", "failed"),
    [
        pytest.param({"batchItemFailures": []}, [], id="none"),
        pytest.param({}, [], id="an empty result"),
        pytest.param(None, [], id="null"),
        pytest.param({"batchItemFailures": None}, [], id="null in place of the list"),
        pytest.param([("hosts-0", 1)], [1], id="one"),
        pytest.param([("hosts-0", 2), ("hosts-0", 1)], [1, 2], id="in the order of delivery"),
        pytest.param([("hosts-0", 9)], [0, 1, 2], id="one that was not delivered stands for all"),
        pytest.param([("0", 1)], [0, 1, 2], id="so does an unknown partition"),
        pytest.param({"batchItemFailures": [{"itemIdentifier": ""}]}, [0, 1, 2], id="and what is not understood"),
        pytest.param("text", [0, 1, 2], id="and another kind of result"),
    ],
)
def test_what_a_function_reports_as_failed(result: Any, failed: list[int]) -> None:
    if isinstance(result, list):
        identifiers = [{"partition": partition, "offset": offset} for partition, offset in result]
        result = {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in identifiers]}
    entries = [entry_of(record(offset=offset)) for offset in range(3)]
    assert [entry.offset for entry in failed_of(json.dumps(result).encode(), entries)] == failed

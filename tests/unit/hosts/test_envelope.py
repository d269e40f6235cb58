"""Envelopes of ingress messages (contract: ingest-and-events 3)."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.bounds import MAX_DEPTH
from hbi.ingest.messages.envelope import Envelope, InvalidEnvelope, parse_envelope


def message(**members):
    content = {"operation": "add_host", "data": {"org_id": "1"}, **members}
    return orjson.dumps({name: value for name, value in content.items() if value is not ...})


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(message(), Envelope("add_host", {"org_id": "1"}), id="operation and data suffice"),
        pytest.param(
            message(operation="whatever"), Envelope("whatever", {"org_id": "1"}), id="the operation is not examined"
        ),
        pytest.param(
            message(operation_args={"defer_to_reporter": "puptoo", "x": 1}),
            Envelope("add_host", {"org_id": "1"}, {"defer_to_reporter": "puptoo", "x": 1}),
            id="unknown members of operation_args are kept and ignored",
        ),
        pytest.param(
            message(platform_metadata={"request_id": "r1", "url": None}),
            Envelope("add_host", {"org_id": "1"}, None, {"request_id": "r1", "url": None}),
            id="platform_metadata is passed through",
        ),
        pytest.param(
            b'{"operation": "a", "data": {"k\\u0000ey": ["v\\u0000", 1]}}',
            Envelope("a", {"key": ["v", 1]}),
            id="NUL characters are deleted from keys and texts",
        ),
        pytest.param(
            b'{"operation": "a", "data": {"k": "\\\\u0000"}}',
            Envelope("a", {"k": "\\u0000"}),
            id="an escaped backslash before u0000 is no NUL character",
        ),
        pytest.param(
            message(data={"many": [[{}] for _ in range(MAX_DEPTH)]}),
            Envelope("add_host", {"many": [[{}] for _ in range(MAX_DEPTH)]}),
            id="many containers that are not deep",
        ),
        pytest.param(
            b'{"operation": "a", "data": {"n": 123456789012345678901234567890}}',
            Envelope(
                "a",
                {"n": 1.2345678901234568e29},
                large_integers={1.2345678901234568e29: "123456789012345678901234567890"},
            ),
            id="an integer beyond 64 bits becomes a float, and is told",
        ),
    ],
)
def test_accepted(raw, expected):
    assert parse_envelope(raw) == expected


def nested(levels):
    return b'{"operation": "a", "data": {"x": ' + b"[" * levels + b"]" * levels + b"}}"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param(None, "not JSON", id="a tombstone"),
        pytest.param(b"", "not JSON", id="nothing"),
        pytest.param(b'{"operation"', "not JSON", id="broken JSON"),
        pytest.param(b"\xff\xfe", "not JSON", id="not UTF-8"),
        pytest.param(b'{"operation": "a", "data": {"k": "\\ud800"}}', "not JSON", id="a lone surrogate"),
        pytest.param(b'{"operation": "a", "data": {"k": NaN}}', "not JSON", id="not a number"),
        pytest.param(b'{"operation": "a", "data": {"k": 1e999}}', "not JSON", id="a number beyond every float"),
        pytest.param(b"[]", "not a JSON object", id="a list"),
        pytest.param(b'"text"', "not a JSON object", id="a text"),
        pytest.param(message(operation=...), "operation", id="no operation"),
        pytest.param(message(operation=None), "operation", id="operation null"),
        pytest.param(message(operation=1), "operation", id="operation not a text"),
        pytest.param(message(data=...), "data", id="no data"),
        pytest.param(message(data=None), "data", id="data null"),
        pytest.param(message(data=[]), "data", id="data a list"),
        pytest.param(message(operation_args=None), "operation_args", id="operation_args null"),
        pytest.param(message(operation_args=[]), "operation_args", id="operation_args a list"),
        pytest.param(message(operation_args="x"), "operation_args", id="operation_args a text"),
        pytest.param(message(platform_metadata=None), "platform_metadata", id="platform_metadata null"),
        pytest.param(message(platform_metadata="x"), "platform_metadata", id="platform_metadata a text"),
        pytest.param(message(platform_metadata=["eyJpZ"]), r"nothing, got <not shown>$", id="an identity in a list"),
        pytest.param(b'["b64_identity", "eyJpZ"]', r"object: <not shown>$", id="an identity in no message"),
        pytest.param(message(extra=1), "unknown members: extra", id="an unknown member at the top"),
        pytest.param(nested(MAX_DEPTH), "nested deeper", id="nested too deep"),
        pytest.param(nested(1_000_000), "not JSON", id="nested absurdly deep"),
    ],
)
def test_refused(raw, reason):
    with pytest.raises(InvalidEnvelope, match=reason):
        parse_envelope(raw)


def test_what_is_not_too_deep_can_be_written_again():
    envelope = parse_envelope(nested(MAX_DEPTH - 2))
    assert orjson.dumps({"host": {"facts": [envelope.data]}}).count(b"[") == MAX_DEPTH - 1


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({"request_id": "r1"}, "r1", id="given"),
        pytest.param({"request_id": None}, None, id="null"),
        pytest.param({"request_id": 7}, None, id="not a text"),
        pytest.param({}, None, id="absent"),
        pytest.param(..., None, id="no metadata"),
    ],
)
def test_request_id(metadata, expected):
    assert parse_envelope(message(platform_metadata=metadata)).request_id == expected


@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,\\u0adt1eopr', max_size=60).map(str.encode))
@settings(deadline=None)
def test_rubbish_is_refused_and_nothing_else_happens(raw):
    with pytest.raises(InvalidEnvelope, match=r"."):
        parse_envelope(raw)

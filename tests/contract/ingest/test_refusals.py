"""What is refused, and that neighbours pass (contract: ingest-and-events 3 to 6)."""

import base64
import uuid
from typing import Any

import orjson
import pytest

from functions.ingest.dispatch import consume
from tests.support.factories import (
    INGRESS,
    ORG,
    Json,
    encode_identity,
    host_message,
    host_report,
    msk_event,
    system_identity,
    user_identity,
)
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

CN = "0c0c0c0c-0000-4000-8000-000000000001"


def message(envelope: Json | None = None, *, without: str = "", **data: Any) -> bytes:
    document = orjson.loads(host_message(host_report(**data)))
    document.update(envelope or {})
    document.pop(without, None)
    return orjson.dumps(document)


def metadata(b64_identity: object) -> Json:
    return {"platform_metadata": {"request_id": "r1", "b64_identity": b64_identity}}


def encoded(document: object) -> str:
    return base64.b64encode(orjson.dumps(document)).decode()


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(b"junk", "not JSON", id="not JSON"),
        pytest.param(b"[1]", "not a JSON object", id="not an object"),
        pytest.param(b"", "not JSON", id="empty"),
        pytest.param(b'{"operation": "\\ud800", "data": {}}', "not JSON", id="lone surrogate"),
        pytest.param(b"[" * 100_000, "not JSON", id="endless nesting"),
        pytest.param(message({"unknown": 1}), "unknown", id="unknown member of the envelope"),
        pytest.param(message(without="data"), "data", id="no data"),
        pytest.param(message({"operation": None}), "operation", id="no operation"),
        pytest.param(message({"platform_metadata": None}), "platform_metadata", id="metadata is null"),
        pytest.param(message({"operation_args": []}), "operation_args", id="arguments are a list"),
        pytest.param(message(without="platform_metadata"), "b64_identity", id="no identity"),
        pytest.param(message({"platform_metadata": {"request_id": "r"}}), "b64_identity", id="none in the metadata"),
        pytest.param(message(metadata(None)), "b64_identity", id="identity is null"),
        pytest.param(message(metadata("%%%")), "b64_identity", id="identity is not base64"),
        pytest.param(message(metadata(encoded({"org_id": ORG}))), "b64_identity", id="identity without its wrapper"),
        pytest.param(message(metadata(encoded({"identity": {}}))), "b64_identity", id="identity without organisation"),
        pytest.param(
            message(metadata(encode_identity(user_identity(type="user")))), "b64_identity", id="unknown identity type"
        ),
        pytest.param(message(metadata(encode_identity(user_identity("other")))), "org_id", id="another organisation"),
        pytest.param(message(org_id=...), "org_id", id="no organisation"),
        pytest.param(message(metadata(encode_identity(user_identity())), org_id=""), "org_id", id="empty organisation"),
        pytest.param(message(reporter=...), "reporter", id="no reporter"),
        pytest.param(message(insights_id="0" * 32), "insights_id", id="a UUID without dashes"),
        pytest.param(message(insights_id=...), "_schema", id="no fact to find the host by"),
        pytest.param(message(provider_id="p"), "_schema", id="a provider without type"),
        pytest.param(message(tags=None), "tags", id="tags are null"),
        pytest.param(message(system_profile={"number_of_cpus": -1}), "number_of_cpus", id="profile breaks the schema"),
        pytest.param(message(system_profile="text"), "system_profile", id="profile is a text"),
        pytest.param(
            message(metadata(encode_identity(system_identity(CN))), system_profile={"owner_id": str(uuid.uuid4())}),
            "owner",
            id="another owner than the machine",
        ),
        pytest.param(
            message(metadata(encode_identity(system_identity("web1")))), "cn", id="the machine's name is no UUID"
        ),
        pytest.param(
            message(without="platform_metadata", reporter="rhsm-conduit", subscription_manager_id="bad"),
            "subscription_manager_id",
            id="RHSM without identity and with a bad subscription",
        ),
        pytest.param(
            message(without="platform_metadata", reporter=["rhsm-conduit"]), "b64_identity", id="a list for a reporter"
        ),
    ],
)
def test_a_bad_message_is_set_aside_and_its_neighbours_pass(ingest: Ingest, value: bytes, reason: str) -> None:
    good = [host_message(host_report()) for _ in range(2)]
    assert ingest.messages(good[0], value, good[1]) == {"created": 2, "rejected": 1}
    (letter,) = ingest.dead_letters()
    assert reason in letter.headers["hbi-reason"]
    assert letter.value == value
    assert letter.headers == {
        "hbi-reason": letter.headers["hbi-reason"],
        "hbi-topic": "platform.inventory.host-ingress",
        "hbi-partition": "0",
        "hbi-offset": "1",
        "hbi-timestamp": "1700000000001",
        "event_type": "add_host",
    }
    assert letter.key == "key"


def test_one_bad_message_among_a_hundred(ingest: Ingest) -> None:
    values = [host_message(host_report()) for _ in range(99)]
    values.insert(42, b"{")
    assert ingest.messages(*values) == {"created": 99, "rejected": 1}
    assert len(ingest.hosts()) == len(ingest.events()) == 99
    assert [letter.headers["hbi-offset"] for letter in ingest.dead_letters()] == ["42"]


def test_nul_characters_are_deleted(ingest: Ingest) -> None:
    ingest.reports(host_report(display_name="we\0b1", facts=[{"namespace": "n\0", "facts": {"k\0": ["v\0"]}}]))
    host = ingest.host()
    assert (host["display_name"], host["facts"]) == ("web1", {"n": {"k": ["v"]}})


def test_nul_characters_are_told(ingest: Ingest, caplog: pytest.LogCaptureFixture) -> None:
    ingest.reports(host_report(display_name="we\0b1"), host_report(), request_id="r1")
    assert [record.getMessage() for record in caplog.records if "NUL" in record.getMessage()] == [
        "NUL characters are deleted from message r1"
    ]


@pytest.mark.parametrize(
    ("topic", "value", "headers"),
    [
        pytest.param(INGRESS, host_message(host_report(reporter=...), request_id="r1"), {}, id="a report"),
        pytest.param("platform.inventory.host-apps", b"{}", {"request_id": "r1"}, id="application data"),
    ],
)
def test_the_request_is_named_in_the_log(
    ingest: Ingest, caplog: pytest.LogCaptureFixture, topic: str, value: bytes, headers: dict[str, str]
) -> None:
    ingest.deliver(topic, value, **headers)
    (logged,) = [record for record in caplog.records if record.getMessage() == "a record is rejected"]
    assert vars(logged)["request_id"] == "r1"


def test_nul_characters_in_an_identity_refuse_its_report_alone(ingest: Ingest) -> None:
    odd = host_message(host_report(), identity=user_identity(account_number="1\0"))
    assert ingest.messages(odd, host_message(host_report())) == {"created": 1, "rejected": 1}
    assert "Not a valid identity" in ingest.rejections()[0]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([{"traceparent": [0, 49]}, {"tracestate": [0]}], id="NUL characters in a trace"),
        pytest.param([{"event_type": None}], id="no value"),
        pytest.param([{"event_type": [-61, -68]}], id="signed bytes"),
        pytest.param([{"\ud800": [1]}], id="a lone surrogate in a name"),
        pytest.param(None, id="none at all"),
    ],
)
def test_odd_headers_stop_nobody(ingest: Ingest, headers: list[Json] | None) -> None:
    event = msk_event([host_message(host_report()), b"junk"])
    for record in event["records"][f"{INGRESS}-0"]:
        record["headers"] = headers
    assert consume(event, ingest.runtime).counts == {"created": 1, "rejected": 1}
    assert len(ingest.events()) == len(ingest.dead_letters()) == 1


def test_the_operation_is_not_looked_at(ingest: Ingest) -> None:
    assert ingest.reports(host_report(), operation="whatever") == {"created": 1, "rejected": 0}


def test_a_batch_of_bad_messages_only(ingest: Ingest) -> None:
    assert ingest.messages(b"{", b"{") == {"rejected": 2}
    assert ingest.sql("SELECT count(*) FROM hbi.groups") == [(0,)]

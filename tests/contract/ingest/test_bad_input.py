"""Whatever is sent: what is refused names field and value and is set aside, neighbours pass, the rest is normalised.

Contract: ingest-and-events 3 to 6 and 10.1.
"""

import base64
import tracemalloc
from typing import Any

import orjson
import pytest

from hbi.settings import LARGEST_REPORT
from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.factories import (
    INGRESS,
    ORG,
    Json,
    encode_identity,
    host_message,
    host_report,
    stored_host,
    user_identity,
)
from tests.support.ingesting import Ingest

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

FIVE_MB = 5 * 1024 * 1024
WITH_IDENTITY = {"request_id": "r1", "b64_identity": encode_identity(user_identity())}
PACKAGES = [f"package-{number:06}-1.0-1.el9.x86_64" for number in range(FIVE_MB // 40)]


def reported(**fields: Any) -> bytes:
    return host_message(host_report(**fields))


def profiled(**properties: Any) -> bytes:
    return reported(system_profile=properties)


def identified(b64_identity: str) -> bytes:
    return host_message(host_report(), platform_metadata={"request_id": "r1", "b64_identity": b64_identity})


def replaced(value: bytes, placeholder: bytes, raw: bytes) -> bytes:
    """The message with something in it that no JSON library would write."""
    assert value.count(placeholder) == 1
    return value.replace(placeholder, raw)


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(b"\x00\x01\x02", ["not JSON"], id="not JSON: binary"),
        pytest.param(b'{"operation": "add_host", "data": {', ["not JSON"], id="not JSON: cut off"),
        pytest.param(b'\xff{"operation": "x"}', ["not JSON"], id="not JSON: not UTF-8"),
        pytest.param(b"[1, 2]", ["not a JSON object", "[1, 2]"], id="JSON of the wrong type: a list"),
        pytest.param(b'"add_host"', ["not a JSON object", "add_host"], id="JSON of the wrong type: a text"),
        pytest.param(b"null", ["not a JSON object", "None"], id="JSON of the wrong type: null"),
        pytest.param(
            orjson.dumps({"operation": "add_host", "data": "web1"}), ["data", "web1"], id="data of the wrong type"
        ),
        pytest.param(reported(fqdn=["web1"]), ["fqdn", "web1"], id="a field of the wrong type"),
        pytest.param(reported(ip_addresses={"a": 1}), ["ip_addresses", "'a': 1"], id="an object for a list"),
        pytest.param(profiled(arch=["x86"]), ["system_profile", "arch", "x86"], id="a property of the wrong type"),
        pytest.param(reported(system_profile=[1]), ["system_profile", "[1]"], id="a profile of the wrong type"),
        pytest.param(
            replaced(reported(fqdn="PLACE"), b"PLACE", b"we\x00b"), ["not JSON"], id="NUL: as a bare character"
        ),
        pytest.param(
            replaced(profiled(arch="PLACE"), b"PLACE", b"\\ud800"), ["not JSON"], id="a lone surrogate in a value"
        ),
        pytest.param(
            replaced(reported(facts=[{"namespace": "n", "facts": {"PLACE": 1}}]), b"PLACE", b"\\udfff"),
            ["not JSON"],
            id="a lone surrogate in a key",
        ),
        pytest.param(
            replaced(profiled(unknown="PLACE"), b'"PLACE"', nested(1000)), ["nested"], id="1,000 levels in a profile"
        ),
        pytest.param(
            replaced(reported(facts=[{"namespace": "n", "facts": {"k": "PLACE"}}]), b'"PLACE"', nested(1000)),
            ["nested"],
            id="1,000 levels in facts",
        ),
        pytest.param(
            host_message(host_report(), surprise="web1"),
            ["unknown members", "surprise"],
            id="an unknown key at the top",
        ),
        pytest.param(
            replaced(profiled(number_of_cpus="PLACE"), b'"PLACE"', b"18446744073709551616"),
            ["number_of_cpus", "1.8446744073709552e+19"],
            id="an integer beyond 64 bits",
        ),
        pytest.param(
            profiled(number_of_cpus=2**63), ["number_of_cpus", "9223372036854775808"], id="an integer beyond its column"
        ),
        pytest.param(
            profiled(last_boot_time="0000-01-01T00:00:00Z"), ["last_boot_time", "0000-01-01"], id="a date in year 0"
        ),
        pytest.param(
            profiled(captured_date="0001-01-01T00:00:00+14:00"),
            ["captured_date", "0001-01-01"],
            id="a date that is in year 0 in UTC",
        ),
        pytest.param(identified("%%%"), ["b64_identity"], id="an identity that is not base64"),
        pytest.param(identified(base64.b64encode(b"{").decode()), ["b64_identity"], id="an identity that is not JSON"),
        pytest.param(
            identified(encode_identity(user_identity("other"))), ["org_id", "321"], id="another organisation's identity"
        ),
    ],
)
def test_refused(ingest: Ingest, value: bytes, told: list[str]) -> None:
    good = [host_message(host_report()) for _ in range(2)]
    assert ingest.messages(good[0], value, good[1]) == {"created": 2, "rejected": 1}
    assert len(ingest.hosts()) == len(ingest.events()) == 2
    (letter,) = ingest.dead_letters()
    reason = letter.headers["hbi-reason"]
    assert not [part for part in told if part not in reason]
    assert len(reason) <= 4096
    assert (letter.value, letter.headers["hbi-offset"]) == (value, "1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(reported(fqdn="we\0b1"), {"fqdn": "web1"}, id="NULs are deleted from values"),
        pytest.param(
            reported(facts=[{"namespace": "n\0", "facts": {"k\0": 1}}]),
            {"facts": [{"namespace": "n", "facts": {"k": 1}}]},
            id="NULs are deleted from keys",
        ),
        pytest.param(reported(fqdn="a\\u0000b"), {"fqdn": "a\\u0000b"}, id="an escaped backslash is no NUL"),
        pytest.param(reported(surprise={"a": 1}, fqdn="web1"), {"fqdn": "web1"}, id="unknown keys are ignored"),
        pytest.param(
            profiled(arch="x86_64", surprise=[1], rhsm={"version": "9.4", "surprise": 1}),
            {"system_profile": {"arch": "x86_64", "rhsm": {"version": "9.4"}}},
            id="unknown keys of a profile are dropped at any depth",
        ),
        pytest.param(
            replaced(reported(fqdn="PLACE"), b'"PLACE"', b'"first", "fqdn": "last"'),
            {"fqdn": "last"},
            id="of duplicate keys the last counts",
        ),
        pytest.param(
            reported(facts=[{"namespace": "n", "facts": {"k": [2**64 - 1, -(2**63), 1e19], "t": "9" * 30}}]),
            {"facts": [{"namespace": "n", "facts": {"k": [2**64 - 1, -(2**63), 1e19], "t": "9" * 30}}]},
            id="integers of 64 bits, large fractions and digits in a text",
        ),
        pytest.param(
            replaced(reported(surprise="PLACE"), b'"PLACE"', b"1" * 25), {}, id="a large integer that nobody looks at"
        ),
        pytest.param(
            profiled(last_boot_time="0001-01-01T00:00:00Z"),
            {"system_profile": {"last_boot_time": "0001-01-01T00:00:00+00:00"}},
            id="the first date there is",
        ),
        pytest.param(
            replaced(reported(facts=[{"namespace": "n", "facts": {"k": "PLACE"}}]), b'"PLACE"', nested(150)),
            {"facts": [{"namespace": "n", "facts": {"k": orjson.loads(nested(150))}}]},
            id="150 levels",
        ),
    ],
)
def test_accepted(ingest: Ingest, value: bytes, shown: Json) -> None:
    assert ingest.messages(b"{", value, host_message(host_report())) == {"created": 2, "rejected": 1}
    first, _ = ingest.hosts()
    (event,) = [event for event in ingest.events() if event.key == first["id"]]
    assert {name: event.body["host"][name] for name in shown} == shown


def test_a_reason_does_not_repeat_an_identity(ingest: Ingest) -> None:
    identity = encode_identity(user_identity(user={"email": "secret"}))
    ingest.messages(identified(identity))
    (reason,) = ingest.rejections()
    assert "b64_identity" in reason
    assert not {"secret", identity} & set(reason.split("'"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(
            profiled(installed_packages=PACKAGES, number_of_cpus=-1),
            ["number_of_cpus", "-1"],
            id="a number that breaks the schema",
        ),
        pytest.param(
            profiled(installed_packages=["x" * FIVE_MB]), ["installed_packages[0]", "xxx"], id="one long text"
        ),
        pytest.param(reported(fqdn="x" * FIVE_MB), ["fqdn", "xxx"], id="a long text that is no profile"),
    ],
)
def test_5_mb_are_refused_with_a_short_reason(ingest: Ingest, value: bytes, told: list[str]) -> None:
    assert ingest.messages(value, b"{", host_message(host_report())) == {"created": 1, "rejected": 2}
    assert len(ingest.events()) == 1
    # The broker decides whether it takes the value; the coordinates say where it still lies.
    letters = {letter.headers["hbi-offset"]: letter for letter in ingest.dead_letters()}
    reason = letters["0"].headers["hbi-reason"]
    assert letters.keys() == {"0", "1"}
    assert letters["0"].value in {value, b""}
    assert len(reason) <= 4096
    assert not [part for part in told if part not in reason]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(profiled(installed_packages=PACKAGES), "{'system_profile': ['Makes 4", id="a profile"),
        pytest.param(
            reported(facts=[{"namespace": "n", "facts": {"k": "x" * FIVE_MB}}]), "{'facts': ['Makes 5", id="facts"
        ),
        pytest.param(
            host_message(host_report(), platform_metadata={**WITH_IDENTITY, "more": "x" * FIVE_MB}),
            "{'platform_metadata': ['Makes 5",
            id="metadata",
        ),
        pytest.param(
            reported(facts=[{"namespace": "n", "facts": {"k": [1e300] * 7_000}}]),
            "{'facts': ['Makes 2",
            id="numbers of which few digits are sent and hundreds printed",
        ),
        pytest.param(
            profiled(disk_devices=[{"device": "d", "options": {"o": [1e-300] * 7_000}}]),
            "{'system_profile': ['Makes 2",
            id="such numbers in a profile",
        ),
        pytest.param(
            reported(tags={"\U0001f600" * 255: {"k": [str(number) for number in range(2_000)]}}),
            "{'tags': ['Makes 2",
            id="tags, whose characters take several bytes",
        ),
        pytest.param(
            reported(tags={"n" * 255: {"k" * 255: [str(number) for number in range(10_000)]}}),
            "{'tags': ['Makes 5",
            id="tags, of which events repeat namespace and key",
        ),
        pytest.param(
            reported(surprise="x" * FIVE_MB), "{'_schema': ['The message has 5", id="something that we do not know"
        ),
        pytest.param(
            host_message(host_report(), operation="x" * FIVE_MB),
            "{'_schema': ['The message has 5",
            id="what is not looked at",
        ),
    ],
)
def test_what_no_broker_would_take_as_event_is_refused(ingest: Ingest, value: bytes, reason: str) -> None:
    assert ingest.messages(b"{", value, host_message(host_report())) == {"created": 1, "rejected": 2}
    assert (len(ingest.events()), ingest.waiting()) == (1, 0)
    told = [letter.headers["hbi-reason"] for letter in ingest.dead_letters()]
    (told_of_it,) = [text for text in told if text.startswith(reason)]
    assert f"at most {65_536 if 'metadata' in reason else LARGEST_REPORT}" in told_of_it
    assert "eyJ" not in told_of_it, "an identity names people"


@pytest.mark.parametrize("size", [LARGEST_REPORT, LARGEST_REPORT + 1])
def test_how_large_a_report_may_be(ingest: Ingest, size: int) -> None:
    value = reported(facts=[{"namespace": "n", "facts": {"k": "PLACE"}}])
    value = value.replace(b"PLACE", b"x" * (size - len(value) + len(b"PLACE")))
    assert len(value) == size
    taken = size <= LARGEST_REPORT
    assert ingest.messages(value) == ({"created": 1, "rejected": 0} if taken else {"rejected": 1})
    assert (len(ingest.events()), ingest.waiting()) == (int(taken), 0)


def in_place(of: bytes, place: bytes = b'"PLACE"') -> bytes:
    """An integer beyond 64 bits."""
    return replaced(of, place, b"-9223372036854775809")


@pytest.mark.parametrize(
    ("value", "field", "place"),
    [
        pytest.param(
            in_place(reported(facts=[{"namespace": "n", "facts": {"k": [1, "PLACE"]}}])),
            "facts",
            ".n.k[1]",
            id="a fact",
        ),
        pytest.param(
            in_place(profiled(disk_devices=[{"device": "d", "options": {"o": "PLACE"}}])),
            "system_profile",
            ".disk_devices[0].options.o",
            id="a profile's own part",
        ),
        pytest.param(
            in_place(host_message(host_report(), platform_metadata={**WITH_IDENTITY, "more": "PLACE"})),
            "platform_metadata",
            ".more",
            id="metadata, which events repeat",
        ),
    ],
)
def test_an_integer_that_would_be_kept_as_another_is_refused(
    ingest: Ingest, value: bytes, field: str, place: str
) -> None:
    assert ingest.messages(value, host_message(host_report())) == {"created": 1, "rejected": 1}
    (reason,) = ingest.rejections()
    assert reason.startswith(f"{{'{field}': ['{field}{place}: an integer beyond 64 bits.']}}; ")
    assert reason.endswith(f"Invalid data: {{'{field}': '-9223372036854775809'}}")
    told = [message.headers["event_type"] for message in ingest.notifications()]
    assert sorted(told) == ["new-system-registered", "validation-error"]


def test_a_large_integer_in_a_profile_of_a_known_host_is_refused(ingest: Ingest, sql: Sql) -> None:
    profile = {"disk_devices": [{"options": {"o": "PLACE"}}]}
    data = {"org_id": ORG, "id": stored_host(sql)["id"], "system_profile": profile}
    value = in_place(orjson.dumps({"operation": "", "data": data}))
    assert ingest.deliver("platform.inventory.system-profile", value) == {"rejected": 1}
    assert "options.o: an integer beyond 64 bits" in ingest.rejections()[0]


def test_a_large_integer_among_facts_does_not_concern_a_profile_of_a_known_host(ingest: Ingest, sql: Sql) -> None:
    facts = [{"namespace": "n", "facts": {"k": "PLACE"}}]
    data = {"org_id": ORG, "id": stored_host(sql)["id"], "system_profile": {"arch": "arm"}, "facts": facts}
    value = in_place(orjson.dumps({"operation": "", "data": data}))
    assert ingest.deliver("platform.inventory.system-profile", value) == {"updated": 1, "rejected": 0}


@pytest.mark.parametrize(
    ("topic", "value", "headers"),
    [
        pytest.param(INGRESS, reported(ip_addresses=[1] * 1_000_000), {}, id="addresses that are numbers"),
        pytest.param(
            "platform.inventory.host-apps",
            orjson.dumps({"org_id": ORG, "timestamp": "2031-01-01T00:00:00Z", "hosts": [{}] * 1_000_000}),
            {"application": "patch"},
            id="hosts that are empty",
        ),
        pytest.param(
            "outbox.event.workspace",
            orjson.dumps({"schema": {}, "payload": orjson.dumps({str(n): 1 for n in range(300_000)}).decode()}),
            {},
            id="unknown members of a workspace",
        ),
    ],
)
def test_a_million_faults_do_not_fill_the_memory(
    ingest: Ingest, topic: str, value: bytes, headers: dict[str, str]
) -> None:
    """Each fault that is taken down costs a kilobyte; the parsed message itself some ten times its size."""
    tracemalloc.start()
    try:
        counts = ingest.deliver(topic, value, **headers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert counts["rejected"] == 1
    assert peak < 300_000_000
    assert len(ingest.rejections()[0]) < 1000

"""Profiles of hosts that are known already (contract: ingest-and-events 11)."""

import uuid
from datetime import timedelta
from typing import Any

import orjson
import pytest

from tests.conftest import Sql
from tests.support.factories import ORG, Json, encode_identity, stored_host, system_identity
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

TOPIC = "platform.inventory.system-profile"
S = "5a5a5a5a-0000-4000-8000-000000000001"
BOOTED = {"bootc_status": {"booted": {"image": "i", "image_digest": "sha256:" + "a" * 64}}}


def message(profile: Any, *, metadata: Json | None = None, **data: Any) -> bytes:
    envelope = {"operation": "update_system_profile", "data": {"org_id": ORG, "system_profile": profile, **data}}
    if metadata is not None:
        envelope["platform_metadata"] = metadata
    return orjson.dumps(envelope)


@pytest.mark.parametrize(
    ("stored", "sent", "static", "dynamic"),
    [
        pytest.param(None, {"arch": "x86_64"}, {"arch": "x86_64"}, None, id="the first profile"),
        pytest.param(
            {"arch": "s390x", "bios_vendor": "b"},
            {"arch": "x86_64"},
            {"arch": "x86_64", "bios_vendor": "b"},
            None,
            id="absent properties stay",
        ),
        pytest.param(
            {"arch": "s390x"},
            {"insights_egg_version": "1"},
            {"arch": "s390x"},
            {"insights_egg_version": "1"},
            id="parts",
        ),
        pytest.param(None, {"arch": "a", "unknown": 1}, {"arch": "a"}, None, id="unknown properties are dropped"),
        pytest.param(None, {"owner_id": S}, {"owner_id": S}, None, id="any owner may be named"),
    ],
)
def test_profile(ingest: Ingest, sql: Sql, stored: Json | None, sent: Json, static: Json, dynamic: Json | None) -> None:
    host = stored_host(sql, static=stored)
    assert ingest.deliver(TOPIC, message(sent, id=host["id"])) == {"updated": 1, "rejected": 0}
    found = ingest.host()
    for part, expected in (("static", static), ("dynamic", dynamic)):
        hidden = {"org_id", "host_id", "insights_id", "profile_hash"}
        columns = {name: value for name, value in (found[part] or {}).items() if value is not None}
        assert {name: value for name, value in columns.items() if name not in hidden} == (expected or {})


FORMS = [
    pytest.param("2031-01-02t03:04:05z", "2031-01-02T03:04:05+00:00", id="small letters"),
    pytest.param("2031-01-02_03:04:05", "2031-01-02T03:04:05+00:00", id="another separator"),
    pytest.param("2031-002", "2031-01-02T00:00:00+00:00", id="day of the year"),
    pytest.param("2031-01-02T24:00:00", "2031-01-03T00:00:00+00:00", id="the end of a day"),
    pytest.param("2031-W01-4", "2031-01-02T00:00:00+00:00", id="week date"),
    pytest.param("20310102T030405+0200", "2031-01-02T01:04:05+00:00", id="basic form"),
]
"""Forms of ISO 8601, which every reader of instants takes."""


@pytest.mark.parametrize(("sent", "stored"), FORMS)
def test_forms_of_instants(ingest: Ingest, sql: Sql, sent: str, stored: str) -> None:
    host = stored_host(sql)
    ingest.deliver(TOPIC, message({"captured_date": sent, "last_boot_time": sent}, id=host["id"]))
    dynamic = ingest.host()["dynamic"]
    assert (dynamic["captured_date"], dynamic["last_boot_time"]) == (stored, stored)


def test_nothing_but_the_profile_changes(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql, age=timedelta(hours=1), static={"arch": "s390x"})
    before = ingest.host()
    value = message(
        {"arch": "x86_64"}, id=host["id"], reporter="yupana", display_name="other", fqdn="other", tags={"a": {"b": []}}
    )
    ingest.deliver(TOPIC, value)
    after = ingest.host()
    assert after["static"]["arch"] == "x86_64"
    assert {**after, "static": None} == {**before, "static": None}


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        pytest.param({"subscription_manager_id": S}, {"subscription_manager_id": S.upper()}, id="by subscription"),
        pytest.param({"insights_id": S}, {"insights_id": S}, id="by insights_id"),
        pytest.param(
            {"provider_id": "p", "provider_type": "aws"}, {"provider_id": "P", "provider_type": "AWS"}, id="by provider"
        ),
        pytest.param({"id": S}, {"id": S.upper(), "insights_id": str(uuid.uuid4())}, id="the id goes before facts"),
    ],
)
def test_which_host(ingest: Ingest, sql: Sql, stored: Json, sent: Json) -> None:
    host = stored_host(sql, **stored)
    stored_host(sql)
    ingest.deliver(TOPIC, message({"arch": "a"}, **sent))
    assert [found["id"] for found in ingest.hosts() if found["static"]] == [host["id"]]


def test_event(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql, reporter="yupana")
    ingest.deliver(TOPIC, message({"arch": "a"}, id=host["id"], metadata={"request_id": "r7", "x": 1}))
    (event,) = ingest.events()
    assert (event.key, event.body["type"], event.headers["reporter"]) == (host["id"], "updated", "yupana")
    assert event.body["platform_metadata"] == {"request_id": "r7", "x": 1}
    assert event.body["metadata"] == {"request_id": "r7"}
    assert event.body["host"]["system_profile"] == {"arch": "a"}
    assert (ingest.notifications(), ingest.waiting()) == ([], 0)


@pytest.mark.parametrize(
    "b64_identity",
    [
        pytest.param("%", id="not base64"),
        pytest.param(None, id="null"),
        pytest.param(encode_identity(system_identity(S, "999")), id="another organisation"),
    ],
)
def test_nobody_looks_at_the_identity(ingest: Ingest, sql: Sql, b64_identity: str | None) -> None:
    host = stored_host(sql)
    metadata = {"b64_identity": b64_identity}
    counts = ingest.deliver(TOPIC, message({"arch": "a"}, id=host["id"], metadata=metadata))
    assert counts == {"updated": 1, "rejected": 0}
    static = ingest.host()["static"]
    assert (static["arch"], static["owner_id"]) == ("a", None)
    assert ingest.events()[0].body["platform_metadata"] == metadata


@pytest.mark.parametrize(
    ("sent", "host_type", "modified"),
    [
        pytest.param({"arch": "a"}, "conventional", False, id="a profile does not count as modification"),
        pytest.param(BOOTED, "bootc", True, id="another type does"),
        pytest.param({"host_type": "edge"}, "edge", True, id="so does a stated one"),
    ],
)
def test_type(ingest: Ingest, sql: Sql, sent: Json, host_type: str, modified: bool) -> None:
    host = stored_host(sql, age=timedelta(hours=1))
    before = ingest.host()["modified_on"]
    ingest.deliver(TOPIC, message(sent, id=host["id"]))
    found = ingest.host()
    assert (found["host_type"], found["modified_on"] > before) == (host_type, modified)


def test_a_missing_type_is_derived(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql)
    sql("UPDATE hbi.hosts SET host_type = NULL")
    ingest.deliver(TOPIC, message({"cpu_flags": ["a"]}, id=host["id"]))
    assert ingest.host()["host_type"] == "conventional"


def test_messages_of_a_batch_follow_one_another(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql)
    values = [message(BOOTED, id=host["id"]), message({"bootc_status": {}, "arch": "a"}, id=host["id"])]
    assert ingest.deliver(TOPIC, *values) == {"updated": 2, "rejected": 0}
    found = ingest.host()
    assert (found["host_type"], found["static"]["bootc_status"], found["static"]["arch"]) == ("conventional", {}, "a")


@pytest.mark.parametrize(
    ("data", "told", "reason"),
    [
        pytest.param({"id": str(uuid.uuid4())}, True, "does not exist", id="unknown id"),
        pytest.param({"insights_id": str(uuid.uuid4())}, True, "does not exist", id="unknown facts"),
        pytest.param({}, True, "does not exist", id="nothing to find it by"),
        pytest.param({"id": "x"}, False, "'id'", id="id is not a UUID"),
        pytest.param({"id": S, "org_id": "999"}, True, "does not exist", id="another organisation"),
        pytest.param({"id": S, "org_id": ...}, True, "org_id", id="no organisation"),
        pytest.param({"id": S, "system_profile": {}}, True, "no profile data", id="empty profile"),
        pytest.param({"id": S, "system_profile": {"unknown": 1}}, True, "no profile data", id="nothing of it is known"),
        pytest.param({"id": S, "system_profile": ...}, True, "no profile data", id="no profile"),
        pytest.param({"id": S, "system_profile": {"arch": 1}}, True, "arch", id="the profile breaks its schema"),
        pytest.param({"id": S, "system_profile": "x"}, False, "system_profile", id="the profile is a text"),
        pytest.param({"id": S, "provider_id": "p"}, True, "provider_type", id="half a provider"),
    ],
)
def test_refused(ingest: Ingest, sql: Sql, data: Json, told: bool, reason: str) -> None:
    good = stored_host(sql, id=S)
    fields = {"org_id": ORG, "system_profile": {"arch": "a"}, **data}
    bad = orjson.dumps({"operation": "o", "data": {name: value for name, value in fields.items() if value is not ...}})
    counts = ingest.deliver(TOPIC, b"junk", bad, message({"arch": "b"}, id=good["id"]))
    assert counts == {"rejected": 2, "updated": 1}
    assert reason in ingest.rejections()[-1] or reason in ingest.rejections()[0]
    assert [entry.headers["event_type"] for entry in ingest.notifications()] == ["validation-error"] * told
    assert ingest.host()["static"]["arch"] == "b"


@pytest.mark.parametrize("named", [pytest.param(True, id="by id"), pytest.param(False, id="by facts")])
def test_culled_hosts_are_not_found(ingest: Ingest, sql: Sql, named: bool) -> None:
    host = stored_host(sql, age=timedelta(days=31))
    who = {"id": host["id"]} if named else {"insights_id": host["insights_id"]}
    assert ingest.deliver(TOPIC, message({"arch": "a"}, **who)) == {"rejected": 1}
    assert ingest.host()["static"] is None


@pytest.mark.parametrize("order", [pytest.param(1, id="in one order"), pytest.param(-1, id="in the other")])
def test_of_hosts_whose_type_one_batch_changed_the_last_was_modified_last(ingest: Ingest, sql: Sql, order: int) -> None:
    insights_id = str(uuid.uuid4())
    ids = sorted(stored_host(sql, insights_id=insights_id)["id"] for _ in range(2))[::order]
    ingest.deliver(TOPIC, *(message({"host_type": "edge"}, id=host_id) for host_id in ids))
    ingest.report(insights_id=insights_id, ansible_host="found")
    assert [host["id"] for host in ingest.hosts() if host["ansible_host"]] == [ids[-1]]


@pytest.mark.parametrize(
    ("named", "counts"),
    [
        pytest.param(True, {"updated": 1, "rejected": 0}, id="named by its id"),
        pytest.param(False, {"rejected": 1}, id="by its provider alone"),
    ],
)
def test_a_provider_that_nobody_knows(ingest: Ingest, sql: Sql, counts: Json, *, named: bool) -> None:
    host = stored_host(sql)
    facts = {"provider_id": "i-1", "provider_type": "oci"} | ({"id": host["id"]} if named else {})
    assert ingest.deliver(TOPIC, message({"arch": "arm"}, **facts)) == counts

"""Application data of hosts (contract: ingest-and-events 17)."""

import uuid
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from hbi.db.engine import GuardedCursor
from tests.conftest import Sql
from tests.support.factories import ORG, Json, stored_host
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

TOPIC = "platform.inventory.host-apps"
T1, T2, T3 = (f"2031-01-0{day}T00:00:00+00:00" for day in (1, 2, 3))
STATES = ("applicable", "installable", "installed")
POLICY = "ABCDEF00-0000-4000-8000-000000000001"
STORED_POLICY = {"id": POLICY.lower(), "name": "PCI"}


def message(*hosts: tuple[Json, Json], org_id: str = ORG, timestamp: str = T1, **members: Any) -> bytes:
    entries = [{"id": host["id"], "data": data} for host, data in hosts]
    return orjson.dumps({"org_id": org_id, "timestamp": timestamp, "hosts": entries, **members})


def stored(sql: Sql, application: str, host: Json) -> Json | None:
    """What is stored of an application's data, without key."""
    rows = sql(
        f"SELECT to_jsonb(a) - 'org_id' - 'host_id' FROM hbi.hosts_app_data_{application} a"
        " WHERE a.org_id = %s AND a.host_id = %s",
        (host["org_id"], host["id"]),
    )
    return rows[0][0] if rows else None


def known(sql: Sql, application: str, host: Json) -> Json:
    """Fields that are not NULL, without `last_updated` and what is computed."""
    row = stored(sql, application, host) or {}
    hidden = {"last_updated", "policies_count"}
    return {name: value for name, value in row.items() if value is not None and name not in hidden}


@pytest.mark.parametrize(
    ("application", "sent", "expected"),
    [
        pytest.param("advisor", {"recommendations": 7, "low": 0}, {"recommendations": 7, "low": 0}, id="advisor"),
        pytest.param("vulnerability", {"total_cves": 3}, {"total_cves": 3}, id="vulnerability"),
        pytest.param(
            "patch",
            {"packages_installed": 9, "template_name": "t", "template_uuid": POLICY},
            {"packages_installed": 9, "template_name": "t", "template_uuid": POLICY.lower()},
            id="patch",
        ),
        pytest.param("remediations", {"remediations_plans": 2}, {"remediations_plans": 2}, id="remediations"),
        pytest.param(
            "compliance",
            {"policies": [{"id": POLICY, "name": "PCI", "more": 1}], "last_scan": "2031-01-01T00:00:00+02:00"},
            {"policies": [STORED_POLICY], "last_scan": "2030-12-31T22:00:00+00:00"},
            id="compliance, unknown members of a policy are dropped",
        ),
        pytest.param(
            "malware",
            {"last_status": "Clean", "last_matches": 0, "last_scan": "2031-01-01T00:00:00"},
            {"last_status": "Clean", "last_matches": 0, "last_scan": T1},
            id="malware, an instant without zone is UTC",
        ),
        pytest.param(
            "malware",
            {"last_scan": "2030-365_24:00:00"},
            {"last_scan": T1},
            id="any form of an instant that reports may have",
        ),
        pytest.param("advisor", {"critical": "12"}, {"critical": 12}, id="a number in text is read"),
        pytest.param("advisor", {"critical": 4.7}, {"critical": 4}, id="a fraction is cut off"),
        pytest.param("advisor", {"critical": -1}, {"critical": -1}, id="numbers may be negative"),
        pytest.param("advisor", {"critical": 1, "unknown": {}}, {"critical": 1}, id="unknown data is ignored"),
        pytest.param("advisor", {}, {}, id="no data still says when"),
        pytest.param("malware", {"last_status": "a\0b"}, {"last_status": "ab"}, id="NUL is deleted"),
    ],
)
def test_first_data(ingest: Ingest, sql: Sql, application: str, sent: Json, expected: Json) -> None:
    host = stored_host(sql)
    assert ingest.deliver(TOPIC, message((host, sent)), application=application) == {"stored": 1, "rejected": 0}
    row = stored(sql, application, host)
    assert row is not None
    assert row["last_updated"] == T1
    assert known(sql, application, host) == expected


@pytest.mark.parametrize("batched", [pytest.param(True, id="one batch"), pytest.param(False, id="one at a time")])
@pytest.mark.parametrize(
    ("sent", "expected", "last_updated"),
    [
        pytest.param(
            [(T1, {"low": 1, "critical": 1}), (T2, {"low": 2})], {"low": 2, "critical": 1}, T2, id="absent is kept"
        ),
        pytest.param([(T1, {"low": 1}), (T2, {"low": None})], {}, T2, id="null clears"),
        pytest.param([(T2, {"low": 1}), (T1, {"low": 2})], {"low": 1}, T2, id="older data is ignored"),
        pytest.param([(T1, {"low": 1}), (T1, {"low": 2})], {"low": 2}, T1, id="the same instant again overwrites"),
        pytest.param(
            [(T2, {"low": 1}), (T1, {"critical": 5}), (T3, {"incidents": 3})],
            {"low": 1, "incidents": 3},
            T3,
            id="older data is ignored between younger",
        ),
        pytest.param([(T2, {"low": 1}), (T3, {})], {"low": 1}, T3, id="no data only moves the instant"),
    ],
)
def test_later_data(
    ingest: Ingest, sql: Sql, sent: list[tuple[str, Json]], expected: Json, last_updated: str, batched: bool
) -> None:
    host = stored_host(sql)
    messages = [message((host, data), timestamp=timestamp) for timestamp, data in sent]
    for batch in [messages] if batched else [[one] for one in messages]:
        ingest.deliver(TOPIC, *batch, application="advisor")
    row = stored(sql, "advisor", host)
    assert row is not None
    assert (known(sql, "advisor", host), row["last_updated"]) == (expected, last_updated)


def test_a_batch_is_partly_older_than_what_is_stored(ingest: Ingest, sql: Sql) -> None:
    """Of two messages about a host the first is too old and the second is not: only the second's fields count."""
    host = stored_host(sql)
    ingest.deliver(TOPIC, message((host, {"low": 1, "critical": 1}), timestamp=T2), application="advisor")
    ingest.deliver(
        TOPIC,
        message((host, {"low": 9, "critical": 9}), timestamp=T1),
        message((host, {"low": 5}), timestamp=T3),
        application="advisor",
    )
    assert known(sql, "advisor", host) == {"low": 5, "critical": 1}


def test_hosts_of_a_message_have_fields_of_their_own(ingest: Ingest, sql: Sql) -> None:
    first, second = stored_host(sql), stored_host(sql)
    ingest.deliver(TOPIC, message((first, {"low": 1}), (second, {"critical": 2, "low": 3})), application="advisor")
    ingest.deliver(TOPIC, message((first, {"critical": 4}), (second, {"incidents": 5})), application="advisor")
    assert known(sql, "advisor", first) == {"low": 1, "critical": 4}
    assert known(sql, "advisor", second) == {"low": 3, "critical": 2, "incidents": 5}


def test_the_last_entry_of_a_host_wins(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql)
    upper = {**host, "id": host["id"].upper()}
    ingest.deliver(TOPIC, message((host, {"low": 1, "critical": 1}), (upper, {"low": 2})), application="advisor")
    assert known(sql, "advisor", host) == {"low": 2}


def test_unknown_hosts_are_skipped(ingest: Ingest, sql: Sql) -> None:
    host, foreign = stored_host(sql), stored_host(sql, org_id="999")
    unknown = {"id": str(uuid.uuid4())}
    value = message((unknown, {"low": 1}), (foreign, {"low": 1}), (host, {"low": 1}))
    assert ingest.deliver(TOPIC, value, application="advisor") == {"stored": 1, "rejected": 0}
    assert known(sql, "advisor", host) == {"low": 1}
    assert sql("SELECT count(*) FROM hbi.hosts_app_data_advisor") == [(1,)]
    assert ingest.dead_letters() == []


@pytest.mark.parametrize(
    ("application", "data"),
    [
        pytest.param("advisor", {"low": True}, id="a boolean is not a number"),
        pytest.param("advisor", {"low": "1.5"}, id="a fraction in text"),
        pytest.param("advisor", {"low": [1]}, id="a list is not a number"),
        pytest.param("advisor", {"low": 2**31}, id="beyond 32 bits"),
        pytest.param("advisor", {"low": -(2**31) - 1}, id="below 32 bits"),
        pytest.param("advisor", {"low": 1e300}, id="far beyond 32 bits"),
        pytest.param("patch", {"template_name": "x" * 256}, id="too long a name"),
        pytest.param("patch", {"template_uuid": "none"}, id="not a UUID"),
        pytest.param("malware", {"last_status": "x" * 51}, id="too long a status"),
        pytest.param("malware", {"last_scan": "yesterday"}, id="not an instant"),
        pytest.param("malware", {"last_scan": 12}, id="a number is not an instant"),
        pytest.param("compliance", {"policies": {}}, id="policies are not a list"),
        pytest.param("compliance", {"policies": [1]}, id="a policy is not an object"),
        pytest.param("compliance", {"policies": [{"id": "0" * 32, "name": "n"}]}, id="id of a policy without dashes"),
        pytest.param("compliance", {"policies": [{"id": POLICY, "name": "x" * 256}]}, id="too long a policy's name"),
    ],
)
def test_bad_data_skips_its_host(ingest: Ingest, sql: Sql, application: str, data: Json) -> None:
    bad, good = stored_host(sql), stored_host(sql)
    value = message((bad, data), (good, {}))
    assert ingest.deliver(TOPIC, value, application=application) == {"stored": 1, "rejected": 1}
    assert (stored(sql, application, bad), stored(sql, application, good) is not None) == (None, True)
    (letter,) = ingest.dead_letters()
    assert letter.value == value
    assert all(part in letter.headers["hbi-reason"] for part in ("skipped hosts (1)", bad["id"], next(iter(data))))


@pytest.mark.parametrize(
    ("policies", "count", "stored_policies"),
    [
        pytest.param(None, 0, None, id="null is SQL NULL"),
        pytest.param([], 0, [], id="none"),
        pytest.param([STORED_POLICY, STORED_POLICY], 2, [STORED_POLICY, STORED_POLICY], id="two"),
    ],
)
def test_policies_are_counted(
    ingest: Ingest, sql: Sql, policies: list[Json] | None, count: int, stored_policies: list[Json] | None
) -> None:
    host = stored_host(sql)
    ingest.deliver(TOPIC, message((host, {"policies": [STORED_POLICY]})), application="compliance")
    ingest.deliver(TOPIC, message((host, {"policies": policies})), application="compliance")
    row = stored(sql, "compliance", host)
    assert row is not None
    assert (row["policies_count"], row["policies"]) == (count, stored_policies)


GOOD: Json = {"org_id": ORG, "timestamp": T1, "hosts": []}
HOST: Json = {"id": str(uuid.uuid4()), "data": {}}


@pytest.mark.parametrize(
    ("application", "body", "reason"),
    [
        pytest.param(None, GOOD, "header application is missing", id="no application"),
        pytest.param("image_builder", GOOD, "'image_builder'", id="unknown application"),
        pytest.param("Advisor", GOOD, "'Advisor'", id="application in other case"),
        pytest.param("advisor", [], "body", id="not an object"),
        pytest.param("advisor", {**GOOD, "more": 1}, "more", id="unknown member"),
        pytest.param("advisor", {**GOOD, "org_id": ""}, "org_id", id="empty organisation"),
        pytest.param("advisor", {**GOOD, "org_id": "x" * 37}, "org_id", id="too long an organisation"),
        pytest.param("advisor", {"timestamp": T1, "hosts": []}, "org_id", id="no organisation"),
        pytest.param("advisor", {"org_id": ORG, "hosts": []}, "timestamp", id="no instant"),
        pytest.param("advisor", {"org_id": ORG, "timestamp": T1}, "hosts", id="no hosts"),
        pytest.param("advisor", {**GOOD, "timestamp": "soon"}, "timestamp", id="not an instant"),
        pytest.param("advisor", {**GOOD, "timestamp": 1}, "timestamp", id="a number is not an instant"),
        pytest.param("advisor", {**GOOD, "hosts": {}}, "hosts", id="hosts are not a list"),
        pytest.param("advisor", {**GOOD, "hosts": [{**HOST, "more": 1}]}, "hosts.0.more", id="unknown host member"),
        pytest.param("advisor", {**GOOD, "hosts": [{**HOST, "id": "x"}]}, "hosts.0.id", id="host id is not a UUID"),
        pytest.param("advisor", {**GOOD, "hosts": [{"id": HOST["id"]}]}, "hosts.0.data", id="host without data"),
    ],
)
def test_refused_messages(ingest: Ingest, sql: Sql, application: str | None, body: Any, reason: str) -> None:
    host = stored_host(sql)
    headers = {} if application is None else {"application": application}
    assert ingest.deliver(TOPIC, orjson.dumps(body), **headers) == {"stored": 0, "rejected": 1}
    (letter,) = ingest.dead_letters()
    assert reason in letter.headers["hbi-reason"]
    assert orjson.loads(letter.value) == body
    ingest.deliver(TOPIC, b"junk", message((host, {"low": 1})), application="advisor")
    assert known(sql, "advisor", host) == {"low": 1}


@pytest.fixture
def picky_database(sql: Sql) -> Iterator[None]:
    """A database that refuses a value which the rules allow."""
    sql("ALTER TABLE hbi.hosts_app_data_advisor ADD CONSTRAINT picky CHECK (low <> 13)")
    yield
    sql("ALTER TABLE hbi.hosts_app_data_advisor DROP CONSTRAINT picky")


@pytest.mark.usefixtures("picky_database")
def test_a_message_that_the_database_refuses_stops_no_other(ingest: Ingest, sql: Sql) -> None:
    hosts = [stored_host(sql) for _ in range(3)]
    values = [message((host, {"low": low})) for host, low in zip(hosts, (1, 13, 2), strict=True)]
    assert ingest.deliver(TOPIC, *values, application="advisor") == {"stored": 2, "rejected": 1}
    assert [known(sql, "advisor", host) for host in hosts] == [{"low": 1}, {}, {"low": 2}]
    assert "picky" in ingest.rejections()[0]


FIELDS = {
    "advisor": ["recommendations", "incidents", "critical", "important", "moderate", "low"],
    "vulnerability": [
        "total_cves",
        "critical_cves",
        "important_cves",
        "moderate_cves",
        "low_cves",
        "cves_with_security_rules",
        "cves_with_known_exploits",
    ],
    "patch": [
        *(f"advisories_{kind}_{state}" for kind in ("rhsa", "rhba", "rhea", "other") for state in STATES[:2]),
        *(f"packages_{state}" for state in STATES),
    ],
    "remediations": ["remediations_plans"],
    "malware": ["last_matches", "total_matches"],
}


@pytest.mark.parametrize("application", FIELDS)
def test_every_number_of_an_application_is_stored_and_cleared(ingest: Ingest, sql: Sql, application: str) -> None:
    host = stored_host(sql)
    numbers = {name: position for position, name in enumerate(FIELDS[application])}
    ingest.deliver(TOPIC, message((host, numbers)), application=application)
    assert known(sql, application, host) == numbers
    ingest.deliver(TOPIC, message((host, dict.fromkeys(numbers)), timestamp=T2), application=application)
    assert known(sql, application, host) == {}


def test_a_message_may_be_about_no_host(ingest: Ingest) -> None:
    assert ingest.deliver(TOPIC, message(), application="advisor") == {"stored": 1, "rejected": 0}


def test_an_instant_without_zone_is_utc(ingest: Ingest, sql: Sql) -> None:
    host = stored_host(sql)
    ingest.deliver(TOPIC, message((host, {"low": 1}), timestamp="2031-01-01T00:00:00"), application="advisor")
    assert (stored(sql, "advisor", host) or {})["last_updated"] == T1


def test_nothing_else_follows(ingest: Ingest, sql: Sql) -> None:
    """No events, and the host itself is not touched."""
    host = stored_host(sql)
    before = ingest.hosts()
    ingest.deliver(TOPIC, message((host, {"low": 1})), application="advisor")
    assert (ingest.hosts(), ingest.events(), ingest.waiting()) == (before, [], 0)


@pytest.mark.parametrize("hosts", [pytest.param(2, id="two hosts"), pytest.param(40, id="forty")])
def test_number_of_statements(ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch, hosts: int) -> None:
    stored_hosts = [stored_host(sql) for _ in range(hosts)]
    statements: list[str] = []
    execute = GuardedCursor.execute

    def counted(cursor: GuardedCursor, query: Any, parameters: Any = None) -> None:
        statements.append(str(query))
        execute(cursor, query, parameters)

    monkeypatch.setattr(GuardedCursor, "execute", counted)
    for instant in (T1, T2):
        values = [message((host, {"low": 1}), timestamp=instant) for host in stored_hosts]
        ingest.deliver(TOPIC, *values, application="advisor")
    assert len([text for text in statements if "hbi." in text and "prefer_indexes" not in text]) == 3 + 2
    assert [known(sql, "advisor", host) for host in stored_hosts] == [{"low": 1}] * hosts

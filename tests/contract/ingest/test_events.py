"""Events of ingest (contract: ingest-and-events 12)."""

import socket
import uuid
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.conftest import Sql
from tests.support.factories import (
    ORG,
    ZERO_UUID,
    Json,
    encode_identity,
    host_report,
    stored_host,
    system_identity,
    user_identity,
)
from tests.support.ingesting import Ingest
from tests.support.topics import Published

pytestmark = pytest.mark.kafka

HEADERS = ["event_type", "request_id", "producer", "insights_id", "reporter", "host_type", "os_name", "is_bootc"]
BODY = {"type", "timestamp", "platform_metadata", "metadata", "host"}
HOST = {
    "id", "org_id", "account", "display_name", "ansible_host", "fqdn", "insights_id", "subscription_manager_id",
    "satellite_id", "bios_uuid", "ip_addresses", "mac_addresses", "provider_id", "provider_type",
    "openshift_cluster_id", "facts", "tags", "reporter", "created", "updated", "last_check_in", "stale_timestamp",
    "stale_warning_timestamp", "culled_timestamp", "per_reporter_staleness", "groups", "system_profile",
}  # fmt: skip


def event(ingest: Ingest) -> Published:
    return ingest.events()[-1]


def test_a_created_host(ingest: Ingest) -> None:
    report = ingest.report(
        facts=[{"namespace": "rhsm", "facts": {"k": "v"}}],
        tags={"env": {"stage": ["prod"]}, "": {"flag": []}},
        mac_addresses=["52:54:00:aa:bb:cc"],
    )
    stored, created = ingest.host(), event(ingest)
    body, host = created.body, created.body["host"]
    assert (body.keys(), host.keys()) == (BODY, HOST)
    assert (created.key, body["type"]) == (stored["id"], "created")
    assert body["platform_metadata"] == {"request_id": "r1", "b64_identity": encode_identity(user_identity())}
    assert body["metadata"] == {"request_id": "r1"}
    unchanged = {"id", "org_id", "display_name", "fqdn", "insights_id", "reporter", "mac_addresses", "ip_addresses"}
    assert {name: host[name] for name in unchanged} == {name: stored[name] for name in unchanged}
    assert host["facts"] == [{"namespace": "rhsm", "facts": {"k": "v"}}]
    assert sorted(host["tags"], key=str) == [
        {"namespace": "env", "key": "stage", "value": "prod"},
        {"namespace": None, "key": "flag", "value": None},
    ]
    assert host["groups"] == [{"id": stored["groups"][0]["id"], "name": "Ungrouped Hosts", "ungrouped": True}]
    assert host["system_profile"] == report["system_profile"]


def test_instants_of_an_event(ingest: Ingest) -> None:
    ingest.report()
    body, stored = event(ingest).body, ingest.host()
    host = body["host"]
    checked_in = datetime.fromisoformat(stored["last_check_in"])
    instants = {
        "last_check_in": checked_in,
        "stale_timestamp": checked_in + timedelta(seconds=104_400),
        "stale_warning_timestamp": checked_in + timedelta(days=7),
        "culled_timestamp": checked_in + timedelta(days=30),
    }
    assert {name: datetime.fromisoformat(host[name]) for name in instants} == instants
    assert datetime.fromisoformat(host["created"]) == datetime.fromisoformat(stored["created_on"])
    entry = host["per_reporter_staleness"]["puptoo"]
    assert entry.keys() == {*instants, "check_in_succeeded"}
    assert {name: datetime.fromisoformat(entry[name]) for name in instants} == instants
    assert entry["check_in_succeeded"] is True
    assert all(text.endswith("+00:00") for text in (body["timestamp"], host["updated"], *map(entry.get, instants)))


def test_tags_of_an_event_are_in_the_order_of_jsonb(ingest: Ingest) -> None:
    ingest.report(tags={"SPECIAL": {"b": ["1"], "aa": ["2"]}, "ns1": {"zz": ["3"], "é": ["4"], "z": ["5"]}})
    shown = [(tag["namespace"], tag["key"]) for tag in event(ingest).body["host"]["tags"]]
    assert shown == [("ns1", "z"), ("ns1", "zz"), ("ns1", "é"), ("SPECIAL", "b"), ("SPECIAL", "aa")]


@pytest.mark.parametrize(
    ("profile", "headers"),
    [
        pytest.param(..., {"host_type": "conventional", "os_name": "", "is_bootc": "False"}, id="nothing known"),
        pytest.param(
            {"operating_system": {"name": "RHEL", "major": 9, "minor": 4}}, {"os_name": "RHEL"}, id="operating system"
        ),
        pytest.param(
            {"bootc_status": {"booted": {}}}, {"is_bootc": "True", "host_type": "conventional"}, id="booted {}"
        ),
        pytest.param({"bootc_status": {"staged": {}}}, {"is_bootc": "False"}, id="not booted"),
        pytest.param({"host_type": "edge"}, {"host_type": "edge"}, id="edge"),
    ],
)
def test_headers(ingest: Ingest, profile: object, headers: Json) -> None:
    report = ingest.report(system_profile=profile)
    found = event(ingest).headers
    assert list(found) == HEADERS
    expected = {
        "event_type": "created",
        "request_id": "r1",
        "producer": socket.gethostname(),
        "insights_id": report["insights_id"],
        "reporter": "puptoo",
        **headers,
    }
    assert {name: found[name] for name in expected} == expected


def test_what_is_missing_is_an_empty_header(ingest: Ingest) -> None:
    report = host_report(insights_id=..., subscription_manager_id=str(uuid.uuid4()))
    ingest.reports(report, platform_metadata={"b64_identity": encode_identity(user_identity())})
    found = event(ingest)
    assert (found.headers["request_id"], found.headers["insights_id"]) == ("", ZERO_UUID)
    assert (found.body["metadata"], found.body["host"]["insights_id"]) == ({"request_id": None}, ZERO_UUID)


@pytest.mark.parametrize("envelope", [{}, {"platform_metadata": {}}], ids=["absent", "empty"])
def test_a_message_without_metadata_has_empty_ones_in_its_event(ingest: Ingest, envelope: Json) -> None:
    report = host_report(reporter="rhsm-conduit", subscription_manager_id=str(uuid.uuid4()))
    ingest.messages(orjson.dumps({"operation": "add_host", "data": report, **envelope}))
    assert event(ingest).body["platform_metadata"] == {}


def test_one_event_for_each_message_even_if_nothing_changed(ingest: Ingest) -> None:
    report = ingest.report()
    ingest.reports(report)
    assert [message.body["type"] for message in ingest.events()] == ["created", "updated"]
    assert ingest.waiting() == 0


def test_the_latest_reporter_shows(ingest: Ingest) -> None:
    report = ingest.report(reporter="puptoo")
    ingest.reports({**report, "reporter": "yupana"})
    shown = [(message.headers["reporter"], message.body["host"]["reporter"]) for message in ingest.events()]
    assert shown == [("puptoo", "puptoo"), ("yupana", "yupana")]


@pytest.mark.parametrize(
    ("reported", "shown"),
    [pytest.param("edge", "edge", id="edge"), pytest.param("cluster", "", id="anything else is empty")],
)
def test_host_type_in_the_profile(ingest: Ingest, reported: str, shown: str) -> None:
    ingest.report(system_profile={"host_type": reported})
    assert event(ingest).body["host"]["system_profile"]["host_type"] == shown


def test_a_whole_profile(ingest: Ingest) -> None:
    cn = str(uuid.uuid4())
    profile = {
        "arch": "null",
        "number_of_cpus": 0,
        "is_marketplace": False,
        "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
        "yum_repos": [{"id": "r", "name": "n", "enabled": True}],
        "dnf_modules": [],
        "rhsm": {"version": "9.4", "environment_ids": []},
        "installed_packages": ["a-0:1-1.x86_64"],
        "network_interfaces": [{"name": "eth0", "mtu": 1500}],
        "systemd": {"state": "running", "failed": 0, "jobs_queued": 0},
        "workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}},
        "last_boot_time": "2031-05-01T10:00:00.500000+00:00",
    }
    ingest.report(identity=system_identity(cn), system_profile=profile)
    assert event(ingest).body["host"]["system_profile"] == {**profile, "owner_id": cn}


def test_rows_that_other_software_wrote(ingest: Ingest, sql: Sql) -> None:
    """JSON null instead of NULL, an instant without zone, a workload with null members."""
    naive = datetime.now(UTC).replace(tzinfo=None).isoformat()
    stored = stored_host(
        sql,
        per_reporter_staleness={"puptoo": naive, "old": {"last_check_in": naive}},
        static={"arch": "x86_64"},
        dynamic={"workloads": {"sap": {"sids": ["ABC"], "version": None}}},
    )
    sql(
        """
        UPDATE hbi.hosts SET ip_addresses = 'null', mac_addresses = 'null', tags = NULL, tags_alt = NULL, facts = NULL;
        UPDATE hbi.system_profiles_static SET system_purpose = 'null'
        """
    )
    ingest.report(insights_id=stored["insights_id"], reporter="yupana", system_profile=...)
    host = event(ingest).body["host"]
    assert (host["ip_addresses"], host["mac_addresses"], host["tags"], host["facts"]) == (None, None, [], [])
    assert host["per_reporter_staleness"].keys() == {"puptoo", "yupana"}
    assert host["per_reporter_staleness"]["puptoo"]["last_check_in"].startswith(naive)
    assert host["system_profile"] == {"arch": "x86_64", "workloads": {"sap": {"sids": ["ABC"]}}}


def test_events_of_one_host_are_on_one_partition_in_order(ingest: Ingest) -> None:
    reports = [host_report() for _ in range(5)]
    for round_ in range(4):
        ingest.reports(*({**report, "ansible_host": f"round {round_}"} for report in reports))
    rounds: dict[str | None, list[str]] = {}
    for message in ingest.events():
        rounds.setdefault(message.key, []).append(message.body["host"]["ansible_host"])
    assert list(rounds.values()) == [[f"round {round_}" for round_ in range(4)]] * 5


def test_organisations_own_staleness_shows(ingest: Ingest, sql: Sql) -> None:
    sql(
        """
        INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,
                                   conventional_time_to_delete, created_on, modified_on)
        VALUES (gen_random_uuid(), %s, 60, 120, 180, now(), now())
        """,
        (ORG,),
    )
    ingest.report()
    host = event(ingest).body["host"]
    checked_in = datetime.fromisoformat(host["last_check_in"])
    assert datetime.fromisoformat(host["culled_timestamp"]) == checked_in + timedelta(seconds=180)

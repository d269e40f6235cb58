"""The host object (contract: rest-hosts 2 and 5.9)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import stored_group

KEYS = {
    "insights_id",
    "subscription_manager_id",
    "satellite_id",
    "bios_uuid",
    "ip_addresses",
    "fqdn",
    "mac_addresses",
    "provider_id",
    "provider_type",
    "id",
    "account",
    "org_id",
    "display_name",
    "ansible_host",
    "facts",
    "reporter",
    "per_reporter_staleness",
    "stale_timestamp",
    "stale_warning_timestamp",
    "culled_timestamp",
    "created",
    "updated",
    "last_check_in",
    "openshift_cluster_id",
    "groups",
    "workspace",
}
T = datetime(2031, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: T + timedelta(hours=1))


def test_example(api: Client, hosts: MakeHost, sql: Sql) -> None:
    group = stored_group(sql, name="lab")
    hosts(
        id="a1b2c3d4-0001-4002-8003-a00000000007",
        group=group,
        insights_id="5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
        ip_addresses=["192.0.2.7"],
        mac_addresses=[],
        fqdn="node7.example.net",
        display_name="node seven",
        facts={"room": {"rack": "r2"}, "empty": None},
        tags={"env": {"tier": ["gold"]}},
        per_reporter_staleness={"puptoo": "2031-04-05T06:00:00+00:00", "yupana": "2031-04-05T05:00:00.250000+00:00"},
        created_on=datetime(2031, 1, 1, microsecond=500_000, tzinfo=UTC),
        modified_on=T + timedelta(microseconds=250_000),
        last_check_in=T,
    )
    expected = {
        "insights_id": "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
        "subscription_manager_id": None,
        "satellite_id": None,
        "bios_uuid": None,
        "ip_addresses": ["192.0.2.7"],
        "fqdn": "node7.example.net",
        "mac_addresses": None,
        "provider_id": None,
        "provider_type": None,
        "id": "a1b2c3d4-0001-4002-8003-a00000000007",
        "account": None,
        "org_id": "321",
        "display_name": "node seven",
        "ansible_host": None,
        "facts": [{"namespace": "room", "facts": {"rack": "r2"}}, {"namespace": "empty", "facts": {}}],
        "reporter": "puptoo",
        "per_reporter_staleness": {
            "puptoo": {
                "last_check_in": "2031-04-05T06:00:00+00:00",
                "stale_timestamp": "2031-04-06T11:00:00+00:00",
                "stale_warning_timestamp": "2031-04-12T06:00:00+00:00",
                "culled_timestamp": "2031-05-05T06:00:00+00:00",
                "check_in_succeeded": True,
            },
            "yupana": {
                "last_check_in": "2031-04-05T05:00:00.250000+00:00",
                "stale_timestamp": "2031-04-06T10:00:00.250000+00:00",
                "stale_warning_timestamp": "2031-04-12T05:00:00.250000+00:00",
                "culled_timestamp": "2031-05-05T05:00:00.250000+00:00",
                "check_in_succeeded": True,
            },
        },
        "stale_timestamp": "2031-04-06T11:00:00+00:00",
        "stale_warning_timestamp": "2031-04-12T06:00:00+00:00",
        "culled_timestamp": "2031-05-05T06:00:00+00:00",
        "created": "2031-01-01T00:00:00.500000+00:00",
        "updated": "2031-04-05T06:00:00.250000+00:00",
        "last_check_in": "2031-04-05T06:00:00+00:00",
        "openshift_cluster_id": None,
        "groups": [group],
        "workspace": group,
    }
    assert expected.keys() == KEYS
    for path in ("/hosts", "/hosts/a1b2c3d4-0001-4002-8003-a00000000007"):
        (host,) = api.get(path).json["results"]
        host["facts"].sort(key=lambda facts: facts["namespace"], reverse=True)
        assert host == expected


def test_every_key_is_always_there(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T, facts=None, tags=None, fqdn=None, host_type=None)
    (host,) = api.get("/hosts").json["results"]
    assert host.keys() == KEYS
    assert host["facts"] == []


def test_lists_stored_as_json_null_are_null(api: Client, hosts: MakeHost, sql: Sql) -> None:
    hosts(last_check_in=T)
    sql("UPDATE hbi.hosts SET ip_addresses = 'null', mac_addresses = 'null'")
    (host,) = api.get("/hosts").json["results"]
    assert (host["ip_addresses"], host["mac_addresses"]) == (None, None)


def test_host_without_group(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T, groups=[])
    (host,) = api.get("/hosts").json["results"]
    assert (host["groups"], host["workspace"]) == ([], None)


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        pytest.param({"display_name": "web"}, "web", id="as stored"),
        pytest.param({"display_name": None, "fqdn": "a.example.org"}, "a.example.org", id="else the domain name"),
        pytest.param({"display_name": "", "fqdn": None}, "a1b2c3d4-0001-4002-8003-a00000000007", id="else the id"),
    ],
)
def test_display_name(api: Client, hosts: MakeHost, columns: dict[str, str | None], shown: str) -> None:
    hosts(id="a1b2c3d4-0001-4002-8003-a00000000007", last_check_in=T, **columns)
    assert api.get("/hosts").json["results"][0]["display_name"] == shown


def test_ansible_host_may_be_empty(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T, ansible_host="")
    assert api.get("/hosts").json["results"][0]["ansible_host"] == ""


def test_own_offset_of_a_check_in_is_shown_in_utc(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T, per_reporter_staleness={"puptoo": "2031-04-05T08:00:00+02:00", "old": "2031-04-05T06:00:00"})
    (host,) = api.get("/hosts").json["results"]
    shown = {name: entry["last_check_in"] for name, entry in host["per_reporter_staleness"].items()}
    assert shown == dict.fromkeys(("puptoo", "old"), "2031-04-05T06:00:00+00:00")


def test_a_check_in_that_cannot_be_read_is_not_shown(api: Client, hosts: MakeHost) -> None:
    nested = {"last_check_in": "2031-04-05T06:00:00+00:00"}
    hosts(last_check_in=T, per_reporter_staleness={"puptoo": T.isoformat(), "old": nested, "odd": "yesterday"})
    (host,) = api.get("/hosts").json["results"]
    assert host["per_reporter_staleness"].keys() == {"puptoo"}


PROFILE = {
    "arch": "x86_64",
    "host_type": "edge",
    "number_of_cpus": 4,
    "owner_id": "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11",
}


@pytest.mark.parametrize(
    ("query", "profile"),
    [
        pytest.param("", None, id="not asked for"),
        pytest.param("fields[system_profile]=", None, id="empty: as if not sent"),
        pytest.param("fields[other]=arch", None, id="another root is ignored"),
        pytest.param("fields[system_profile]=arch", {"arch": "x86_64"}, id="one"),
        pytest.param("fields%5Bsystem_profile%5D=arch", {"arch": "x86_64"}, id="encoded brackets"),
        pytest.param(
            "fields[system_profile]=arch,number_of_cpus", {"arch": "x86_64", "number_of_cpus": 4}, id="comma list"
        ),
        pytest.param(
            "fields[system_profile]=arch&fields[system_profile]=host_type",
            {"arch": "x86_64", "host_type": "edge"},
            id="repeats are united",
        ),
        pytest.param(
            "fields[system_profile]=[%22arch%22,%22host_type%22]",
            {"arch": "x86_64", "host_type": "edge"},
            id="JSON list",
        ),
        pytest.param("fields[system_profile][]=arch", {"arch": "x86_64"}, id="list member"),
        pytest.param(
            "fields[system_profile]=workloads", {"workloads": {"sap": {"sap_system": True}}}, id="fast-changing part"
        ),
        pytest.param("fields[system_profile]=nothing", {}, id="unknown name"),
        pytest.param("fields[system_profile]=arch,nothing", {"arch": "x86_64"}, id="unknown beside known"),
        pytest.param("fields[system_profile]=sap_system", {}, id="legacy name"),
        pytest.param("fields[system_profile]=third_party_services", {}, id="legacy name that has a column"),
        pytest.param("fields[system_profile]=org_id,host_id,profile_hash", {}, id="columns that are no field"),
        pytest.param("fields[system_profile]=bios_vendor", {}, id="field that the host lacks"),
        pytest.param("fields[system_profile][rhsm]=version", {}, id="nested name"),
        pytest.param("fields[system_profile][arch]=x", {}, id="brackets are no names"),
        pytest.param(
            "fields[system_profile][arch]=x&fields[system_profile]=host_type", {"host_type": "edge"}, id="beside a name"
        ),
        pytest.param("fields[system_profile]=[%22arch%22", {}, id="broken JSON is ordinary text"),
    ],
)
@pytest.mark.parametrize("by_id", [False, True])
def test_fields(api: Client, hosts: MakeHost, query: str, profile: object, by_id: bool) -> None:
    stored = hosts(
        last_check_in=T,
        static={**PROFILE, "third_party_services": {"crowdstrike": {}}},
        dynamic={"workloads": {"sap": {"sap_system": True, "version": None}, "mssql": None}},
    )
    path = f"/hosts/{stored['id']}" if by_id else "/hosts"
    (host,) = api.get(f"{path}?{query}").json["results"]
    assert host.get("system_profile") == profile
    assert ("system_profile" in host) == (profile is not None)


def test_host_without_profile_has_an_empty_one(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T)
    (host,) = api.get("/hosts?fields[system_profile]=arch,workloads").json["results"]
    assert host["system_profile"] == {}

"""A host's first report (contract: ingest-and-events 4, 5, 8, 10)."""

import uuid

import orjson
import pytest

from tests.support.factories import ORG, ZERO_UUID, Json, host_report, system_identity, user_identity
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

HOST_COLUMNS = {
    "org_id", "id", "account", "display_name", "ansible_host", "created_on", "modified_on", "facts", "tags",
    "tags_alt", "groups", "last_check_in", "reporter", "per_reporter_staleness", "canonical_facts_version",
    "is_virtual", "insights_id", "subscription_manager_id", "satellite_id", "fqdn", "bios_uuid", "ip_addresses",
    "mac_addresses", "provider_id", "provider_type", "display_name_reporter", "openshift_cluster_id", "host_type",
    "reporters",
}  # fmt: skip


def test_all_reported_fields_are_stored(ingest: Ingest) -> None:
    subscription_manager_id = str(uuid.uuid4())
    bios_uuid = str(uuid.uuid4()).upper()
    report = ingest.report(
        account="540155",
        ansible_host="ansible.example.org",
        subscription_manager_id=subscription_manager_id,
        satellite_id="1234567890",
        bios_uuid=bios_uuid,
        fqdn="WEB1.Example.org",
        ip_addresses=["10.0.0.1", "FE80::1"],
        mac_addresses=["52:54:00:AA:BB:CC", "00:00:00:00:00:00"],
        provider_type="AWS",
        provider_id="I-0ABC",
        facts=[{"namespace": "rhsm", "facts": {"MEMORY": 8}}],
        tags={"env": {"tier": ["gold"]}, "": {"flag": []}},
    )
    host = ingest.host()
    expected = {
        "org_id": ORG,
        "account": "540155",
        "display_name": report["display_name"],
        "display_name_reporter": "puptoo",
        "ansible_host": "ansible.example.org",
        "insights_id": report["insights_id"],
        "subscription_manager_id": subscription_manager_id,
        "satellite_id": "1234567890",
        "bios_uuid": bios_uuid.lower(),
        "fqdn": "web1.example.org",
        "ip_addresses": ["10.0.0.1", "fe80::1"],
        "mac_addresses": ["52:54:00:aa:bb:cc"],
        "provider_type": "aws",
        "provider_id": "i-0abc",
        "facts": {"rhsm": {"MEMORY": 8}},
        "tags": {"env": {"tier": ["gold"]}, "null": {"flag": []}},
        "tags_alt": [
            {"namespace": "env", "key": "tier", "value": "gold"},
            {"namespace": None, "key": "flag", "value": None},
        ],
        "reporter": "puptoo",
        "reporters": ["puptoo"],
        "host_type": "conventional",
        "is_virtual": None,
        "canonical_facts_version": None,
    }
    assert {name: host[name] for name in expected} == expected
    assert host["per_reporter_staleness"].keys() == {"puptoo"}
    assert host.keys() >= HOST_COLUMNS


def test_what_was_not_reported_is_null(ingest: Ingest) -> None:
    ingest.report(
        insights_id=..., subscription_manager_id=str(uuid.uuid4()), display_name=..., fqdn=..., ip_addresses=[]
    )
    host = ingest.host()
    assert host["insights_id"] == ZERO_UUID
    assert host["display_name"] == host["id"]
    absent = (
        "account",
        "ansible_host",
        "ip_addresses",
        "mac_addresses",
        "provider_id",
        "fqdn",
        "display_name_reporter",
    )
    assert [host[name] for name in absent] == [None] * len(absent)


def test_a_new_host_is_in_the_ungrouped_group_of_its_organisation(ingest: Ingest) -> None:
    ingest.reports(host_report(), host_report(), identity=user_identity(account_number="540155"))
    group = ingest.sql("SELECT id::text, name, account, ungrouped FROM hbi.groups WHERE org_id = %s", (ORG,))
    ((group_id, *rest),) = group
    assert rest == ["Ungrouped Hosts", "540155", True]
    for host in ingest.hosts():
        (element,) = host["groups"]
        assert element.keys() == {
            "id", "name", "org_id", "account", "created", "updated", "ungrouped", "host_count"
        }  # fmt: skip
        assert (element["id"], element["name"], element["ungrouped"]) == (group_id, "Ungrouped Hosts", True)
    members = ingest.sql("SELECT host_id::text FROM hbi.hosts_groups WHERE group_id = %s", (group_id,))
    assert {row[0] for row in members} == {host["id"] for host in ingest.hosts()}


def test_the_profile_is_split_and_carries_the_hosts_insights_id(ingest: Ingest) -> None:
    report = ingest.report(
        system_profile={
            "arch": "x86_64",
            "yum_repos": [{"id": "r1", "name": 'back\\slash "quoted"\ttab\nline', "enabled": True}],
            "installed_packages": ["bash-0:5.1-1.x86_64", 'ünïcode,{"odd"}'],
            "network_interfaces": [{"name": "eth0", "ipv4_addresses": ["10.0.0.1"]}],
            "system_memory_bytes": 9007199254740991,
            "captured_date": "2031-05-01T10:00:00Z",
            "is_marketplace": False,
            "unheard_of": 1,
        }
    )
    host = ingest.host()
    static, dynamic = host["static"], host["dynamic"]
    assert (static["arch"], static["is_marketplace"]) == ("x86_64", False)
    assert static["yum_repos"] == [{"id": "r1", "name": 'back\\slash "quoted"\ttab\nline', "enabled": True}]
    assert dynamic["installed_packages"] == ["bash-0:5.1-1.x86_64", 'ünïcode,{"odd"}']
    assert dynamic["network_interfaces"] == [{"name": "eth0", "ipv4_addresses": ["10.0.0.1"]}]
    assert dynamic["system_memory_bytes"] == 9007199254740991
    assert dynamic["captured_date"] == "2031-05-01T10:00:00+00:00"
    assert static["insights_id"] == dynamic["insights_id"] == report["insights_id"]


@pytest.mark.parametrize(
    ("profile", "static", "dynamic"),
    [
        pytest.param(..., False, False, id="no profile, no rows"),
        pytest.param({"arch": "x86_64"}, True, False, id="slow-changing only"),
        pytest.param({"cpu_flags": ["fpu"]}, False, True, id="fast-changing only"),
        pytest.param({"unheard_of": 1}, False, False, id="nothing known"),
    ],
)
def test_a_profile_row_exists_only_with_a_property(
    ingest: Ingest, profile: object, static: bool, dynamic: bool
) -> None:
    ingest.report(system_profile=profile)
    host = ingest.host()
    assert (host["static"] is not None, host["dynamic"] is not None) == (static, dynamic)


@pytest.mark.parametrize(
    ("fields", "host_type"),
    [
        pytest.param({}, "conventional", id="ordinary"),
        pytest.param({"openshift_cluster_id": str(uuid.uuid4())}, "cluster", id="member of a cluster"),
        pytest.param({"system_profile": {"host_type": "edge"}}, "edge", id="says that it is edge"),
        pytest.param(
            {"system_profile": {"bootc_status": {"booted": {"image_digest": "sha256:" + "a" * 64}}}},
            "bootc",
            id="booted an image",
        ),
    ],
)
def test_host_type_is_derived(ingest: Ingest, fields: dict[str, object], host_type: str) -> None:
    ingest.report(**fields)
    assert ingest.host()["host_type"] == host_type


def test_the_machine_owns_what_it_reports(ingest: Ingest) -> None:
    cn = str(uuid.uuid4())
    ingest.report(identity=system_identity(cn), system_profile=...)
    assert ingest.host()["static"]["owner_id"] == cn


@pytest.mark.parametrize(
    "block",
    [
        pytest.param({"type": "User", "auth_type": "JWT-auth"}, id="user"),
        pytest.param(
            {
                "type": "ServiceAccount",
                "auth_type": "jwt-auth",
                "service_account": {"client_id": "c", "username": "service-account-c"},
            },
            id="service account",
        ),
        pytest.param(
            {"type": "X509", "auth_type": "x509", "x509": {"subject_dn": "/CN=a", "issuer_dn": "/CN=b"}},
            id="certificate",
        ),
        pytest.param(
            {
                "type": "Associate",
                "auth_type": "saml-auth",
                "service_account": {"client_id": "c", "username": "service-account-c"},
            },
            id="associate",
        ),
    ],
)
def test_whoever_is_no_machine_may_name_any_owner(ingest: Ingest, block: Json) -> None:
    owner = str(uuid.uuid4())
    identity = {"identity": {"org_id": ORG, **block}}
    report = ingest.report(identity=identity, system_profile={"owner_id": owner})
    ingest.reports({**report, "system_profile": {"arch": "arm"}}, identity=identity)
    assert (ingest.host()["static"]["owner_id"], ingest.host()["static"]["arch"]) == (owner, "arm")


@pytest.mark.parametrize("reporter", ["rhsm-conduit", "rhsm-system-profile-bridge"])
@pytest.mark.parametrize("profile", [..., {}, {"cpu_flags": ["fpu"]}])
def test_a_host_of_rhsm_without_static_profile_belongs_to_the_machine(
    ingest: Ingest, reporter: str, profile: object
) -> None:
    cn = str(uuid.uuid4())
    ingest.report(
        identity=system_identity(cn),
        reporter=reporter,
        subscription_manager_id=str(uuid.uuid4()),
        system_profile=profile,
    )
    assert ingest.host()["static"]["owner_id"] == cn


@pytest.mark.parametrize("provider_type", ["oci", "OCI", "a cloud of next year"])
def test_a_provider_that_nobody_knows_does_not_lose_the_host(ingest: Ingest, provider_type: str) -> None:
    first = ingest.report(provider_id="ocid1.instance.1", provider_type=provider_type)
    assert ingest.reports(first) == {"updated": 1, "rejected": 0}
    host, shown = ingest.host(), ingest.events()[-1].body["host"]
    assert host["insights_id"] == first["insights_id"]
    for facts in (host, shown):
        assert (facts["provider_id"], facts["provider_type"]) == (None, None)


def test_a_host_that_only_an_unknown_provider_names_is_refused(ingest: Ingest) -> None:
    report = host_report(insights_id=..., provider_id="ocid1.instance.1", provider_type="oci")
    assert ingest.reports(report) == {"rejected": 1}
    assert "provider_type" in ingest.rejections()[0]


def test_there_is_nobody_to_defer_to_when_a_host_is_new(ingest: Ingest) -> None:
    ingest.report(envelope={"operation_args": {"defer_to_reporter": "puptoo"}}, system_profile={"arch": "arm"})
    assert ingest.host()["static"]["arch"] == "arm"


def test_rhsm_reports_without_identity_belong_to_the_subscription(ingest: Ingest) -> None:
    report = host_report(reporter="rhsm-conduit", subscription_manager_id=str(uuid.uuid4()))
    message = {"operation": "add_host", "data": report}
    assert ingest.messages(orjson.dumps(message)) == {"created": 1, "rejected": 0}
    assert ingest.host()["static"]["owner_id"] == report["subscription_manager_id"]


def test_the_account_number_of_an_rhsm_report_is_that_of_its_missing_identity(ingest: Ingest) -> None:
    report = host_report(
        reporter="rhsm-conduit", subscription_manager_id=str(uuid.uuid4()), account="1", account_number="540155"
    )
    ingest.messages(orjson.dumps({"operation": "add_host", "data": report}))
    assert ingest.host()["account"] == "1"
    assert ingest.sql("SELECT account FROM hbi.groups WHERE org_id = %s", (ORG,)) == [("540155",)]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("id", "7c1e5bd0-0000-4000-8000-000000000001"),
        ("created", "1999-01-01T00:00:00Z"),
        ("updated", "1999-01-01T00:00:00Z"),
        ("last_check_in", "1999-01-01T00:00:00Z"),
        ("stale_timestamp", "1999-01-01T00:00:00Z"),
        ("groups", [{"id": "7c1e5bd0-0000-4000-8000-000000000001", "name": "Mine"}]),
        ("tags_alt", [{"namespace": "a", "key": "b", "value": "c"}]),
        ("per_reporter_staleness", {"satellite": "1999-01-01T00:00:00Z"}),
    ],
)
def test_protected_fields_have_no_effect(ingest: Ingest, name: str, sent: object) -> None:
    ingest.report(**{name: sent})
    host = ingest.host()
    assert host["id"] != sent
    assert ([group["ungrouped"] for group in host["groups"]], host["tags_alt"]) == ([True], [])
    assert host["per_reporter_staleness"].keys() == {"puptoo"}
    assert host["created_on"] > "2020"
    assert host["last_check_in"] > "2020"

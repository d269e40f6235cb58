"""A host's row before and after a report (contract: ingest-and-events 5 and 8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.ids import ZERO_UUID
from hbi.ingest.messages.report import parse_report
from hbi.ingest.storing.merge import HOST_COLUMNS, changed_columns, create_host, update_host
from hbi.models import HOSTS

NOW = datetime(2031, 4, 5, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ID = "a1b2c3d4-0001-4002-8003-a00000000007"
INSIGHTS = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
OTHER = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"
GROUPS = [{"id": "b0000000-0000-4000-8000-000000000001", "name": "Ungrouped Hosts", "ungrouped": True}]
CHECK_IN_COLUMNS = {"last_check_in", "modified_on", "per_reporter_staleness"}


def report(**fields):
    return parse_report({"org_id": "321", "reporter": "puptoo", "insights_id": INSIGHTS, **fields})


def created(**fields):
    return create_host(report(**fields), host_id=ID, groups=GROUPS, now=NOW)


def updated(host, **fields):
    return update_host(host, report(**fields), now=LATER)


def test_columns_are_the_tables_except_the_two_that_are_never_written():
    table = {column.name for column in HOSTS.columns}
    assert table - set(HOST_COLUMNS) >= {"canonical_facts_version", "is_virtual"}
    assert set(HOST_COLUMNS) <= table


def test_new_host_with_nothing_but_an_id():
    host = created(insights_id=None, subscription_manager_id=OTHER)
    assert vars(host) == {
        **dict.fromkeys(HOST_COLUMNS),
        "org_id": "321",
        "id": ID,
        "reporter": "puptoo",
        "display_name": ID,
        "created_on": NOW,
        "modified_on": NOW,
        "last_check_in": NOW,
        "facts": {},
        "tags": {},
        "tags_alt": [],
        "groups": GROUPS,
        "per_reporter_staleness": {"puptoo": "2031-04-05T12:00:00+00:00"},
        "reporters": ["puptoo"],
        "insights_id": ZERO_UUID,
        "subscription_manager_id": OTHER,
        "host_type": "conventional",
    }


FIELDS = {
    "account": "123",
    "display_name": "web",
    "ansible_host": "ansible.example",
    "insights_id": INSIGHTS,
    "subscription_manager_id": OTHER,
    "satellite_id": "1234567890",
    "bios_uuid": OTHER,
    "fqdn": "web.example",
    "ip_addresses": ["10.1.2.3"],
    "mac_addresses": ["52:54:00:cd:65:84"],
    "provider_id": "i-1",
    "provider_type": "aws",
    "openshift_cluster_id": OTHER,
}


def test_new_host_stores_every_field():
    host = created(**FIELDS)
    assert {column: getattr(host, column) for column in FIELDS} == FIELDS
    assert (host.display_name_reporter, host.host_type) == ("puptoo", "cluster")


def test_new_host_with_documents():
    host = created(
        facts=[{"namespace": "n", "facts": {"k": 1}}],
        tags={"a": {"k": ["v"]}, "empty": {}, "": {"flag": []}},
        system_profile={"host_type": "edge"},
    )
    assert host.facts == {"n": {"k": 1}}
    assert host.tags == {"a": {"k": ["v"]}, "null": {"flag": []}}
    assert host.tags_alt == [
        {"namespace": "a", "key": "k", "value": "v"},
        {"namespace": None, "key": "flag", "value": None},
    ]
    assert host.host_type == "edge"


@pytest.mark.parametrize(
    ("sent", "column", "expected"),
    [
        pytest.param({"reporter": "yupana"}, "reporter", "yupana", id="reporter is replaced"),
        pytest.param({"account": "999"}, "account", "123", id="account is never updated"),
        pytest.param({"display_name": "new"}, "display_name", "new", id="display_name is replaced"),
        pytest.param(
            {"reporter": "yupana", "display_name": "new"},
            "display_name_reporter",
            "yupana",
            id="display_name_reporter is replaced with the name",
        ),
        pytest.param(
            {"reporter": "rhsm-conduit", "display_name": "new"},
            "display_name",
            "web",
            id="RHSM does not rename what puptoo named",
        ),
        pytest.param({"fqdn": "new.example"}, "display_name", "web", id="a custom name does not follow fqdn"),
        pytest.param({"ansible_host": "x"}, "ansible_host", "x", id="ansible_host is replaced when sent"),
        pytest.param({"ansible_host": ""}, "ansible_host", "", id="ansible_host is cleared by an empty one"),
        pytest.param({}, "ansible_host", "ansible.example", id="ansible_host stays when absent"),
        pytest.param({"insights_id": OTHER}, "insights_id", OTHER, id="insights_id is replaced"),
        pytest.param({"insights_id": None}, "insights_id", INSIGHTS, id="insights_id stays when null"),
        pytest.param({"insights_id": ZERO_UUID}, "insights_id", INSIGHTS, id="insights_id stays when zero"),
        pytest.param({"satellite_id": OTHER}, "satellite_id", OTHER, id="satellite_id is replaced"),
        pytest.param({"satellite_id": None}, "satellite_id", "1234567890", id="satellite_id stays when null"),
        pytest.param({"bios_uuid": INSIGHTS}, "bios_uuid", INSIGHTS, id="bios_uuid is replaced"),
        pytest.param({"bios_uuid": None}, "bios_uuid", OTHER, id="bios_uuid stays when null"),
        pytest.param({"fqdn": "New.example"}, "fqdn", "new.example", id="fqdn is replaced"),
        pytest.param({"fqdn": None}, "fqdn", "web.example", id="fqdn stays when null"),
        pytest.param({"ip_addresses": ["::1"]}, "ip_addresses", ["::1"], id="ip_addresses are replaced as a whole"),
        pytest.param({"ip_addresses": []}, "ip_addresses", [], id="an empty list of ip_addresses takes them away"),
        pytest.param(
            {"mac_addresses": ["52:54:00:00:00:01"]},
            "mac_addresses",
            ["52:54:00:00:00:01"],
            id="mac_addresses are replaced as a whole",
        ),
        pytest.param(
            {"mac_addresses": ["00:00:00:00:00:00"]},
            "mac_addresses",
            ["52:54:00:cd:65:84"],
            id="mac_addresses stay when all are zero",
        ),
        pytest.param({"provider_id": "i-2", "provider_type": "gcp"}, "provider_type", "gcp", id="provider is replaced"),
        pytest.param({}, "provider_id", "i-1", id="provider stays when absent"),
        pytest.param(
            {"openshift_cluster_id": INSIGHTS}, "openshift_cluster_id", OTHER, id="openshift_cluster_id is ignored"
        ),
        pytest.param({"groups": []}, "groups", GROUPS, id="groups are ignored"),
        pytest.param({}, "created_on", NOW, id="created_on never changes"),
        pytest.param({}, "modified_on", LATER, id="modified_on moves on every check-in"),
        pytest.param({}, "last_check_in", LATER, id="last_check_in moves on every check-in"),
        pytest.param(
            {"reporter": "yupana"},
            "per_reporter_staleness",
            {"puptoo": "2031-04-05T12:00:00+00:00", "yupana": "2031-04-05T13:00:00+00:00"},
            id="per_reporter_staleness gets the same instant",
        ),
        pytest.param({"reporter": "a"}, "reporters", ["a", "puptoo"], id="reporters are sorted"),
        pytest.param({"system_profile": {"host_type": "edge"}}, "host_type", "cluster", id="host_type is left alone"),
    ],
)
def test_update(sent, column, expected):
    fields = {"subscription_manager_id": OTHER, **sent}
    assert getattr(updated(created(**FIELDS), **fields), column) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, set(), id="nothing new"),
        pytest.param(FIELDS, set(), id="the same again"),
        pytest.param({"tags": [], "facts": []}, set(), id="empty tags and facts"),
        pytest.param({"tags": {"a": {"k": ["v"]}}}, set(), id="the same tags"),
        pytest.param({"tags": {"a": {}}}, {"tags", "tags_alt"}, id="tags are written in both forms"),
        pytest.param({"facts": [{"namespace": "n", "facts": {"k": 1}}]}, set(), id="the same facts"),
        pytest.param({"facts": [{"namespace": "n", "facts": {"k": True}}]}, {"facts"}, id="true is not 1 in facts"),
        pytest.param({"reporter": "yupana"}, {"reporter", "reporters"}, id="another reporter"),
        pytest.param({"fqdn": "new.example"}, {"fqdn"}, id="another domain name"),
    ],
)
def test_changed_columns(sent, expected):
    before = created(**FIELDS, tags={"a": {"k": ["v"]}}, facts=[{"namespace": "n", "facts": {"k": 1}}])
    assert changed_columns(before, updated(before, **sent)) == CHECK_IN_COLUMNS | expected


def test_an_update_leaves_the_earlier_state_alone():
    before = created(**FIELDS)
    snapshot = before.copy()
    updated(before, reporter="yupana", fqdn="new.example", tags={"a": {"k": []}}, facts=[])
    assert changed_columns(snapshot, before) == set()


def test_tags_written_by_other_software_are_repaired_with_the_next_tags():
    host = created(tags={"a": {"k": ["v"]}})
    host.tags_alt = [{"namespace": "null", "key": "stale", "value": None}]
    assert updated(host, tags={"b": {"k": []}}).tags_alt == [
        {"namespace": "a", "key": "k", "value": "v"},
        {"namespace": "b", "key": "k", "value": None},
    ]


def test_null_documents_written_by_other_software_are_tolerated():
    host = created()
    host.facts = host.tags = host.tags_alt = None
    host = updated(host, tags={"a": {"k": []}}, facts=[{"namespace": "n", "facts": {}}])
    assert (host.tags, host.facts) == ({"a": {"k": []}}, {"n": {}})


optional_fields = st.fixed_dictionaries(
    {"reporter": st.sampled_from(["puptoo", "yupana", "satellite", "rhsm-conduit"])},
    optional={
        "display_name": st.sampled_from(["one", "two"]),
        "fqdn": st.sampled_from([None, "one", "two.example"]),
        "ansible_host": st.sampled_from(["", "a"]),
        "bios_uuid": st.sampled_from([None, OTHER]),
        "ip_addresses": st.sampled_from([None, [], ["10.0.0.1"]]),
        "tags": st.sampled_from([[], {"a": {}}, {"a": {"k": ["v"]}}, {"": {"k": []}}]),
        "facts": st.sampled_from([[], [{"namespace": "n", "facts": {}}]]),
    },
)


@given(first=optional_fields, second=optional_fields)
@settings(deadline=None)
def test_the_same_report_again_changes_only_the_check_in(first, second):
    host = updated(created(**first), **second)
    again = update_host(host, report(**second), now=LATER + timedelta(hours=1))
    assert changed_columns(host, again) == CHECK_IN_COLUMNS

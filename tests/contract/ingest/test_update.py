"""Later reports of a host (contract: ingest-and-events 4, 8, 9, 10.4)."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_report, stored_group, stored_host, system_identity
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

MAC = "52:54:00:cd:65:84"
INSIGHTS_ID = "0aaaaaaa-0000-4000-8000-000000000001"


def again(ingest: Ingest, first: Json, **fields: Any) -> Json:
    """Reports the host of a former report again, with nothing but its id and `fields`."""
    nothing = dict.fromkeys(("fqdn", "display_name", "system_profile"), ...)
    ingest.report(**{**nothing, "insights_id": first["insights_id"], **fields})
    return ingest.host()


def stored_staleness(sql: Sql, *, stale: int, warning: int, delete: int) -> None:
    """Stores the organisation's own staleness settings, in seconds."""
    sql(
        """
        INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,
                                   conventional_time_to_delete, created_on, modified_on)
        VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), now())
        """,
        (ORG, stale, warning, delete),
    )


def test_a_check_in_moves_only_its_own_columns(ingest: Ingest) -> None:
    report = ingest.report(tags={"env": {"tier": ["gold"]}}, facts=[{"namespace": "ns", "facts": {"k": 1}}])
    before = ingest.host()
    assert ingest.reports(report) == {"updated": 1, "rejected": 0}
    after = ingest.host()
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"last_check_in", "modified_on", "per_reporter_staleness"}
    assert after["last_check_in"] == after["modified_on"] > before["modified_on"]
    entry = after["per_reporter_staleness"]["puptoo"]
    assert datetime.fromisoformat(entry) == datetime.fromisoformat(after["last_check_in"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"ansible_host": ""}, {"ansible_host": ""}, id="ansible_host is cleared by an empty text"),
        pytest.param({}, {"ansible_host": "a", "fqdn": "h.example.org"}, id="what is absent stays"),
        pytest.param({"fqdn": None, "mac_addresses": None}, {"fqdn": "h.example.org"}, id="null leaves the value"),
        pytest.param({"ip_addresses": []}, {"ip_addresses": []}, id="an empty list takes the addresses away"),
        pytest.param({"mac_addresses": []}, {"mac_addresses": []}, id="an empty list takes the MAC addresses away"),
        pytest.param({"ip_addresses": None}, {"ip_addresses": ["10.0.0.1"]}, id="null leaves the addresses"),
        pytest.param({"mac_addresses": None}, {"mac_addresses": [MAC]}, id="null leaves the MAC addresses"),
        pytest.param(
            {"mac_addresses": ["00:00:00:00:00:00"]}, {"mac_addresses": [MAC]}, id="zero addresses alone tell nothing"
        ),
        pytest.param({"ip_addresses": ["10.0.0.2"]}, {"ip_addresses": ["10.0.0.2"]}, id="addresses are replaced"),
        pytest.param({"account": "999"}, {"account": "1"}, id="the account never changes"),
        pytest.param({"openshift_cluster_id": INSIGHTS_ID}, {"openshift_cluster_id": None}, id="nor the cluster"),
        pytest.param({"display_name": "new"}, {"display_name": "new"}, id="a given name replaces"),
        pytest.param({}, {"display_name": "given"}, id="a custom name is kept"),
        pytest.param({"tags": {"env": {}}}, {"tags": {}, "tags_alt": []}, id="an empty namespace is deleted"),
        pytest.param({"tags": {}}, {"tags": {"env": {"tier": ["gold"]}}}, id="no tags, no change"),
        pytest.param(
            {"facts": [{"namespace": "ns", "facts": {"b": 2}}]}, {"facts": {"ns": {"b": 2}}}, id="facts are replaced"
        ),
        pytest.param({"facts": []}, {"facts": {"ns": {"a": 1}}}, id="no facts, no change"),
        pytest.param({"reporter": "yupana"}, {"reporters": ["puptoo", "yupana"]}, id="reporters add up"),
    ],
)
def test_merge(ingest: Ingest, fields: Json, expected: Json) -> None:
    first = ingest.report(
        account="1",
        ansible_host="a",
        fqdn="h.example.org",
        display_name="given",
        ip_addresses=["10.0.0.1"],
        mac_addresses=[MAC],
        tags={"env": {"tier": ["gold"]}},
        facts=[{"namespace": "ns", "facts": {"a": 1}}],
    )
    host = again(ingest, first, **fields)
    assert {name: host[name] for name in expected} == expected


def test_addresses_that_are_taken_away_are_null_in_the_event(ingest: Ingest) -> None:
    first = ingest.report(ip_addresses=["10.0.0.1"], mac_addresses=[MAC])
    again(ingest, first, ip_addresses=[], mac_addresses=[])
    shown = ingest.events()[-1].body["host"]
    assert (shown["ip_addresses"], shown["mac_addresses"]) == (None, None)


def test_satellite_takes_over_from_yupana(ingest: Ingest) -> None:
    first = ingest.report(reporter="yupana")
    host = again(ingest, first, reporter="satellite")
    assert (host["reporters"], list(host["per_reporter_staleness"])) == (["satellite"], ["satellite"])


def test_rhsm_does_not_rename_what_puptoo_named(ingest: Ingest) -> None:
    first = ingest.report(display_name="by puptoo")
    host = again(ingest, first, reporter="rhsm-conduit", display_name="by rhsm", ansible_host="applied")
    assert (host["display_name"], host["display_name_reporter"]) == ("by puptoo", "puptoo")
    assert host["ansible_host"] == "applied"


def test_group_membership_never_changes(ingest: Ingest, sql: Sql) -> None:
    group = stored_group(sql, name="Web")
    stored = stored_host(sql, group=group)
    ingest.report(insights_id=stored["insights_id"], groups=[{"id": "x"}])
    assert ingest.host()["groups"] == [group]
    members = sql("SELECT group_id::text, host_id::text FROM hbi.hosts_groups")
    assert members == [(group["id"], stored["id"])]
    # It is looked for whenever a host is reported, and made where it is missing.
    assert sql("SELECT name FROM hbi.groups WHERE ungrouped") == [("Ungrouped Hosts",)]


STORED = {
    "arch": "x86_64",
    "rhsm": {"version": "9.1", "environment_ids": ["e"]},
    "installed_packages": ["a-0:1-1.x86_64"],
    "workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}, "mssql": {"version": "1.0"}},
}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"basearch": "x"}, {"static": {"arch": "x86_64", "basearch": "x"}}, id="absent stays"),
        pytest.param({"arch": "arm"}, {"static": {"arch": "arm"}}, id="a value replaces"),
        pytest.param({"installed_packages": []}, {"dynamic": {"installed_packages": []}}, id="an empty list replaces"),
        pytest.param(
            {"rhsm": {"version": "9.2"}},
            {"static": {"rhsm": {"version": "9.2", "environment_ids": ["e"]}}},
            id="rhsm is merged one level deep",
        ),
        pytest.param({"rhsm": {}}, {"static": {"rhsm": {}}}, id="an empty rhsm clears"),
        pytest.param(
            {"workloads": {"sap": {"sids": ["XYZ"]}}},
            {"dynamic": {"workloads": {"sap": {"sids": ["XYZ"]}, "mssql": {"version": "1.0"}}}},
            id="workloads are merged one level deep",
        ),
        pytest.param(
            {"workloads": {}}, {"dynamic": {"workloads": STORED["workloads"]}}, id="empty workloads: no change"
        ),
    ],
)
def test_profile_merge(ingest: Ingest, sent: Json, expected: Json) -> None:
    first = ingest.report(system_profile=STORED)
    host = again(ingest, first, system_profile=sent)
    for part, columns in expected.items():
        assert {name: host[part][name] for name in columns} == columns


def test_a_part_that_was_missing_is_added(ingest: Ingest) -> None:
    first = ingest.report(system_profile={"arch": "x86_64"})
    host = again(ingest, first, system_profile={"cpu_flags": ["fpu"]})
    assert (host["static"]["arch"], host["dynamic"]["cpu_flags"]) == ("x86_64", ["fpu"])
    assert host["dynamic"]["insights_id"] == first["insights_id"]


def row_versions(sql: Sql) -> list[tuple[Any, ...]]:
    return sql(
        """
        SELECT s.xmin::text, s.ctid::text, d.xmin::text, d.ctid::text
        FROM hbi.system_profiles_static s JOIN hbi.system_profiles_dynamic d USING (org_id, host_id)
        """
    )


def test_an_unchanged_profile_is_not_written(ingest: Ingest, sql: Sql) -> None:
    report = ingest.report(system_profile=STORED)
    written = row_versions(sql)
    ingest.reports({**report, "display_name": "renamed"})
    assert ingest.host()["display_name"] == "renamed"
    assert row_versions(sql) == written


@pytest.mark.parametrize(
    ("change", "static_written", "dynamic_written"),
    [
        pytest.param({"arch": "arm"}, True, False, id="slow-changing part"),
        pytest.param({"installed_packages": []}, False, True, id="fast-changing part"),
    ],
)
def test_only_the_changed_part_is_written(
    ingest: Ingest, sql: Sql, change: Json, static_written: bool, dynamic_written: bool
) -> None:
    report = ingest.report(system_profile=STORED)
    ((*static, dynamic_xmin, dynamic_ctid),) = row_versions(sql)
    ingest.reports({**report, "system_profile": {**STORED, **change}})
    ((*static_after, dynamic_xmin_after, dynamic_ctid_after),) = row_versions(sql)
    assert (static != static_after) == static_written
    assert ((dynamic_xmin, dynamic_ctid) != (dynamic_xmin_after, dynamic_ctid_after)) == dynamic_written


def test_a_profile_that_others_changed_meanwhile_is_written_again(ingest: Ingest, sql: Sql) -> None:
    report = ingest.report(system_profile=STORED)
    sql("UPDATE hbi.system_profiles_static SET arch = 'changed by hand'")
    ingest.reports(report)
    assert ingest.host()["static"]["arch"] == "x86_64"


def test_a_stored_profile_that_cannot_be_merged_is_replaced(ingest: Ingest, sql: Sql) -> None:
    first = ingest.report(system_profile={"workloads": {"mssql": {"version": "1"}}})
    sql("UPDATE hbi.system_profiles_dynamic SET workloads = '[1]'")
    sent = {"workloads": {"mssql": {"version": "2"}}, "arch": "arm"}
    host = again(ingest, first, ansible_host="a", system_profile=sent)
    assert (host["ansible_host"], host["static"]["arch"], host["dynamic"]["workloads"]) == (
        "a",
        "arm",
        sent["workloads"],
    )
    assert [event.headers["event_type"] for event in ingest.events()] == ["created", "updated"]
    assert ingest.dead_letters() == []


def test_a_missing_type_is_derived(ingest: Ingest, sql: Sql) -> None:
    bootc = {"bootc_status": {"booted": {"image_digest": "sha256:" + "a" * 64}}}
    first = ingest.report(system_profile=bootc)
    sql("UPDATE hbi.hosts SET host_type = NULL")
    assert again(ingest, first, system_profile={"cpu_flags": ["a"]})["host_type"] == "bootc"


def test_bootc_turns_conventional_when_its_status_is_emptied(ingest: Ingest) -> None:
    bootc = {"bootc_status": {"booted": {"image_digest": "sha256:" + "a" * 64}}}
    first = ingest.report(system_profile=bootc)
    assert ingest.host()["host_type"] == "bootc"
    assert again(ingest, first, system_profile={"arch": "arm"})["host_type"] == "bootc"
    assert again(ingest, first, system_profile={"bootc_status": {}})["host_type"] == "conventional"


def test_ownership_moves_to_the_latest_machine(ingest: Ingest) -> None:
    first_cn, second_cn = str(uuid.uuid4()), str(uuid.uuid4())
    first = ingest.report(identity=system_identity(first_cn))
    host = again(ingest, first, identity=system_identity(second_cn))
    assert host["static"]["owner_id"] == second_cn


def test_rhsm_gives_a_host_to_its_subscription_once_its_profile_is_known(ingest: Ingest) -> None:
    """Until then it belongs to the machine that reports it."""
    cn, subscription = str(uuid.uuid4()), str(uuid.uuid4())
    rhsm: Json = {
        "identity": system_identity(cn),
        "reporter": "rhsm-conduit",
        "insights_id": INSIGHTS_ID,
        "subscription_manager_id": subscription,
        "system_profile": ...,
    }
    for profile, owner in [(..., cn), (..., cn), ({"arch": "arm"}, subscription), (..., subscription)]:
        ingest.report(**{**rhsm, "system_profile": profile})
        assert ingest.host()["static"]["owner_id"] == owner


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
@pytest.mark.parametrize("reporter", ["puptoo", "rhsm-conduit"])
def test_a_profile_of_nothing_but_the_owner_does_not_describe_a_host(
    ingest: Ingest, reporter: str, *, together: bool
) -> None:
    cn, ids = str(uuid.uuid4()), {"insights_id": INSIGHTS_ID, "subscription_manager_id": str(uuid.uuid4())}
    first = host_report(**ids, reporter=reporter, system_profile={"owner_id": cn})
    second = host_report(**ids, reporter="rhsm-conduit", system_profile=...)
    for batch in [[first, second]] if together else [[first], [second]]:
        assert not ingest.reports(*batch, identity=system_identity(cn))["rejected"]
    assert ingest.host()["static"]["owner_id"] == cn


@pytest.mark.parametrize(
    ("age", "reporter", "applied"),
    [
        pytest.param(timedelta(hours=1), "puptoo", False, id="deferred to a fresh reporter"),
        pytest.param(timedelta(days=2), "puptoo", True, id="not to a stale one"),
        pytest.param(timedelta(hours=1), "unknown", True, id="not to an unknown one"),
        pytest.param(timedelta(hours=1), None, True, id="not to null"),
    ],
)
def test_defer_to_reporter(ingest: Ingest, sql: Sql, age: timedelta, reporter: str | None, applied: bool) -> None:
    checked_in = datetime.now(UTC) - age
    stored = stored_host(sql, last_check_in=checked_in, static={"arch": "x86_64"})
    cn = str(uuid.uuid4())
    ingest.report(
        identity=system_identity(cn),
        envelope={"operation_args": {"defer_to_reporter": reporter}},
        insights_id=stored["insights_id"],
        reporter="yupana",
        ansible_host="applied anyway",
        display_name="applied, too",
        fqdn="new.example.org",
        facts=[{"namespace": "ns", "facts": {"k": 1}}],
        tags={"env": {"tier": ["gold"]}},
        system_profile={"arch": "arm", "cpu_flags": ["fpu"]},
    )
    host = ingest.host()
    assert (host["static"]["arch"], host["dynamic"] is not None) == ("arm" if applied else "x86_64", applied)
    assert (host["ansible_host"], host["static"]["owner_id"]) == ("applied anyway", cn)
    assert (host["display_name"], host["fqdn"], host["reporter"]) == ("applied, too", "new.example.org", "yupana")
    assert (host["facts"], host["tags"]) == ({"ns": {"k": 1}}, {"env": {"tier": ["gold"]}})
    assert host["reporters"] == ["puptoo", "yupana"]
    assert datetime.fromisoformat(host["last_check_in"]) > checked_in


def test_a_stale_reporter_does_not_defer_to_its_own_check_in(ingest: Ingest, sql: Sql) -> None:
    first = stored_host(sql, age=timedelta(days=2), reporter="puptoo", static={"arch": "x86_64"})
    envelope = {"operation_args": {"defer_to_reporter": "puptoo"}}
    assert again(ingest, first, envelope=envelope, system_profile={"arch": "arm"})["static"]["arch"] == "arm"


def test_the_organisations_own_time_to_stale_counts(ingest: Ingest, sql: Sql) -> None:
    first = stored_host(sql, age=timedelta(hours=1), reporter="puptoo", static={"arch": "x86_64"})
    stored_staleness(sql, stale=1800, warning=3600, delete=7200)
    envelope = {"operation_args": {"defer_to_reporter": "puptoo"}}
    host = again(ingest, first, envelope=envelope, reporter="yupana", system_profile={"arch": "arm"})
    assert host["static"]["arch"] == "arm"


def test_a_new_insights_id_reaches_the_profiles(ingest: Ingest) -> None:
    subscription_manager_id, insights_id = str(uuid.uuid4()), str(uuid.uuid4())
    ingest.report(subscription_manager_id=subscription_manager_id, system_profile=STORED)
    ingest.report(subscription_manager_id=subscription_manager_id, insights_id=insights_id, system_profile=...)
    host = ingest.host()
    assert {host["insights_id"], host["static"]["insights_id"], host["dynamic"]["insights_id"]} == {insights_id}


def test_other_organisations_hosts_are_others(ingest: Ingest) -> None:
    report = ingest.report()
    ingest.reports({**report, "org_id": "other"})
    assert len(ingest.hosts(ORG)) == len(ingest.hosts("other")) == 1


def test_a_culled_host_is_not_found_again(ingest: Ingest, sql: Sql) -> None:
    stored = stored_host(sql, age=timedelta(days=31))
    ingest.report(insights_id=stored["insights_id"])
    old, new = ingest.hosts()
    assert (old["id"], old["insights_id"]) == (stored["id"], new["insights_id"])
    assert new["id"] != stored["id"]


def test_the_organisations_own_time_to_delete_counts(ingest: Ingest, sql: Sql) -> None:
    stored = stored_host(sql, age=timedelta(hours=3))
    stored_staleness(sql, stale=1800, warning=3600, delete=7200)
    ingest.report(insights_id=stored["insights_id"])
    assert len(ingest.hosts()) == 2


def test_hosts_that_never_checked_in_do_not_match(ingest: Ingest, sql: Sql) -> None:
    stored = stored_host(sql)
    sql("UPDATE hbi.hosts SET last_check_in = NULL")
    ingest.reports(host_report(insights_id=stored["insights_id"]))
    assert len(ingest.hosts()) == 2

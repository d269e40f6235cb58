"""A batch has the outcome of one report at a time (contract: ingest-and-events 2 and 7)."""

import uuid

import pytest

from functions.ingest.dispatch import consume
from tests.conftest import Sql
from tests.support.factories import INGRESS, ORG, Json, host_message, host_report, msk_event, stored_host
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

S1, S2, I1, I2 = (f"{letter * 8}-0000-4000-8000-000000000000" for letter in "abcd")
BARE: Json = dict.fromkeys(("insights_id", "fqdn", "display_name", "system_profile"), ...)


def facts_of(hosts: list[Json]) -> list[tuple[str | None, ...]]:
    zero = "00000000-0000-0000-0000-000000000000"
    return [
        (
            host["provider_id"],
            host["subscription_manager_id"],
            None if host["insights_id"] == zero else host["insights_id"],
        )
        for host in hosts
    ]


P_AWS = {"provider_id": "p", "provider_type": "aws"}
Q_AWS = {"provider_id": "q", "provider_type": "aws"}
P_GCP = {"provider_id": "p", "provider_type": "gcp"}


@pytest.mark.parametrize("batched", [pytest.param(True, id="one batch"), pytest.param(False, id="one at a time")])
@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param(
            [{"subscription_manager_id": S1}, {"subscription_manager_id": S1, "insights_id": I1}],
            [(None, S1, I1)],
            id="found by subscription, insights_id is added",
        ),
        pytest.param(
            [
                {"subscription_manager_id": S1, "insights_id": I1},
                {"subscription_manager_id": S2, "insights_id": I1},
            ],
            [(None, S2, I1)],
            id="subscription misses, found by insights_id, subscription changes",
        ),
        pytest.param(
            [{**P_AWS, "subscription_manager_id": S1}, {**P_AWS, "subscription_manager_id": S2}],
            [("p", S2, None)],
            id="found by provider, subscription changes",
        ),
        pytest.param(
            [{**P_AWS, "subscription_manager_id": S1}, {**Q_AWS, "subscription_manager_id": S1}],
            [("p", S1, None), ("q", S1, None)],
            id="another provider id is another host",
        ),
        pytest.param([P_AWS, P_GCP], [("p", None, None), ("p", None, None)], id="so is another provider type"),
        pytest.param(
            [{**P_AWS, "subscription_manager_id": S1}, {"subscription_manager_id": S1}],
            [("p", S1, None)],
            id="a report without provider matches, the provider is kept",
        ),
        pytest.param(
            [{"subscription_manager_id": S1}, {**P_AWS, "subscription_manager_id": S1}],
            [("p", S1, None)],
            id="a host without provider gets one",
        ),
        pytest.param(
            [{"subscription_manager_id": S1}, {"insights_id": I1}, {"subscription_manager_id": S1, "insights_id": I1}],
            [(None, S1, I1), (None, None, I1)],
            id="subscription goes before insights_id",
        ),
        pytest.param(
            [
                {"subscription_manager_id": S1, "insights_id": I1},
                {"subscription_manager_id": S2, "insights_id": I1},
                {"subscription_manager_id": S1},
            ],
            [(None, S2, I1), (None, S1, None)],
            id="a fact that was taken away is free again",
        ),
        pytest.param([{"insights_id": I1}, {"insights_id": I2}], [(None, None, I1), (None, None, I2)], id="strangers"),
    ],
)
def test_deduplication(
    ingest: Ingest, reports: list[Json], expected: list[tuple[str | None, ...]], batched: bool
) -> None:
    bare = [host_report(**{**BARE, **report}) for report in reports]
    for batch in [bare] if batched else [[report] for report in bare]:
        assert ingest.reports(*batch)["rejected"] == 0
    assert facts_of(ingest.hosts()) == expected


def test_of_two_matching_hosts_the_one_modified_last_is_updated(ingest: Ingest, sql: Sql) -> None:
    stored = [stored_host(sql, insights_id=I1), stored_host(sql, insights_id=I1)]
    ingest.report(insights_id=I1, ansible_host="updated")
    updated = {host["id"] for host in ingest.hosts() if host["ansible_host"] == "updated"}
    assert updated == {stored[1]["id"]}


def test_a_stored_host_found_by_subscription_beats_one_of_the_batch_found_by_insights_id(
    ingest: Ingest, sql: Sql
) -> None:
    stored = stored_host(sql, subscription_manager_id=S1)
    ingest.reports(
        host_report(insights_id=I1), host_report(subscription_manager_id=S1, insights_id=I1, ansible_host="updated")
    )
    assert {host["id"] for host in ingest.hosts() if host["ansible_host"] == "updated"} == {stored["id"]}


def test_a_host_reported_twice_in_a_batch_is_created_once_and_updated(ingest: Ingest) -> None:
    report = host_report(system_profile={"arch": "x86_64", "workloads": {"mssql": {"version": "1.0"}}})
    later = {
        **report,
        "ansible_host": "later",
        "system_profile": {"workloads": {"satellite": {"version": "6.1"}}, "cpu_flags": ["fpu"]},
    }
    assert ingest.reports(report, later) == {"created": 1, "updated": 1, "rejected": 0}
    host = ingest.host()
    assert (host["ansible_host"], host["static"]["arch"]) == ("later", "x86_64")
    assert host["dynamic"]["workloads"] == {"mssql": {"version": "1.0"}, "satellite": {"version": "6.1"}}
    assert [event.body["type"] for event in ingest.events()] == ["created", "updated"]
    assert {event.body["host"]["ansible_host"] for event in ingest.events()} == {"later"}


def test_several_partitions_and_organisations_are_one_batch(ingest: Ingest) -> None:
    reports = [host_report(org_id=org_id) for org_id in (ORG, "a", "b", ORG)]
    first, second = [host_message(report) for report in reports[:2]], [host_message(report) for report in reports[2:]]
    counts = consume(msk_event({(INGRESS, 0): first, (INGRESS, 3): second}), ingest.runtime).counts
    assert counts == {"created": 4, "rejected": 0}
    assert [len(ingest.hosts(org_id)) for org_id in (ORG, "a", "b")] == [2, 1, 1]


def test_the_priority_topic_is_the_same(ingest: Ingest) -> None:
    event = msk_event([host_message(host_report())], topic="platform.inventory.host-ingress-p1")
    assert consume(event, ingest.runtime).counts == {"created": 1, "rejected": 0}


def test_delivering_a_batch_again_changes_no_host(ingest: Ingest) -> None:
    reports = [host_report(subscription_manager_id=str(uuid.uuid4())) for _ in range(20)]
    ingest.reports(*reports)
    before = ingest.hosts()
    assert ingest.reports(*reports) == {"updated": 20, "rejected": 0}
    moved = {"last_check_in", "modified_on", "per_reporter_staleness"}
    for old, new in zip(before, ingest.hosts(), strict=True):
        assert {name: value for name, value in old.items() if name not in moved} == {
            name: value for name, value in new.items() if name not in moved
        }

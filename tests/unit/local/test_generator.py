"""Generated hosts: the same every time, and acceptable to the inventory."""

import base64
import json
from itertools import islice

import orjson
import pytest

from hbi.ingest.messages.report import parse_report
from local.data.generator import KINDS, HostKind, host_reports

IDS = ("insights_id", "subscription_manager_id", "provider_id")


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_is_accepted(kind: HostKind) -> None:
    for message in host_reports(50, org_id="321", kind=kind):
        assert message.keys() == {"operation", "platform_metadata", "data"}
        report = parse_report(message["data"])
        assert report.org_id == "321"
        assert report.system_profile is not None


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_arguments_give_the_same_messages(kind: HostKind) -> None:
    assert list(host_reports(20, org_id="321", kind=kind)) == list(host_reports(20, org_id="321", kind=kind))


def test_more_hosts_are_the_same_hosts_and_others() -> None:
    assert list(islice(host_reports(800, org_id="321"), 5)) == list(host_reports(5, org_id="321"))


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_hosts_share_an_id(kind: HostKind) -> None:
    data = [message["data"] for message in host_reports(500, org_id="321", kind=kind)]
    for name in IDS:
        values = [report[name] for report in data if name in report]
        assert len(values) == len(set(values))
    assert all(any(name in report for name in IDS) for report in data)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"org_id": "322"}, id="another organisation"),
        pytest.param({"seed": "other"}, id="another seed"),
        pytest.param({"kind": "sap"}, id="another kind"),
    ],
)
def test_other_arguments_give_other_hosts(other: dict[str, str]) -> None:
    def ids(**arguments: str) -> set[str]:
        return {m["data"]["insights_id"] for m in host_reports(20, **{"org_id": "321", **arguments})}  # type: ignore[arg-type]

    assert not ids() & ids(**other)


def test_another_revision_changes_profiles_and_no_fact() -> None:
    for before, after in zip(host_reports(20, org_id="321"), host_reports(20, org_id="321", revision=1), strict=True):
        old, new = before["data"], after["data"]
        assert old.pop("system_profile") != new.pop("system_profile")
        assert old == new


@pytest.mark.parametrize("kilobytes", [6, 18, 60])
def test_profiles_have_the_size_that_was_asked_for(kilobytes: int) -> None:
    sizes = [
        len(orjson.dumps(message["data"]["system_profile"]))
        for message in host_reports(20, org_id="321", profile_kb=kilobytes)
    ]
    assert 0.95 * kilobytes * 1024 < sum(sizes) / len(sizes) < 1.1 * kilobytes * 1024


def test_identities_belong_to_the_organisation_and_own_their_hosts() -> None:
    for message in host_reports(5, org_id="321"):
        identity = json.loads(base64.b64decode(message["platform_metadata"]["b64_identity"]))["identity"]
        assert identity["org_id"] == "321"
        assert identity["system"]["cn"] == message["data"]["system_profile"]["owner_id"]


def test_subscription_management_sends_no_identity() -> None:
    (message,) = host_reports(1, org_id="321", kind="rhsm")
    assert "b64_identity" not in message["platform_metadata"]
    assert message["data"]["reporter"] == "rhsm-conduit"

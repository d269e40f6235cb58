"""Filters on what applications know, wherever hosts are selected (contract: rest-hosts 5.1 and 10.1)."""

from urllib.parse import quote

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import insert

CRITICAL = "filter[advisor][critical][gte]=2"
PROFILE = {"operating_system": {"name": "RHEL", "major": 9, "minor": 4}}
OTHER_PROFILE = {"operating_system": {"name": "RHEL", "major": 8, "minor": 4}}


@pytest.fixture(autouse=True)
def _advised(hosts: MakeHost, sql: Sql) -> None:
    """A host with five critical recommendations, one with one, one without any data."""
    for name, critical, runs_sap, profile in (
        ("many", 5, True, PROFILE),
        ("few", 1, False, OTHER_PROFILE),
        ("none", None, False, OTHER_PROFILE),
    ):
        sap = {"workloads": {"sap": {"sap_system": runs_sap, "sids": [name[:3].upper()]}}}
        host = hosts(display_name=name, tags={"a": {name: []}}, static=profile, dynamic=sap)
        if critical is not None:
            data = {"org_id": "321", "host_id": host["id"], "last_updated": host["created_on"], "critical": critical}
            insert(sql, "hosts_app_data_advisor", data)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("/tags", {"tag": {"namespace": "a", "key": "many", "value": None}, "count": 1}, id="tags"),
        pytest.param("/system_profile/sap_system", {"value": True, "count": 1}, id="SAP or not"),
        pytest.param("/system_profile/sap_sids", {"value": "MAN", "count": 1}, id="SIDs"),
        pytest.param(
            "/system_profile/operating_system", {"value": PROFILE["operating_system"], "count": 1}, id="systems"
        ),
    ],
)
def test_lists(api: Client, path: str, found: object) -> None:
    answer = api.get(f"{path}?{CRITICAL}")
    assert (answer.status, answer.json["total"], answer.json["results"]) == (200, 1, [found])


def test_hosts(api: Client) -> None:
    assert [host["display_name"] for host in api.get(f"/hosts?{CRITICAL}").json["results"]] == ["many"]


@pytest.mark.parametrize("query", [CRITICAL, quote(CRITICAL, safe="="), f"{CRITICAL}&display_name=*"])
def test_deletion(api: Client, sql: Sql, query: str) -> None:
    answer = api.delete(f"/hosts?{query}")
    assert (answer.status, answer.json) == (202, {"hosts_found": 1, "hosts_deleted": 1})
    assert {name for (name,) in sql("SELECT display_name FROM hbi.hosts")} == {"few", "none"}


@pytest.mark.parametrize("path", ["/hosts", "/tags", "/system_profile/sap_system", "/system_profile/sap_sids"])
@pytest.mark.parametrize("query", ["filter[nosuch][a][eq]=1", "filter[advisor][nosuch][eq]=1"])
def test_what_there_is_not(api: Client, path: str, query: str) -> None:
    answer = api.get(f"{path}?{query}")
    assert (answer.status, answer.content_type, answer.json["title"]) == (400, "application/json", "Validation Error")

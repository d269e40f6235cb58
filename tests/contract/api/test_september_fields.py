"""Fields that HBI added in September 2026, from report or message to filter (contract: rest-hosts 5.1, 10.1)."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import ORG, insert

RUNNING = {"name": "db", "image": "registry.example.org/db:1", "state": "running"}


@pytest.fixture(autouse=True)
def _stored(hosts: MakeHost, sql: Sql) -> None:
    for name, low in (("one", 1), ("two", 2), ("none", None)):
        satellite = {"version": "6.18", "foremanctl_version": f"1.{low}.0", "containers": [RUNNING] * (low or 0)}
        host = hosts(display_name=name, dynamic={"workloads": {"satellite": satellite if low else {"version": "6"}}})
        if low is not None:
            cves = {"moderate_cves": 10 * low, "low_cves": low}
            key = {"org_id": ORG, "host_id": host["id"], "last_updated": datetime.now(UTC)}
            insert(sql, "hosts_app_data_vulnerability", key | cves)


SATELLITE = "filter[system_profile][workloads][satellite]"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("filter[vulnerability][low_cves][gte]=2", {"two"}, id="at least"),
        pytest.param("filter[vulnerability][low_cves][eq]=1", {"one"}, id="equal"),
        pytest.param("filter[vulnerability][low_cves][ne]=1", {"two"}, id="unequal"),
        pytest.param("filter[vulnerability][moderate_cves][lt]=20", {"one"}, id="less"),
        pytest.param("filter[vulnerability][moderate_cves][lte]=20", {"one", "two"}, id="at most"),
        pytest.param("filter[vulnerability][moderate_cves][gt]=10", {"two"}, id="more"),
        pytest.param("filter[vulnerability][moderate_cves][nil]=", {"none"}, id="nil"),
        pytest.param("filter[vulnerability][low_cves][not_nil]=", {"one", "two"}, id="not nil"),
        pytest.param(f"{SATELLITE}[foremanctl_version]=1.2.0", {"two"}, id="version"),
        pytest.param(f"{SATELLITE}[foremanctl_version]=1.*", {"one", "two"}, id="wildcard"),
        pytest.param(f"{SATELLITE}[foremanctl_version]=nil", {"none"}, id="no version"),
        pytest.param(f"{SATELLITE}[containers]=not_nil", {"one", "two"}, id="containers"),
        pytest.param(f"{SATELLITE}[containers]=nil", {"none"}, id="no containers"),
        pytest.param(f"{SATELLITE}[containers][contains]=running", {"one", "two"}, id="containers with a text"),
        pytest.param(f"{SATELLITE}[containers][contains]=stopped", set(), id="with another text"),
    ],
)
def test_filters(api: Client, query: str, found: set[str]) -> None:
    answer = api.get(f"/hosts?{query}")
    assert answer.status == 200, answer.content
    assert {host["display_name"] for host in answer.json["results"]} == found


def test_they_are_shown(api: Client) -> None:
    (host,) = api.get("/hosts?filter[vulnerability][low_cves][eq]=1&fields[system_profile]=workloads").json["results"]
    assert host["system_profile"]["workloads"]["satellite"] == {
        "version": "6.18",
        "foremanctl_version": "1.1.0",
        "containers": [RUNNING],
    }

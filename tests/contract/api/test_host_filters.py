"""GET /hosts: groups, reporters, types, tags and profile filters (contract: rest-hosts 1.2, 4.4, 4.6 to 4.8, 5).

What each filter means is tested where filters live; here it is what the operation makes of them.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac
from tests.support.factories import Json, stored_group

OTHER_ORG = "654"
PROFILE = "filter[system_profile]"


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.content
    assert answer.json["total"] == answer.json["count"] == len(answer.json["results"])
    return sorted(host["display_name"] for host in answer.json["results"])


@pytest.fixture
def groups(sql: Sql, hosts: MakeHost) -> dict[str, Json]:
    """Hosts a and b in group Alpha, c in Beta, d in the ungrouped one, e in none."""
    stored = {name: stored_group(sql, name=name) for name in ("Alpha", "Beta")}
    for host, group in (("a", "Alpha"), ("b", "Alpha"), ("c", "Beta")):
        hosts(display_name=host, group=stored[group])
    hosts(display_name="d")
    lonely = hosts(display_name="e")
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (lonely["id"],))
    hosts(display_name="theirs", org_id=OTHER_ORG)
    return stored


@pytest.mark.parametrize("parameter", ["workspace_name", "group_name"])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["Alpha"], "ab", id="whole name"),
        pytest.param(["aLPHA"], "ab", id="any letter case"),
        pytest.param(["Alp"], "", id="no part of a name"),
        pytest.param(["Al*"], "", id="no wildcard"),
        pytest.param(["Alpha", "beta"], "abc", id="several are alternatives"),
        pytest.param(["Alpha,Beta"], "", id="a comma never separates"),
        pytest.param([""], "de", id="empty: none, or the ungrouped one"),
        pytest.param(["", "beta"], "cde", id="empty among names"),
        pytest.param(["ungrouped hosts"], "d", id="the ungrouped group by its name"),
        pytest.param(["nosuch"], "", id="unknown name"),
    ],
)
def test_group_names(api: Client, groups: dict[str, Json], parameter: str, values: list[str], expected: str) -> None:
    query = "&".join(f"{parameter}={quote(value)}" for value in values)
    assert names(api.get(f"/hosts?{query}")) == list(expected)


@pytest.mark.parametrize("parameter", ["workspace_id", "group_id"])
def test_group_ids(api: Client, groups: dict[str, Json], parameter: str) -> None:
    alpha, beta = (groups[name]["id"] for name in ("Alpha", "Beta"))
    assert names(api.get(f"/hosts?{parameter}={alpha}")) == ["a", "b"]
    assert names(api.get(f"/hosts?{parameter}={alpha.upper()}&{parameter}={beta}")) == ["a", "b", "c"]
    assert names(api.get(f"/hosts?{parameter}=a1b2c3d4-0001-4002-8003-a00000000007")) == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("workspace_name=a&group_name=b", id="two names"),
        pytest.param("workspace_name=&group_name=", id="an empty one counts as given"),
        pytest.param("workspace_name=a&group_id=a1b2c3d4-0001-4002-8003-a00000000007", id="name and id"),
        pytest.param(
            "workspace_id=a1b2c3d4-0001-4002-8003-a00000000007&group_id=a1b2c3d4-0001-4002-8003-a00000000007",
            id="two ids",
        ),
        pytest.param("group_id=x", id="malformed id"),
        pytest.param("workspace_id=", id="empty id"),
        pytest.param("workspace_id=a1b2c3d4000140028003a00000000007", id="id without hyphens"),
        pytest.param("group_name=%00", id="NUL"),
        pytest.param("registered_with=", id="no reporter"),
        pytest.param("registered_with=Puptoo", id="reporter in another letter case"),
        pytest.param("registered_with=!insights", id="insights has no negative"),
        pytest.param("registered_with=puptoo,yupana", id="a comma never separates reporters"),
        pytest.param("registered_with=puptoo&registered_with=x", id="one bad reporter among several"),
        pytest.param("system_type=", id="no type"),
        pytest.param("system_type=Edge", id="type in another letter case"),
        pytest.param("system_type=edge,bootc", id="a comma never separates types"),
        pytest.param("tags=", id="no tag"),
        pytest.param("tags=ns/=v", id="tag without key"),
        pytest.param("tags=a/b=", id="tag with an empty value"),
        pytest.param("tags=a/b=&tags=c/d", id="one bad tag among several"),
        pytest.param("tags=a=b=c", id="tag with two signs"),
        pytest.param("tags=a%00", id="NUL in a tag"),
        pytest.param("tags=a%2500", id="NUL in a tag, encoded twice"),
        pytest.param("filter=x", id="filter without brackets"),
        pytest.param("filter=%7B%22system_profile%22:%7B%7D%7D", id="filter as JSON"),
        pytest.param(f"{PROFILE}=x", id="text for the profile"),
        pytest.param(f"{PROFILE}=", id="nothing for the profile"),
        pytest.param(f"{PROFILE}", id="the profile without value"),
        pytest.param(f"{PROFILE}[arch]=a&{PROFILE}[arch]=b", id="a field twice"),
        pytest.param(f"{PROFILE}[arch]=[%22a%22]", id="a JSON list"),
        pytest.param(f"{PROFILE}[arch=a", id="unbalanced bracket"),
        pytest.param(f"{PROFILE}arch]=a", id="unbalanced bracket at the end"),
        pytest.param(f"{PROFILE}[]=x", id="a list of profiles"),
        pytest.param(f"{PROFILE}[arch]=%00", id="NUL in a value"),
        pytest.param(f"fields[system_profile]=arch&{PROFILE}[arch", id="fields may be right all the same"),
    ],
)
def test_refused_as_a_problem(api: Client, query: str) -> None:
    answer = api.get(f"/hosts?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json"), answer.content
    assert answer.json["title"] == "Bad Request"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(f"{PROFILE}[nosuch]=1", id="unknown field"),
        pytest.param(f"{PROFILE}[rhsm][nosuch]=1", id="unknown child"),
        pytest.param(f"{PROFILE}[workloads][nosuch][is]=nil", id="unknown workload"),
        pytest.param(f"{PROFILE}[arch][like]=x", id="unknown comparator"),
        pytest.param(f"{PROFILE}[arch][contains]=x", id="contains on a text"),
        pytest.param(f"{PROFILE}[number_of_cpus]=-1", id="sign"),
        pytest.param(f"{PROFILE}[is_marketplace]=1", id="number for a boolean"),
        pytest.param(f"{PROFILE}[owner_id]=x", id="text for a UUID"),
        pytest.param(f"{PROFILE}[operating_system][Debian][version]=1", id="unknown operating system"),
        pytest.param("filter[nosuch][a]=1", id="unknown root"),
        pytest.param(f"tags={'k' * 256}", id="a tag's part too long"),
    ],
)
def test_refused_by_the_application(api: Client, query: str) -> None:
    answer = api.get(f"/hosts?{query}")
    assert (answer.status, answer.content_type) == (400, "application/json"), answer.content
    assert answer.json["title"] == "Validation Error"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param(f"{PROFILE}[arch", 400, id="broken syntax is seen before permissions"),
        pytest.param("tags=a=b=c", 400, id="so is what is no tag"),
        pytest.param("system_type=x", 400, id="and an unknown word"),
        pytest.param(f"{PROFILE}[nosuch]=1", 403, id="what fields there are comes after permissions"),
        pytest.param("workspace_name=a&group_name=b", 403, id="so do checks across parameters"),
        pytest.param(f"tags={'k' * 256}", 403, id="and the length of a tag"),
        pytest.param("cursor=&page=1", 403, id="and a cursor beside a page"),
    ],
)
def test_order_of_checks(guarded_api: Client, rbac: FakeRbac, query: str, status: int) -> None:
    rbac.grant("inventory:groups:read")
    assert guarded_api.get(f"/hosts?{query}").status == status


def test_syntax_comes_before_other_parameters(api: Client) -> None:
    assert "filter" in api.get(f"/hosts?per_page=0&{PROFILE}[arch").json["detail"]


TAGGED = {
    "a": {"env": {"tier": ["gold", "blue"]}},
    "b": {"env": {"tier": []}},
    "c": {"null": {"tier": ["gold"]}},
    "d": {"ns/1": {"k": ["v"]}},
    "e": {},
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("tags=env/tier=gold", "a", id="namespace, key and value"),
        pytest.param("tags=env%2Ftier%3Dgold", "a", id="encoded once"),
        pytest.param("tags=env/tier", "ab", id="any value, or none"),
        pytest.param("tags=tier=gold", "c", id="no namespace is no wildcard"),
        pytest.param("tags=null/tier=gold", "c", id="null is no namespace"),
        pytest.param("tags=ns%252F1/k=v", "d", id="a slash in the namespace is encoded twice"),
        pytest.param("tags=env/tier=gold&tags=tier", "ac", id="several are alternatives"),
        pytest.param("tags=env/tier=Gold", "", id="letter case counts"),
        pytest.param("tags=env/tier=gold,blue", "", id="a comma is a character"),
        pytest.param("tags=env/tier=gold&tags=env/tier=gold", "a", id="repeats are harmless"),
    ],
)
def test_tags(api: Client, hosts: MakeHost, query: str, expected: str) -> None:
    for name, tags in TAGGED.items():
        hosts(display_name=name, tags=tags)
    hosts(display_name="theirs", org_id=OTHER_ORG, tags=TAGGED["a"])
    assert names(api.get(f"/hosts?{query}")) == list(expected)


def _reported(**ages: int) -> Json:
    """Columns of a host whose reporters checked in so many days ago."""
    now = datetime.now(UTC)
    check_ins = {name.replace("_", "-"): (now - timedelta(days=days)).isoformat() for name, days in ages.items()}
    return {"per_reporter_staleness": check_ins, "reporters": sorted(check_ins)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("registered_with=insights", "abc", id="has an insights id"),
        pytest.param("registered_with=puptoo", "a", id="the reporter is not culled"),
        pytest.param("registered_with=!puptoo", "bcd", id="absent or culled"),
        pytest.param("registered_with=puptoo&registered_with=!puptoo", "abcd", id="alternatives, negatives too"),
        pytest.param("registered_with=yupana", "bc", id="yupana and its successors"),
        pytest.param("registered_with=!yupana", "ad", id="none of them"),
        pytest.param("registered_with=satellite", "c", id="a successor alone"),
        pytest.param("registered_with=rhsm-conduit&staleness=stale", "", id="states are tested apart"),
    ],
)
def test_reporters(api: Client, hosts: MakeHost, query: str, expected: str) -> None:
    hosts(display_name="a", **_reported(puptoo=1))
    hosts(display_name="b", **_reported(puptoo=31, yupana=0))
    hosts(display_name="c", **_reported(satellite=2))
    hosts(display_name="d", insights_id="00000000-0000-0000-0000-000000000000", **_reported(rhsm_conduit=0))
    assert names(api.get(f"/hosts?{query}")) == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("registered_with=puptoo", "a", id="all states"),
        pytest.param("registered_with=puptoo&staleness=stale", "a", id="the host's state"),
        pytest.param("registered_with=puptoo&staleness=stale_warning", "", id="not the reporter's"),
        pytest.param("registered_with=!puptoo&staleness=fresh", "b", id="a reporter is culled and its host fresh"),
        pytest.param("registered_with=yupana&staleness=stale", "", id="the state of another reporter's check-in"),
    ],
)
def test_reporters_and_states_are_tested_apart(api: Client, hosts: MakeHost, query: str, expected: str) -> None:
    hosts(display_name="a", age=timedelta(days=2), **_reported(puptoo=20))
    hosts(display_name="b", **_reported(puptoo=31, yupana=2))
    hosts(display_name="culled", age=timedelta(days=31), **_reported(puptoo=0))
    assert names(api.get(f"/hosts?{query}")) == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("system_type=conventional", ["conventional", "untyped"]),
        ("system_type=edge", ["edge"]),
        ("system_type=edge&system_type=bootc", ["bootc", "edge"]),
        ("system_type=cluster", ["cluster"]),
    ],
)
def test_types(api: Client, hosts: MakeHost, query: str, expected: list[str]) -> None:
    for kind in ("conventional", "edge", "bootc", "cluster"):
        hosts(display_name=kind, host_type=kind)
    hosts(display_name="untyped", host_type=None)
    assert names(api.get(f"/hosts?{query}")) == expected


def _system(major: int, minor: int) -> Json:
    return {"operating_system": {"name": "RHEL", "major": major, "minor": minor}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(f"{PROFILE}[operating_system][RHEL][version][eq]=9.4", "a", id="a release"),
        pytest.param(f"{PROFILE}[operating_system][RHEL][version][gte]=8", "ab", id="a range"),
        pytest.param(f"{PROFILE}[operating_system]=nil", "cd", id="absence includes hosts without profile"),
        pytest.param(f"{PROFILE}[operating_system][]=nil&{PROFILE}[operating_system][RHEL][version]=9", "acd", id="or"),
        pytest.param(f"{PROFILE}[arch]=x86_64", "a", id="a text"),
        pytest.param(f"{PROFILE}[arch][neq]=x86_64", "b", id="unequal is no absence"),
        pytest.param(f"{PROFILE}[arch][]=x86_64&{PROFILE}[arch][]=nil", "acd", id="a value or absent"),
        pytest.param(f"{PROFILE}=%7B%22arch%22:[%22arm%22,%22x86_64%22]%7D", "ab", id="JSON"),
        pytest.param(f"{PROFILE}[sap_system]=true", "b", id="the other part of the profile"),
        pytest.param(f"{PROFILE}[sap_system]=true&{PROFILE}[arch]=arm", "b", id="both parts"),
        pytest.param(f"{PROFILE}[owner_id]=", "", id="what nothing can equal finds nothing"),
        pytest.param(f"{PROFILE}[host_type]=nosuch", "", id="an unknown word of an enumeration finds nothing"),
        pytest.param(f"{PROFILE}[operating_system][name][nil]=RHEL", "cd", id="nil as a comparator of the name"),
        pytest.param(f"{PROFILE}[number_of_cpus][contains]=nil", "abcd", id="nil overrides the comparator"),
        pytest.param(f"{PROFILE}[nosuch][is]=nil&{PROFILE}=%7B%7D", None, id="an empty filter beside a wrong one"),
        pytest.param(f"{PROFILE}=%7B%7D", "abcd", id="no filter"),
        pytest.param("filter[advisor][critical][nil]=", "abcd", id="another application"),
        pytest.param("filters[x]=1", "abcd", id="a longer name is another, unknown one"),
    ],
)
def test_profiles(api: Client, hosts: MakeHost, query: str, expected: str | None) -> None:
    sap = {"workloads": {"sap": {"sap_system": True}}}
    hosts(display_name="a", static={"arch": "x86_64", **_system(9, 4)})
    hosts(display_name="b", static={"arch": "arm", **_system(8, 10)}, dynamic=sap)
    hosts(display_name="c", static={"rhsm": {"version": "9"}})
    hosts(display_name="d")
    hosts(display_name="culled", age=timedelta(days=31), static={"arch": "x86_64", **_system(9, 4)}, dynamic=sap)
    hosts(display_name="theirs", org_id=OTHER_ORG, static={"arch": "x86_64", **_system(9, 4)})
    answer = api.get(f"/hosts?{query}")
    if expected is None:
        assert answer.status == 400
    else:
        assert names(answer) == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(
            f"{PROFILE}[operating_system][RHEL][version][gte]=8.6&{PROFILE}[operating_system][RHEL][version][lt]=9"
            f"&{PROFILE}[workloads][sap][sap_system]=true",
            "a",
            id="RHEL 8.6 or newer within 8, SAP hosts",
        ),
        pytest.param(f"{PROFILE}[rhc_client_id]=nil", "bcef", id="no remote-control client"),
        pytest.param(
            f"{PROFILE}[bootc_status][booted][image]=not_nil&{PROFILE}[host_type]=nil",
            "e",
            id="booted image known, not edge",
        ),
    ],
)
def test_worked_requests(api: Client, hosts: MakeHost, query: str, expected: str) -> None:
    """Of the contract's section 5.10."""
    sap = {"workloads": {"sap": {"sap_system": True}}}
    image = {"bootc_status": {"booted": {"image": "quay.io/a"}}}
    client = {"rhc_client_id": "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"}
    hosts(display_name="a", static={**_system(8, 10), **client}, dynamic=sap)
    hosts(display_name="b", static=_system(8, 5), dynamic=sap)
    hosts(display_name="c", static=_system(9, 0), dynamic=sap)
    hosts(display_name="d", static={**_system(8, 6), **client, **image, "host_type": "edge"})
    hosts(display_name="e", static={**image, "arch": "x86_64"})
    hosts(display_name="f")
    assert names(api.get(f"/hosts?{query}")) == list(expected)


def test_all_parameters_must_hold(api: Client, hosts: MakeHost, sql: Sql) -> None:
    alpha = stored_group(sql, name="Alpha")
    wanted = {
        "group": alpha,
        "tags": TAGGED["a"],
        "host_type": "edge",
        "static": {"arch": "x86_64"},
        "insights_id": "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
    }
    hosts(display_name="web 1", **wanted)
    for number, other in enumerate(
        ({"group": None}, {"tags": {}}, {"host_type": "bootc"}, {"static": {"arch": "arm"}}, {"age": timedelta(days=9)})
    ):
        host = {**wanted, "insights_id": f"5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a0{number}", **other}
        hosts(display_name=f"web {number + 2}", **host)
    hosts(display_name="db", **{**wanted, "insights_id": "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a90"})
    query = f"display_name=web&workspace_name=alpha&tags=env/tier&system_type=edge&{PROFILE}[arch]=x86_64"
    assert names(api.get(f"/hosts?{query}&staleness=fresh&registered_with=insights")) == ["web 1"]


@pytest.mark.parametrize(
    "query", ["tags=env/tier", "hostname_or_id=host", f"{PROFILE}[arch]=x86_64", "system_type=edge"]
)
def test_totals_count_all_pages_once(api: Client, hosts: MakeHost, query: str) -> None:
    for number in range(5):
        hosts(display_name=f"host {number}", tags=TAGGED["a"], static={"arch": "x86_64"}, host_type="edge")
    hosts(age=timedelta(days=31), tags=TAGGED["a"], static={"arch": "x86_64"}, host_type="edge")
    pages = [api.get(f"/hosts?{query}&order_by=display_name&per_page=2&page={page}").json for page in (1, 2, 3)]
    assert [page["total"] for page in pages] == [5, 5, 5]
    found = [host["display_name"] for page in pages for host in page["results"]]
    assert found == [f"host {number}" for number in range(5)]
    assert api.get(f"/hosts?{query}&per_page=2&page=4").status == 404
    assert api.get(f"/hosts?{query}&count_only=true").json["total"] == 5

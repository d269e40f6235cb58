"""Query parameters that an operation does not declare: named in a header, refused where hosts would be deleted."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from functions.api.http.ignored import HEADER
from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import EXPORT_BASE, Client, FakeRbac

LOST = [
    pytest.param("filter.system_profile.arch=x86_64", "filter[system_profile][arch]", id="JavaScript client's filter"),
    pytest.param("filter.[system_profile][arch]=x86_64", "filter[system_profile][arch]", id="its other writing"),
    pytest.param("filter.system_profile.arch.eq=x", "filter[system_profile][arch][eq]", id="dots below dots"),
    pytest.param("filter.advisor.critical.gte=1", "filter[advisor][critical][gte]", id="dots, an application"),
    pytest.param("filter.patch=1", "filter[patch]", id="dots, one step"),
    pytest.param("filter.=1", "filter[name]", id="a dot alone"),
    pytest.param("filter:system_profile:arch=x", "filter", id="colons"),
    pytest.param("filter=1", "filter[name][name]", id="no brackets"),
    pytest.param('filter={"system_profile":{"arch":"x86_64"}}', "filter[name][name]", id="JSON without brackets"),
    pytest.param("filter[system_profile=x", "balanced brackets", id="unbalanced brackets"),
    pytest.param("filter(system_profile)(arch)=x", "balanced brackets", id="other brackets"),
    pytest.param("filter-system_profile-arch=x", "filter[", id="dashes"),
    pytest.param("filter_system_profile_arch=x", "filter[", id="underscores"),
    pytest.param("filter__system_profile__arch=x", "filter[", id="double underscores"),
    pytest.param("filters[system_profile][arch]=x", "filter[system_profile][arch]", id="plural"),
    pytest.param("Filter[system_profile][arch]=x", "filter[system_profile][arch]", id="another letter case"),
    pytest.param("FILTER.system_profile.arch=x", "filter[system_profile][arch]", id="upper case and dots"),
    pytest.param(" filter.system_profile.arch=x", "filter[system_profile][arch]", id="after a blank"),
    pytest.param("[filter][system_profile][arch]=x", "filter[system_profile][arch]", id="all in brackets"),
    pytest.param("system_profile[arch]=x", "filter[system_profile][arch]", id="brackets without filter"),
    pytest.param("system_profile.arch=x", "filter[system_profile][arch]", id="dots without filter"),
    pytest.param('system_profile={"arch":"x"}', "filter[system_profile]", id="JSON without filter"),
    pytest.param("system_profile_arch=x", "filter[system_profile]", id="underscores without filter"),
    pytest.param("systemProfile.arch=x", "filter[system_profile][arch]", id="camel case"),
    pytest.param("vulnerability[critical_cves][gte]=1", "filter[vulnerability][critical_cves]", id="an application"),
    pytest.param("fields.system_profile=arch", "fields", id="fields with dots"),
    pytest.param("fields=arch", "fields", id="fields without brackets"),
    pytest.param("staleness[]=stale", "staleness=value, repeated", id="list with empty brackets"),
    pytest.param("staleness[0]=stale", "staleness=value, repeated", id="numbered list"),
    pytest.param("staleness.0=stale", "staleness=value, repeated", id="numbered list with dots"),
    pytest.param("tags[]=env/tier=gold", "tags=value, repeated", id="tags with brackets"),
    pytest.param("groupName=lab", "group_name=value", id="camel case of a name"),
    pytest.param("workspace-id=1", "workspace_id=value", id="dash in a name"),
    pytest.param("Fqdn=a", "fqdn=value", id="letter case of a name"),
    pytest.param("provider_type =aws", "provider_type=value", id="blank behind a name"),
    pytest.param("updated[start]=2031", "updated_start=value", id="a name in two steps"),
    pytest.param("group.name=lab", "group_name=value", id="a name in two steps with a dot"),
    pytest.param("fqdn__eq=a", "fqdn=value", id="comparator behind underscores"),
    pytest.param("params[filter][system_profile][arch]=x", "filter[system_profile][arch]", id="inside another name"),
    pytest.param("query.display_name=a", "display_name=value", id="a name inside another one"),
    pytest.param("fields[system_profile].arch=x", "fields", id="fields with brackets and dots"),
    pytest.param("\ufb01lter[system_profile][arch]=x", "filter[system_profile][arch]", id="a ligature"),
    pytest.param("updated_start[gte]=2031", "updated_start=value", id="comparator on a name"),
]


def left(sql: Sql) -> int:
    return int(sql("SELECT count(*) FROM hbi.hosts")[0][0])


def encoded(query: str) -> str:
    name, _, value = query.partition("=")
    return f"{quote(name)}={quote(value)}"


@pytest.mark.parametrize(("query", "right"), LOST)
def test_a_deletion_refuses_filters_that_it_would_not_see(
    api: Client, hosts: MakeHost, sql: Sql, query: str, right: str
) -> None:
    hosts(), hosts()
    for sent in (f"display_name=*&{encoded(query)}", f"{encoded(query)}&display_name=*", encoded(query)):
        answer = api.delete(f"/hosts?{sent}")
        assert (answer.status, answer.content_type) == (400, "application/problem+json")
        assert right in answer.json["detail"]
    assert left(sql) == 2


@pytest.mark.parametrize(
    "query",
    [
        *(entry.values[0] for entry in LOST),
        "filter[system_profile][arch]=x86_64",
        "display_name=a",
        "staleness=stale",
        "tags=a/b=c",
        "group_name=",
    ],
)
def test_deleting_all_refuses_filters(api: Client, hosts: MakeHost, sql: Sql, query: Any) -> None:
    hosts()
    answer = api.delete(f"/hosts/all?confirm_delete_all=true&{encoded(query)}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert "DELETE /hosts" in answer.json["detail"]
    assert left(sql) == 1


@pytest.mark.parametrize(
    ("query", "named"),
    [
        pytest.param("colour=red", "colour", id="unknown name"),
        pytest.param("page=2&order_by=updated&branch_id=1", "page, order_by, branch_id", id="names of the list"),
        pytest.param("fields[system_profile]=arch", "fields[system_profile]", id="fields, which narrow nothing"),
        pytest.param("tag=a", "tag", id="a name that only resembles a filter"),
    ],
)
def test_a_deletion_names_what_it_ignored(api: Client, hosts: MakeHost, query: str, named: str) -> None:
    hosts()
    answer = api.delete(f"/hosts?display_name=*&{query}")
    assert (answer.status, answer.headers[HEADER]) == (202, named)
    answer = api.delete(f"/hosts/all?confirm_delete_all=true&{query}")
    assert (answer.status, answer.headers[HEADER]) == (202, named)


def test_a_lost_filter_is_found_before_permission(guarded_api: Client, rbac: FakeRbac) -> None:
    rbac.grant()
    assert guarded_api.delete("/hosts?filter.system_profile.arch=x").status == 400
    assert guarded_api.delete("/hosts?colour=red").status == 403


@pytest.mark.parametrize(
    ("query", "named"),
    [
        pytest.param("filter.system_profile.arch=x", "filter.system_profile.arch", id="dots"),
        pytest.param("fields.system_profile=arch", "fields.system_profile", id="fields with dots"),
        pytest.param("system_profile[arch]=x", "system_profile[arch]", id="no filter before it"),
        pytest.param("staleness[]=stale&tags[0]=a/b", "staleness[], tags[0]", id="lists in brackets"),
        pytest.param("bogus=1&bogus=2&x", "bogus, x", id="each name once"),
        pytest.param("FQDN=a", "FQDN", id="another letter case"),
        pytest.param("search=a", "search", id="known elsewhere"),
        pytest.param("a%2Cb=1&%C3%A9=1&c%0D%0Ad=2", "a%2Cb, %C3%A9, c%0D%0Ad", id="encoded"),
        pytest.param("=1&&", None, id="no name"),
        pytest.param("branch_id=1&filter[system_profile][arch]=nil&fields[x]=y&display_name=", None, id="declared"),
    ],
)
def test_reads_ignore_them_and_say_so(api: Client, hosts: MakeHost, query: str, named: str | None) -> None:
    hosts()
    answer = api.get(f"/hosts?{query}")
    assert (answer.status, answer.json["total"]) == (200, 1)
    assert answer.headers.get(HEADER) == named


@pytest.mark.parametrize(
    "path",
    [
        "/tags?{}",
        "/system_profile/sap_system?{}",
        "/hosts/{id}?{}",
        "/hosts/{id}/tags?{}",
        f"{EXPORT_BASE}/exports?{{}}",
    ],
)
def test_every_read_says_so(api: Client, hosts: MakeHost, path: str) -> None:
    answer = api.get(path.format("filter.system_profile.arch=x", id=hosts()["id"]))
    assert (answer.status, answer.headers[HEADER]) == (200, "filter.system_profile.arch")


def test_named_hosts_are_changed_whatever_else_is_asked(api: Client, hosts: MakeHost) -> None:
    """The path says which hosts: a filter has nothing to narrow."""
    host = hosts(display_name="a")
    answer = api.patch(f"/hosts/{host['id']}?display_name=b", {"display_name": "c"})
    assert (answer.status, answer.headers[HEADER]) == (200, "display_name")
    answer = api.delete(f"/hosts/{host['id']}?filter.system_profile.arch=x")
    assert (answer.status, answer.headers[HEADER]) == (200, "filter.system_profile.arch")


def test_refusals_do_not_name_them(api: Client) -> None:
    assert HEADER not in api.get(f"/hosts/{uuid4()}?bogus=1").headers


def test_the_description_names_the_header(api: Client) -> None:
    paths = api.get("/openapi.json").json["paths"]
    for item in paths.values():
        for operation in item.values():
            success = min(operation["responses"])
            assert HEADER in operation["responses"][success]["headers"]

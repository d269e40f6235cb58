"""Filters of the hosts-view, and what it returns of a host (contract: rest-groups-staleness-views 8.4, 8.6)."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.contract.api.test_hosts_view import VIEW, names
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.applications import FIELDS, store_data
from tests.support.factories import stored_group

TEMPLATE = "5c5c5c5c-0000-4000-8000-00000000000a"
INTEGERS = [
    f"{application}:{name}"
    for application, fields in FIELDS.items()
    for name in fields
    if name not in {"template_name", "template_uuid", "policies", "policies_count", "last_scan", "last_status"}
]


@pytest.fixture(autouse=True)
def _stored(hosts: MakeHost, sql: Sql) -> None:
    """Hosts with little, much and no data, one of which nothing is known, one of another organisation."""
    system = {"operating_system": {"name": "RHEL", "major": 9, "minor": 4}}
    for name, number, static in (
        ("little", 1, {"arch": "x86_64", **system}),
        ("much", 7, {"arch": "x86_64"}),
        ("null", None, {"arch": "s390x"}),
    ):
        values = {application: {} for application in FIELDS}
        if number is not None:
            for key in INTEGERS:
                application, _, field = key.partition(":")
                values[application][field] = number
            values["patch"] |= {"template_name": "Beta" if number == 1 else "alpha", "template_uuid": str(uuid4())}
            values["malware"] |= {"last_status": "Matched", "last_scan": datetime(2031, 1, number, 12, tzinfo=UTC)}
            values["compliance"]["last_scan"] = datetime(2031, 1, number, 12, tzinfo=UTC)
        if name == "much":
            values["patch"]["template_uuid"] = TEMPLATE
        host = hosts(display_name=name, static=static, group=stored_group(sql, name=f"of {name}"))
        store_data(sql, host, **values)
    hosts(display_name="unknown", group=stored_group(sql, name="of nobody"))
    store_data(sql, hosts(org_id="654", display_name="theirs"), advisor={"critical": 7}, malware={"last_matches": 7})


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("eq", 7, ["much"]),
        ("ne", 7, ["little"]),
        ("gt", 1, ["much"]),
        ("gte", 1, ["little", "much"]),
        ("lt", 7, ["little"]),
        ("lte", 7, ["little", "much"]),
        ("nil", "", ["null", "unknown"]),
        ("not_nil", "", ["little", "much"]),
    ],
)
def test_every_integer(api: Client, operator: str, value: object, found: list[str]) -> None:
    """With some of the operators; with all of them one of each application."""
    for number, key in enumerate(INTEGERS):
        if number % 3 == len(operator) % 3 or key.endswith(("critical", "total_cves", "installed", "plans", "matches")):
            assert names(api, f"filter[{key.replace(':', '][')}][{operator}]={value}") == found, key


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("[patch][template_name][eq]=alpha", ["much"], id="text"),
        pytest.param("[patch][template_name][eq]=Alpha", [], id="text in another letter case"),
        pytest.param("[patch][template_name][eq]=alph", [], id="part of a text"),
        pytest.param("[patch][template_name][eq]=alph*", [], id="no wildcard"),
        pytest.param("[patch][template_name][eq]=", [], id="the empty text"),
        pytest.param("[patch][template_name][ne]=alpha", ["little"], id="another text"),
        pytest.param("[patch][template_name][gt]=Z", ["much"], id="texts behind one, byte by byte"),
        pytest.param("[patch][template_name][lte]=Beta", ["little"], id="texts up to one"),
        pytest.param("[patch][template_name][nil]=true", ["null", "unknown"], id="no text"),
        pytest.param("[malware][last_status][eq]=Matched", ["little", "much"], id="status"),
        pytest.param("[malware][last_status][ne]=Matched", [], id="another status"),
        pytest.param(f"[patch][template_uuid][eq]={TEMPLATE}", ["much"], id="id"),
        pytest.param(f"[patch][template_uuid][eq]={TEMPLATE.upper()}", ["much"], id="id in capitals"),
        pytest.param(f"[patch][template_uuid][ne]={TEMPLATE}", ["little"], id="another id"),
        pytest.param("[patch][template_uuid][not_nil]=", ["little", "much"], id="any id"),
        pytest.param("[patch][template_uuid][gte]=00000000-0000-0000-0000-000000000000", ["little", "much"], id="ids"),
        pytest.param("[malware][last_scan][gt]=2031-01-01", ["little", "much"], id="after a day began"),
        pytest.param("[malware][last_scan][gte]=2031-01-07T12:00:00Z", ["much"], id="from an instant on"),
        pytest.param("[malware][last_scan][eq]=2031-01-07T13:00:00%2B01:00", ["much"], id="an instant elsewhere"),
        pytest.param("[compliance][last_scan][lt]=2031-01-02", ["little"], id="before a day"),
        pytest.param("[compliance][last_scan][ne]=2031-01-07T12:00:00", ["little"], id="another instant"),
        pytest.param("[compliance][last_scan][nil]=", ["null", "unknown"], id="no instant"),
    ],
)
def test_other_kinds(api: Client, query: str, found: list[str]) -> None:
    assert names(api, f"filter{query}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("filter[advisor][critical][nil]=false", ["null", "unknown"], id="nil ignores its value"),
        pytest.param("filter[advisor][critical][not_nil]=false", ["little", "much"], id="so does not_nil"),
        pytest.param("filter[advisor][critical][nil]", ["null", "unknown"], id="without any value"),
        pytest.param(f"filter[advisor][critical][lt]={10**60}", ["little", "much"], id="less than a huge number"),
        pytest.param(f"filter[advisor][critical][gt]={10**60}", [], id="more than a huge number"),
        pytest.param(f"filter[advisor][critical][eq]={2**31}", [], id="beyond the column"),
        pytest.param("filter[advisor][critical][gte]=-1", ["little", "much"], id="negative"),
        pytest.param("filter[advisor][critical][gt]=1&filter[advisor][critical][lt]=9", ["much"], id="a range"),
        pytest.param("filter[advisor][critical][gt]=7&filter[advisor][critical][lt]=7", [], id="an empty range"),
        pytest.param("filter[advisor][critical][gte]=1&filter[patch][packages_installed][lt]=7", ["little"], id="two"),
        pytest.param("filter[advisor][critical][nil]=&filter[malware][last_matches][gte]=0", [], id="none and one"),
        pytest.param(
            "&".join(f"filter[{key.replace(':', '][')}][eq]=7" for key in INTEGERS), ["much"], id="all of them"
        ),
        pytest.param(
            "filter[advisor][critical][gte]=1&filter[system_profile][arch]=x86_64", ["little", "much"], id="and profile"
        ),
        pytest.param("filter[advisor][critical][gte]=1&filter[system_profile][arch]=s390x", [], id="or not"),
        pytest.param("filter[advisor][critical][nil]=&filter[system_profile][arch]=s390x", ["null"], id="profile, nil"),
        pytest.param(
            "filter[advisor][critical][gte]=1&filter[system_profile][operating_system][RHEL][version][eq]=9.4",
            ["little"],
            id="operating system",
        ),
        pytest.param("filter[system_profile][arch]=s390x", ["null"], id="profile alone"),
        pytest.param("filter[advisor][critical][gte]=1&display_name=mu", ["much"], id="and name"),
        pytest.param("filter[advisor][critical][gte]=1&workspace_name=of%20much", ["much"], id="and workspace"),
        pytest.param("filter[advisor][critical][gte]=1&staleness=stale", [], id="and state"),
        pytest.param("filter[advisor]={}", ["little", "much", "null", "unknown"], id="an empty object"),
        pytest.param('filter[advisor]={"critical":{"gte":"7"}}', ["much"], id="JSON"),
        pytest.param('filter[advisor]={"critical":{"gte":7}}', ["much"], id="JSON with a number"),
        pytest.param('filter[advisor][critical]={"gte":1,"lt":7}', ["little"], id="JSON deeper down"),
        pytest.param(
            'filter[advisor]={"critical":{"nil":true},"low":{"nil":true}}', ["null", "unknown"], id="JSON, nil"
        ),
    ],
)
def test_filters_together(api: Client, query: str, found: list[str]) -> None:
    name, equals, value = query.partition("={")
    assert names(api, f"{name}={quote('{' + value)}" if equals else query) == found


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("filter[advisor][nosuch][eq]=1", id="unknown field"),
        pytest.param("filter[advisor][Critical][eq]=1", id="field in another letter case"),
        pytest.param("filter[advisor][critical_cves][eq]=1", id="field of another application"),
        pytest.param("filter[compliance][policies][nil]=", id="policies"),
        pytest.param("filter[compliance][policies_count][gte]=1", id="number of policies"),
        pytest.param("filter[patch][advisories_total_installable][gte]=1", id="total"),
        pytest.param("filter[advisor][severity_priority][gte]=1", id="severities"),
        pytest.param("filter[advisor][critical][neq]=1", id="unknown operator"),
        pytest.param("filter[advisor][critical][contains]=1", id="operator of profiles"),
        pytest.param("filter[advisor][critical][GTE]=1", id="operator in another letter case"),
        pytest.param("filter[advisor][critical]=5", id="no operator"),
        pytest.param("filter[advisor][critical]=nil", id="a word for an operator"),
        pytest.param("filter[advisor][critical][gte]=", id="no number"),
        pytest.param("filter[advisor][critical][gte]=one", id="a word for a number"),
        pytest.param("filter[advisor][critical][gte]=1.5", id="a fraction"),
        pytest.param("filter[advisor][critical][gte]=true", id="a boolean"),
        pytest.param("filter[advisor][critical][eq][]=1", id="a list"),
        pytest.param("filter[advisor][critical][eq][x]=1", id="a name behind the operator"),
        pytest.param("filter[malware][last_scan][gte]=yesterday", id="no instant"),
        pytest.param("filter[malware][last_scan][gte]=", id="an empty instant"),
        pytest.param("filter[patch][template_uuid][eq]=x", id="no id"),
        pytest.param("filter[nosuch][a][eq]=1", id="unknown application"),
        pytest.param("filter[Advisor][critical][eq]=1", id="application in another letter case"),
        pytest.param("filter[host][display_name][eq]=a", id="a namespace of views"),
        pytest.param("filter[malware-detection][last_matches][eq]=1", id="the service's name"),
        pytest.param("filter[system_profile][nosuch]=1", id="unknown field of profiles"),
    ],
)
def test_what_cannot_be_asked(api: Client, query: str) -> None:
    answer = api.get(f"{VIEW}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/json")
    assert answer.json["title"] == "Validation Error"
    assert answer.json["status"] == 400


@pytest.mark.parametrize(
    ("query", "known"),
    [
        ("filter[nosuch][a][eq]=1", ["advisor", "vulnerability", "patch", "remediations", "compliance", "malware"]),
        ("filter[advisor][nosuch][eq]=1", FIELDS["advisor"]),
        ("filter[advisor][critical][like]=1", ["eq", "ne", "gt", "gte", "lt", "lte", "nil", "not_nil"]),
        ("filter[advisor][critical]=5", ["eq", "ne", "gt", "gte", "lt", "lte", "nil", "not_nil"]),
    ],
)
def test_refusals_say_what_there_is(api: Client, query: str, known: list[str]) -> None:
    detail = api.get(f"{VIEW}?{query}").json["detail"]
    assert [word for word in known if word not in detail] == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("filter=5", id="no brackets"),
        pytest.param(f"filter={quote('{"advisor":{"critical":{"eq":1}}}')}", id="one JSON value"),
        pytest.param("filter[advisor]=5", id="no field"),
        pytest.param("filter[advisor]=", id="nothing"),
        pytest.param(f"filter[advisor]={quote('["critical"]')}", id="a list of fields"),
        pytest.param("filter[advisor][critical][eq]=1&filter[advisor][critical][eq]=2", id="one key twice"),
        pytest.param("filter[advisor[critical][eq]=1", id="unbalanced brackets"),
        pytest.param("filter[advisor][critical][eq]=%00", id="NUL"),
        pytest.param("fields=advisor", id="fields without brackets"),
        pytest.param("fields[nosuch]=x", id="fields of nobody"),
        pytest.param("fields[Advisor]=low", id="fields in another letter case"),
        pytest.param("fields[host]=x", id="fields of the host"),
        pytest.param("fields[]=x", id="fields of nothing"),
        pytest.param("fields[advisor=low", id="fields with unbalanced brackets"),
        pytest.param("fields[advisor]=%00", id="fields with NUL"),
        pytest.param(f"fields={quote('{"advisor":["low"]}')}", id="fields as JSON"),
    ],
)
def test_broken_syntax(api: Client, query: str) -> None:
    answer = api.get(f"{VIEW}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


# fields[…]

SOME = {"recommendations": 7, "incidents": 7, "critical": 7, "important": 7, "moderate": 7, "low": 7}
ALL = dict.fromkeys(FIELDS, ...)
"""Applications with all that they know."""


@pytest.mark.parametrize(
    ("query", "applications", "profile"),
    [
        pytest.param("", ALL, ..., id="nothing"),
        pytest.param(
            "fields[advisor]=recommendations,low", {"advisor": {"recommendations": 7, "low": 7}}, ..., id="two"
        ),
        pytest.param(
            "fields[advisor]=low,recommendations", {"advisor": {"recommendations": 7, "low": 7}}, ..., id="other order"
        ),
        pytest.param(f"fields[advisor]={quote('["low"]')}", {"advisor": {"low": 7}}, ..., id="JSON list"),
        pytest.param(
            "fields[advisor][]=low&fields[advisor][]=critical", {"advisor": {"critical": 7, "low": 7}}, ..., id="items"
        ),
        pytest.param("fields[advisor][0]=low", {"advisor": {"low": 7}}, ..., id="a numbered item"),
        pytest.param(
            "fields[advisor]=low&fields[advisor]=low,critical", {"advisor": {"critical": 7, "low": 7}}, ..., id="twice"
        ),
        pytest.param("fields[advisor]=true", {"advisor": SOME}, ..., id="all of one"),
        pytest.param("fields[advisor]=", {"advisor": {}}, ..., id="nothing of one"),
        pytest.param("fields[advisor]", {"advisor": {}}, ..., id="no value"),
        pytest.param("fields[advisor]=true,low", {"advisor": {"low": 7}}, ..., id="true among names"),
        pytest.param("fields[advisor]=nosuch,low", {"advisor": {"low": 7}}, ..., id="an unknown name"),
        pytest.param("fields[advisor]=nosuch", {"advisor": {}}, ..., id="unknown names only"),
        pytest.param("fields[advisor]=Low", {"advisor": {}}, ..., id="another letter case"),
        pytest.param("fields[advisor]=severity_priority", {"advisor": {}}, ..., id="what is only sorted by"),
        pytest.param("fields[patch]=template_uuid", {"patch": {"template_uuid": TEMPLATE}}, ..., id="an id"),
        pytest.param(
            "fields[compliance]=policies,policies_count",
            {"compliance": {"policies": None, "policies_count": 0}},
            ...,
            id="documents",
        ),
        pytest.param(
            "fields[remediations]=true&fields[malware]=last_matches",
            {"remediations": {"remediations_plans": 7}, "malware": {"last_matches": 7}},
            ...,
            id="two applications",
        ),
        pytest.param("fields[app_data]=true", ALL, ..., id="all applications"),
        pytest.param("fields[app_data]=x&fields[advisor]=low", ALL, ..., id="all and one"),
        pytest.param("fields[app_data]=", ALL, ..., id="all without a value"),
        pytest.param("fields[system_profile]=arch", ALL, {"arch": "x86_64"}, id="profile"),
        pytest.param("fields[system_profile]=arch,os_release", ALL, {"arch": "x86_64"}, id="what a profile lacks"),
        pytest.param("fields[system_profile]=nosuch", ALL, {}, id="unknown member of the profile"),
        pytest.param("fields[system_profile]=bios_vendor", ALL, {}, id="nothing of the profile"),
        pytest.param("fields[system_profile]=", ALL, ..., id="empty profile"),
        pytest.param(
            "fields[system_profile]=arch&fields[advisor]=low", {"advisor": {"low": 7}}, {"arch": "x86_64"}, id="both"
        ),
        pytest.param(
            "fields[system_profile]=&fields[advisor]=low", {"advisor": {"low": 7}}, ..., id="one and no profile"
        ),
        pytest.param("fields[system_profile]=arch&fields[app_data]=1", ALL, {"arch": "x86_64"}, id="profile and all"),
    ],
)
def test_fields(api: Client, query: str, applications: dict[str, Any], profile: Any) -> None:
    [shown] = api.get(f"{VIEW}?display_name=much&{query}").json["results"]
    found = shown["app_data"]
    assert found.keys() == applications.keys()
    for name, values in applications.items():
        if values is ...:
            assert found[name].keys() == set(FIELDS[name])
        else:
            assert found[name] == values
    assert shown.get("system_profile", ...) == profile


def test_fields_of_hosts_without_a_row(api: Client) -> None:
    shown = {host["display_name"]: host["app_data"] for host in api.get(f"{VIEW}?fields[advisor]=").json["results"]}
    assert shown == {"little": {"advisor": {}}, "much": {"advisor": {}}, "null": {"advisor": {}}, "unknown": {}}


def test_a_null_id_is_left_out_when_it_is_asked_for(api: Client) -> None:
    [shown] = api.get(f"{VIEW}?display_name=null&fields[patch]=template_uuid,template_name").json["results"]
    assert shown["app_data"] == {"patch": {"template_name": None}}


def test_filters_do_not_choose_fields(api: Client) -> None:
    """Nor the other way round."""
    [shown] = api.get(f"{VIEW}?filter[advisor][critical][eq]=7&fields[malware]=last_matches").json["results"]
    assert shown["app_data"] == {"malware": {"last_matches": 7}}

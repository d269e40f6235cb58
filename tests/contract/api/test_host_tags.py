"""GET /hosts/{ids}/tags and /tags/count (contract: rest-hosts 1.5 to 1.7, 2.5, 4.9, 7.10, 7.11 and 9.1)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import Json, stored_group

TAGS = {"env": {"tier": ["gold", "Silver"]}, "null": {"flag": []}}
LISTED = [
    {"namespace": "env", "key": "tier", "value": "gold"},
    {"namespace": "env", "key": "tier", "value": "Silver"},
    {"namespace": None, "key": "flag", "value": None},
]
BOTH = pytest.mark.parametrize("suffix", ["/tags", "/tags/count"])


def envelope(body: Json) -> tuple[int, int, int, int]:
    return body["total"], body["count"], body["page"], body["per_page"]


def test_tags(api: Client, hosts: MakeHost) -> None:
    host, bare = hosts(tags=TAGS), hosts(tags={})
    body = api.get(f"/hosts/{host['id']},{bare['id']}/tags").json
    assert envelope(body) == (2, 2, 1, 50)
    assert body["results"] == {host["id"]: LISTED, bare["id"]: []}


MIXED = {"SPECIAL": {"b": ["1"], "aa": ["2"]}, "ns1": {"é": [], "z": [], "Z": [], "zzz": []}, "null": {"k": []}}
"""Namespaces and keys whose order differs with length, letter case and bytes."""


def test_tags_are_in_the_order_of_jsonb(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(tags=MIXED)
    shown = [
        (tag["namespace"] or "null", tag["key"])
        for tag in api.get(f"/hosts/{host['id']}/tags").json["results"][host["id"]]
    ]
    stored = sql("SELECT n, k FROM hbi.hosts, jsonb_object_keys(tags) n, jsonb_object_keys(tags -> n) k")
    assert shown == stored
    assert [namespace for namespace, _ in shown][::2] == ["ns1", "ns1", "null", "SPECIAL"]


def test_a_key_without_value_counts_once_and_every_value_counts(api: Client, hosts: MakeHost) -> None:
    host, bare = hosts(tags=TAGS), hosts(tags={})
    body = api.get(f"/hosts/{host['id']},{bare['id']}/tags/count").json
    assert envelope(body) == (2, 2, 1, 50)
    assert body["results"] == {host["id"]: 3, bare["id"]: 0}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("", LISTED, id="empty is no search"),
        pytest.param("NV", LISTED[:2], id="part of a namespace in any case"),
        pytest.param("lag", LISTED[2:], id="part of a key"),
        pytest.param("silver", LISTED[1:2], id="part of a value in any case"),
        pytest.param("env/tier", [], id="never across parts"),
        pytest.param("%25", [], id="literal percent"),
        pytest.param("null", [], id="no namespace is no text"),
    ],
)
def test_search_filters_tags_and_never_hosts(api: Client, hosts: MakeHost, search: str, found: list[Json]) -> None:
    host = hosts(tags=TAGS)
    body = api.get(f"/hosts/{host['id']}/tags?search={search}").json
    assert (envelope(body), body["results"]) == ((1, 1, 1, 50), {host["id"]: found})


@BOTH
def test_pages_hold_hosts_in_their_order(api: Client, hosts: MakeHost, suffix: str) -> None:
    old, new, between = hosts(age=timedelta(hours=2)), hosts(), hosts(age=timedelta(hours=1))
    ids = ",".join(host["id"] for host in (old, new, between))
    first = api.get(f"/hosts/{ids}{suffix}?per_page=2").json
    assert (envelope(first), list(first["results"])) == ((3, 2, 1, 2), [new["id"], between["id"]])
    second = api.get(f"/hosts/{ids}{suffix}?per_page=2&page=2").json
    assert (envelope(second), list(second["results"])) == ((3, 1, 2, 2), [old["id"]])
    past = api.get(f"/hosts/{ids}{suffix}?per_page=2&page=3")
    assert (past.status, envelope(past.json), past.json["results"]) == (200, (3, 0, 3, 2), {})


@BOTH
def test_total_counts_repeats(api: Client, hosts: MakeHost, suffix: str) -> None:
    host = hosts()
    body = api.get(f"/hosts/{host['id']},{host['id']}{suffix}").json
    assert (envelope(body), list(body["results"])) == ((2, 1, 1, 50), [host["id"]])


@BOTH
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("order_by=display_name", "abc", id="name ascends by default"),
        pytest.param("order_by=display_name&order_how=DESC", "cba", id="name descending"),
        pytest.param("order_by=group_name", "cba", id="group ascends by default"),
        pytest.param("order_by=group_name&order_how=DESC", "abc", id="group descending"),
        pytest.param("order_by=updated", "bca", id="update descends by default"),
        pytest.param("order_by=updated&order_how=ASC", "acb", id="update ascending"),
        pytest.param("order_by=last_check_in", "cab", id="check-in descends by default"),
        pytest.param("order_by=last_check_in&order_how=ASC", "bac", id="check-in ascending"),
    ],
)
def test_order(api: Client, hosts: MakeHost, sql: Sql, suffix: str, query: str, expected: str) -> None:
    noon = datetime.now(UTC)
    names = {}
    for name, group, updated, checked_in in (("a", "z", 3, 2), ("b", "y", 1, 3), ("c", "x", 2, 1)):
        host = hosts(
            display_name=name,
            group=stored_group(sql, name=group),
            modified_on=noon - timedelta(hours=updated),
            last_check_in=noon - timedelta(hours=checked_in),
        )
        names[host["id"]] = name
    results = api.get(f"/hosts/{','.join(names)}{suffix}?{query}").json["results"]
    assert [names[host_id] for host_id in results] == list(expected)


@BOTH
@pytest.mark.parametrize(
    "query",
    [
        "order_how=ASC",
        "order_by=updated&order_how=asc",
        "order_by=updated&order_how=up",
        "order_by=operating_system",
        "order_by=",
        "page=0",
        "per_page=101",
    ],
)
def test_refused_parameters(api: Client, hosts: MakeHost, suffix: str, query: str) -> None:
    answer = api.get(f"/hosts/{hosts()['id']}{suffix}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


@BOTH
@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"org_id": "654"}, id="another organisation's"),
        pytest.param({"age": timedelta(days=31)}, id="culled"),
    ],
)
def test_missing_hosts_are_named_even_beyond_the_page(api: Client, hosts: MakeHost, suffix: str, columns: Json) -> None:
    known, other, missing = [hosts()["id"], hosts()["id"]], hosts(**columns)["id"], str(uuid4())
    answer = api.get(f"/hosts/{','.join([*known, other, missing])}{suffix}?per_page=1")
    assert answer.status == 404
    assert set(answer.json["not_found_ids"]) == {other, missing}


@BOTH
def test_all_hosts_are_unknown(api: Client, suffix: str) -> None:
    missing = [str(uuid4()), str(uuid4())]
    answer = api.get(f"/hosts/{','.join(missing)}{suffix}")
    assert (answer.status, answer.content_type) == (404, "application/json")
    assert sorted(answer.json["not_found_ids"]) == sorted(missing)


@BOTH
def test_an_id_in_capitals_is_shown_in_small_letters(api: Client, hosts: MakeHost, suffix: str) -> None:
    host = hosts(id="a1b2c3d4-0001-4002-8003-a00000000007")
    body = api.get(f"/hosts/{host['id'].upper()}{suffix}").json
    assert (body["total"], list(body["results"])) == (1, [host["id"]])


@BOTH
def test_malformed_ids(api: Client, hosts: MakeHost, suffix: str) -> None:
    answer = api.get(f"/hosts/{hosts()['id']},nothing{suffix}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("search", ["gold", "nothing"])
def test_search_is_no_parameter_of_the_count(api: Client, hosts: MakeHost, search: str) -> None:
    host = hosts(tags=TAGS)
    assert api.get(f"/hosts/{host['id']}/tags/count?search={search}").json["results"] == {host["id"]: 3}


@BOTH
def test_hosts_beyond_the_permission_are_unknown(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, suffix: str, sql: object
) -> None:
    inside = stored_group(sql, name="in")
    rbac.grant(grant("inventory:hosts:read", inside["id"]))
    seen, hidden = hosts(group=inside), hosts(group=stored_group(sql, name="out"))
    assert guarded_api.get(f"/hosts/{seen['id']}{suffix}").status == 200
    answer = guarded_api.get(f"/hosts/{seen['id']},{hidden['id']}{suffix}")
    assert (answer.status, answer.json["not_found_ids"]) == (404, [hidden["id"]])


def test_numbers_are_shown_as_they_are_stored(api: Client, hosts: MakeHost, sql: Sql) -> None:
    """Only other software stores them."""
    host, numbers = hosts(), ["1.50", "123456789012345678901234567890", "1" + "0" * 300]
    sql(f"""UPDATE hbi.hosts SET tags = '{{"a": {{"k": [{", ".join(numbers)}]}}}}'""")
    for query in ("", "?per_page=1&page=1", "?search=K"):
        shown = api.get(f"/hosts/{host['id']}/tags{query}").json["results"][host["id"]]
        assert [tag["value"] for tag in shown] == numbers
    assert {tag["tag"]["value"] for tag in api.get("/tags").json["results"]} == set(numbers)

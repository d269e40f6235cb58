"""Ordering of hosts (contract: rest-hosts 1.6)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import Json, stored_group

INSTANT = datetime.now(UTC).replace(microsecond=0)


def ids(number: int) -> list[str]:
    """Ids in ascending order."""
    return sorted(str(uuid4()) for _ in range(number))


def order(api: Client, query: str, path: str = "/hosts") -> list[str]:
    answer = api.get(f"{path}?{query}")
    assert answer.status == 200, answer.content
    return [host["id"] for host in answer.json["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", [1, 3, 2, 0], id="default: updated descending, then id descending"),
        pytest.param("order_by=updated", [1, 3, 2, 0], id="updated descends by default"),
        pytest.param("order_by=updated&order_how=DESC", [1, 3, 2, 0], id="updated descending"),
        pytest.param("order_by=updated&order_how=ASC", [0, 3, 2, 1], id="ties by updated descend by id all the same"),
    ],
)
def test_updated(api: Client, hosts: MakeHost, query: str, expected: list[int]) -> None:
    names = ids(4)
    for host_id, age in zip(names, (3, 0, 1, 1), strict=True):
        hosts(id=host_id, last_check_in=INSTANT, modified_on=INSTANT - timedelta(minutes=age))
    assert order(api, query) == [names[position] for position in expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("order_by=display_name", [1, 2, 3, 0], id="ascends by default"),
        pytest.param("order_by=display_name&order_how=ASC", [1, 2, 3, 0], id="ascending"),
        pytest.param("order_by=display_name&order_how=DESC", [0, 2, 3, 1], id="tie-breakers keep their direction"),
    ],
)
def test_display_name(api: Client, hosts: MakeHost, query: str, expected: list[int]) -> None:
    names = ids(4)
    for host_id, name, age in zip(names, ("c", "a", "b", "b"), (0, 0, 1, 2), strict=True):
        hosts(id=host_id, display_name=name, last_check_in=INSTANT, modified_on=INSTANT - timedelta(minutes=age))
    assert order(api, query) == [names[position] for position in expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("order_by=last_check_in", [1, 2, 0], id="descends by default"),
        pytest.param("order_by=last_check_in&order_how=ASC", [0, 1, 2], id="ties by updated, newest first"),
    ],
)
def test_last_check_in(api: Client, hosts: MakeHost, query: str, expected: list[int]) -> None:
    names = ids(3)
    for host_id, age, changed in zip(names, (2, 1, 1), (0, 1, 2), strict=True):
        hosts(
            id=host_id,
            last_check_in=INSTANT - timedelta(minutes=age),
            modified_on=INSTANT - timedelta(minutes=changed),
        )
    assert order(api, query) == [names[position] for position in expected]


def system(name: str, major: int, minor: int) -> Json:
    return {"operating_system": {"name": name, "major": major, "minor": minor}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("order_by=operating_system", [2, 1, 0, 3, 4], id="descends by default"),
        pytest.param("order_by=operating_system&order_how=ASC", [4, 3, 0, 1, 2], id="numbers sort as numbers"),
    ],
)
def test_operating_system(api: Client, hosts: MakeHost, query: str, expected: list[int]) -> None:
    names = ids(5)
    profiles = [system("RHEL", 8, 9), system("RHEL", 8, 10), system("RHEL", 10, 0), system("CentOS", 9, 0), None]
    for host_id, profile in zip(names, profiles, strict=True):
        hosts(id=host_id, last_check_in=INSTANT, static=profile)
    assert order(api, query) == [names[position] for position in expected]


def test_profile_without_operating_system_sorts_as_no_profile(api: Client, hosts: MakeHost) -> None:
    names = ids(3)
    hosts(id=names[0], last_check_in=INSTANT, static={"arch": "x86_64"})
    hosts(id=names[1], last_check_in=INSTANT)
    hosts(id=names[2], last_check_in=INSTANT, static=system("RHEL", 7, 0))
    assert order(api, "order_by=operating_system") == [names[2], names[1], names[0]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("order_by=group_name", [0, 1, 2, 3], id="ungrouped, then by name, then those without a group"),
        pytest.param("order_by=group_name&order_how=DESC", [3, 2, 1, 0], id="the other way round"),
    ],
)
def test_group_name(api: Client, hosts: MakeHost, sql: Sql, query: str, expected: list[int]) -> None:
    names = ids(4)
    hosts(id=names[0], last_check_in=INSTANT)
    hosts(id=names[1], last_check_in=INSTANT, group=stored_group(sql, name="alpha"))
    hosts(id=names[2], last_check_in=INSTANT, group=stored_group(sql, name="zulu"))
    hosts(id=names[3], last_check_in=INSTANT, groups=[])
    assert order(api, query) == [names[position] for position in expected]


@pytest.mark.parametrize("how", ["ASC", "DESC"])
@pytest.mark.parametrize("key", ["operating_system", "group_name"])
def test_ties_keep_their_direction(api: Client, hosts: MakeHost, sql: Sql, key: str, how: str) -> None:
    names, group = ids(3), stored_group(sql, name="lab")
    for host_id, age in zip(names, (1, 0, 1), strict=True):
        hosts(
            id=host_id,
            last_check_in=INSTANT,
            modified_on=INSTANT - timedelta(minutes=age),
            group=group,
            static=system("RHEL", 9, 4),
        )
    assert order(api, f"order_by={key}&order_how={how}") == [names[1], names[2], names[0]]


def test_all_texts_are_in_one_order(api: Client, hosts: MakeHost, sql: Sql) -> None:
    for text in ("beta", "Alpha", "alpha", "Beta", "_", "é", "z", "1"):
        hosts(display_name=text, group=stored_group(sql, name=text), tags={text: {"k": []}})
    shown = {
        key: [host["display_name"] for host in api.get(f"/hosts?order_by={key}&order_how=ASC").json["results"]]
        for key in ("display_name", "group_name")
    }
    tags = [entry["tag"]["namespace"] for entry in api.get("/tags").json["results"]]
    assert shown["display_name"] == shown["group_name"] == tags
    assert len(tags) == 8


@pytest.mark.parametrize("suffix", ["", "/system_profile"])
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("", id="all fields"),
        pytest.param("&fields[system_profile]=workloads", id="dynamic fields"),
        pytest.param("&fields[system_profile]=nothing", id="unknown fields"),
    ],
)
def test_by_id_reads_are_ordered_alike(api: Client, hosts: MakeHost, suffix: str, fields: str) -> None:
    names = ids(3)
    for host_id, major in zip(names, (7, 9, 8), strict=True):
        hosts(id=host_id, display_name=f"n{major}", last_check_in=INSTANT, static=system("RHEL", major, 0))
    path = f"/hosts/{','.join(names)}{suffix}"
    assert order(api, f"order_by=operating_system{fields}", path) == [names[1], names[2], names[0]]
    assert order(api, f"order_by=display_name{fields}", path) == [names[0], names[2], names[1]]
    assert order(api, f"per_page=2&page=2{fields}", path) == [names[0]]


@pytest.mark.parametrize("suffix", ["", "/system_profile"])
@pytest.mark.parametrize("query", ["order_how=ASC", "order_by=updated&order_how=asc", "order_by=nothing"])
def test_by_id_reads_refuse_bad_orders(api: Client, hosts: MakeHost, suffix: str, query: str) -> None:
    assert api.get(f"/hosts/{hosts()['id']}{suffix}?{query}").status == 400

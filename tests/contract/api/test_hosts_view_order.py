"""Orders of the hosts-view, by number and by cursor (contract: rest-groups-staleness-views 8.5)."""

import base64
import itertools
import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from hbi.queries.lists import listing, ranking
from hbi.queries.lists.ordering import VIEW_ORDER_KEYS
from hbi.views.keys import SORT_KEYS
from tests.conftest import Sql
from tests.contract.api.test_hosts_view import VIEW
from tests.contract.api.test_hosts_view_filters import INTEGERS
from tests.fixtures.api import MakeHost
from tests.support.api import BASE, Client
from tests.support.applications import store_data

NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
TOTALS = {
    f"patch:advisories_total_{state}": [f"advisories_{kind}_{state}" for kind in ("rhsa", "rhba", "rhea", "other")]
    for state in ("applicable", "installable")
}
SEVERITIES = {
    "advisor:severity_priority": ["critical", "important", "moderate", "low"],
    "vulnerability:severity_priority": ["critical_cves", "important_cves", "moderate_cves", "low_cves"],
}
SINGLE = [
    *INTEGERS,
    "patch:template_name",
    "compliance:last_scan",
    "compliance:policies_count",
    "malware:last_status",
    "malware:last_scan",
]
KEYS = [*SINGLE, *TOTALS, *SEVERITIES]
CORE = ["display_name", "group_name", "updated", "operating_system", "last_check_in"]
HOW = "&order_how=ASC"

type Data = dict[str, dict[str, Any]]
type Stored = list[tuple[str, datetime, Data]]
"""Id, instant of the last change and data of each host."""


def values(key: str, data: Data) -> list[Any]:
    """What a host is sorted by."""
    application, _, name = key.partition(":")
    row = data.get(application)
    if key in TOTALS:
        return [None if row is None else sum(row.get(part) or 0 for part in TOTALS[key])]
    if key == "compliance:policies_count":
        return [None if row is None else len(row.get("policies") or [])]
    return [(row or {}).get(part) for part in SEVERITIES.get(key, [name])]


def expected(stored: Stored, key: str, *, descending: bool) -> list[str]:
    """Ids in the order of a key: values, then the last change and the id, both downwards; nothing comes last."""
    hosts = sorted(stored, key=lambda host: (host[1], host[0]), reverse=True)
    for position in reversed(range(len(values(key, {})))):

        def value(host: Any, at: int = position) -> Any:
            return values(key, host[2])[at]

        # A reversed sort keeps ties as they were, too.
        known = sorted((host for host in hosts if value(host) is not None), key=value, reverse=descending)
        hosts = [*known, *(host for host in hosts if value(host) is None)]
    return [host[0] for host in hosts]


def some_data(random_: random.Random) -> Data:
    """Few different values, many absent ones."""

    def number() -> int | None:
        return random_.choice([None, 0, 1, 1, 2, 3, -5])

    def instant() -> datetime | None:
        return random_.choice([None, NOW, NOW, NOW - timedelta(microseconds=1), NOW + timedelta(days=1)])

    data: Data = {}
    for key in INTEGERS:
        application, _, name = key.partition(":")
        data.setdefault(application, {})[name] = number()
    data["patch"]["template_name"] = random_.choice([None, "", "a", "b", "b"])
    policies = [{"id": "5c5c5c5c-0000-4000-8000-00000000000a", "name": "a"}]
    data["compliance"] = {"policies": random_.choice([None, [], policies, policies * 3]), "last_scan": instant()}
    data["malware"] |= {"last_status": random_.choice([None, "x", "y"]), "last_scan": instant()}
    return {application: row for application, row in data.items() if random_.random() < 0.8}


@pytest.fixture
def stored(hosts: MakeHost, sql: Sql) -> Stored:
    """Seventeen hosts with ties everywhere."""
    random_ = random.Random(20260930)
    found: Stored = []
    for number in range(17):
        changed = NOW - timedelta(minutes=number % 3)
        host = hosts(modified_on=changed)
        data = some_data(random_)
        store_data(sql, host, **data)
        found.append((host["id"], changed, data))
    return found


def ids(answer: Any) -> list[str]:
    assert answer.status == 200, answer.content
    return [host["id"] for host in answer.json["results"]]


def walked(api: Client, query: str) -> list[str]:
    path, found = f"{VIEW}?{query}&cursor=", []
    while path:
        answer = api.get(path)
        found += ids(answer)
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers.get("link", ""))
        path = following[1].removeprefix(BASE) if following else ""
    return found


@pytest.mark.parametrize("how", ["ASC", "DESC"])
def test_every_key(api: Client, stored: Stored, how: str) -> None:
    for key in KEYS:
        found = ids(api.get(f"{VIEW}?order_by={key}&order_how={how}"))
        assert found == expected(stored, key, descending=how == "DESC"), key


def test_without_a_direction_they_ascend(api: Client, stored: Stored) -> None:
    for key in ("advisor:critical", "malware:last_scan", "vulnerability:severity_priority"):
        assert ids(api.get(f"{VIEW}?order_by={key}")) == expected(stored, key, descending=False)


SOME_KEYS = [
    *("advisor:critical", "malware:last_scan", "vulnerability:severity_priority"),
    "patch:advisories_total_applicable",
]


@pytest.mark.parametrize("narrowed", ["", "&hostname_or_id=host", "&get_total=false"], ids=["all", "some", "uncounted"])
def test_pages_and_cursors(api: Client, stored: Stored, narrowed: str) -> None:
    for key, how in itertools.product(SOME_KEYS[:1] if narrowed else SOME_KEYS, ("ASC", "DESC")):
        in_order = expected(stored, key, descending=how == "DESC")
        query = f"order_by={key}&order_how={how}{narrowed}"
        pages = [ids(api.get(f"{VIEW}?{query}&per_page=6&page={number}")) for number in (1, 2, 3)]
        assert [*pages[0], *pages[1], *pages[2]] == in_order, query
        assert walked(api, f"{query}&per_page=5") == in_order, query


@pytest.mark.parametrize("key", SOME_KEYS)
def test_however_hosts_with_the_same_values_are_found(
    api: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Many are found in the order of their last change; the others by their ids, as above."""
    monkeypatch.setattr(ranking, "_MANY_TIMES", 1)
    for how in ("ASC", "DESC"):
        in_order = expected(stored, key, descending=how == "DESC")
        query = f"order_by={key}&order_how={how}&get_total=false"
        assert ids(api.get(f"{VIEW}?{query}&per_page=4&page=2")) == in_order[4:8]
        assert walked(api, f"{query}&per_page=3") == in_order


@pytest.mark.parametrize(("key", "how"), [("advisor:severity_priority", "DESC"), ("malware:last_scan", "ASC")])
def test_walks_host_by_host(api: Client, stored: Stored, key: str, how: str) -> None:
    in_order = expected(stored, key, descending=how == "DESC")
    assert walked(api, f"order_by={key}&order_how={how}&per_page=1&get_total=false") == in_order


@pytest.mark.parametrize("key", ["advisor:critical", "vulnerability:severity_priority"])
@pytest.mark.parametrize("how", ["ASC", "DESC"])
def test_far_pages(api: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch, key: str, how: str) -> None:
    in_order = expected(stored, key, descending=how == "DESC")
    monkeypatch.setattr(listing, "FAR", 0)
    pages = [ids(api.get(f"{VIEW}?order_by={key}&order_how={how}&per_page=5&page={number}")) for number in range(1, 5)]
    assert [host_id for page in pages for host_id in page] == in_order
    assert api.get(f"{VIEW}?order_by={key}&per_page=5&page=5").status == 404


@pytest.mark.parametrize("key", ["advisor:critical", "advisor:severity_priority", "patch:template_name"])
def test_culled_hosts_take_no_places(api: Client, stored: Stored, hosts: MakeHost, sql: Sql, key: str) -> None:
    for number in range(30):
        data = {"advisor": {"critical": number % 4}, "patch": {"template_name": "b"}}
        store_data(sql, hosts(age=timedelta(days=31)), **data)
    for how in ("ASC", "DESC"):
        query = f"order_by={key}&order_how={how}"
        in_order = expected(stored, key, descending=how == "DESC")
        assert ids(api.get(f"{VIEW}?{query}")) == in_order
        assert ids(api.get(f"{VIEW}?{query}&per_page=3&page=2")) == in_order[3:6]
        assert walked(api, f"{query}&per_page=7") == in_order


def test_shown_values_are_in_order(api: Client, stored: Stored) -> None:
    """Whatever is asked to be shown."""
    shown = api.get(f"{VIEW}?order_by=advisor:critical&order_how=DESC&fields[advisor]=critical").json["results"]
    numbers = [host["app_data"].get("advisor", {}).get("critical") for host in shown]
    known = [number for number in numbers if number is not None]
    assert known == sorted(known, reverse=True)
    assert numbers[len(known) :] == [None] * (len(numbers) - len(known))


def test_nothing_to_sort_by(api: Client, hosts: MakeHost) -> None:
    in_order = [hosts(modified_on=NOW - timedelta(minutes=number))["id"] for number in range(5)]
    for key in (*SOME_KEYS, "malware:last_status"):
        for how in ("ASC", "DESC"):
            assert ids(api.get(f"{VIEW}?order_by={key}&order_how={how}")) == in_order
    assert walked(api, "order_by=advisor:low&per_page=2") == in_order


@pytest.mark.parametrize("times", [pytest.param(20, id="few with the same values"), pytest.param(1, id="many")])
@pytest.mark.parametrize("key", ["patch:packages_installed", "patch:advisories_total_applicable", "advisor:low"])
def test_orders_with_filters(
    api: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch, hosts: MakeHost, sql: Sql, key: str, times: int
) -> None:
    """By the same application and by another one; culled hosts meet the filter, too."""
    monkeypatch.setattr(ranking, "_MANY_TIMES", times)
    for _ in range(9):
        store_data(sql, hosts(age=timedelta(days=31)), patch={"packages_installed": 2})
    some = [host for host in stored if (host[2].get("patch", {}).get("packages_installed") or 0) >= 1]
    for how in ("ASC", "DESC"):
        query = f"order_by={key}&order_how={how}&filter[patch][packages_installed][gte]=1"
        in_order = expected(some, key, descending=how == "DESC")
        assert ids(api.get(f"{VIEW}?{query}")) == in_order
        assert walked(api, f"{query}&per_page=3") == in_order
        assert api.get(f"{VIEW}?{query}&per_page=1").json["total"] == len(some)


# Keys of hosts themselves


@pytest.mark.parametrize("query", ["", *(f"order_by={key}" for key in CORE), f"order_by=updated{HOW}"])
def test_own_keys_are_those_of_the_list(api: Client, hosts: MakeHost, query: str) -> None:
    for number in range(6):
        system = {"operating_system": {"name": "RHEL", "major": 9, "minor": number % 2}}
        hosts(
            display_name=f"host {number // 2}",
            modified_on=NOW - timedelta(minutes=number // 3),
            static=system if number else None,
        )
    assert ids(api.get(f"{VIEW}?{query}")) == ids(api.get(f"/hosts?{query}"))


@pytest.mark.parametrize(
    "query",
    [
        *(
            "order_by=patch:template_uuid",
            "order_by=compliance:policies",
            "order_by=advisor",
            "order_by=advisor:nosuch",
        ),
        *("order_by=nosuch:critical", "order_by=Advisor:critical", "order_by=advisor:critical_cves", "order_by=id"),
        *("order_by=patch:severity_priority", "order_by=advisor:advisories_total_installable", "order_by=tags"),
        *("order_how=ASC", "order_by=advisor:low&order_how=asc", "order_by=advisor:low&order_how=Desc"),
        *("order_by=advisor:low&order_how=", "order_by=updated&order_how=ascending", "order_by=%20advisor:low"),
    ],
)
def test_no_orders(api: Client, hosts: MakeHost, query: str) -> None:
    hosts()
    answer = api.get(f"{VIEW}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


def test_views_are_sorted_by_the_same_keys() -> None:
    assert {*CORE, *KEYS} == set(VIEW_ORDER_KEYS) == SORT_KEYS


def test_other_lists_do_not_know_them(api: Client) -> None:
    for path in ("/hosts", "/tags"):
        assert api.get(f"{path}?order_by=advisor:low").status == 400


# Cursors


def test_a_cursor_belongs_to_its_order(api: Client, stored: Stored) -> None:
    link = api.get(f"{VIEW}?order_by=advisor:low&per_page=2&cursor=").headers["link"]
    [cursor] = re.findall(r"cursor=([^&>]+)", link.partition(";")[0])
    assert api.get(f"{VIEW}?order_by=advisor:low&cursor={cursor}").status == 200
    for query in ("", "order_by=advisor:low&order_how=ASC&", "order_by=advisor:critical&", "fields[advisor]=low&"):
        answer = api.get(f"{VIEW}?{query}cursor={cursor}")
        assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert api.get(f"/hosts?cursor={cursor}").status == 400


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda values: ["1", *values[1:]], id="text for a number"),
        pytest.param(lambda values: [True, *values[1:]], id="boolean for a number"),
        pytest.param(lambda values: [2**63, *values[1:]], id="beyond 64 bits"),
        pytest.param(lambda values: [1.5, *values[1:]], id="fraction"),
        pytest.param(lambda values: values[1:], id="too few"),
    ],
)
def test_forged_cursors(api: Client, stored: Stored, forge: Callable[[list[Any]], list[Any]]) -> None:
    link = api.get(f"{VIEW}?order_by=advisor:low&per_page=2&cursor=").headers["link"]
    [cursor] = re.findall(r"cursor=([^&>]+)", link.partition(";")[0])
    document = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    document[3] = forge(document[3])
    text = base64.urlsafe_b64encode(orjson.dumps(document)).rstrip(b"=").decode()
    assert api.get(f"{VIEW}?order_by=advisor:low&cursor={text}").status == 400


def test_totals_are_sums_of_large_numbers(api: Client, hosts: MakeHost, sql: Sql) -> None:
    """Beyond 32 bits."""
    largest: Mapping[str, int] = dict.fromkeys(TOTALS["patch:advisories_total_applicable"], 2**31 - 1)
    in_order = []
    for patch in ({}, largest, {**largest, "advisories_rhsa_applicable": 2**31 - 2}):
        host = hosts()
        store_data(sql, host, patch=dict(patch))
        in_order.append(host["id"])
    first, second, third = in_order
    assert ids(api.get(f"{VIEW}?order_by=patch:advisories_total_applicable")) == [first, third, second]
    query = "order_by=patch:advisories_total_applicable&order_how=DESC&per_page=1"
    assert walked(api, query) == [second, third, first]

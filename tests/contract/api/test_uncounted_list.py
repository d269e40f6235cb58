"""`GET /hosts` without a total (contract: rest-hosts 7.1.1)."""

import re

import pytest

from hbi.db.engine import GuardedCursor
from tests.fixtures.api import MakeHost
from tests.support.api import BASE, Answer, Client

FILTERS = [
    pytest.param("", id="all hosts"),
    pytest.param("&tags=ns/k=v", id="by tag"),
    pytest.param("&filter[system_profile][arch]=x86_64", id="by profile"),
    pytest.param("&display_name=host", id="by name"),
    pytest.param("&order_by=operating_system", id="by operating system"),
    pytest.param("&order_by=group_name&order_how=DESC", id="by group"),
]


@pytest.fixture
def stored(hosts: MakeHost) -> list[str]:
    """Names of five hosts."""
    common = {"tags": {"ns": {"k": ["v"]}}, "static": {"arch": "x86_64"}}
    return [hosts(display_name=f"host {number}", **common)["display_name"] for number in range(5)]


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.content
    document = answer.json
    assert document["total"] is None
    assert document["count"] == len(document["results"])
    return [host["display_name"] for host in document["results"]]


@pytest.mark.parametrize("filters", FILTERS)
def test_everything_else_is_as_with_a_total(api: Client, stored: list[str], filters: str) -> None:
    for page in (1, 2, 3):
        counted = api.get(f"/hosts?per_page=2&page={page}&get_total=true{filters}").json
        uncounted = api.get(f"/hosts?per_page=2&page={page}&get_total=false{filters}").json
        assert counted["total"] == 5
        assert uncounted == counted | {"total": None}


@pytest.mark.parametrize("filters", FILTERS)
def test_cursors(api: Client, stored: list[str], filters: str) -> None:
    path, found = f"/hosts?per_page=2&get_total=false&cursor={filters}", []
    while path:
        answer = api.get(path)
        found += names(answer)
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers.get("link", ""))
        path = following[1].removeprefix(BASE) if following else ""
    assert sorted(found) == stored


def test_whoever_goes_on_without_the_parameter(api: Client, stored: list[str]) -> None:
    """Both ways: the total is shown when it is asked for."""
    for first, then, total in (("false", "true", 5), ("true", "false", None)):
        link = api.get(f"/hosts?per_page=2&get_total={first}&cursor=").headers["link"]
        cursor = re.search(r"cursor=([^>&]+)", link)
        assert cursor
        answer = api.get(f"/hosts?per_page=2&get_total={then}&cursor={cursor[1]}").json
        assert (answer["total"], answer["count"]) == (total, 2)


def test_nothing_is_counted(api: Client, stored: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    guard = GuardedCursor._guard

    def noticed(cursor: GuardedCursor, query: object) -> None:
        seen.append(query if isinstance(query, str) else str(query))
        guard(cursor, query)

    monkeypatch.setattr(GuardedCursor, "_guard", noticed)
    for filters in ("", "&tags=ns/k=v", "&page=4", "&cursor="):
        api.get(f"/hosts?per_page=1&get_total=false{filters}")
    assert not [text for text in seen if "count(" in text]
    api.get("/hosts?per_page=1")
    assert [text for text in seen if "count(" in text]


def test_links_lead_on_while_pages_are_full(api: Client, stored: list[str]) -> None:
    def relations(page: int) -> set[str]:
        return set(
            re.findall(r'rel="(\w+)"', api.get(f"/hosts?per_page=2&get_total=false&page={page}").headers["link"])
        )

    assert [relations(page) for page in (1, 2, 3)] == [{"first", "next"}, {"first", "next", "prev"}, {"first", "prev"}]


def test_pages_without_hosts(api: Client, hosts: MakeHost) -> None:
    assert names(api.get("/hosts?get_total=false")) == []
    assert api.get("/hosts?page=2").status == 200
    hosts()
    for page in ("2", "21474837"):
        answer = api.get(f"/hosts?get_total=false&page={page}")
        assert (answer.status, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("value", "total"), [("true", 5), ("TRUE", 5), ("false", None), ("False", None), ("FALSE", None)]
)
def test_letter_case(api: Client, stored: list[str], value: str, total: int | None) -> None:
    assert api.get(f"/hosts?get_total={value}").json["total"] == total


@pytest.mark.parametrize("value", ["", "0", "1", "no", "null", "t"])
def test_other_values(api: Client, value: str) -> None:
    answer = api.get(f"/hosts?get_total={value}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


def test_a_total_alone_that_is_not_wanted(api: Client) -> None:
    answer = api.get("/hosts?count_only=true&get_total=false")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert "get_total" in answer.json["detail"]
    assert "count_only" in answer.json["detail"]
    assert api.get("/hosts?count_only=true&get_total=true").json["total"] == 0


@pytest.mark.parametrize("path", ["/tags", "/system_profile/sap_system"])
def test_other_lists_do_not_know_it(api: Client, path: str) -> None:
    answer = api.get(f"{path}?get_total=false")
    assert answer.json["total"] == 0
    assert answer.headers["x-ignored-parameters"] == "get_total"


def test_description(api: Client) -> None:
    described = api.get("/openapi.json").json["components"]["schemas"]["HostQueryOutput"]["properties"]["total"]
    assert (described["type"], described["nullable"]) == ("integer", True)

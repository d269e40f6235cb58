"""GET /hosts beyond the contract: cursors, links, and totals alone."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import orjson
import pytest

from hbi.queries.lists import listing
from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import BASE, LEGACY_BASE, Answer, Client
from tests.support.factories import stored_group

NOW = datetime.now(UTC).replace(microsecond=0)
ORDERS = [
    "",
    *(
        f"order_by={key}&order_how={how}"
        for key in ("updated", "display_name", "last_check_in", "operating_system", "group_name")
        for how in ("ASC", "DESC")
    ),
]


def links(answer: Answer) -> dict[str, str]:
    """Where each relation of the header leads."""
    header = answer.headers.get("link", "")
    return {relation: target for target, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


def queries(answer: Answer) -> dict[str, dict[str, str]]:
    return {relation: dict(parse_qsl(urlsplit(target).query)) for relation, target in links(answer).items()}


def walk(api: Client, query: str, between: Callable[[], object] = lambda: None) -> list[Answer]:
    """The pages of a walk, with something done between each two."""
    pages = [api.get(f"/hosts?{query}&cursor=")]
    while "next" in links(pages[-1]):
        between()
        pages.append(api.get(links(pages[-1])["next"]))
    assert all(page.status == 200 for page in pages), pages[-1].content
    return pages


def ids(pages: list[Answer]) -> list[str]:
    return [host["id"] for page in pages for host in page.json["results"]]


@pytest.fixture
def many(hosts: MakeHost, sql: Sql) -> list[str]:
    """Ids of eleven hosts, with ties in every key."""
    groups = [stored_group(sql, name=name) for name in ("Alpha", "Beta")]
    stored = []
    for number in range(11):
        system = {"operating_system": {"name": "RHEL", "major": 9, "minor": number % 2}}
        stored.append(
            hosts(
                display_name=f"host {number // 3}",
                modified_on=NOW - timedelta(minutes=number // 4),
                last_check_in=NOW - timedelta(hours=number // 2),
                static=system if number % 3 else None,
                tags={"ns": {"k": ["v"]}},
                **({"group": groups[number % 2]} if number % 4 else {}),
            )["id"]
        )
    sql("UPDATE hbi.hosts SET groups = '[]' WHERE id = %s", (stored[-1],))
    return stored


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("narrowed", ["", "hostname_or_id=host&"], ids=["all", "some"])
def test_a_walk_meets_every_host_once_and_in_order(api: Client, many: list[str], order: str, narrowed: str) -> None:
    pages = walk(api, f"{narrowed}{order}&per_page=3")
    assert ids(pages) == ids([api.get(f"/hosts?{order}")])
    assert [page.json["page"] for page in pages] == [1, 2, 3, 4]
    assert [page.json["count"] for page in pages] == [3, 3, 3, 2]
    assert {page.json["total"] for page in pages} == {11}
    assert {page.json["per_page"] for page in pages} == {3}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3, 8, 10, 11])
def test_hosts_that_nobody_dated_are_walked_to(api: Client, many: list[str], sql: Sql, order: str, size: int) -> None:
    """Other software may leave out when it changed a host; those come last, or first when the order descends."""
    sql("UPDATE hbi.hosts SET modified_on = NULL WHERE id = ANY(%s::uuid[])", (many[2:5],))
    pages = walk(api, f"{order}&per_page={size}")
    assert ids(pages) == ids([api.get(f"/hosts?{order}")])
    assert {page.json["total"] for page in pages} == {11}


@pytest.mark.parametrize("order", ["", "order_by=display_name"])
def test_hosts_that_come_and_go_move_nobody(
    api: Client, many: list[str], hosts: MakeHost, sql: Sql, order: str
) -> None:
    """The numbered pages would tell some twice and leave some out."""
    expected = ids([api.get(f"/hosts?{order}")])
    gone: list[str] = []

    def disturb() -> None:
        hosts(display_name="a new one", last_check_in=NOW + timedelta(minutes=1))
        gone.append(expected[len(gone)])
        sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (gone[-1],))
        sql("DELETE FROM hbi.hosts WHERE id = %s", (gone[-1],))

    assert ids(walk(api, f"{order}&per_page=2", disturb)) == expected


def test_the_page_size_may_change_on_the_way(api: Client, many: list[str]) -> None:
    first = api.get("/hosts?cursor=&per_page=2")
    cursor = queries(first)["next"]["cursor"]
    rest = api.get(f"/hosts?cursor={cursor}&per_page=100")
    assert ids([first, rest]) == ids([api.get("/hosts")])
    assert set(links(rest)) == {"first"}


def test_the_last_full_page_leads_nowhere(api: Client, hosts: MakeHost) -> None:
    for _ in range(2):
        hosts()
    assert "next" not in links(api.get("/hosts?cursor=&per_page=2"))


def test_an_empty_walk(api: Client) -> None:
    answer = api.get("/hosts?cursor=")
    assert answer.json == {"total": 0, "count": 0, "page": 1, "per_page": 50, "results": []}


def test_profile_members_come_along(api: Client, many: list[str]) -> None:
    pages = walk(api, "per_page=4&fields[system_profile]=operating_system&order_by=operating_system")
    profiles = [host["system_profile"] for page in pages for host in page.json["results"]]
    assert sum("operating_system" in profile for profile in profiles) == 7


def encoded(document: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(document)).rstrip(b"=").decode()


def test_a_cursor_belongs_to_its_question(api: Client, many: list[str]) -> None:
    cursor = queries(api.get("/hosts?cursor=&per_page=2&tags=ns/k=v"))["next"]["cursor"]
    assert api.get(f"/hosts?tags=ns/k=v&cursor={cursor}").status == 200
    for other in ("", "tags=ns/k&", "tags=ns/k=v&order_by=updated&", "tags=ns/k=v&staleness=fresh&"):
        answer = api.get(f"/hosts?{other}cursor={cursor}")
        assert (answer.status, answer.content_type) == (400, "application/problem+json")
        assert "cursor" in answer.json["detail"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: "x", id="no cursor"),
        pytest.param(lambda _: "é", id="no ASCII"),
        pytest.param(lambda _: "!" * 50, id="no base64"),
        pytest.param(lambda text: text[:-3], id="cut"),
        pytest.param(lambda text: text + "AAAA", id="continued"),
        pytest.param(lambda _: encoded(1), id="no list"),
        pytest.param(lambda _: encoded({}), id="an object"),
        pytest.param(lambda _: "A" * 100_000, id="long"),
    ],
)
def test_a_broken_cursor_is_refused(api: Client, many: list[str], change: Callable[[str], str]) -> None:
    cursor = queries(api.get("/hosts?cursor=&per_page=2"))["next"]["cursor"]
    answer = api.get(f"/hosts?cursor={quote(change(cursor))}")
    assert answer.status == 400
    assert "cursor" in answer.json["detail"]


@pytest.mark.parametrize(
    ("position", "value"),
    [
        pytest.param(1, -1, id="page"),
        pytest.param(1, True, id="page that is no number"),
        pytest.param(2, "many", id="total"),
        pytest.param(2, 2**60, id="endless total"),
        pytest.param(3, [], id="no values"),
        pytest.param(3, None, id="null for values"),
        pytest.param(3, ["yesterday", "a1b2c3d4-0001-4002-8003-a00000000007"], id="no instant"),
        pytest.param(3, ["2031-01-01T00:00:00", "a1b2c3d4-0001-4002-8003-a00000000007"], id="instant without offset"),
        pytest.param(3, ["0001-01-01T00:00:00+23:00", "a1b2c3d4-0001-4002-8003-a00000000007"], id="before all time"),
        pytest.param(3, ["2031-01-01T00:00:00+00:00", "x"], id="no id"),
        pytest.param(3, ["2031-01-01T00:00:00+00:00", {"a": 1}], id="an object for an id"),
        pytest.param(3, ["2031-01-01T00:00:00+00:00", None], id="no id at all"),
    ],
)
def test_a_forged_cursor_is_refused(api: Client, many: list[str], position: int, value: object) -> None:
    cursor = queries(api.get("/hosts?cursor=&per_page=2"))["next"]["cursor"]
    document = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    document[position] = value
    assert api.get(f"/hosts?cursor={encoded(document)}").status == 400


@pytest.mark.parametrize("query", ["cursor=&page=1", "page=2&cursor=x", "cursor=x&page=1"])
def test_no_cursor_beside_a_page(api: Client, query: str) -> None:
    answer = api.get(f"/hosts?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert "page" in answer.json["detail"]


def test_links_of_numbered_pages(api: Client, many: list[str]) -> None:
    middle = links(api.get("/hosts?display_name=host%20*&per_page=4&page=2&branch_id=%C3%A9"))
    query = "display_name=host+%2A&per_page=4&branch_id=%C3%A9"
    assert middle == {
        relation: f"{BASE}/hosts?{query}&page={page}"
        for relation, page in (("next", 3), ("prev", 1), ("first", 1), ("last", 3))
    }
    assert set(links(api.get("/hosts?per_page=4"))) == {"next", "first", "last"}
    assert set(links(api.get("/hosts?per_page=4&page=3"))) == {"prev", "first", "last"}


def test_links_can_be_followed(api: Client, many: list[str]) -> None:
    first = api.get(f"{LEGACY_BASE}/hosts?per_page=4&tags=ns%252Fk=v&tags=ns/k=v")
    following = api.get(links(first)["next"])
    assert following.json["page"] == 2
    assert links(following)["prev"].startswith(LEGACY_BASE)
    assert ids([api.get(links(following)["prev"])]) == ids([first])


def test_links_of_named_hosts(api: Client, many: list[str]) -> None:
    answer = api.get(f"/hosts/{','.join(many[:3])}?per_page=2")
    assert queries(answer)["next"] == {"per_page": "2", "page": "2"}
    assert api.get(links(answer)["next"]).json["count"] == 1


def test_long_questions_get_fewer_links(api: Client, many: list[str]) -> None:
    answer = api.get(f"/hosts?per_page=2&branch_id={'x' * 5000}")
    assert set(links(answer)) == {"next"}


def test_totals_alone(api: Client, many: list[str]) -> None:
    answer = api.get("/hosts?count_only=True&per_page=7&display_name=host%200")
    assert answer.json == {"total": 3, "count": 0, "page": 1, "per_page": 7, "results": []}
    assert api.get("/hosts?count_only=true&page=9").json["total"] == 11
    assert api.get("/hosts?count_only=false").json["count"] == 11


@pytest.mark.parametrize("value", ["", "1", "yes"])
def test_whether_totals_alone_is_a_boolean(api: Client, value: str) -> None:
    answer = api.get(f"/hosts?count_only={value}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("query", "undated"),
    [
        pytest.param("", 0, id="all"),
        pytest.param("", 3, id="rows without a last change, as other software left them"),
        pytest.param("tags=ns/k=v&", 0, id="tagged"),
    ],
)
def test_far_pages_come_from_the_nearer_end(
    api: Client,
    hosts: MakeHost,
    many: list[str],
    sql: Sql,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    undated: int,
    order: str,
) -> None:
    sql("UPDATE hbi.hosts SET modified_on = NULL WHERE id = ANY(%s::uuid[])", (many[:undated],))
    for minutes in (-1, 0, 1, 1, 9):  # Culled hosts among the others, with ties.
        hosts(age=timedelta(days=31), modified_on=NOW - timedelta(minutes=minutes))
    expected = ids([api.get(f"/hosts?{order}")])
    monkeypatch.setattr(listing, "FAR", 0)
    pages = [api.get(f"/hosts?{query}{order}&per_page=2&page={page}") for page in range(1, 7)]
    assert ids(pages) == expected
    assert {page.json["total"] for page in pages} == {11}
    assert api.get(f"/hosts?{query}{order}&per_page=2&page=7").status == 404
    assert api.get("/hosts?display_name=nothing&page=7").json["total"] == 0

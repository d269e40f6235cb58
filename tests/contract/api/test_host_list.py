"""GET /hosts: pages and parameters (contract: rest-hosts 1.4, 1.5, 4.2, 4.3, 7.1, 9.1)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import user_identity

OTHER_ORG = "654"


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.content
    return sorted(host["display_name"] for host in answer.json["results"])


def test_empty_organisation(api: Client) -> None:
    answer = api.get("/hosts")
    assert answer.json == {"total": 0, "count": 0, "page": 1, "per_page": 50, "results": []}


def test_only_hosts_of_the_own_organisation(api: Client, hosts: MakeHost) -> None:
    hosts(display_name="ours")
    hosts(display_name="theirs", org_id=OTHER_ORG)
    assert names(api.get("/hosts")) == ["ours"]
    assert names(api.as_(user_identity(OTHER_ORG)).get("/hosts")) == ["theirs"]


def test_pages(api: Client, hosts: MakeHost) -> None:
    stored = [hosts(age=timedelta(minutes=minute))["id"] for minute in range(5)]
    seen = []
    for page, count in ((1, 2), (2, 2), (3, 1)):
        body = api.get(f"/hosts?per_page=2&page={page}").json
        assert (body["total"], body["count"], body["page"], body["per_page"]) == (5, count, page, 2)
        seen += [host["id"] for host in body["results"]]
    assert seen == stored


@pytest.mark.parametrize(
    ("query", "status", "total"),
    [
        pytest.param("page=2", 404, None, id="past the end"),
        pytest.param("page=21474837&per_page=100", 404, None, id="far past the end"),
        pytest.param("display_name=nothing&page=5", 200, 0, id="past the end of nothing"),
        pytest.param("page=%2B1", 200, 1, id="sign"),
        pytest.param("per_page=001", 200, 1, id="leading zeros"),
    ],
)
def test_edges_of_pages(api: Client, hosts: MakeHost, query: str, status: int, total: int | None) -> None:
    hosts()
    answer = api.get(f"/hosts?{query}")
    assert answer.status == status
    if status == 404:
        assert answer.content_type == "application/problem+json"
        assert answer.json["title"] == "Not Found"
    else:
        assert answer.json["total"] == total


def test_page_past_the_end_of_nothing_is_echoed(api: Client) -> None:
    assert api.get("/hosts?display_name=nothing&page=5").json["page"] == 5


def test_last_repeat_of_a_scalar_wins(api: Client) -> None:
    assert api.get("/hosts?per_page=1&per_page=2").json["per_page"] == 2


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("per_page=0", id="per_page too small"),
        pytest.param("per_page=101", id="per_page too large"),
        pytest.param("per_page=-1", id="negative per_page"),
        pytest.param("per_page=1.5", id="fraction"),
        pytest.param("per_page=", id="empty integer"),
        pytest.param("per_page=abc", id="text for an integer"),
        pytest.param("per_page=%201", id="blank before an integer"),
        pytest.param("per_page=\u0661", id="digits of another script"),
        pytest.param(f"per_page={'9' * 5000}", id="endless integer"),
        pytest.param("page=0", id="page too small"),
        pytest.param("page=21474838", id="page too large"),
        pytest.param("order_by=", id="empty order_by"),
        pytest.param("order_by=Updated", id="order_by in another letter case"),
        pytest.param("order_by=updated&order_how=", id="empty order_how"),
        pytest.param("order_by=updated&order_how=asc", id="order_how in small letters"),
        pytest.param("order_by=updated&order_how=Desc", id="order_how in mixed letters"),
        pytest.param("order_by=updated&order_how=ASCII", id="order_how that only begins right"),
        pytest.param("order_by=updated&order_how=up", id="another order_how"),
        pytest.param("order_how=ASC", id="order_how without order_by"),
        pytest.param("staleness=culled", id="culled"),
        pytest.param("staleness=", id="empty state"),
        pytest.param("staleness=Fresh", id="state in another letter case"),
        pytest.param("staleness=fresh,stale", id="a comma never separates"),
        pytest.param("staleness=fresh&staleness=foo", id="one bad state among several"),
        pytest.param("insights_id=", id="empty insights_id"),
        pytest.param("insights_id=5f2b7a100c1d4e2f8a3b9c4d5e6f7a80", id="insights_id without hyphens"),
        pytest.param("insights_id=%7B5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80%7D", id="insights_id in braces"),
        pytest.param("insights_id=urn:uuid:5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80", id="insights_id as URN"),
        pytest.param("subscription_manager_id=x", id="subscription_manager_id that is no UUID"),
        pytest.param("provider_type=", id="empty provider_type"),
        pytest.param("provider_type=AWS", id="provider_type in capitals"),
        pytest.param("provider_type=other", id="unknown provider_type"),
        pytest.param("updated_start=", id="empty instant"),
        pytest.param("updated_start=yesterday", id="unreadable instant"),
        pytest.param("updated_start=2031-04-05T06:00:00+02:00", id="plus sign that was not encoded"),
        pytest.param("updated_start=20310405060000", id="digits without a separator"),
        pytest.param("last_check_in_end=1924995600", id="seconds since 1970"),
        pytest.param("last_check_in_end=2031-366", id="no such day of the year"),
        pytest.param("updated_end=2031-02-30", id="day that does not exist"),
        pytest.param("updated_start=2031-01-02&updated_end=2031-01-01", id="start after end"),
        pytest.param("last_check_in_start=2031-01-02&last_check_in_end=2031-01-01", id="check-in start after end"),
        pytest.param("display_name=a%00", id="NUL in display_name"),
        pytest.param("fqdn=%00", id="NUL in fqdn"),
        pytest.param("branch_id=%00", id="NUL anywhere"),
        pytest.param("fields=arch", id="fields without brackets"),
        pytest.param("fields=%7B%22system_profile%22:[]%7D", id="fields as JSON"),
    ],
)
def test_refused_by_the_schema(api: Client, hosts: MakeHost, query: str) -> None:
    hosts()
    answer = api.get(f"/hosts?{query}")
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == "about:blank"
    assert answer.json["title"] == "Bad Request"
    assert query.partition("=")[0].partition("&")[0].split("_")[0] in answer.json["detail"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("fqdn=a&display_name=b", id="fqdn and display_name"),
        pytest.param(f"hostname_or_id=a&insights_id={uuid4()}", id="hostname_or_id and insights_id"),
        pytest.param(f"fqdn=a&display_name=b&hostname_or_id=c&insights_id={uuid4()}", id="all four"),
    ],
)
def test_names_exclude_each_other(api: Client, query: str) -> None:
    answer = api.get(f"/hosts?{query}")
    assert (answer.status, answer.content_type) == (400, "application/json")
    assert answer.json["title"] == "Validation Error"
    assert answer.json["type"] == "about:blank"


WEB = {"display_name": "Web 1", "fqdn": "web1.example.org"}
ODD = {"display_name": r"50%_off\now*", "fqdn": "odd.example.org"}
DB = {"display_name": "db", "fqdn": "web-db.example.com"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("display_name", "web", ["Web 1"], id="part of the name in any letter case"),
        pytest.param("display_name", "w*1", ["Web 1"], id="star in the middle"),
        pytest.param("display_name", "*", ["50", "Web 1", "db"], id="star alone matches all"),
        pytest.param("display_name", "**b*", ["Web 1", "db"], id="several stars"),
        pytest.param("display_name", "%", ["50"], id="percent is literal"),
        pytest.param("display_name", "_", ["50"], id="underscore is literal"),
        pytest.param("display_name", "\\", ["50"], id="backslash is literal"),
        pytest.param("display_name", "", ["50", "Web 1", "db"], id="empty counts as absent"),
        pytest.param("display_name", "web1", [], id="the domain name is not looked at"),
        pytest.param("fqdn", "WEB1.example.org", ["Web 1"], id="whole domain name in any letter case"),
        pytest.param("fqdn", "web1", [], id="part of a domain name is not enough"),
        pytest.param("fqdn", "web1*", [], id="no star in domain names"),
        pytest.param("fqdn", "web_.example.org", [], id="underscore in a domain name is literal"),
        pytest.param("fqdn", "", ["50", "Web 1", "db"], id="empty domain name counts as absent"),
        pytest.param("hostname_or_id", "web", ["Web 1", "db"], id="name or domain name"),
        pytest.param("hostname_or_id", "web*com", ["db"], id="star in either"),
        pytest.param("hostname_or_id", "", ["50", "Web 1", "db"], id="empty name or id counts as absent"),
    ],
)
def test_names(api: Client, hosts: MakeHost, name: str, value: str, expected: list[str]) -> None:
    for columns in (WEB, ODD, DB):
        hosts(**columns)
    found = [host.removesuffix(r"%_off\now*") for host in names(api.get(f"/hosts?{name}={quote(value)}"))]
    assert found == expected


@pytest.mark.parametrize(
    ("reported", "searched"),
    [
        pytest.param("STRAßE.example.org", "STRAßE.example.org", id="sharp s, as reported"),
        pytest.param("STRAßE.example.org", "straße.EXAMPLE.org", id="in another letter case"),
        pytest.param("STRAßE.example.org", "STRASSE.example.org", id="as it is stored"),
        pytest.param("STRAẞE.example.org", "straße.example.org", id="capital sharp s"),
        pytest.param("İZMİR.example.org", "İZMİR.example.org", id="a dotted capital I"),
        pytest.param("ΟΔΟΣ.example.org", "οδος.example.org", id="sigma at the end"),
        pytest.param("ﬁn.example.org", "ﬁn.example.org", id="a ligature"),
        pytest.param("ÜBER_50%.example.org", "über_50%.example.org", id="what LIKE knows stays literal"),
    ],
)
def test_names_are_folded_as_stored_ones_are(api: Client, hosts: MakeHost, reported: str, searched: str) -> None:
    """Reports' domain and provider names are stored case-folded; hosts without a name are called by the domain."""
    host = hosts(fqdn=reported.casefold(), display_name=reported.casefold(), provider_id=reported.casefold())
    hosts(fqdn="other.example.org", display_name="other", provider_id="other")
    part = searched.partition(".")[0]
    for query in (
        f"fqdn={quote(searched)}",
        f"hostname_or_id={quote(searched)}",
        f"hostname_or_id={quote(part)}*.ORG",
        f"display_name={quote(searched)}",
        f"display_name={quote(part)}",
        f"provider_id={quote(searched)}",
    ):
        found = api.get(f"/hosts?{query}")
        assert [entry["id"] for entry in found.json["results"]] == [host["id"]], query
        assert found.json["total"] == 1


@pytest.mark.parametrize("parameter", ["fqdn", "hostname_or_id", "display_name"])
def test_names_that_others_stored_unfolded_are_found(api: Client, hosts: MakeHost, parameter: str) -> None:
    hosts(fqdn="Straße.example.org", display_name="Straße.example.org")
    assert api.get(f"/hosts?{parameter}={quote('STRAßE.example.org')}").json["total"] == 1


def test_empty_names_do_not_conflict(api: Client, hosts: MakeHost) -> None:
    hosts(**WEB)
    hosts(**DB)
    assert names(api.get("/hosts?display_name=&hostname_or_id=&fqdn=web1.example.org")) == ["Web 1"]


@pytest.mark.parametrize(
    ("spelling", "hits"),
    [
        pytest.param("a1b2c3d4-0001-4002-8003-a00000000007", 1, id="as it is"),
        pytest.param("A1B2C3D4-0001-4002-8003-A00000000007", 1, id="in capitals"),
        pytest.param("a1b2c3d4000140028003a00000000007", 1, id="bare digits"),
        pytest.param("a1b2c3d4", 0, id="part of an id"),
        pytest.param("urn:uuid:a1b2c3d4-0001-4002-8003-a00000000007", 0, id="URN"),
        pytest.param("{a1b2c3d4-0001-4002-8003-a00000000007}", 0, id="braces"),
        pytest.param("a1b2c3d4-0001-4002-8003-a00000000008", 0, id="another id"),
    ],
)
def test_hostname_or_id_by_id(api: Client, hosts: MakeHost, spelling: str, hits: int) -> None:
    hosts(id="a1b2c3d4-0001-4002-8003-a00000000007")
    hosts()
    assert api.get(f"/hosts?hostname_or_id={quote(spelling)}").json["total"] == hits


FACTS = {
    "insights_id": "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
    "subscription_manager_id": "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
    "provider_id": "i-0a1b_2",
    "provider_type": "aws",
    "fqdn": "web.example.org",
    "display_name": "web",
}


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        pytest.param("insights_id=5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80", 1, id="insights_id"),
        pytest.param("insights_id=5F2B7A10-0C1D-4E2F-8A3B-9C4D5E6F7A80", 1, id="insights_id in capitals"),
        pytest.param("insights_id=00000000-0000-0000-0000-000000000000", 1, id="all zeros: without insights_id"),
        pytest.param("insights_id=5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81", 0, id="unknown insights_id"),
        pytest.param("subscription_manager_id=6F2B7A10-0C1D-4E2F-8A3B-9C4D5E6F7A80", 1, id="subscription_manager_id"),
        pytest.param(
            "subscription_manager_id=6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80&fqdn=web.example.org",
            1,
            id="subscription_manager_id beside a domain name",
        ),
        pytest.param(
            "subscription_manager_id=6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81&fqdn=web.example.org",
            0,
            id="another subscription_manager_id beside a domain name",
        ),
        pytest.param(
            "subscription_manager_id=6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81&display_name=web", 0, id="beside a name"
        ),
        pytest.param(
            "subscription_manager_id=6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81&hostname_or_id=web", 0, id="beside either"
        ),
        pytest.param(
            "subscription_manager_id=6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"
            "&insights_id=5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
            0,
            id="beside an insights_id",
        ),
        pytest.param("provider_id=I-0A1B_2", 1, id="provider_id in any letter case"),
        pytest.param("provider_id=i-0a1b", 0, id="part of a provider_id"),
        pytest.param("provider_id=i-0a1b*", 0, id="no star in provider_id"),
        pytest.param("provider_id=", 2, id="empty provider_id counts as absent"),
        pytest.param("provider_type=aws", 1, id="provider_type alone"),
        pytest.param("provider_type=ibm", 0, id="another provider_type"),
        pytest.param("provider_id=i-0a1b_2&provider_type=ibm", 0, id="parameters are combined with AND"),
    ],
)
def test_facts(api: Client, hosts: MakeHost, query: str, hits: int) -> None:
    hosts(**FACTS)
    hosts(insights_id="00000000-0000-0000-0000-000000000000")
    assert api.get(f"/hosts?{query}").json["total"] == hits


NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "hits"),
    [
        pytest.param(("2031-04-05T12:00:00Z", None), 1, id="start is inclusive"),
        pytest.param(("2031-04-05T12:00:00.000001Z", None), 0, id="start after it"),
        pytest.param((None, "2031-04-05T12:00:00Z"), 1, id="end is inclusive"),
        pytest.param((None, "2031-04-05T11:59:59.999999Z"), 0, id="end before it"),
        pytest.param(("2031-04-05T12:00:00Z", "2031-04-05T12:00:00Z"), 1, id="start equals end"),
        pytest.param(("2031-04-05T14:00:00%2B02:00", "2031-04-05T12:00:00Z"), 1, id="offset"),
        pytest.param(("2031-04-05T12:00:00", "2031-04-05T14:00:00%2B02:00"), 1, id="no offset means UTC"),
        pytest.param(("2031-04-05", None), 1, id="date only"),
        pytest.param(("2031-04-06", None), 0, id="a later date"),
        pytest.param(("2031", None), 1, id="year only"),
        pytest.param(("2032", None), 0, id="a later year"),
        pytest.param(("2031-04", "2031-05"), 1, id="months"),
        pytest.param(("2031-W14-6", "2031-W15"), 1, id="week dates"),
        pytest.param(("20310405T120000Z", None), 1, id="basic form"),
        pytest.param(("2031-04-05%2012:00:00", None), 1, id="any separator"),
        pytest.param(("2031-04-05_12:00:00", "2031-04-05x12:00:00"), 1, id="whatever it is"),
        pytest.param(("2031-04-05t12:00:00z", "2031-04-05t12:00:00z"), 1, id="small letters"),
        pytest.param(("2031-095", "2031-096"), 1, id="days of the year"),
        pytest.param(("2031096", None), 0, id="a later day of the year"),
        pytest.param(("2031-04-04T24:00:00", "2031-04-05T24:00:00"), 1, id="midnight as the end of a day"),
        pytest.param(("2031-04-05T24:00:00", None), 0, id="the end of the same day"),
        pytest.param(("1970-01-01", "1970-12-31"), 1, id="1970 is ignored"),
        pytest.param(("0001-01-01", None), 1, id="the first year is ignored"),
        pytest.param(("0001-01-01T00:00:00%2B14:00", None), 1, id="before the first year"),
        pytest.param((None, "9999-12-31T23:59:59-14:00"), 1, id="after the last year"),
        pytest.param(("2031-04-06T11:59:00%2B23:59", "2031-04-04T12:01:00-23:59"), 1, id="any offset"),
    ],
)
@pytest.mark.parametrize(("parameter", "column"), [("updated", "modified_on"), ("last_check_in", "last_check_in")])
def test_spans(
    api: Client,
    hosts: MakeHost,
    monkeypatch: pytest.MonkeyPatch,
    parameter: str,
    column: str,
    span: tuple[str | None, str | None],
    hits: int,
) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOON)
    hosts(**{"last_check_in": NOON, "modified_on": NOON, column: NOON})
    given = [f"{parameter}_{end}={value}" for end, value in zip(("start", "end"), span, strict=True) if value]
    answer = api.get(f"/hosts?{'&'.join(given)}")
    assert answer.status == 200, answer.content
    assert answer.json["total"] == hits


def test_host_without_check_in_is_invisible(api: Client, hosts: MakeHost, sql: Sql) -> None:
    stored = hosts()
    sql("UPDATE hbi.hosts SET last_check_in = NULL")
    assert api.get("/hosts").json["total"] == 0
    assert api.get(f"/hosts/{stored['id']}").status == 404

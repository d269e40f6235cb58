"""What the exports API accepts and answers (contract: exports 2, 3 and 13)."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hbi.exports.api.documents import export_document, list_document
from hbi.exports.api.owner import owner_of
from hbi.exports.api.requests import parse_create, parse_export_id, parse_query
from hbi.exports.records import Export, Owner, Source, Status, UnsupportedSource
from hbi.problems import InvalidBody, InvalidParameter, Unauthorized
from tests.support.exporting import SOURCE

NOW = datetime(2031, 5, 28, 14, 59, 36, 123456, UTC)
ID = "0b9c0000-0000-4000-8000-00000000000f"
GOOD: dict[str, Any] = {"name": "mine", "format": "csv", "sources": [SOURCE]}


def header(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def identity(kind: str = "User", org_id: object = "42", **block: Any) -> str:
    return header({"identity": {"type": kind, "org_id": org_id, **block}})


@pytest.mark.parametrize(
    ("value", "owner"),
    [
        pytest.param(identity(user={"username": "ana"}), Owner("42", "User:ana"), id="user"),
        pytest.param(identity("user", user={"username": "ana"}), Owner("42", "User:ana"), id="type in any letter case"),
        pytest.param(
            identity("serviceaccount", service_account={"username": "robot"}),
            Owner("42", "ServiceAccount:robot"),
            id="service account by its name",
        ),
        pytest.param(identity("SYSTEM", system={"cn": "c-1"}), Owner("42", "System:c-1"), id="system by its cn"),
        pytest.param(
            identity(org_id=None, internal={"org_id": "43"}, user={"username": "ana"}),
            Owner("43", "User:ana"),
            id="organisation from internal",
        ),
        pytest.param(
            identity(user={"username": "ana"}, account_number="0042"), Owner("42", "User:ana"), id="without account"
        ),
    ],
)
def test_owner(value: str, owner: Owner) -> None:
    assert owner_of(value) == owner


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("%%%", id="not base64"),
        pytest.param(base64.b64encode(b"{").decode(), id="not JSON"),
        pytest.param(header([]), id="not an object"),
        pytest.param(header({}), id="no identity"),
        pytest.param(header({"identity": {"org_id": "42", "user": {"username": "ana"}}}), id="no type"),
        pytest.param(identity(org_id=None, user={"username": "ana"}), id="no organisation"),
        pytest.param(identity(org_id="", user={"username": "ana"}), id="empty organisation"),
        pytest.param(identity(org_id="x" * 37, user={"username": "ana"}), id="organisation too long"),
        pytest.param(identity("Associate", user={"username": "ana"}), id="associate"),
        pytest.param(identity("X509", x509={"subject_dn": "a"}), id="certificate"),
        pytest.param(identity(), id="no block"),
        pytest.param(identity(user=None), id="block null"),
        pytest.param(identity(user={}), id="no user name"),
        pytest.param(identity(user={"username": ""}), id="empty user name"),
        pytest.param(identity(user={"username": None}), id="user name null"),
        pytest.param(identity("System", system={"cn": ""}), id="empty cn"),
        pytest.param(identity("ServiceAccount", service_account=None), id="service account null"),
    ],
)
def test_no_owner(value: str | None) -> None:
    with pytest.raises(Unauthorized, match=r"^Bad Request:"):
        owner_of(value)


@pytest.mark.parametrize(
    ("fields", "attribute", "expected"),
    [
        pytest.param({}, "expires_on", NOW + timedelta(days=7), id="seven days by default"),
        pytest.param({"expires_at": None}, "expires_on", NOW + timedelta(days=7), id="null is the default"),
        pytest.param(
            {"expires_at": "2031-05-30T01:02:03+02:00"},
            "expires_on",
            datetime(2031, 5, 29, 23, 2, 3, tzinfo=UTC),
            id="with offset",
        ),
        pytest.param(
            {"expires_at": "2001-01-01t00:00:00.5z"},
            "expires_on",
            datetime(2001, 1, 1, 0, 0, 0, 500_000, UTC),
            id="the past is accepted",
        ),
        pytest.param(
            {"expires_at": "0001-01-01T00:00:00+23:59"},
            "expires_on",
            datetime(1, 1, 1, tzinfo=UTC),
            id="before all time",
        ),
        pytest.param(
            {"expires_at": "9999-12-31T23:59:59-01:00"},
            "expires_on",
            NOW + timedelta(days=30),
            id="the far future is cut to 30 days",
        ),
        pytest.param({"name": ""}, "name", "", id="empty name"),
        pytest.param({"name": None}, "name", "", id="name null"),
        pytest.param({"name": "“ours…”" * 36 + "ab!"}, "name", "“ours…”" * 36 + "ab!", id="as long as names may be"),
        pytest.param({"format": "json"}, "format", "json", id="json"),
        pytest.param({"status": "complete", "whatever": 1}, "name", "mine", id="unknown members are ignored"),
    ],
)
def test_accepted_body(fields: dict[str, Any], attribute: str, expected: object) -> None:
    new = parse_create(json.dumps({**GOOD, **fields}).encode(), NOW)
    assert getattr(new, attribute) == expected


@pytest.mark.parametrize("filters", [None, {}, {"a": {"b": [1, None, "x"]}}])
def test_accepted_filters(filters: object) -> None:
    new = parse_create(json.dumps({**GOOD, "sources": [{**SOURCE, "filters": filters}]}).encode(), NOW)
    assert new.sources[0].filters == filters


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"format": None}, "invalid or missing payload format", id="no format"),
        pytest.param({"format": "pdf"}, "invalid or missing payload format", id="unknown format"),
        pytest.param({"format": "CSV"}, "invalid or missing payload format", id="format in capitals"),
        pytest.param({"sources": None}, "no sources provided", id="sources null"),
        pytest.param({"sources": []}, "no sources provided", id="no sources"),
        pytest.param({"sources": {}}, "sources", id="sources not a list"),
        pytest.param({"sources": ["x"]}, "sources", id="a source not an object"),
        pytest.param({"sources": [{**SOURCE, "id": "x"}]}, "sources.id", id="a source id that is no UUID"),
        pytest.param(
            {"sources": [{**SOURCE, "filters": "{}"}]}, "invalid json format of filters", id="filters as text"
        ),
        pytest.param({"sources": [{**SOURCE, "filters": []}]}, "invalid json format of filters", id="filters a list"),
        pytest.param(
            {"sources": [{**SOURCE, "filters": {"a": "\0"}}]}, "invalid json format of filters", id="NUL in filters"
        ),
        pytest.param({"name": 1}, "name", id="name a number"),
        pytest.param({"name": "n" * 256}, "name: longer than 255 characters", id="a name that is too long"),
        pytest.param({"name": "\0"}, "name", id="NUL in the name"),
        pytest.param({"expires_at": "tomorrow"}, "expires_at", id="expiry not a date-time"),
        pytest.param({"expires_at": "2031-06-01"}, "expires_at", id="expiry a date"),
        pytest.param({"expires_at": "2031-02-30T00:00:00Z"}, "expires_at", id="expiry on no day"),
        pytest.param({"expires_at": "2031-06-01T24:00:00Z"}, "expires_at", id="expiry at an hour that RFC 3339 lacks"),
        pytest.param({"expires_at": 1}, "expires_at", id="expiry a number"),
    ],
)
def test_refused_body(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidBody, match=message):
        parse_create(json.dumps({**GOOD, **fields}).encode(), NOW)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b'{"name": NaN}'])
def test_body_that_is_no_json_object(body: bytes) -> None:
    with pytest.raises(InvalidBody):
        parse_create(body, NOW)


def nested(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        pytest.param(nested(201), r"sources\[1\].filters.a: nested deeper than 200 levels", id="nested too deep"),
        pytest.param(nested(900), r"sources\[1\].filters.a: nested deeper than 200 levels", id="much too deep"),
        pytest.param(
            '{"a": [1, 18446744073709551616]}',
            r"sources\[1\].filters.a\[1\]: an integer beyond 64 bits",
            id="an integer that would be stored as another",
        ),
        pytest.param(r'{"a": {"b\u0000": 1}}', r"sources\[1\].filters.a", id="NUL in a key"),
    ],
)
def test_filters_are_bound_like_everything_that_is_stored(filters: str, reason: str) -> None:
    body = json.dumps({**GOOD, "sources": [SOURCE, {**SOURCE, "filters": "PLACE"}]}).replace('"PLACE"', filters)
    with pytest.raises(InvalidBody, match=reason):
        parse_create(body.encode(), NOW)


def test_filters_as_far_as_the_bounds() -> None:
    filters = f'{{"deep": {nested(195)}, "numbers": [18446744073709551615, -9223372036854775808]}}'
    body = json.dumps({**GOOD, "sources": [{**SOURCE, "filters": "PLACE"}]}).replace('"PLACE"', filters)
    assert parse_create(body.encode(), NOW).sources[0].filters == json.loads(filters)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param({**SOURCE, "application": "exampleApp"}, id="unknown application"),
        pytest.param({**SOURCE, "resource": "other"}, id="unknown resource of a known application"),
        pytest.param({}, id="neither"),
    ],
)
def test_unsupported_source(source: dict[str, str]) -> None:
    with pytest.raises(UnsupportedSource, match="Payload does not match Configured Exports"):
        parse_create(json.dumps({**GOOD, "sources": [SOURCE, source]}).encode(), NOW)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        pytest.param({"sources": [], "format": "pdf"}, "no sources provided", id="sources before format"),
        pytest.param({"sources": [{"filters": "{}"}], "format": "pdf"}, "Configured Exports", id="pair before filters"),
        pytest.param(
            {"sources": [{**SOURCE, "filters": "{}"}], "format": "pdf"}, "filters", id="filters before format"
        ),
    ],
)
def test_the_first_failure_wins(fields: dict[str, Any], error: str) -> None:
    with pytest.raises((InvalidBody, UnsupportedSource), match=error):
        parse_create(json.dumps({**GOOD, **fields}).encode(), NOW)


@pytest.mark.parametrize(
    ("parameters", "attribute", "expected"),
    [
        pytest.param([], "limit", 100, id="a hundred by default"),
        pytest.param([], "offset", 0, id="from the first by default"),
        pytest.param([("limit", "0")], "limit", 0, id="limit of nothing"),
        pytest.param([("limit", "5000")], "limit", 5000, id="no maximum"),
        pytest.param([("limit", "")], "limit", 100, id="an empty value is none"),
        pytest.param([("limit", "1"), ("limit", "2")], "limit", 1, id="the first of a name counts"),
        pytest.param([("sort", "created")], "sort", "created_on", id="sort created"),
        pytest.param([("sort", "created_at")], "sort", "created_on", id="sort created_at"),
        pytest.param([("sort", "expires")], "sort", "expires_on", id="sort expires"),
        pytest.param([("sort", "expires_at")], "sort", "expires_on", id="sort expires_at"),
        pytest.param([("sort", "name")], "sort", "name", id="sort name"),
        pytest.param([("dir", "desc")], "descending", True, id="descending"),
        pytest.param([("status", "no such")], "status", "no such", id="an unknown status matches nothing"),
        pytest.param([("created_at", "2031-05-28")], "created_at", datetime(2031, 5, 28, tzinfo=UTC), id="a day"),
        pytest.param(
            [("expires_at", "2031-05-28T01:02:03Z")],
            "expires_at",
            datetime(2031, 5, 28, 1, 2, 3, tzinfo=UTC),
            id="a second",
        ),
    ],
)
def test_accepted_parameter(parameters: list[tuple[str, str]], attribute: str, expected: object) -> None:
    assert getattr(parse_query(parameters), attribute) == expected


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("created_at", "spring", "'spring' is not a valid date in ISO 8601"),
        ("expires_at", "nextyear", "'nextyear' is not a valid date in ISO 8601"),
        ("created_at", "2031-13-01", "'2031-13-01' is not a valid date in ISO 8601"),
        ("created_at", "2031-05-28T01:02:03+00:00", "is not a valid date in ISO 8601"),
        ("created_at", "2031-05-28T01:02:03.5Z", "is not a valid date in ISO 8601"),
        ("limit", "-1", "limit"),
        ("limit", "ten", "limit"),
        ("limit", "1.5", "limit"),
        ("limit", "9" * 19, "limit"),
        ("offset", "-1", "offset"),
        ("offset", "x", "offset"),
        ("sort", "application", "sort"),
        ("dir", "up", "dir"),
        ("name", "\0", "name"),
    ],
)
def test_refused_parameter(name: str, value: str, message: str) -> None:
    with pytest.raises(InvalidParameter, match=message.replace("+", r"\+")):
        parse_query([(name, value)])


@pytest.mark.parametrize("text", [ID, ID.upper(), ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}"])
def test_spellings_of_an_id(text: str) -> None:
    assert parse_export_id(text) == ID


@pytest.mark.parametrize("text", ["", "x", ID[:-1], "exports"])
def test_no_id(text: str) -> None:
    with pytest.raises(InvalidParameter):
        parse_export_id(text)


def export(**fields: Any) -> Export:
    values: dict[str, Any] = {
        "id": ID,
        "owner": Owner("42", "User:ana"),
        "name": "mine",
        "format": "csv",
        "status": Status.PENDING,
        "created_on": NOW,
        "completed_on": None,
        "expires_on": NOW + timedelta(days=7),
        "request_id": "r1",
        "rows": 0,
        "bytes": 0,
        "sources": (Source("s-1", "app", "res", None, Status.PENDING, None, None),),
        **fields,
    }
    return Export(**values)


def test_document_of_a_pending_export():
    assert export_document(export()) == {
        "id": ID,
        "created_at": "2031-05-28T14:59:36.123456Z",
        "expires_at": "2031-06-04T14:59:36.123456Z",
        "name": "mine",
        "format": "csv",
        "status": "pending",
        "sources": [{"id": "s-1", "application": "app", "status": "pending", "resource": "res", "filters": None}],
    }


def test_document_of_a_failed_export():
    source = Source("s-1", "app", "res", {"a": 1}, Status.FAILED, 403, "no")
    document = export_document(export(status=Status.FAILED, completed_on=NOW, sources=(source,)))
    assert document["status"] == "failed"
    assert document["completed_at"] == "2031-05-28T14:59:36.123456Z"
    assert document["sources"] == [
        {
            "id": "s-1",
            "application": "app",
            "status": "failed",
            "resource": "res",
            "filters": {"a": 1},
            "message": "no",
            "error": 403,
        }
    ]


def test_document_of_a_running_export_tells_its_progress():
    document = export_document(export(status=Status.RUNNING, rows=500, bytes=12345))
    assert document["progress"] == {"rows": 500, "bytes": 12345}


def test_list_document():
    parameters = [("name", "mine & yours"), ("limit", "10"), ("dir", "asc")]
    document = list_document([export()], 1, parse_query(parameters), "/api/export/v1/exports", parameters)
    first = "/api/export/v1/exports?dir=asc&limit=10&name=mine+%26+yours&offset=0"
    assert document["meta"] == {"count": 1}
    assert document["links"] == {"first": first, "next": None, "previous": None, "last": first}
    assert "sources" not in document["data"][0]


@pytest.mark.parametrize(
    ("count", "limit", "offset", "following", "previous", "last"),
    [
        pytest.param(100, 10, 20, 30, 10, 90, id="in the middle"),
        pytest.param(100, 10, 0, 10, None, 90, id="first page"),
        pytest.param(100, 10, 90, None, 80, 90, id="last page"),
        pytest.param(100, 10, 5, 15, 0, 90, id="previous never before the first"),
        pytest.param(95, 10, 0, 10, None, 85, id="last is not aligned to pages"),
        pytest.param(5, 10, 0, None, None, 0, id="everything fits"),
        pytest.param(5, 10, 3, None, 0, 0, id="last is never negative"),
        pytest.param(5, 10, 5, None, None, 0, id="past the end there is no previous"),
        pytest.param(0, 10, 0, None, None, 0, id="nothing at all"),
    ],
)
def test_links(count: int, limit: int, offset: int, following: int | None, previous: int | None, last: int) -> None:
    parameters = [("limit", str(limit)), ("offset", str(offset))]
    links = list_document([], count, parse_query(parameters), "/e", parameters)["links"]

    def link(to: int | None) -> str | None:
        return None if to is None else f"/e?limit={limit}&offset={to}"

    assert links == {"first": link(0), "next": link(following), "previous": link(previous), "last": link(last)}

"""Paths, methods, content types and the order of checks (contract: rest-hosts 1.1 to 1.4)."""

from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import BASE, EXPORT_BASE, LEGACY_BASE, Client, FakeRbac, LambdaContext, gateway_event, received
from tests.support.factories import encode_identity, user_identity

ANONYMOUS = {"x-rh-identity": None}
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/hosts", id="main base"),
        pytest.param(f"{LEGACY_BASE}/hosts", id="legacy base"),
        pytest.param("/hosts/", id="trailing slash"),
        pytest.param(f"{LEGACY_BASE}/hosts/", id="trailing slash on the legacy base"),
    ],
)
def test_where_hosts_are(api: Client, hosts: MakeHost, path: str) -> None:
    stored = hosts()
    answer = api.get(path)
    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert [host["id"] for host in answer.json["results"]] == [stored["id"]]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/nothing", 404, id="unknown path"),
        pytest.param("GET", "/api/inventory/v1", 404, id="the base itself"),
        pytest.param("GET", "/api/inventory/v2/hosts", 404, id="another version"),
        pytest.param("GET", "/hosts/a/b/c", 404, id="path too deep"),
        pytest.param("PUT", "/hosts", 405, id="unknown method"),
        pytest.param("POST", "/hosts", 405, id="unknown method that another path knows"),
        pytest.param("PATCH", "/hosts", 405, id="patch without ids"),
        pytest.param("GET", "/hosts/all", 405, id="unknown method on a path that is none with ids"),
        pytest.param("POST", f"/hosts/{uuid4()}", 405, id="unknown method on ids"),
        pytest.param("DELETE", f"/hosts/{uuid4()}/system_profile", 405, id="unknown method below ids"),
    ],
)
def test_unknown_routes(api: Client, method: str, path: str, status: int) -> None:
    for headers in ({}, ANONYMOUS):
        answer = api.request(method, path, headers=headers)
        assert answer.status == status
        assert answer.content_type == PROBLEM
        assert answer.json.keys() == {"type", "title", "detail", "status"}
        assert answer.json["status"] == status
        assert answer.json["title"] == {404: "Not Found", 405: "Method Not Allowed"}[status]


@pytest.mark.parametrize("character", ["%0A", "%00", "%22", "%23", "%E2%80%A8", "%F3%9C%A6%AF"])
def test_any_character_may_be_in_a_path(api: Client, hosts: MakeHost, character: str) -> None:
    text = unquote(character)
    for method, path in (("GET", ""), ("GET", "/tags/count"), ("DELETE", ""), ("PATCH", "")):
        answer = api.request(method, f"/hosts/{uuid4()}{character}x{path}", body={})
        assert (answer.status, answer.content_type) == (400, PROBLEM)
    host = hosts(facts={f"room{text}1": {}} if text != "\0" else {})
    answer = api.request("PUT", f"/hosts/{host['id']}/facts/room{character}1", body={"rack": "r2"})
    assert answer.status == (400 if text == "\0" else 200)


def test_unknown_export_routes_have_that_apis_shape(api: Client) -> None:
    assert api.get(f"{EXPORT_BASE}/nothing").json.keys() == {"message", "code"}
    assert api.patch(f"{EXPORT_BASE}/exports").status == 405


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        pytest.param("/hosts", "DELETE, GET", id="one path"),
        pytest.param(f"/hosts/{uuid4()}", "DELETE, GET, PATCH", id="a path with ids"),
        pytest.param("/hosts/checkin", "POST", id="a path that is none with ids"),
        pytest.param(f"{EXPORT_BASE}/exports", "GET, POST", id="exports"),
    ],
)
def test_an_unknown_method_is_told_the_known_ones(api: Client, path: str, methods: str) -> None:
    answer = api.request("OPTIONS", path)
    assert (answer.status, answer.headers["allow"]) == (405, methods)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/hosts", id="list"),
        pytest.param("GET", f"/hosts/{uuid4()}", id="by id"),
        pytest.param("GET", f"/hosts/{uuid4()}/system_profile", id="profile"),
        pytest.param("PATCH", f"/hosts/{uuid4()}", id="patch"),
        pytest.param("DELETE", f"/hosts/{uuid4()}", id="delete"),
        pytest.param("DELETE", "/hosts?display_name=*", id="delete by filter"),
        pytest.param("DELETE", "/hosts/all?confirm_delete_all=true", id="delete all"),
        pytest.param("PATCH", f"/hosts/{uuid4()}/facts/room", id="merge facts"),
        pytest.param("PUT", f"/hosts/{uuid4()}/facts/room", id="replace facts"),
        pytest.param("POST", "/hosts/checkin", id="check-in"),
        pytest.param("GET", f"/hosts/{uuid4()}/tags", id="tags by id"),
        pytest.param("GET", f"/hosts/{uuid4()}/tags/count", id="number of tags by id"),
        pytest.param("GET", "/tags", id="tags"),
        pytest.param("GET", f"/host_exists?insights_id={uuid4()}", id="whether a host exists"),
        pytest.param("GET", "/system_profile/sap_system", id="SAP or not"),
        pytest.param("GET", "/system_profile/sap_sids", id="SIDs"),
        pytest.param("GET", "/system_profile/operating_system", id="operating systems"),
    ],
)
@pytest.mark.parametrize(
    ("header", "detail"),
    [
        pytest.param(None, "No authorization token", id="without identity"),
        pytest.param("no identity", "Invalid token", id="with a bad identity"),
    ],
)
def test_identity_is_needed(api: Client, method: str, path: str, header: str | None, detail: str) -> None:
    answer = api.request(method, path, headers={"x-rh-identity": header})
    assert (answer.status, answer.content_type, answer.json["title"]) == (401, PROBLEM, "Unauthorized")
    assert detail in answer.json["detail"]
    assert str(header) not in answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/hosts", id="list"),
        pytest.param("POST", "/hosts/checkin", id="check-in, which publishes them as an alternative"),
    ],
)
def test_bearer_tokens_are_no_identity(api: Client, hosts: MakeHost, method: str, path: str) -> None:
    body = {"insights_id": hosts()["insights_id"]} if method == "POST" else None
    answer = api.request(method, path, body=body, headers={**ANONYMOUS, "authorization": "Bearer secret"})
    assert (answer.status, answer.content_type) == (401, PROBLEM)


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        pytest.param("GET", "/nothing?per_page=0", None, ANONYMOUS, 404, id="route before identity"),
        pytest.param("GET", "/hosts?per_page=0", None, ANONYMOUS, 401, id="identity before parameters"),
        pytest.param("PATCH", "/hosts/bad", b"{", ANONYMOUS, 401, id="identity before body"),
        pytest.param("GET", "/hosts?fields=arch&per_page=0", None, {}, 400, id="syntax of fields before parameters"),
        pytest.param("GET", "/hosts?per_page=0", None, {}, 400, id="parameters before permission"),
        pytest.param("GET", "/hosts/bad", None, {}, 400, id="ids before permission"),
        pytest.param("PATCH", f"/hosts/{uuid4()}", b"[]", {}, 400, id="schema of the body before permission"),
        pytest.param(
            "PATCH", f"/hosts/{uuid4()}", b"x", {"content-type": "text/plain"}, 415, id="content type before permission"
        ),
        pytest.param("GET", "/hosts?fqdn=a&display_name=b", None, {}, 403, id="permission before rules"),
        pytest.param("GET", "/hosts?order_how=ASC", None, {}, 403, id="permission before the direction's rule"),
        pytest.param("DELETE", "/hosts", None, {}, 403, id="permission before the need of a filter"),
        pytest.param("POST", "/hosts/checkin", {"fqdn": None}, {}, 400, id="schema of a check-in before permission"),
        pytest.param("POST", "/hosts/checkin", {"fqdn": ""}, {}, 403, id="permission before rules of a check-in"),
    ],
)
def test_order_of_checks(
    guarded_api: Client,
    method: str,
    path: str,
    body: Any,
    headers: dict[str, str | None],
    status: int,
) -> None:
    """The caller has no permission at all."""
    answer = guarded_api.request(method, path, body=body, headers=headers)
    assert answer.status == status


def test_fields_are_checked_before_other_parameters(api: Client) -> None:
    assert "fields" in api.get("/hosts?per_page=0&fields=arch").json["detail"]


def test_parameters_are_checked_before_ids(api: Client) -> None:
    assert "per_page" in api.get("/hosts/bad?per_page=0").json["detail"]


def test_ids_are_checked_before_the_body(api: Client) -> None:
    assert "bad" in api.patch("/hosts/bad", b"{").json["detail"]


def test_failing_permission_service_comes_after_the_body(guarded_api: Client, rbac: FakeRbac) -> None:
    rbac.fail(500)
    assert guarded_api.patch(f"/hosts/{uuid4()}", {"display_name": 7}).status == 400
    assert guarded_api.patch(f"/hosts/{uuid4()}", {"display_name": ""}).status == 503


def test_one_of_several_faults_is_reported(api: Client) -> None:
    answer = api.get("/hosts?page=0&per_page=0")
    assert answer.status == 400
    assert ("per_page" in answer.json["detail"]) != ("page: " in answer.json["detail"].removeprefix("per_page: "))


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("bogus=1", id="unknown"),
        pytest.param("search=a", id="known elsewhere"),
        pytest.param("branch_id=", id="without effect"),
        pytest.param("FQDN=a", id="letter case of names counts"),
    ],
)
def test_ignored_parameters(api: Client, hosts: MakeHost, query: str) -> None:
    hosts()
    assert api.get(f"/hosts?{query}").json["total"] == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("per_page=0", "0 is less than the minimum of 1", id="below the minimum"),
        pytest.param("per_page=101", "101 is greater than the maximum of 100", id="above the maximum"),
        pytest.param("per_page=x", "Wrong type, expected 'integer' for", id="no integer"),
        pytest.param("order_by=size", "'size' is not one of", id="no member of the enumeration"),
        pytest.param("order_how=up", "'up' does not match", id="no match of the pattern"),
    ],
)
def test_phrases_that_clients_look_for(api: Client, query: str, words: str) -> None:
    assert words in api.get(f"/hosts?{query}").json["detail"]


@pytest.mark.parametrize(
    ("segment", "namespace"),
    [
        pytest.param("a%2541", "a%41", id="an encoded percent sign"),
        pytest.param("a%252541", "a%2541", id="encoded three times"),
        pytest.param("a%252Fb", "a%2Fb", id="a slash encoded twice"),
        pytest.param("a+b", "a+b", id="a plus sign is no blank in a path"),
        pytest.param("a%2Bb", "a+b", id="an encoded plus sign"),
        pytest.param("a%0A", "a\n", id="a line feed at the end"),
        pytest.param("%C3%BC%F0%9F%98%80", "ü😀", id="UTF-8"),
        pytest.param("a%23b%3Fc%26d%3De", "a#b?c&d=e", id="what separates parts of an address"),
        pytest.param("..%20", ".. ", id="dots"),
        pytest.param("%25", "%", id="a percent sign alone"),
        pytest.param("a%", "a%", id="a percent sign that was not encoded"),
    ],
)
def test_segments_are_decoded_once(api: Client, hosts: MakeHost, sql: Sql, segment: str, namespace: str) -> None:
    others = {"aA": {}, "a": {}, "a b": {}, "a/b": {}, "": {}}
    host = hosts(facts={**others, namespace: {}})
    assert api.patch(f"/hosts/{host['id']}/facts/{segment}", {"rack": "r2"}).status == 200
    assert sql("SELECT facts FROM hbi.hosts") == [({**others, namespace: {"rack": "r2"}},)]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/facts/a%2Fb", id="an encoded slash"),
        pytest.param("/facts/a%2F", id="an encoded slash at the end, which arrives like a plain one"),
        pytest.param("/facts/a//", id="empty segments at the end"),
        pytest.param("//facts/a", id="an empty segment"),
        pytest.param("/facts/", id="no namespace"),
        pytest.param("/facts", id="not even a slash"),
    ],
)
@pytest.mark.parametrize("headers", [{}, ANONYMOUS])
def test_a_slash_leads_to_no_other_namespace(
    api: Client, hosts: MakeHost, sql: Sql, path: str, headers: dict[str, str | None]
) -> None:
    host = hosts(facts={"a": {}, "b": {}, "": {}, "a/": {}, "a/b": {}})
    answer = api.patch(f"/hosts/{host['id']}{path}", {"rack": "r2"}, headers=headers)
    assert (answer.status, answer.content_type) == (404, PROBLEM)
    assert sql("SELECT facts FROM hbi.hosts") == [(host["facts"],)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/hosts/{a}%2C{b}", 200, id="encoded comma"),
        pytest.param("/hosts/{a}%252C{b}", 400, id="comma encoded twice"),
        pytest.param("/hosts/{a},{b}/", 200, id="trailing slash"),
        pytest.param("/hosts/{a}%0A", 400, id="line feed at the end"),
        pytest.param("/hosts/{a}%20", 400, id="blank at the end"),
        pytest.param("/hosts/{a},+{b}", 400, id="plus sign"),
        pytest.param("/hosts/{a},,{b}", 400, id="empty member"),
        pytest.param("/hosts/{a}%FF", 400, id="not UTF-8"),
        pytest.param("/hosts/{a}/tags%0A", 404, id="line feed behind a word"),
        pytest.param("/hosts/{a}%2Ftags", 200, id="an encoded slash is a slash"),
        pytest.param("/hosts%0A", 404, id="line feed behind the collection"),
        pytest.param("/hosts//", 404, id="empty segment"),
        pytest.param("//hosts", 404, id="empty segment before"),
        pytest.param("/%68osts", 200, id="an encoded letter"),
        pytest.param("/HOSTS", 404, id="letter case"),
        pytest.param("/hosts/%7Bhost_id_list%7D", 400, id="the placeholder itself"),
        pytest.param("/hosts//tags", 404, id="no ids"),
    ],
)
def test_how_paths_are_read(api: Client, hosts: MakeHost, path: str, status: int) -> None:
    a, b = hosts(), hosts()
    assert api.get(path.format(a=a["id"], b=b["id"])).status == status


@pytest.mark.parametrize("path", ["/hosts%0A?staleness=fresh", "/hosts/all%0A?confirm_delete_all=true"])
def test_a_line_feed_behind_a_path_deletes_nothing(api: Client, hosts: MakeHost, sql: Sql, path: str) -> None:
    hosts()
    assert api.delete(path).status in {400, 404}
    assert sql("SELECT count(*) FROM hbi.hosts") == [(1,)]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        pytest.param("display_name=a+b", 1, id="plus sign is a blank"),
        pytest.param("display_name=a%20b", 1, id="encoded blank"),
        pytest.param("display_name=a%2Bb", 0, id="encoded plus sign"),
        pytest.param("display_name=c%252Fd", 1, id="decoded once"),
        pytest.param("display_name=c%2Fd", 0, id="and not twice"),
        pytest.param("display%5Fname=c", 1, id="encoded name"),
        pytest.param("display_name=%C3%9Fe", 1, id="UTF-8"),
        pytest.param("display_name=%DFe", 0, id="not UTF-8"),
        pytest.param("display_name=a;display_name=c", 0, id="semicolons separate nothing"),
        pytest.param("fqdn=x&fqdn=&display_name=c", 1, id="of repeated names the last, even if it is empty"),
    ],
)
def test_how_queries_are_read(api: Client, hosts: MakeHost, query: str, total: int) -> None:
    for name in ("a b", "c%2Fd", "ße"):
        hosts(display_name=name)
    assert api.get(f"/hosts?{query}").json["total"] == total


@pytest.mark.parametrize(
    "path", [pytest.param("/hosts?per_page=1", id="a list"), pytest.param("/hosts/{id}/tags", id="by id")]
)
def test_a_named_stage_stands_before_the_path(api: Client, hosts: MakeHost, path: str) -> None:
    target = BASE + path.format(id=hosts()["id"])
    headers = {"x-rh-identity": encode_identity(user_identity())}
    event = gateway_event("GET", target, headers, None, stage="dev")
    assert event["rawPath"].startswith("/dev/api/")
    by_domain = {**event, "rawPath": event["rawPath"].removeprefix("/dev")}
    for sent in (event, by_domain):
        answer = received(api.application.respond(sent, LambdaContext()))
        assert (answer.status, answer.json["total"]) == (200, 1)
    event["rawPath"] = event["rawPath"].replace("/dev/", "/device/")
    assert received(api.application.respond(event, LambdaContext())).status == 404


def test_two_identities_are_none(api: Client) -> None:
    """The gateway joins headers of one name by commas."""
    identity = encode_identity(user_identity())
    assert api.get("/hosts", headers={"x-rh-identity": None, "X-RH-Identity": identity}).status == 200
    assert api.get("/hosts", headers={"x-rh-identity": identity, "X-RH-Identity": identity}).status == 401


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        pytest.param(b'{"rack": "\xc3\xbc"}', "application/json", 200, id="text"),
        pytest.param(b'{"rack": "r2"}', "Application/JSON; Charset=UTF-8", 200, id="with a character set"),
        pytest.param(b'{"rack": "\xff"}', "application/json", 400, id="not UTF-8, in base64"),
        pytest.param(b"\xef\xbb\xbf{}", "application/json", 400, id="with a byte order mark"),
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b"{}", "application/octet-stream", 415, id="another type, in base64"),
        pytest.param(b"{}", "application/json,application/json", 415, id="two types"),
    ],
)
def test_how_bodies_are_read(api: Client, hosts: MakeHost, body: bytes, content_type: str, status: int) -> None:
    host = hosts(facts={"room": {}})
    answer = api.request(
        "PUT",
        f"/hosts/{host['id']}/facts/room",
        body=body,
        headers={"Content-Type": content_type, "content-type": None},
    )
    assert answer.status == status


def test_half_a_surrogate_pair_in_a_body_is_refused(api: Client, hosts: MakeHost) -> None:
    host = hosts(facts={"room": {}})
    headers = {"x-rh-identity": encode_identity(user_identity()), "content-type": "application/json"}
    event = gateway_event("PUT", f"{BASE}/hosts/{host['id']}/facts/room", headers, b"{}")
    answer = received(api.application.respond({**event, "body": '{"rack": "\ud800"}'}, LambdaContext()))
    assert answer.status == 400

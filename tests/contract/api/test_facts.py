"""PATCH and PUT /hosts/{ids}/facts/{namespace} (contract: rest-hosts 6.4, 7.8 and 9.2). No broker runs."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hbi.settings import LARGEST_REPORT
from tests.conftest import Sql
from tests.contract.api.test_patch_host import encode_identity_as_events_do
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, system_identity, user_identity

NESTED = b'{"k": {"deep": %s%s}}'
T = datetime(2031, 4, 5, 6, tzinfo=UTC)
NOW = T + timedelta(hours=1)
OWNER = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOW)


def facts_of(sql: Sql, host: Json) -> Any:
    return sql("SELECT facts FROM hbi.hosts WHERE id = %s", (host["id"],))[0][0]


def pending(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT host_id, event_type, context FROM hbi.host_events_outbox ORDER BY sequence")


def is_bare_text(answer: Answer) -> bool:
    return answer.content_type == "application/json" and isinstance(answer.json, str)


@pytest.mark.parametrize(
    ("method", "stored", "body", "expected"),
    [
        pytest.param("PATCH", {"a": 1}, {"b": 2}, {"a": 1, "b": 2}, id="merge adds"),
        pytest.param("PATCH", {"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"y": 2}}, id="merge is shallow"),
        pytest.param("PATCH", None, {"a": 1}, {"a": 1}, id="merge into null takes the body"),
        pytest.param("PATCH", {}, {"a": 1}, {"a": 1}, id="merge into nothing takes the body"),
        pytest.param("PATCH", {"a": 1}, {"a": None}, {"a": None}, id="merge stores null"),
        pytest.param("PATCH", {"a": 1}, {"": [{}]}, {"a": 1, "": [{}]}, id="merge stores an empty key"),
        pytest.param("PUT", {"a": 1}, {"b": 2}, {"b": 2}, id="replace drops the others"),
        pytest.param("PUT", {"a": 1}, {}, {}, id="replace by nothing empties"),
        pytest.param("PUT", None, {"a": {"b": [1, None, "ü"]}}, {"a": {"b": [1, None, "ü"]}}, id="replace null"),
    ],
)
def test_effect(
    api: Client, hosts: MakeHost, sql: Sql, method: str, stored: Json | None, body: Json, expected: Json
) -> None:
    host = hosts(last_check_in=T, facts={"room": stored, "other": {"k": 1}})
    answer = api.request(method, f"/hosts/{host['id']}/facts/room", body=body)
    assert (answer.status, answer.json) == (200, 200)
    assert facts_of(sql, host) == {"room": expected, "other": {"k": 1}}
    shown = api.get(f"/hosts/{host['id']}").json["results"][0]
    assert (shown["updated"], shown["last_check_in"]) == ("2031-04-05T07:00:00+00:00", "2031-04-05T06:00:00+00:00")


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_event_even_if_nothing_changes(api: Client, hosts: MakeHost, sql: Sql, method: str) -> None:
    host = hosts(last_check_in=T, facts={"room": {"a": 1}})
    headers = {"x-rh-insights-request-id": "req-42"}
    for _ in range(2):
        assert api.request(method, f"/hosts/{host['id']}/facts/room", body={"a": 1}, headers=headers).status == 200
    context = {
        "request_id": "req-42",
        "platform_metadata": {"b64_identity": encode_identity_as_events_do(user_identity())},
    }
    assert pending(sql) == [(host["id"], "updated", context)] * 2


def test_host_named_twice_changes_once(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    path = f"/hosts/{host['id']},{host['id'].upper()}/facts/room"
    assert api.patch(path, {"a": 1}).status == 200
    assert len(pending(sql)) == 1


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"facts": {"cellar": {}}}, id="lacks the namespace"),
        pytest.param({"facts": {"room": {}}, "org_id": "654"}, id="is another organisation's"),
        pytest.param({"facts": {"room": {}}, "last_check_in": T - timedelta(days=31)}, id="is culled"),
        pytest.param(None, id="does not exist"),
    ],
)
def test_all_or_nothing(api: Client, hosts: MakeHost, sql: Sql, method: str, other: Json | None) -> None:
    host = hosts(last_check_in=T, facts={"room": {"a": 1}})
    other_id = hosts(**{"last_check_in": T, **other})["id"] if other else str(uuid4())
    answer = api.request(method, f"/hosts/{host['id']},{other_id}/facts/room", body={"a": 2})
    assert answer.status == 404
    assert is_bare_text(answer)
    assert facts_of(sql, host) == {"room": {"a": 1}}
    assert pending(sql) == []


@pytest.mark.parametrize(
    ("method", "body", "status", "is_problem"),
    [
        pytest.param("PATCH", {}, 400, False, id="nothing to merge"),
        pytest.param("PATCH", [], 400, True, id="list"),
        pytest.param("PATCH", b"null", 400, True, id="null"),
        pytest.param("PUT", b"", 400, True, id="no body"),
        pytest.param("PUT", b"{", 400, True, id="no JSON"),
        pytest.param("PUT", b'{"a": "\\u0000"}', 400, True, id="NUL in a value"),
        pytest.param("PUT", b'{"\\u0000": 1}', 400, True, id="NUL in a key"),
        pytest.param("PUT", b'{"a": "\\ud800"}', 400, True, id="half a character"),
        pytest.param("PUT", b"[" * 100_000, 400, True, id="endless nesting"),
        pytest.param("PUT", NESTED % (b"[" * 250, b"]" * 250), 400, True, id="more nesting than can be written"),
        pytest.param("PATCH", NESTED % (b"[" * 200, b"]" * 200), 400, True, id="more nesting than in a report"),
        pytest.param("PUT", b'{"v": 123456789012345678901234567890}', 400, True, id="a number that changes"),
        pytest.param("PATCH", b'{"v": [-9223372036854775809]}', 400, True, id="an integer beyond 64 bits"),
        pytest.param("PUT", b'{"v": 1e400}', 400, True, id="a number beyond all bounds"),
    ],
)
def test_refused_bodies(
    api: Client, hosts: MakeHost, sql: Sql, method: str, body: Any, status: int, is_problem: bool
) -> None:
    host = hosts(last_check_in=T, facts={"room": {"a": 1}})
    answer = api.request(method, f"/hosts/{host['id']}/facts/room", body=body)
    assert answer.status == status
    assert (answer.content_type == "application/problem+json") is is_problem
    assert is_bare_text(answer) is not is_problem
    assert facts_of(sql, host) == {"room": {"a": 1}}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(NESTED % (b"[" * 200, b"]" * 200), "facts.k: nested deeper than 200 levels", id="nesting"),
        pytest.param(
            b'{"a": {"v": [1, 18446744073709551616]}}', "facts.a.v[1]: an integer beyond 64 bits", id="number"
        ),
        pytest.param(b'{"a": ["\\u0000"]}', "'facts.a[0]': NUL characters are not allowed", id="NUL"),
        pytest.param(b"null", "The request body must not be empty: a JSON object is needed, not null", id="null"),
        pytest.param(b"[null, true]", "The request body is a JSON array, not of type 'object'", id="list"),
        pytest.param(b"true", "The request body is a JSON boolean, not of type 'object'", id="boolean"),
    ],
)
def test_a_refusal_names_the_place(api: Client, hosts: MakeHost, method: str, body: bytes, reason: str) -> None:
    host = hosts(last_check_in=T, facts={"room": {"a": 1}})
    assert api.request(method, f"/hosts/{host['id']}/facts/room", body=body).json["detail"] == reason


def test_facts_as_far_as_the_bounds(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    body = b'{"n": [18446744073709551615, -9223372036854775808], "deep": %s%s}' % (b"[" * 199, b"]" * 199)
    assert api.request("PUT", f"/hosts/{host['id']}/facts/room", body=body).status == 200
    assert facts_of(sql, host)["room"]["n"] == [18446744073709551615, -9223372036854775808]
    assert api.get("/hosts").status == 200


LARGE = {"k": "x" * 1_200_000}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(
    "stored",
    [
        pytest.param({"facts": {"room": {}, "other": LARGE}}, id="other facts"),
        pytest.param({"facts": {"room": {}}, "tags": {"n": {"k": ["x" * 1_200_000]}}}, id="tags"),
        pytest.param({"facts": {"room": {}}, "dynamic": {"running_processes": ["x" * 1_200_000]}}, id="the profile"),
        pytest.param(
            {
                "facts": {"room": {}, "other": {"k": "x" * 400_000}},
                "tags": {"n": {"k": ["x" * 400_000]}},
                "static": {"third_party_services": {"k": "x" * 400_000}},
            },
            id="all together",
        ),
    ],
)
def test_facts_never_make_a_host_too_large_for_its_events(
    api: Client, hosts: MakeHost, sql: Sql, method: str, stored: Json
) -> None:
    small, host = hosts(last_check_in=T, facts={"room": {}}), hosts(last_check_in=T, **stored)
    answer = api.request(method, f"/hosts/{small['id']},{host['id']}/facts/room", body=LARGE)
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    detail = answer.json["detail"]
    assert detail.startswith("facts.room: The host would have 2")
    assert detail.endswith(f" at most 2097152 are taken. Host: {host['id']}.")
    assert (facts_of(sql, small), facts_of(sql, host)) == ({"room": {}}, stored["facts"])
    assert pending(sql) == []


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_facts_alone_are_not_larger_than_a_report(api: Client, hosts: MakeHost, method: str) -> None:
    path = f"/hosts/{hosts(last_check_in=T, facts={'room': {}})['id']}/facts/room"
    room = LARGEST_REPORT - len(b'[{"namespace":"room","facts":{"k":""}}]')
    statuses = [api.request(method, path, body={"k": "x" * length}).status for length in (room + 1, room)]
    assert statuses == [400, 200]


def test_facts_of_a_host_that_is_too_large_may_shrink(api: Client, hosts: MakeHost, sql: Sql) -> None:
    too_large = {"k": "x" * 3_000_000}
    host = hosts(last_check_in=T, facts={"room": too_large, "other": too_large})
    path = f"/hosts/{host['id']}/facts/room"
    assert [api.request("PUT", path, body=body).status for body in (LARGE, {**LARGE, "more": 1}, {})] == [200, 400, 200]
    assert facts_of(sql, host) == {"room": {}, "other": too_large}


def test_facts_whose_numbers_are_printed_much_longer_than_sent(api: Client, hosts: MakeHost) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    body = b'{"k": [%s]}' % b",".join([b"1e300"] * 8_000)
    answer = api.request("PUT", f"/hosts/{host['id']}/facts/room", body=body)
    assert (answer.status, "The host would have 2" in answer.json["detail"]) == (400, True)


@pytest.mark.parametrize(
    "stored", ["123456789012345678901234567890", "1.0", "0.12345678901234567890123", "1" + "0" * 400]
)
def test_numbers_beside_a_change_stay(api: Client, hosts: MakeHost, sql: Sql, stored: str) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    sql(f"""UPDATE hbi.hosts SET facts = '{{"other": {{"v": {stored}}}, "room": {{"v": {stored}}}}}'""")
    assert api.patch(f"/hosts/{host['id']}/facts/room", {"a": 1}).status == 200
    ((other, room),) = sql("SELECT facts #>> '{other,v}', facts #>> '{room,v}' FROM hbi.hosts")
    assert (other, room) == (stored, stored)


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_malformed_ids(api: Client, hosts: MakeHost, sql: Sql, method: str) -> None:
    host = hosts(last_check_in=T, facts={"room": {"a": 1}})
    answer = api.request(method, f"/hosts/{host['id']},nothing/facts/room", body={"a": 2})
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert facts_of(sql, host) == {"room": {"a": 1}}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_all_hosts_are_unknown(api: Client, method: str) -> None:
    answer = api.request(method, f"/hosts/{uuid4()},{uuid4()}/facts/room", body={"a": 1})
    assert (answer.status, is_bare_text(answer)) == (404, True)


def test_nothing_to_merge_is_found_before_the_hosts(api: Client) -> None:
    answer = api.patch(f"/hosts/{uuid4()}/facts/room", {})
    assert (answer.status, is_bare_text(answer)) == (400, True)


def test_nothing_to_merge_is_found_after_the_permission(guarded_api: Client, hosts: MakeHost) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    assert guarded_api.patch(f"/hosts/{host['id']}/facts/room", {}).status == 403


@pytest.mark.parametrize(
    ("content_type", "status"),
    [pytest.param(None, 200, id="none is taken for JSON"), pytest.param("text/plain", 415, id="text")],
)
def test_content_types(api: Client, hosts: MakeHost, content_type: str | None, status: int) -> None:
    host = hosts(last_check_in=T, facts={"room": {}})
    answer = api.patch(f"/hosts/{host['id']}/facts/room", {"a": 1}, headers={"content-type": content_type})
    assert answer.status == status


@pytest.mark.parametrize(
    ("segment", "status"),
    [
        pytest.param("a%20b", 200, id="blank"),
        pytest.param("%C3%BC", 200, id="another alphabet"),
        pytest.param("%25", 200, id="percent"),
        pytest.param("a%2Fb", 404, id="encoded slash"),
        pytest.param("a/b", 404, id="slash"),
        pytest.param("%00", 400, id="NUL"),
    ],
)
def test_namespaces(api: Client, hosts: MakeHost, segment: str, status: int) -> None:
    host = hosts(last_check_in=T, facts={"a b": {}, "ü": {}, "%": {}, "a/b": {}})
    assert api.patch(f"/hosts/{host['id']}/facts/{segment}", {"a": 1}).status == status


@pytest.mark.parametrize(
    ("has_namespace", "others_status"),
    [pytest.param(True, 403, id="that has the namespace"), pytest.param(False, 404, id="that lacks it")],
)
def test_host_outside_the_permitted_groups(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql, has_namespace: bool, others_status: int
) -> None:
    inside, outside = stored_group(sql, name="in"), stored_group(sql, name="out")
    rbac.grant(grant("inventory:hosts:write", inside["id"]))
    permitted = hosts(last_check_in=T, group=inside, facts={"room": {}})
    other = hosts(last_check_in=T, group=outside, facts={"room": {}} if has_namespace else {})
    assert guarded_api.patch(f"/hosts/{permitted['id']}/facts/room", {"a": 1}).status == 200
    answer = guarded_api.patch(f"/hosts/{permitted['id']},{other['id']}/facts/room", {"a": 2})
    assert answer.status == others_status
    assert is_bare_text(answer) is (others_status == 404)
    assert facts_of(sql, permitted) == {"room": {"a": 1}}


@pytest.mark.parametrize(
    ("facts", "status"),
    [pytest.param({"room": {}}, 403, id="with the namespace"), pytest.param({}, 404, id="without it")],
)
def test_all_hosts_are_outside_the_permitted_groups(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql, facts: Json, status: int
) -> None:
    rbac.grant(grant("inventory:hosts:write", stored_group(sql, name="in")["id"]))
    outside = stored_group(sql, name="out")
    ids = [hosts(last_check_in=T, group=outside, facts=facts)["id"] for _ in range(2)]
    answer = guarded_api.patch(f"/hosts/{','.join(ids)}/facts/room", {"a": 1})
    assert (answer.status, is_bare_text(answer)) == (status, status == 404)
    assert pending(sql) == []


def test_ungrouped_host_for_whoever_may_change_those(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost) -> None:
    rbac.grant(grant("inventory:hosts:write", None))
    assert guarded_api.patch(f"/hosts/{hosts(last_check_in=T, facts={'a': {}})['id']}/facts/a", {"b": 1}).status == 200


def test_permission_is_needed(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost) -> None:
    rbac.grant("inventory:hosts:read")
    assert guarded_api.patch(f"/hosts/{hosts(last_check_in=T, facts={'a': {}})['id']}/facts/a", {"b": 1}).status == 403


def test_systems_change_their_own_hosts_only(api: Client, hosts: MakeHost) -> None:
    system = api.as_(system_identity(cn=OWNER))
    own = hosts(last_check_in=T, facts={"a": {}}, static={"owner_id": OWNER})
    other = hosts(last_check_in=T, facts={"a": {}}, static={"owner_id": str(uuid4())})
    assert system.patch(f"/hosts/{own['id']}/facts/a", {"b": 1}).status == 200
    assert system.patch(f"/hosts/{other['id']}/facts/a", {"b": 1}).status == 404

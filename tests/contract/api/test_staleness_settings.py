"""Staleness settings of an organisation (contract: rest-groups-staleness-views 6)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import Json, user_identity

PATH, DEFAULTS = "/account/staleness", "/account/staleness/defaults"
STALE, WARNING, DELETE = (f"conventional_time_to_{name}" for name in ("stale", "stale_warning", "delete"))
DEFAULT = {STALE: 104_400, WARNING: 604_800, DELETE: 2_592_000}
OWN = {STALE: 200_000, WARNING: 700_000, DELETE: 3_000_000}


def shown(org_id: str = "321", **limits: int) -> Json:
    """The document without `id`, `created` and `updated`."""
    chosen = DEFAULT | limits
    mirrored = {name.replace("conventional", "immutable"): value for name, value in chosen.items()}
    return {"org_id": org_id, **chosen, **mirrored}


def parts(answer: Answer) -> tuple[str, Any, Any, Json]:
    document = answer.json
    return document.pop("id"), document.pop("created"), document.pop("updated"), document


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT * FROM hbi.staleness ORDER BY org_id")


def is_default(answer: Answer, status: int = 200) -> bool:
    return (answer.status, *parts(answer)) == (status, "system_default", None, None, shown())


def test_defaults_count_until_something_is_chosen(api: Client) -> None:
    for path in (PATH, DEFAULTS):
        answer = api.get(path)
        assert answer.content_type == "application/json"
        assert is_default(answer)


def test_defaults_are_the_deployments(make_application: MakeApplication) -> None:
    variables = {f"CONVENTIONAL_TIME_TO_{name}_SECONDS": str(value) for name, value in DEPLOYED.items()}
    api = Client(make_application(**variables), user_identity("654"))
    for path in (PATH, DEFAULTS):
        assert parts(api.get(path))[3] == shown("654", **{STALE: 10_000, WARNING: 20_000, DELETE: 30_000})


DEPLOYED = {"STALE": 10_000, "STALE_WARNING": 20_000, "DELETE": 30_000}


def test_life_of_settings(api: Client, sql: Sql) -> None:
    created = api.post(PATH, OWN)
    assert created.status == 201
    settings_id, born, changed, document = parts(created)
    assert document == shown(**OWN)
    assert born == changed
    assert abs(datetime.fromisoformat(born) - datetime.now(UTC)) < timedelta(minutes=5)
    assert rows(sql)[0][0] == settings_id
    assert parts(api.get(PATH)) == (settings_id, born, changed, shown(**OWN))
    assert is_default(api.get(DEFAULTS))
    patched = api.patch(PATH, {STALE: 300_000})
    assert patched.status == 200
    same_id, same_birth, later, document = parts(patched)
    assert (same_id, same_birth, document) == (settings_id, born, shown(**OWN | {STALE: 300_000}))
    assert later > born
    deleted = api.delete(PATH)
    assert (deleted.status, deleted.content) == (204, b"")
    assert is_default(api.get(PATH))


def test_a_body_is_merged_over_what_counts(api: Client) -> None:
    assert parts(api.post(PATH, {DELETE: 5_000_000}))[3] == shown(**{DELETE: 5_000_000})
    assert parts(api.patch(PATH, {STALE: 400_000}))[3] == shown(**{DELETE: 5_000_000, STALE: 400_000})


def test_a_patch_of_nothing_touches(api: Client) -> None:
    api.post(PATH, OWN)
    before = parts(api.get(PATH))
    patched = api.patch(PATH, {})
    assert patched.status == 200
    after = parts(patched)
    assert (before[0], before[1], before[3]) == (after[0], after[1], after[3])
    assert after[2] > before[2]


def test_immutable_limits_are_taken_and_ignored(api: Client) -> None:
    body = {f"immutable_time_to_{name}": 7 for name in ("stale", "stale_warning", "delete")}
    assert is_default(api.post(PATH, body), 201)
    assert parts(api.post(PATH, OWN | body))[3] == shown(**OWN)


@pytest.mark.parametrize(
    ("body", "is_stored"),
    [
        pytest.param({}, False, id="nothing"),
        pytest.param({STALE: 104_400}, False, id="a default"),
        pytest.param({STALE: 107_999}, False, id="an hour less a second more"),
        pytest.param({STALE: 108_000}, True, id="an hour more"),
        pytest.param({STALE: 100_801}, False, id="an hour less a second less"),
        pytest.param({STALE: 100_800}, True, id="an hour less"),
        pytest.param({STALE: 105_000, WARNING: 605_000, DELETE: 2_593_000}, False, id="all a little"),
        pytest.param({STALE: 105_000, WARNING: 605_000, DELETE: 2_595_600}, True, id="one by an hour"),
    ],
)
def test_what_is_near_the_defaults_is_not_kept(api: Client, sql: Sql, body: Json, is_stored: bool) -> None:
    answer = api.post(PATH, body)
    assert answer.status == 201
    assert bool(rows(sql)) is is_stored
    if is_stored:
        assert parts(answer)[3] == shown(**body)
    else:
        assert is_default(answer, 201)


def test_coming_near_the_defaults_removes_settings(api: Client, sql: Sql) -> None:
    api.post(PATH, OWN)
    assert is_default(api.patch(PATH, DEFAULT))
    assert rows(sql) == []
    assert api.patch(PATH, DEFAULT).status == 404
    api.post(PATH, OWN)
    assert is_default(api.post(PATH, DEFAULT | {STALE: 104_401}), 201)
    assert rows(sql) == []


def test_a_patch_of_nothing_removes_settings_near_the_defaults(api: Client, sql: Sql) -> None:
    api.post(PATH, OWN)
    sql(f"UPDATE hbi.staleness SET {STALE} = 104401, {WARNING} = 604800, {DELETE} = 2592000")
    assert is_default(api.patch(PATH, {}))
    assert rows(sql) == []


def test_settings_are_chosen_once(api: Client, sql: Sql) -> None:
    api.post(PATH, OWN)
    before = rows(sql)
    again = api.post(PATH, OWN | {STALE: 300_000})
    assert (again.status, again.content_type) == (400, "application/json")
    assert again.json.keys() == {"title", "detail"}
    assert again.json["title"] == "Integrity error"
    assert rows(sql) == before


@pytest.mark.parametrize(
    "change", [lambda api: api.patch(PATH, OWN), lambda api: api.patch(PATH, {}), lambda api: api.delete(PATH)]
)
def test_there_must_be_settings(api: Client, sql: Sql, change: Callable[[Client], Answer]) -> None:
    api.as_(user_identity("654")).post(PATH, OWN)
    answer = change(api)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert len(rows(sql)) == 1


REFUSED = [
    pytest.param({STALE: 700_000}, "is greater than the maximum of 604800", id="stale above its maximum"),
    pytest.param({WARNING: 15_552_001}, "is greater than the maximum of 15552000", id="warning above its maximum"),
    pytest.param({DELETE: 63_072_001}, "is greater than the maximum of 63072000", id="deletion above its maximum"),
    *(pytest.param({name: 0}, "is less than the minimum of 1", id=f"0: {name}") for name in DEFAULT),
    *(
        pytest.param({STALE: value}, f"is not of type 'integer' - '{STALE}'", id=repr(value))
        for value in (True, 5.0, "9", None, [9], {})
    ),
    pytest.param(f'{{"{STALE}": {2**70}}}'.encode(), "", id="beyond 64 bits"),
    pytest.param({STALE: -1}, "is less than the minimum of 1", id="negative"),
    pytest.param({STALE: 604_800}, f"{STALE} must be lower than {WARNING}", id="as long as the warning"),
    pytest.param({WARNING: 2_592_000}, f"{WARNING} must be lower than {DELETE}", id="as long as the deletion"),
    pytest.param({DELETE: 5}, f"{WARNING} must be lower than {DELETE}", id="deletion before the warning"),
    pytest.param({"immutable_time_to_stale": 0}, "is less than the minimum of 1", id="immutable 0"),
    pytest.param(
        {"immutable_time_to_delete": 2**63}, "is greater than the maximum of 9223372036854775807", id="immutable large"
    ),
    pytest.param({"immutable_time_to_delete": "9"}, "is not of type 'integer'", id="immutable text"),
    pytest.param({**OWN, "id": "x"}, "Unknown field. - 'id'", id="unknown field"),
    pytest.param({**OWN, "org_id": "654"}, "Unknown field. - 'org_id'", id="another organisation"),
    pytest.param([OWN], "not of type 'object'", id="a list"),
    pytest.param(b"null", "must not be empty", id="null"),
    pytest.param(b"", "RequestBody is required", id="no body"),
    pytest.param(b"{", "no JSON", id="no JSON"),
    pytest.param(b'{"a":' * 300 + b"1" + b"}" * 300, "", id="deep"),
]


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(("body", "detail"), REFUSED)
@pytest.mark.parametrize("is_chosen", [False, True], ids=["without settings", "with settings"])
def test_refused_bodies_change_nothing(
    api: Client, sql: Sql, method: str, body: Any, detail: str, is_chosen: bool
) -> None:
    if is_chosen:
        api.post(PATH, DEFAULT | {STALE: 110_000})
    before = rows(sql)
    answer = api.request(method, PATH, body=body)
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert answer.json["status"] == 400
    assert detail in answer.json["detail"]
    assert rows(sql) == before


def test_content_types(api: Client) -> None:
    body = b'{"conventional_time_to_stale": 200000}'
    assert api.post(PATH, body, headers={"content-type": "text/plain"}).status == 415
    assert api.post(PATH, body, headers={"content-type": None}).status == 201


@pytest.mark.parametrize("method", ["PUT"])
def test_other_methods(api: Client, method: str) -> None:
    answer = api.request(method, PATH, body=OWN)
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, GET, PATCH, POST")
    assert api.post(DEFAULTS, OWN).status == 405


def test_organisations_do_not_meet(api: Client) -> None:
    api.post(PATH, OWN)
    other = api.as_(user_identity("654"))
    assert parts(other.get(PATH))[3] == shown("654")
    assert other.post(PATH, {STALE: 300_000}).status == 201
    assert parts(api.get(PATH))[3] == shown(**OWN)
    assert other.delete(PATH).status == 204
    assert parts(api.get(PATH))[3] == shown(**OWN)


def test_a_change_acts_at_once_in_every_instance(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    """Whatever an instance has read before, and without a host or an event being written."""
    variables = {"STALENESS_CACHE_TIMEOUT_SECONDS": "3600"}
    first, second = (Client(make_application(**variables)) for _ in range(2))
    host = hosts(age=timedelta(hours=40))
    before = sql("SELECT * FROM hbi.hosts")

    def states(api: Client) -> list[str]:
        names = ("fresh", "stale", "stale_warning")
        return [name for name in names if api.get(f"/hosts?staleness={name}").json["total"]]

    for api in (first, second):
        assert states(api) == ["stale"]
    for limits, expected in (
        ({STALE: 200_000}, ["fresh"]),
        ({STALE: 3_600, WARNING: 7_200}, ["stale_warning"]),
        ({STALE: 3_600, WARNING: 7_200, DELETE: 10_800}, []),
    ):
        assert first.delete(PATH).status in {204, 404}
        assert first.post(PATH, limits).status == 201
        for api in (first, second):
            assert states(api) == expected
        status = 200 if expected else 404
        assert second.get(f"/hosts/{host['id']}").status == second.get(f"/hosts/{host['id']}/tags").status == status
    assert first.delete(PATH).status == 204
    assert states(second) == ["stale"]
    (seen,) = second.get(f"/hosts/{host['id']}").json["results"]
    age = datetime.fromisoformat(seen["stale_timestamp"]) - datetime.fromisoformat(seen["last_check_in"])
    assert age == timedelta(hours=29)
    assert sql("SELECT * FROM hbi.hosts") == before
    assert sql("SELECT * FROM hbi.host_events_outbox") == []


def test_of_two_creations_at_once_one_wins(make_application: MakeApplication, sql: Sql) -> None:
    clients = [Client(make_application()) for _ in range(4)]

    def create(numbered: tuple[int, Client]) -> int:
        number, api = numbered
        return api.post(PATH, {STALE: 200_000 + number}).status

    with ThreadPoolExecutor(4) as threads:
        for _ in range(5):
            statuses = sorted(threads.map(create, enumerate(clients)))
            assert statuses == [201, 400, 400, 400]
            assert len(rows(sql)) == 1
            assert clients[0].delete(PATH).status == 204


def test_changes_at_once_end_as_one_after_the_other(make_application: MakeApplication) -> None:
    """Each changes another member; none undoes another."""
    clients = [Client(make_application()) for _ in range(3)]
    bodies = [{STALE: 200_001}, {WARNING: 700_001}, {DELETE: 3_000_001}]
    clients[0].post(PATH, OWN)
    with ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda api, body: api.patch(PATH, body), clients, bodies))
    assert [answer.status for answer in answers] == [200] * 3
    assert parts(clients[0].get(PATH))[3] == shown(**{STALE: 200_001, WARNING: 700_001, DELETE: 3_000_001})

"""Words that clients look for in `detail`, and what was at fault (contract: rest-hosts 1.3)."""

from typing import Any

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import Json

UNKNOWN = "7c1d7c1d-0000-4000-8000-00000000000a"
VIEWS, STALENESS = "/beta/views", "/account/staleness"
CONFIGURATION: Json = {"columns": []}


@pytest.fixture
def ids(api: Client, hosts: MakeHost) -> dict[str, str]:
    """A group, its host, the ungrouped group and a view."""
    host = hosts()["id"]
    ungrouped = api.get("/groups?group_type=ungrouped-hosts").json["results"][0]["id"]
    group = api.post("/groups", {"name": "web", "host_ids": [host]}).json["id"]
    view = api.post(VIEWS, {"name": "mine", "configuration": CONFIGURATION}).json["id"]
    return {"host": host, "group": group, "ungrouped": ungrouped, "view": view}


REFUSED: list[tuple[str, str, Any, list[str]]] = [
    *(
        (method, path, body | others, said)
        for method, path, others in (
            ("POST", "/groups", {}),
            ("PATCH", "/groups/{group}", {}),
            ("POST", VIEWS, {"configuration": CONFIGURATION}),
            ("PATCH", VIEWS + "/{view}", {}),
        )
        for body, said in (
            ({"name": 5}, ["5 is not of type 'string' - 'name'"]),
            ({"name": None}, ["is not of type 'string' - 'name'"]),
            ({"name": ""}, ["Length must be between 1 and 255.", "does not match"]),
            ({"name": "n" * 256}, ["Length must be between 1 and 255."]),
            ({"name": "a.b"}, ["a.b", "does not match"]),
            ({"name": "a", "owner": 1}, ["Unknown field.", "owner"]),
        )
    ),
    ("PATCH", "/groups/{group}", {}, ["at least one field"]),
    ("PATCH", VIEWS + "/{view}", {}, ["at least one field"]),
    ("POST", VIEWS, {"name": "a"}, ["needs configuration, name."]),
    ("PUT", VIEWS + "/default", {}, ["needs view_id."]),
    ("POST", "/groups", {"name": None}, ["Group name cannot be null"]),
    ("POST", "/groups", {"name": "a", "host_ids": "x"}, ["is not of type 'array'"]),
    ("POST", "/groups", {"name": "a", "host_ids": ["x"]}, ["x", "does not match"]),
    ("POST", "/groups", {"name": "a", "host_ids": [UNKNOWN] * 2}, ["Host IDs must be unique.", UNKNOWN]),
    ("POST", "/groups", {"name": "a", "host_ids": [UNKNOWN]}, [f"existing host(s) with ID {{'{UNKNOWN}'}}"]),
    ("POST", "/groups/{group}/hosts", [UNKNOWN], [f"Could not find existing host(s) with ID {{'{UNKNOWN}'}}"]),
    ("POST", "/groups/{group}/hosts", {}, ["is not of type 'array'"]),
    ("POST", f"/groups/{UNKNOWN}/hosts", [UNKNOWN], [f"Group {UNKNOWN} not found"]),
    ("DELETE", f"/groups/{{group}}/hosts/{UNKNOWN}", None, ["Hosts not found"]),
    ("DELETE", "/groups/{ungrouped}/hosts/{host}", None, ["Cannot remove hosts from ungrouped workspace"]),
    ("DELETE", "/groups/{ungrouped}", None, ["ungrouped-hosts", "{ungrouped}"]),
    ("GET", f"/groups/{UNKNOWN}", None, ["One or more groups not found"]),
    ("DELETE", f"/groups/hosts/{UNKNOWN}", None, ["One or more hosts not found"]),
    ("PUT", "/groups", None, ["Method Not Allowed"]),
    ("POST", STALENESS, None, ["RequestBody is required"]),
    ("POST", STALENESS, {"conventional_time_to_stale": 0}, ["is less than the minimum of 1"]),
    ("POST", STALENESS, {"conventional_time_to_stale": 700_000}, ["is greater than the maximum of"]),
    ("POST", STALENESS, {"stale": 1}, ["Unknown field.", "stale"]),
    ("GET", "/groups?per_page=x", None, ["Wrong type, expected 'integer' for"]),
    ("GET", "/groups?order_by=size", None, ["size", "is not one of"]),
    ("GET", "/groups?order_how=up", None, ["up", "does not match"]),
    *(("GET", path, None, ["zz", "does not match"]) for path in ("/groups/zz", "/groups/zz/hosts", VIEWS + "/zz")),
    ("GET", f"{VIEWS}/{UNKNOWN}", None, [UNKNOWN]),
]


def test_words_that_clients_look_for(api: Client, ids: dict[str, str]) -> None:
    """One test for all of them: none changes anything."""
    for method, path, body, said in REFUSED:
        answer = api.request(method, path.format_map(ids), body=body)
        assert answer.status in {400, 404, 405}, (method, path, body, answer.content)
        for text in said:
            assert text.replace("{ungrouped}", ids["ungrouped"]) in answer.json["detail"], (method, path, body)


def test_the_view_that_is_anothers(api: Client) -> None:
    view = api.get(VIEWS).json["default_view_id"]
    answer = api.delete(f"{VIEWS}/{view}")
    assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert view in answer.json["detail"]

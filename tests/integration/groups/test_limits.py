"""Who is limited to some groups sees nothing of others, through no operation (contract: identity-rbac 4.3 and 6)."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Sql
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, stored_host

NAMES = "abcd"
TABLES = ("hosts_groups", "hosts", "groups", "host_events_outbox")
READS = (
    "/hosts?display_name={text}",
    "/hosts?group_name={text}",
    "/hosts?order_by=group_name&cursor=",
    "/hosts?workspace_id={group}",
    "/hosts/{host}",
    "/hosts/{host}/tags",
    "/hosts/{host},{host}/system_profile",
    "/tags?search={text}",
    "/system_profile/operating_system",
    "/groups",
    "/groups?group_type=all&order_by=host_count",
    "/groups?name={text}",
    "/groups/{group}",
    "/groups/{group},{group}",
    "/groups/{group}/hosts",
    "/groups/{group}/hosts?display_name={text}&count_only=true",
)
CHANGES = (
    ("POST", "/groups", {"name": "new"}),
    ("PATCH", "/groups/{group}", {"name": "mine"}),
    ("PATCH", "/groups/{group}", {"host_ids": []}),
    ("PATCH", "/groups/{group}", {}),
    ("DELETE", "/groups/{group}", None),
    ("DELETE", "/groups/{group},{group}", None),
    ("POST", "/groups/{group}/hosts", []),
    ("DELETE", "/groups/{group}/hosts/{host}", None),
    ("DELETE", "/groups/hosts/{host}", None),
    ("DELETE", "/groups/hosts/{host},{host}", None),
)


def id_of(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


@dataclass(frozen=True)
class Sent:
    """A request."""

    method: str
    path: str
    body: Json | list[str] | None


hosts = st.sampled_from([id_of(f"host {name}{number}") for name in (*NAMES, "u") for number in range(2)])
groups = st.sampled_from([id_of(name) for name in (*NAMES, "u", "nobody")])
texts = st.sampled_from(["hidden", "", "a", "open", "zebra"])


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """An operation about anything in the organisation."""
    method, path, body = draw(st.sampled_from([*CHANGES, *((("GET", path, None)) for path in READS)]))
    for _ in range(2):
        for place, values in (("{group}", groups), ("{host}", hosts), ("{text}", texts)):
            path = path.replace(place, draw(values), 1)
    return Sent(method, path, body)


def settle(sql: Sql, limits: frozenset[str]) -> None:
    """Two hosts in each group; what the caller must not see says so in every text."""
    for table in TABLES:
        sql(f"DELETE FROM hbi.{table}")
    for name in (*NAMES, "u"):
        word = "open" if name in limits else "hidden"
        group = stored_group(sql, name=f"{word} {name}", ungrouped=name == "u")
        sql("UPDATE hbi.groups SET id = %s WHERE id = %s", (id_of(name), group["id"]))
        group = {**group, "id": id_of(name), "name": f"{word} {name}"}
        for number in range(2):
            stored_host(
                sql,
                id=id_of(f"host {name}{number}"),
                group=group,
                display_name=f"{word} {name}",
                fqdn=f"{word}.example.org",
                tags={word: {word: [word]}},
                static={"operating_system": {"name": word, "major": 9, "minor": 4}},
            )


def others(sql: Sql, limits: frozenset[str]) -> list[object]:
    """Groups beyond the limits with their hosts."""
    mine = [id_of(name) for name in limits]
    return [
        sql("SELECT id, name, modified_on FROM hbi.groups WHERE NOT id = ANY(%s::uuid[]) AND NOT ungrouped", (mine,)),
        sql("SELECT * FROM hbi.hosts_groups WHERE NOT group_id = ANY(%s::uuid[] || %s::uuid)", (mine, id_of("u"))),
    ]


@pytest.mark.timeout(300)
@given(
    limits=st.frozensets(st.sampled_from(NAMES), min_size=1, max_size=3),
    sent=st.lists(requests(), min_size=1, max_size=8),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_nothing_beyond_the_limits_is_seen_or_changed(
    guarded_api: Client, rbac: FakeRbac, sql: Sql, limits: frozenset[str], sent: list[Sent]
) -> None:
    settle(sql, limits)
    rbac.grant(grant("inventory:*:*", *(id_of(name) for name in sorted(limits))))
    before = others(sql, limits)
    for request in sent:
        answer = guarded_api.request(request.method, request.path, body=request.body)
        assert answer.status < 500, (request, answer.content)
        text = answer.content.decode()
        assert "hidden" not in text or "hidden" in request.path, (request, text)
        if answer.status < 300 and request.method == "GET":
            assert "hidden " not in text
            shown = {id_of(name) for name in (*NAMES, "u") if name not in limits}
            assert not {group_id for group_id in shown if group_id in text}, (request, text)
    assert others(sql, limits) == before


def test_the_others_are_there_to_be_seen(guarded_api: Client, rbac: FakeRbac, sql: Sql) -> None:
    settle(sql, frozenset("a"))
    rbac.grant("inventory:*:*")
    for path in ("/hosts", "/groups", f"/groups/{id_of('b')}", f"/groups/{id_of('b')}/hosts", "/tags"):
        assert b"hidden" in guarded_api.get(path).content

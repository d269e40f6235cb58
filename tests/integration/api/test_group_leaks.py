"""A caller limited to groups sees no host, tag, value, count or group beyond them, through any operation, export or
error text (contract: identity-rbac 6, 7).

Every value of a host names the host: `z3z` stands in all that belongs to host 3, `q1q` in all that belongs to group 1.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeClient
from tests.integration.api.test_isolation import Sent, amounts, requests
from tests.support.api import BASE, Answer, Client, FakeRbac, gateway_event, grant, received
from tests.support.every_operation import CONFIGURATION, REQUESTS, operations, path_of
from tests.support.exporting import Exports
from tests.support.factories import ORG, encode_identity, insert, stored_host, user_identity
from tests.support.fakes.kessel_server import FakeKessel
from tests.support.fakes.workspace_server import FakeWorkspaces, running_workspaces
from tests.support.neighbour import OUR_GROUP, OUR_IDS, OUR_TEAM, SHARED_INSIGHTS_ID, THEIR_GROUP, THEIR_IDS

UNGROUPED = "d0d0d0d0-0000-4000-8000-00000000000d"
GROUPS = [OUR_GROUP, OUR_TEAM, THEIR_GROUP, UNGROUPED]
"""By their numbers; the last one is the ungrouped one."""
HOSTS = [*OUR_IDS, *THEIR_IDS]
VIEW = "d0d0d0d0-0000-4000-8000-00000000000e"
EVERY_PERMISSION = ("inventory:*:*", "staleness:*:*", "rbac:*:*")
NOW = "2031-01-05T10:00:00Z"

SHOWS_ANY = {
    "/hosts/checkin": "any host of the organisation may check in, and is shown",
}
COUNTS_ALL = {
    "/hosts/all": "says how many hosts the organisation has",
    "/hosts/checkin": "shows the host that checks in",
}
"""What the contract shows beyond a limit (identity-rbac 6.1)."""


class Limit(NamedTuple):
    """The groups that a caller is limited to, by their numbers, and whether hosts without group are among them."""

    groups: frozenset[int]
    null: bool = False

    @property
    def ids(self) -> list[str]:
        return [GROUPS[number] for number in sorted(self.groups)]

    def shows(self, group: int | None) -> bool:
        """Whether hosts of a group are seen. In no group is like in the ungrouped one for `null`."""
        return group in self.groups or (self.null and group in {None, 3})


@pytest.fixture
def workspaces() -> Iterator[FakeWorkspaces]:
    with running_workspaces() as fake:
        yield fake


class World:
    """Ten hosts somewhere in four groups or in none, and a caller with every permission in some of the groups."""

    def __init__(self, sql: Sql, empty: Callable[[], None]) -> None:
        self.sql, self._empty = sql, empty
        self.limit = Limit(frozenset())

    def settle(self, places: Collection[int | None]) -> None:
        """Stores each host in the group of its place."""
        self._empty()
        for number, group_id in enumerate(GROUPS):
            row = {"id": group_id, "org_id": ORG, "name": f"q{number}q group", "ungrouped": group_id == UNGROUPED}
            insert(self.sql, "groups", {**row, "created_on": NOW, "modified_on": NOW})
        for number, (host_id, place) in enumerate(zip(HOSTS, places, strict=True)):
            self._store(number, host_id, place)
        view = {"id": VIEW, "org_id": ORG, "name": "mine", "created_by": "901", "configuration": CONFIGURATION}
        insert(self.sql, "inventory_views", view)

    def _store(self, number: int, host_id: str, place: int | None) -> None:
        name = f"z{number}z"
        group = None if place is None else {"id": GROUPS[place], "name": f"q{place}q group", "ungrouped": place == 3}
        os = {"name": f"{name} os", "major": 8, "minor": number}
        host = {
            "id": host_id,
            "display_name": f"web {number} {name}",
            "fqdn": f"web{number}.{name}.example.org",
            "insights_id": SHARED_INSIGHTS_ID[:-1] + str(number),
            "subscription_manager_id": SHARED_INSIGHTS_ID[:-1] + str(number),
            "provider_id": "i-1" if number % 2 else f"{name} i-1",
            "provider_type": "aws",
            "ansible_host": name,
            "facts": {"ours": {"rack": name}},
            "tags": {"env": {"tier": ["gold", name]}, f"{name} tags": {name: [name]}},
            "tags_alt": [
                {"namespace": "env", "key": "tier", "value": "gold"},
                {"namespace": "env", "key": "tier", "value": name},
                {"namespace": f"{name} tags", "key": name, "value": name},
            ],
            "static": {"arch": "x86_64", "operating_system": os, "os_release": f"zebra {name}"},
            "dynamic": {"workloads": {"sap": {"sap_system": True, "sids": [f"Z{number}Z"]}, "ansible": {"v": name}}},
        }
        stored_host(self.sql, **host, **({"group": group} if group else {"group": {"id": UNGROUPED}}))
        if group is None:
            self.sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (host_id,))
            self.sql("UPDATE hbi.hosts SET groups = '[]' WHERE id = %s", (host_id,))

    def visible(self) -> tuple[set[str], set[str]]:
        """What stands for the hosts, and for the groups, that the caller may see as things are now."""
        numbers = {group_id: number for number, group_id in enumerate(GROUPS)}
        rows = self.sql(
            "SELECT h.id::text, m.group_id::text FROM hbi.hosts h LEFT JOIN hbi.hosts_groups m ON m.host_id = h.id"
        )
        shown = {host_id: group_id for host_id, group_id in rows if self.limit.shows(numbers.get(group_id))}
        groups = {f"q{number}q" for number in self.limit.groups}
        groups |= {f"q{numbers[group_id]}q" for group_id in shown.values() if group_id in numbers}
        return {f"z{HOSTS.index(host_id)}z" for host_id in shown}, groups


def marks(text: str) -> set[str]:
    """Hosts and groups that a text is about."""
    text = text.lower()
    found = set(re.findall(r"z\dz|q\dq", text))
    found |= {f"z{number}z" for number, host_id in enumerate(HOSTS) if host_id in text}
    # Names of ids that a view or a link repeats are those of groups.
    return found | {f"q{number}q" for number, group_id in enumerate(GROUPS) if group_id in text}


def leaks(answer: Answer, sent: str, path: str, allowed: Collection[str]) -> set[str]:
    """What an answer shows beyond what is allowed. What was sent may be repeated by refusals."""
    below = path.removeprefix(BASE).partition("?")[0]
    if below in SHOWS_ANY:
        return set()
    text = answer.content.decode() + str(answer.headers.get("location", ""))
    repeated = marks(sent) if answer.status >= 400 else set()
    return marks(text) - set(allowed) - repeated


def counted_beyond(answer: Answer, path: str, hosts: int, groups: int) -> list[int]:
    """Numbers in an answer that are larger than what the caller may see."""
    below = path.removeprefix(BASE).partition("?")[0]
    if answer.status >= 400 or below in COUNTS_ALL or not path.startswith(f"{BASE}/"):
        return []
    if below == "/tags" or below.endswith(("/tags", "/tags/count")):
        return [amount for amount in amounts(answer) if amount > 3 * hosts + 1]
    if below.startswith(("/beta/views", "/account")):
        return []
    most = max(hosts, groups, 2)
    return [amount for amount in amounts(answer) if amount > most]


# Each operation, about what the caller may not see

PLACES: list[int | None] = [0, 0, 1, 1, 2, 2, 3, 3, None, None]
LIMITS = {
    "one group": Limit(frozenset({0})),
    "two groups": Limit(frozenset({0, 1})),
    "no group": Limit(frozenset(), null=True),
    "a group and no group": Limit(frozenset({0}), null=True),
    "the ungrouped group": Limit(frozenset({3})),
}


@pytest.fixture
def world(sql: Sql, empty_database: Callable[[], None]) -> World:
    return World(sql, empty_database)


@pytest.fixture
def by_rbac(make_application: MakeApplication, rbac: FakeRbac) -> Client:
    """A user whose limits RBAC v1 knows; groups are ours."""
    return Client(
        make_application(
            BYPASS_RBAC="false",
            BYPASS_KESSEL="true",
            RBAC_ENDPOINT=rbac.url,
            RBAC_RETRIES="0",
            HBI_PUBLISH_PAUSE_SECONDS="600",
        )
    )


def limited_by_rbac(rbac: FakeRbac, limit: Limit) -> None:
    values = [*limit.ids, *([None] if limit.null else [])]
    rbac.grant(*(grant(permission, *values) for permission in EVERY_PERMISSION))


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_what_is_named_and_not_seen(by_rbac: Client, rbac: FakeRbac, world: World, limit: Limit) -> None:
    """Hosts, groups and their values that a request names are not told about, be it by a refusal."""
    world.limit = limit
    limited_by_rbac(rbac, limit)
    hidden = next(number for number, place in enumerate(PLACES) if not limit.shows(place))
    group = next(number for number in range(3) if number not in limit.groups)
    names = {"h": HOSTS[hidden], "h1": HOSTS[hidden], "i": SHARED_INSIGHTS_ID[:-1] + str(hidden)}
    names |= {"g": GROUPS[group], "v": VIEW, "e": str(uuid4())}
    is_old = False
    for operation in operations():
        if not is_old:
            world.settle(PLACES)
        sent = REQUESTS[operation].filled(names)
        path = path_of(operation, sent)
        hosts, groups = world.visible()
        answer = ask(by_rbac, sent.method, path, sent.body)
        assert answer.status < 500, (operation, answer.content)
        assert leaks(answer, path + str(sent.body), path, hosts | groups) == set(), (operation, answer.content)
        assert counted_beyond(answer, path, len(hosts), len(groups)) == [], (operation, answer.content)
        is_old = sent.method == "GET"


def ask(client: Client, method: str, path: str, body: Any) -> Answer:
    sent = {"x-rh-identity": encode_identity(user_identity()), "content-type": "application/json"}
    event = gateway_event(method, path, sent, None if body is None else orjson.dumps(body))
    return received(client.application.respond(event))


def test_every_operation_has_a_case() -> None:
    """A new operation is looked at by this file as soon as it has its request in the table."""
    assert set(operations()) - REQUESTS.keys() == set()


# Anything, anywhere

places = st.lists(st.sampled_from([0, 0, 1, 2, 3, None]), min_size=len(HOSTS), max_size=len(HOSTS))
limits = st.builds(Limit, st.frozensets(st.integers(0, 3), min_size=1, max_size=2), st.booleans()) | st.just(
    Limit(frozenset(), null=True)
)
PROPERTY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def check(client: Client, world: World, sent: list[Sent]) -> None:
    """Sends requests one after the other; each sees what may be seen before it or after it."""
    for request in sent:
        before = world.visible()
        answer = ask(client, request.method, request.path, request.body)
        after = world.visible()
        hosts, groups = before[0] | after[0], before[1] | after[1]
        # Nobody turns a new workspace's message into a group here, so whoever makes one waits in vain.
        is_creation = request.method == "POST" and request.path.partition("?")[0] == f"{BASE}/groups"
        is_waiting_in_vain = is_creation and answer.status == 503
        assert answer.status < 500 or is_waiting_in_vain, (request, answer.content)
        found = leaks(answer, request.text, request.path, hosts | groups)
        assert found == set(), (request, answer.status, answer.content)
        most = max(len(hosts), len(before[0])), len(groups) + len(sent) + 1
        assert counted_beyond(answer, request.path, *most) == [], (request, answer.content)


@given(stored=places, limit=limits, sent=st.lists(requests(), min_size=1, max_size=5))
@PROPERTY
def test_nothing_beyond_the_limit_is_seen(
    by_rbac: Client, rbac: FakeRbac, world: World, stored: list[int | None], limit: Limit, sent: list[Sent]
) -> None:
    world.settle(stored)
    world.limit = limit
    limited_by_rbac(rbac, limit)
    check(by_rbac, world, sent)


@pytest.fixture
def by_kessel(make_v2_api: MakeClient, workspaces: FakeWorkspaces) -> Client:
    """A user whose limits Kessel knows, and the service of workspaces."""
    return make_v2_api(
        RBAC_ENDPOINT=workspaces.url, RBAC_TIMEOUT="0.05", RBAC_RETRIES="0", HBI_PUBLISH_PAUSE_SECONDS="600"
    )


@given(
    stored=places,
    limit=st.builds(Limit, st.frozensets(st.integers(0, 3), min_size=1, max_size=2)),
    sent=st.lists(requests(), min_size=1, max_size=4),
)
@settings(PROPERTY, max_examples=12)
def test_nothing_beyond_what_kessel_allows_is_seen(
    by_kessel: Client,
    kessel: FakeKessel,
    workspaces: FakeWorkspaces,
    world: World,
    stored: list[int | None],
    limit: Limit,
    sent: list[Sent],
) -> None:
    world.settle(stored)
    world.limit = limit
    workspaces.known.clear()
    for number in limit.groups:
        kind = "ungrouped-hosts" if number == 3 else "standard"
        workspaces.add(f"q{number}q group", kind=kind, id=GROUPS[number])
    kessel.workspaces = limit.ids
    kessel.hosts = {HOSTS[number] for number, place in enumerate(stored) if limit.shows(place)} | {*limit.ids}
    check(by_kessel, world, sent)


# Exports


@pytest.fixture
def limited_exports(export_environment: dict[str, str], rbac: FakeRbac, request: pytest.FixtureRequest) -> Exports:
    """The export function that asks RBAC."""
    export_environment |= {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": rbac.url}
    exports: Exports = request.getfixturevalue("exports")
    return exports


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
def test_exports(limited_exports: Exports, rbac: FakeRbac, world: World, limit: Limit) -> None:
    world.settle(PLACES)
    world.limit = limit
    limited_by_rbac(rbac, limit)
    hosts, groups = world.visible()
    for kind in ("json", "csv"):
        found = marks(limited_exports.data(format=kind).decode())
        assert hosts <= found <= hosts | groups

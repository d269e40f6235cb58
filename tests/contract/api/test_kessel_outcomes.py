"""What comes of each answer of Kessel for each operation, in organisations in workspaces mode (contract:
identity-rbac 5 and 7; rest-groups-staleness-views 2 and 3).
"""

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import uuid4

import grpc
import orjson
import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeClient
from tests.support.api import Answer, Client, gateway_event, received
from tests.support.every_operation import REQUESTS, Sent, operations, path_of
from tests.support.example_rows import store_group, store_host, store_view, what_is_stored
from tests.support.factories import Json, encode_identity, user_identity
from tests.support.fakes.kessel_server import FakeKessel
from tests.support.fakes.workspace_server import FakeWorkspaces, running_workspaces

logger = logging.getLogger(__name__)

G1, G2, U, DEFAULT = (f"5c5c5c5c-0000-4000-8000-00000000000{number}" for number in range(1, 5))
H1, H2, H3 = (f"6c6c6c6c-0000-4000-8000-00000000000{number}" for number in range(1, 4))
HOST_NAMES = {H1: "h1", H2: "h2", H3: "h3"}
GROUP_OF = {H1: G1, H2: G2, H3: U}
INSIGHTS_ID = "7c7c7c7c-0000-4000-8000-000000000001"
VIEW = "8c8c8c8c-0000-4000-8000-000000000001"


# What Kessel is asked for an operation


class Named(NamedTuple):
    """A relation to each host that is named: 403 unless it has all of them."""

    relation: str


class Listed(NamedTuple):
    """Relations to workspaces, one after the other: 403 where one is to none. `shows` says what is limited to them."""

    relations: tuple[str, ...]
    shows: bool = False


class Grouped(NamedTuple):
    """A relation to each of some groups: 403 unless it has all of them."""

    relation: str
    ids: tuple[str, ...] = (G1,)


class NotAsked(NamedTuple):
    """Kessel has no say."""

    status: int | None = None
    """What is answered instead of what a caller gets that may do it."""


READ, UPDATE, DELETE = (f"inventory_host_{verb}" for verb in ("view", "update", "delete"))
type Need = Named | Listed | Grouped | NotAsked

NEEDS: dict[str, Need] = {
    **dict.fromkeys(
        (
            "api.host.get_host_by_id",
            "api.host.get_host_system_profile_by_id",
            "api.host.get_host_tags",
            "api.host.get_host_tag_count",
        ),
        Named("view"),
    ),
    **dict.fromkeys(("api.host.patch_host_by_id", "api.host.merge_facts", "api.host.replace_facts"), Named("update")),
    "api.host.delete_host_by_id": Named("delete"),
    **dict.fromkeys(
        (
            "api.host.get_host_list",
            "api.host.get_host_exists",
            "api.tag.get_tags",
            "api.system_profile.get_sap_system",
            "api.system_profile.get_sap_sids",
            "api.system_profile.get_operating_system",
            "api.host_group.get_host_list_by_group",
            "api.host_views.get_host_views",
        ),
        Listed((READ,), shows=True),
    ),
    "api.system_profile.validate_schema": Listed((READ,)),
    "api.host.host_checkin": Listed((UPDATE,)),
    **dict.fromkeys(("api.host.delete_hosts_by_filter", "api.host.delete_all_hosts"), Listed((DELETE,), shows=True)),
    **dict.fromkeys(
        ("api.staleness.get_staleness", "api.staleness.get_default_staleness"),
        Listed(("staleness_staleness_view", READ)),
    ),
    **dict.fromkeys(
        ("api.staleness.create_staleness", "api.staleness.update_staleness", "api.staleness.delete_staleness"),
        Listed(("staleness_staleness_update", UPDATE)),
    ),
    "api.group.patch_group_by_id": Grouped("edit"),
    **dict.fromkeys(
        (
            "members by PATCH",
            "api.host_group.add_host_list_to_group",
            "api.host_group.delete_hosts_from_group",
            "api.group.delete_hosts_from_different_groups",
        ),
        Grouped("inventory_host_move"),
    ),
    "both by PATCH": Grouped("edit"),
    **dict.fromkeys(
        ("api.group.get_group_list", "api.group.get_groups_by_id", "api.group.create_group", "api.group.delete_groups"),
        NotAsked(),
    ),
    **dict.fromkeys(
        ("api.resource_type.get_resource_type_list", "api.resource_type.get_resource_type_groups_list"), NotAsked(400)
    ),
    **{name: NotAsked() for name in REQUESTS if name.startswith(("api.views.", "api.export.")) or name == "bulk_tags"},
}
"""By operation, and by some further requests."""

SHOWING = {name for name, need in NEEDS.items() if isinstance(need, Listed) and need.shows} - {
    "api.host.get_host_exists"
}
"""Operations whose answers tell which hosts they are about."""

FURTHER: dict[str, Sent] = {
    "members by PATCH": Sent("PATCH", "/groups/{g}", 200, {"host_ids": ["{h1}"]}),
    "both by PATCH": Sent("PATCH", "/groups/{g}", 200, {"name": "renamed", "host_ids": ["{h1}"]}),
}


# What Kessel answers


@dataclass(frozen=True)
class Reply:
    """An answer of Kessel to everything that it is asked."""

    things: Collection[str] = ()
    """Hosts and groups to which there is every relation."""
    workspaces: Collection[str] = ()
    """What lists of workspaces say."""
    code: grpc.StatusCode | None = None
    bulk: Callable[[list[Any]], list[Any]] = lambda pairs: pairs
    is_silent: bool = False
    is_bulk_broken: bool = False

    def set_up(self, kessel: FakeKessel) -> None:
        kessel.hosts, kessel.workspaces = set(self.things), list(self.workspaces)
        kessel.fails = [self.code] * 1000 if self.code else []
        kessel.bulk = self.bulk
        kessel.answers.set()
        if self.is_silent:
            kessel.answers.clear()

    @property
    def groups(self) -> set[str]:
        """Workspaces that a list names in a way that can be understood."""
        return {found.lower() for found in self.workspaces if len(found) == 36}


REPLIES: dict[str, Reply] = {
    "everything": Reply((H1, H2, H3, G1, G2, U, DEFAULT), (G1, G2, U, DEFAULT)),
    "nothing": Reply(),
    "one workspace": Reply((H1, G1), (G1,)),
    "another workspace": Reply((H2, G2), (G2,)),
    "several": Reply((H1, H2, G1, G2), (G1, G2)),
    "in capitals": Reply((H1, G1), (G1.upper(),)),
    "the default workspace": Reply((DEFAULT,), (DEFAULT,)),
    "the ungrouped one": Reply((H3, U), (U,)),
    "no UUIDs": Reply((H1, G1), ("x", "")),
    "one UUID among others": Reply((H1, G1), ("x", G1)),
    "too few in bulk": Reply((H1, H2, H3, G1), (G1, G2), bulk=lambda pairs: pairs[1:], is_bulk_broken=True),
    **{
        code.name: Reply((H1, H2, H3, G1), (G1, G2), code=code)
        for code in (
            grpc.StatusCode.PERMISSION_DENIED,
            grpc.StatusCode.INTERNAL,
            grpc.StatusCode.UNAVAILABLE,
            grpc.StatusCode.UNAUTHENTICATED,
        )
    },
    "silence": Reply((H1, H2, H3, G1), (G1, G2), is_silent=True),
}


TELLING = ("everything", "nothing", "INTERNAL", "silence")
"""Answers that are enough to see that nobody asks for them."""


class World:
    """Three hosts in two groups and the ungrouped one, a view, and the services that know permissions."""

    def __init__(
        self, make_api: Callable[..., Client], sql: Sql, empty: Callable[[], None], workspaces: FakeWorkspaces
    ) -> None:
        # Answers may take their time on a busy machine; silence need not.
        self.patient, self.impatient = make_api(), make_api(HBI_KESSEL_TIMEOUT_SECONDS="0.2")
        self._sql, self._empty, self._workspaces = sql, empty, workspaces
        self.settle()

    def settle(self) -> None:
        """Puts everything where it was."""
        self._empty()
        self._workspaces.known.clear()
        for group_id, name in ((G1, "g1"), (G2, "g2"), (U, "Ungrouped Hosts")):
            self._store_group(group_id, name)
            kind = "standard" if name.startswith("g") else "ungrouped-hosts"
            self._workspaces.add(name, kind=kind, id=group_id)
        self._workspaces.add("Default Workspace", kind="default", id=DEFAULT)
        for host_id, name in HOST_NAMES.items():
            group_id, insights_id = GROUP_OF[host_id], INSIGHTS_ID[:-1] + name[1]
            ungrouped = group_id == U
            store_host(self._sql, host_id, name, group_id=group_id, ungrouped=ungrouped, insights_id=insights_id)
        store_view(self._sql, VIEW)

    def _store_group(self, group_id: str, name: str) -> None:
        store_group(self._sql, group_id, name, ungrouped=group_id == U)

    def arrive(self, operation: str, workspace: Json) -> None:
        """What the message about a workspace does."""
        if operation == "create":
            self._store_group(workspace["id"], workspace["name"])

    def ask(self, operation: str, named: Collection[str], *, is_answered: bool = True) -> Answer:
        """The answer to a request, after which everything is where it was."""
        names = {"h": ",".join(named), "h1": H1, "i": INSIGHTS_ID, "g": G1, "v": VIEW, "e": str(uuid4())}
        sent = (FURTHER.get(operation) or REQUESTS[operation]).filled(names)
        headers = {"x-rh-identity": encode_identity(user_identity()), "content-type": "application/json"}
        body = None if sent.body is None else orjson.dumps(sent.body)
        event = gateway_event(sent.method, path_of(operation, sent), headers, body)
        api = self.patient if is_answered else self.impatient
        answer = received(api.application.respond(event))
        if sent.method != "GET" and answer.status < 300:
            self.settle()
        return answer


@pytest.fixture
def world(make_v2_api: MakeClient, sql: Sql, empty_database: Callable[[], None], kessel: FakeKessel) -> Iterator[World]:
    with running_workspaces() as workspaces:
        variables = {"RBAC_ENDPOINT": workspaces.url, "RBAC_TIMEOUT": "5", "HBI_PUBLISH_PAUSE_SECONDS": "600"}
        made = World(partial(make_v2_api, **variables), sql, empty_database, workspaces)
        workspaces.on_change = made.arrive
        yield made
        kessel.answers.set()


def test_every_operation_is_in_the_table() -> None:
    assert set(operations()) <= REQUESTS.keys()
    assert set(operations()) <= NEEDS.keys()


CASES = [(name, (H1,)) for name in (*operations(), *FURTHER)]
CASES += [(name, (H1, H2)) for name in operations() if isinstance(NEEDS.get(name), Named)]


def outcome(operation: str, answer: Answer) -> str:
    """The status, and which hosts a caller sees or deletes; why it is refused where the status does not tell."""
    status = str(answer.status)
    if operation == "api.system_profile.validate_schema":
        return f"{status} {'nobody' if 'SP_AUTHORIZED_USERS' in answer.json['detail'] else 'refused'}"
    need = NEEDS[operation]
    if (
        answer.status >= 300
        or not isinstance(need, Listed)
        or not need.shows
        or operation == "api.host.get_host_exists"
    ):
        return status
    if "hosts_deleted" in answer.json:
        return f"{status} {answer.json['hosts_deleted']} of {answer.json['hosts_found']}"
    if operation == "api.system_profile.get_sap_system":
        return f"{status} {sum(entry['count'] for entry in answer.json['results'])}"
    text = answer.content.decode().lower()
    return f"{status} {[name for name in HOST_NAMES.values() if name in text]}"


def expected(operation: str, named: Collection[str], reply: Reply) -> str:
    """What the contract says."""
    need, allowed = NEEDS[operation], str((FURTHER.get(operation) or REQUESTS[operation]).status)
    answers = not (reply.code or reply.is_silent)
    if isinstance(need, NotAsked):
        return str(need.status or allowed)
    if isinstance(need, Listed):
        return _expected_of_list(operation, allowed, reply.groups if answers else set())
    is_broken = reply.is_bulk_broken and len(named) > 1 and need == Named("view")
    wanted = set(need.ids if isinstance(need, Grouped) else named)
    return allowed if answers and not is_broken and wanted <= set(reply.things) else "403"


def _expected_of_list(operation: str, allowed: str, groups: Collection[str]) -> str:
    hosts = [name for host_id, name in HOST_NAMES.items() if GROUP_OF[host_id] in groups]
    number = len(hosts)
    outcomes = {
        "api.host_group.get_host_list_by_group": f"{allowed} ['h1']" if G1 in groups else "403",
        "api.host.get_host_exists": allowed if "h1" in hosts else "404",
        "api.host.delete_all_hosts": f"{allowed} {number} of 3",
        "api.host.delete_hosts_by_filter": f"{allowed} {number} of {number}",
        "api.system_profile.get_sap_system": f"{allowed} {number}",
        "api.system_profile.validate_schema": "403 nobody",
    }
    if not groups:
        return "403 refused" if operation == "api.system_profile.validate_schema" else "403"
    return outcomes.get(operation, f"{allowed} {hosts}" if operation in SHOWING else allowed)


@pytest.mark.slow
def test_outcomes(world: World, kessel: FakeKessel, sql: Sql, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=__name__)
    outcomes: dict[tuple[str, int, str], str] = {}
    contract: dict[tuple[str, int, str], str] = {}
    for name, reply in REPLIES.items():
        reply.set_up(kessel)
        before = what_is_stored(sql)
        for operation, named in CASES:
            if isinstance(NEEDS[operation], NotAsked) and name not in TELLING:
                continue
            case = (operation, len(named), name)
            answer = world.ask(operation, named, is_answered=not reply.is_silent)
            outcomes[case] = outcome(operation, answer)
            contract[case] = expected(operation, named, reply)
            if answer.status >= 300:
                assert what_is_stored(sql) == before, case
            before = what_is_stored(sql)
        kessel.answers.set()
    for (operation, number, name), found in outcomes.items():
        logger.info("%-48s %d %-24s %s", operation, number, name, found)
    wrong = {case: (found, contract[case]) for case, found in outcomes.items() if found != contract[case]}
    assert wrong == {}


def test_what_is_asked(world: World, kessel: FakeKessel) -> None:
    """No question too many, and each about the right thing."""
    REPLIES["everything"].set_up(kessel)
    for operation in (*operations(), *FURTHER):
        kessel.asked.clear()
        world.ask(operation, (H1,))
        asked = [(question.relation, question.about[:2]) for question in kessel.asked]
        assert asked == _questions(operation), operation


def _questions(operation: str) -> list[tuple[str, tuple[str, str]]]:
    """Relations that Kessel is asked about, each with kind and id of the thing."""
    match NEEDS[operation]:
        case Named(relation):
            return [(relation, ("host", H1))]
        case Listed(relations):
            return [(relation, ("workspace", "")) for relation in relations]
        case Grouped(relation, ids):
            moves = [("inventory_host_move", ("workspace", G1))] if operation == "both by PATCH" else []
            return [*((relation, ("workspace", group_id)) for group_id in ids), *moves]
    return []

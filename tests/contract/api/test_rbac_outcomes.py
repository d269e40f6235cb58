"""What comes of each document and each failure of the permission service for each operation (contract:
identity-rbac 3 to 6; rest-hosts 6.4; rest-groups-staleness-views 2, 3 and 5).
"""

import logging
from collections.abc import Callable, Collection
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.every_operation import REQUESTS, operations, path_of
from tests.support.example_rows import store_group, store_host, store_view, what_is_stored
from tests.support.factories import ORG
from tests.support.permission_documents import DOCUMENTS, G1, G2, UNGROUPED, Amount, Document
from tests.support.permission_needs import (
    CASES,
    GROUP_NAMES,
    GROUP_OF,
    H3,
    H4,
    HOST_NAMES,
    NAMES,
    NAMES_SEVERAL,
    NEEDS,
    NO_GROUP,
    NO_HOST,
    READ,
    TELL_EXISTENCE,
    Case,
    Kind,
)

logger = logging.getLogger(__name__)

INSIGHTS_ID = "7d7d7d7d-0000-4000-8000-000000000001"
VIEW = "8d8d8d8d-0000-4000-8000-000000000001"


# What the permission service answers beside documents


class Failure(NamedTuple):
    """An answer that says nothing about permissions."""

    status: int
    body: Any = None


FAILURES: dict[str, Failure] = {
    "500": Failure(500),
    "501": Failure(501),
    "502": Failure(502),
    "no JSON": Failure(200, b"{"),
    "no data": Failure(200, {}),
    "data that is no list": Failure(200, {"data": {}}),
    "a grant that is no object": Failure(200, {"data": ["inventory:*:*"]}),
    "400": Failure(400, {"errors": [{"detail": "what"}]}),
    "401": Failure(401, {"detail": "who"}),
    "403": Failure(403, {"detail": "no"}),
    "404": Failure(404, {"errors": []}),
}
SILENCE, REFUSED = "silence", "no connection"
TELLING = {"full", "none", "malformed id", "500", "403", SILENCE, REFUSED}
"""Answers that are enough to see that nobody asks for them."""
DISTINCT = {
    "full",
    "none",
    "one group",
    "another group",
    "several groups",
    "null",
    "null and a group",
    "the ungrouped group",
    "malformed id",
    "500",
    "404",
}
"""Answers of different effects: what else amounts to the same is sent to each operation in its usual request only."""


def is_told_apart(case: Case, answer: str) -> bool:
    """Whether an answer of the service, by its name, may make a difference for a request."""
    if case.need.kind is Kind.NOT_ASKED:
        return answer in TELLING
    return case.is_usual or answer in DISTINCT


TABLES = ("groups", "hosts", "hosts_groups", "system_profiles_static", "system_profiles_dynamic")


class World:
    """Four hosts, three groups and a view."""

    def __init__(self, sql: Sql, empty: Callable[[], None]) -> None:
        self._sql, self._empty = sql, empty
        self._store_groups_and_hosts()
        store_view(sql, VIEW)
        self.stored = what_is_stored(sql)
        sql(
            ";".join(
                f"CREATE TEMP TABLE saved_{table} AS SELECT * FROM hbi.{table} WHERE org_id = '{ORG}'"
                for table in TABLES
            )
        )

    def _store_groups_and_hosts(self) -> None:
        for group_id, name in GROUP_NAMES.items():
            store_group(self._sql, group_id, name, ungrouped=group_id == UNGROUPED)
        for host_id, name in HOST_NAMES.items():
            group_id, insights_id = GROUP_OF[host_id] or UNGROUPED, INSIGHTS_ID[:-1] + name[1]
            ungrouped = group_id == UNGROUPED
            store_host(self._sql, host_id, name, group_id=group_id, ungrouped=ungrouped, insights_id=insights_id)
        self._sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (H4,))
        self._sql("UPDATE hbi.hosts SET groups = '[]' WHERE id = %s", (H4,))

    def settle(self) -> None:
        """Puts everything where it was."""
        self._empty()
        self._sql(";".join(f"INSERT INTO hbi.{table} SELECT * FROM saved_{table}" for table in TABLES))
        store_view(self._sql, VIEW)

    def ask(self, api: Client, case: Case) -> Answer:
        """The answer to a request, after which everything is where it was; refusals must see to that themselves."""
        names = {"h": ",".join(case.hosts), "h1": case.hosts[0], "g": ",".join(case.groups)}
        sent = case.request.filled({**names, "i": INSIGHTS_ID, "v": VIEW, "e": str(uuid4())})
        answer = api.request(sent.method, path_of(case.operation, sent), body=sent.body, base="")
        if sent.method != "GET" and answer.status < 300:
            self.settle()
        elif sent.method != "GET":
            assert what_is_stored(self._sql) == self.stored, case
        return answer


@pytest.fixture
def make_guarded_api(make_application: MakeApplication) -> Callable[..., Client]:
    """`make_guarded_api(url, VARIABLE="value") -> Client`: RBAC at a URL decides, and nobody else keeps workspaces."""

    def make(url: str, **environment: str) -> Client:
        variables = {"BYPASS_RBAC": "false", "BYPASS_KESSEL": "true", "RBAC_ENDPOINT": url, "RBAC_RETRIES": "0"}
        return Client(make_application(**variables | environment))

    return make


@pytest.fixture
def world(sql: Sql, empty_database: Callable[[], None]) -> World:
    return World(sql, empty_database)


# What is seen, and what the contract says


def outcome(case: Case, answer: Answer) -> str:
    """The status; which hosts or groups a caller sees or deletes, or does not find; whose refusal it is."""
    status, kind = str(answer.status), case.need.kind
    text = answer.content.decode()
    if "RBAC client error:" in text:
        return f"{status} passed on"
    if case.operation == "api.system_profile.validate_schema" and "SP_AUTHORIZED_USERS" in text:
        return f"{status} nobody"
    if answer.status >= 300:
        is_about_things = answer.status == 404 and kind not in (Kind.INDIFFERENT, Kind.NOT_ASKED, Kind.LISTS_HOSTS)
        return f"{status} {_not_found(answer)}" if is_about_things else status
    if case.operation == "api.host.get_host_exists" or kind is Kind.NOT_ASKED or not text:
        return status
    return f"{status} {shown}" if (shown := _shown(case, answer)) is not None else status


def _not_found(answer: Answer) -> str:
    """The shape of the answer (contract: rest-hosts 1.3) and the ids in it."""
    if answer.content_type == "application/problem+json":
        return "P"
    if isinstance(answer.json, str):
        return "F"
    return f"N {[NAMES[thing] for thing in answer.json.get('not_found_ids', [])]}"


def _shown(case: Case, answer: Answer) -> Any:
    document = answer.json
    if isinstance(document, dict) and "hosts_deleted" in document:
        return f"{document['hosts_deleted']} of {document['hosts_found']}"
    if case.operation == "api.system_profile.get_sap_system":
        return sum(entry["count"] for entry in document["results"])
    if case.operation == "api.resource_type.get_resource_type_list":
        return document["data"][0]["count"]
    if case.need.kind is Kind.LISTS_GROUPS or case.operation == "api.group.get_groups_by_id":
        return sorted(group["name"] for group in document.get("results", document.get("data")))
    if case.need.kind is Kind.LISTS_HOSTS or case.operation == "api.host_group.get_host_list_by_group":
        return _hosts_named_in(answer.content.decode().lower())
    return None


def _hosts_named_in(text: str) -> list[str]:
    return [name for name in HOST_NAMES.values() if name in text]


def reached(document: Document) -> set[str]:
    """Hosts that a caller with these grants reaches (contract: identity-rbac 4.3)."""
    if document.amount is Amount.ALLOWED:
        return set(HOST_NAMES)
    groups = {*document.groups, *((UNGROUPED,) if None in document.groups else ())}
    return {host for host, group in GROUP_OF.items() if group in groups}


def expected(case: Case, document: Document, *, is_last: bool) -> str:
    """What the contract says. `is_last`: whether it is the last permission that the document is about."""
    if case.need.kind is Kind.NOT_ASKED:
        return str(case.request.status)
    if document.amount is Amount.BROKEN:
        return "503"
    if document.amount is Amount.DENIED:
        return _denied(case)
    if not is_last:
        document = DOCUMENTS["full"]
    return _EXPECTED[case.need.kind](case, document)


def _denied(case: Case) -> str:
    """Contract: identity-rbac 6; rest-groups-staleness-views 3.1."""
    names_unknown_host = case.need.kind in (Kind.NAMES_HOSTS, Kind.NAMES_FACTS) and NO_HOST in case.hosts
    names_unknown_group = case.operation in TELL_EXISTENCE and NO_GROUP in case.groups
    return "404 N []" if names_unknown_host or names_unknown_group else "403"


def _of_listed_hosts(case: Case, document: Document) -> str:
    names, status = [HOST_NAMES[host] for host in sorted(reached(document))], case.request.status
    special = {
        "api.host.get_host_exists": "200" if "h1" in names else "404",
        "api.host.delete_all_hosts": f"{status} {len(names)} of {len(HOST_NAMES)}",
        "api.host.delete_hosts_by_filter": f"{status} {len(names)} of {len(names)}",
        "api.system_profile.get_sap_system": f"{status} {len(names)}",
    }
    return special.get(case.operation, f"{status} {names}")


def _of_named_hosts(case: Case, document: Document) -> str:
    missing = [NAMES[host] for host in case.hosts if host not in reached(document)]
    return f"404 N {missing}" if missing else str(case.request.status)


def _of_facts(case: Case, document: Document) -> str:
    if not set(case.hosts) - {NO_HOST} <= reached(document):
        return "403"
    return "404 F" if NO_HOST in case.hosts else str(case.request.status)


def _of_listed_groups(case: Case, document: Document) -> str:
    shown = {G1, G2} if case.operation.startswith("api.resource_type.") else {G1, G2, UNGROUPED}
    if document.amount is Amount.LIMITED:
        shown &= document.groups
    return f"{case.request.status} {sorted(GROUP_NAMES[group] for group in shown)}"


def _of_named_groups(case: Case, document: Document) -> str:
    if document.amount is Amount.LIMITED and not document.groups.issuperset(case.groups):
        return "403"
    if NO_GROUP in case.groups:
        return "404 N ['no group']" if case.operation in NAMES_SEVERAL else "404 P"
    status = str(case.request.status)
    if case.operation == "api.group.get_groups_by_id":
        return f"{status} {sorted(GROUP_NAMES[group] for group in case.groups)}"
    if case.operation == "api.host_group.get_host_list_by_group":
        return f"{status} {[name for host, name in HOST_NAMES.items() if GROUP_OF[host] in case.groups]}"
    return status


def _of_hosts_taken_out(case: Case, document: Document) -> str:
    """Contract: rest-groups-staleness-views 3.3."""
    if H3 in case.hosts:
        return "400"
    groups = {GROUP_OF.get(host) for host in case.hosts} - {None}
    if document.amount is Amount.LIMITED and not groups <= document.groups:
        return "403"
    missing = [NAMES[host] for host in case.hosts if host not in reached(document)]
    if missing:
        return f"404 N {missing}"
    return str(case.request.status) if groups else "404 P"


def _of_unlimited(case: Case, document: Document) -> str:
    if document.amount is Amount.LIMITED:
        return "403"
    count = f" {len(GROUP_NAMES)}" if case.operation == "api.resource_type.get_resource_type_list" else ""
    return f"{case.request.status}{count}"


def _of_indifferent(case: Case, _: Document) -> str:
    is_trial = case.operation == "api.system_profile.validate_schema"
    return "403 nobody" if is_trial else str(case.request.status)


_EXPECTED: dict[Kind, Callable[[Case, Document], str]] = {
    Kind.LISTS_HOSTS: _of_listed_hosts,
    Kind.NAMES_HOSTS: _of_named_hosts,
    Kind.NAMES_FACTS: _of_facts,
    Kind.LISTS_GROUPS: _of_listed_groups,
    Kind.NAMES_GROUPS: _of_named_groups,
    Kind.TAKES_HOSTS_OUT: _of_hosts_taken_out,
    Kind.UNLIMITED: _of_unlimited,
    Kind.INDIFFERENT: _of_indifferent,
}


def questions(permissions: Collection[str]) -> list[str]:
    """What the service is asked about these permissions: a question for each."""
    return [f"/api/rbac/v1/access/?application={permission.partition(':')[0]}" for permission in permissions]


# The matrix


class Matrix:
    """What was seen beside what the contract says, by request and by what the service said."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], tuple[Any, Any]] = {}

    def add(self, case: Case, about: str, found: Any, contract: Any) -> None:
        """Adds a cell."""
        assert (str(case), about) not in self._cells
        self._cells[str(case), about] = found, contract

    def compare(self) -> None:
        """Prints all cells; those that differ are a failure."""
        for (case, about), (found, _) in self._cells.items():
            logger.info("%-68s %-46s %s", case, about, found)
        logger.info("%d cells", len(self._cells))
        wrong = [
            f"{cell}: {found} instead of {right}" for cell, (found, right) in self._cells.items() if found != right
        ]
        assert not wrong, "\n".join(wrong)


def test_every_operation_is_in_the_table() -> None:
    assert set(operations()) <= REQUESTS.keys()
    assert set(operations()) <= NEEDS.keys()


@pytest.mark.slow
def test_documents(
    world: World, make_guarded_api: Callable[..., Client], rbac: FakeRbac, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=__name__)
    guarded_api = make_guarded_api(rbac.url)
    matrix = Matrix()
    for name, document in DOCUMENTS.items():
        for case in (case for case in CASES if is_told_apart(case, name)):
            permissions = case.need.permissions
            for position, permission in enumerate(permissions or (READ,)):
                others = [grant(other) for other in permissions if other != permission]
                rbac.grant(*document.grants(permission), *others)
                rbac.requests.clear()
                seen = outcome(case, world.ask(guarded_api, case))
                is_last = position == len(permissions) - 1
                is_enough = document.amount in (Amount.ALLOWED, Amount.LIMITED)
                asked = questions(permissions if is_enough else permissions[: position + 1])
                contract = expected(case, document, is_last=is_last)
                about = f"{name}: {permission if permissions else 'any'}"
                matrix.add(case, about, (seen, [path for path, _ in rbac.requests]), (contract, asked))
    matrix.compare()


def test_failures(
    world: World,
    make_guarded_api: Callable[..., Client],
    rbac: FakeRbac,
    silent_service: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger=__name__)
    guarded_api = make_guarded_api(rbac.url)
    matrix = Matrix()
    for name, failure in FAILURES.items():
        for case in (case for case in CASES if is_told_apart(case, name)):
            rbac.fail(*failure)
            rbac.requests.clear()
            seen = outcome(case, world.ask(guarded_api, case))
            asked = [path for path, _ in rbac.requests]
            matrix.add(case, name, (seen, asked), (_of_failure(case, failure), questions(case.need.permissions[:1])))
    for name, url in ((SILENCE, silent_service), (REFUSED, "http://127.0.0.1:1")):
        api = make_guarded_api(url, RBAC_TIMEOUT="0.05")
        for case in (case for case in CASES if is_told_apart(case, name)):
            matrix.add(case, name, outcome(case, world.ask(api, case)), _of_failure(case, Failure(503)))
    matrix.compare()


def _of_failure(case: Case, failure: Failure) -> str:
    """Contract: identity-rbac 4.5."""
    if case.need.kind is Kind.NOT_ASKED:
        return str(case.request.status)
    return f"{failure.status} passed on" if 400 <= failure.status < 500 else "503"

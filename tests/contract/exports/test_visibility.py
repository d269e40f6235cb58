"""Which hosts the creator of an export sees in it (contract: exports 2 and 9, export-reaper-jobs 1.2)."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hbi.exports.records import Export
from tests.support.api import FakeRbac, grant, running_rbac
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import Json, insert, stored_group, stored_host, system_identity, user_identity
from tests.support.fakes.kessel_server import FakeKessel, running_kessel

OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
READ = "inventory:hosts:read"
DENIED = "You don't have the permission to access the requested resource."

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def permissions(export_environment: dict[str, str]) -> Iterator[FakeRbac]:
    """The permission service that the export function asks."""
    with running_rbac() as service:
        export_environment |= {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": service.url}
        yield service


@pytest.fixture
def asking_exports(permissions: FakeRbac, exports: Exports) -> Exports:
    """The export function that asks the permission service."""
    return exports


def ids(exports: Exports, **fields: Any) -> set[str]:
    return {row["host_id"] for row in exports.rows(**fields)}


def error_of(export: Export) -> tuple[str, int | None, str | None]:
    (source,) = export.sources
    return str(export.status), source.code, source.message


@pytest.mark.parametrize("cn", [OWNER, OWNER.upper()], ids=["its id", "its id in capitals"])
def test_a_system_gets_its_own_hosts(exports: Exports, sql: Sql, cn: str) -> None:
    own = stored_host(sql, static={"owner_id": OWNER})
    stored_host(sql, static={"owner_id": str(uuid.uuid4())})
    stored_host(sql, static={"arch": "x86_64"})
    stored_host(sql)
    assert ids(exports, identity=system_identity(cn)) == {own["id"]}


@pytest.mark.parametrize("cn", [OWNER, "not-a-uuid"], ids=["without hosts", "that is no UUID"])
def test_a_system_without_own_hosts_gets_nothing(exports: Exports, sql: Sql, cn: str) -> None:
    stored_host(sql)
    export = exports.done(identity=system_identity(cn))
    assert error_of(export)[:2] == ("failed", 404)


def test_a_system_is_not_checked(asking_exports: Exports, permissions: FakeRbac, sql: Sql) -> None:
    own = stored_host(sql, static={"owner_id": OWNER})
    assert ids(asking_exports, identity=system_identity(OWNER)) == {own["id"]}
    assert permissions.requests == []


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(user_identity(), id="user"),
        pytest.param(
            user_identity(
                type="ServiceAccount",
                auth_type="jwt-auth",
                service_account={"client_id": "b3", "username": "service-account-b3"},
            ),
            id="service account",
        ),
    ],
)
def test_unlimited_permission(asking_exports: Exports, permissions: FakeRbac, sql: Sql, identity: Json) -> None:
    hosts = {stored_host(sql)["id"], stored_host(sql, group=stored_group(sql, name="one"))["id"]}
    permissions.grant(READ)
    assert ids(asking_exports, identity=identity) == hosts
    assert len(permissions.requests) == 1


def test_the_permission_service_is_asked_with_identity_and_export_id(
    asking_exports: Exports, permissions: FakeRbac, sql: Sql
) -> None:
    stored_host(sql)
    permissions.grant(READ)
    export = asking_exports.done()
    ((path, headers),) = permissions.requests
    assert path == "/api/rbac/v1/access/?application=inventory"
    assert headers["x-rh-insights-request-id"] == export.id
    assert headers["x-rh-identity"]


@pytest.mark.parametrize(
    ("granted", "seen"),
    [
        pytest.param(["one"], {"in one"}, id="one group"),
        pytest.param(["one", "two"], {"in one", "in two"}, id="two groups"),
        pytest.param([None], {"ungrouped", "without"}, id="null is hosts without group or in the ungrouped one"),
        pytest.param(["ungrouped"], {"ungrouped"}, id="the ungrouped group's own id is its members only"),
        pytest.param(["one", None], {"in one", "ungrouped", "without"}, id="a group and null"),
    ],
)
def test_permission_limited_to_groups(
    asking_exports: Exports, permissions: FakeRbac, sql: Sql, granted: list[str | None], seen: set[str]
) -> None:
    groups = {
        "one": stored_group(sql, name="one"),
        "two": stored_group(sql, name="two"),
        "ungrouped": stored_group(sql, ungrouped=True),
    }
    names = {
        stored_host(sql, group=groups["one"])["id"]: "in one",
        stored_host(sql, group=groups["two"])["id"]: "in two",
        stored_host(sql, group=groups["ungrouped"])["id"]: "ungrouped",
    }
    without = stored_host(sql)["id"]
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (without,))
    names[without] = "without"
    permissions.grant(grant(READ, *[name and groups[name]["id"] for name in granted]))
    assert {names[host_id] for host_id in ids(asking_exports)} == seen


@pytest.fixture
def kessel(permissions: FakeRbac, export_environment: dict[str, str]) -> Iterator[FakeKessel]:
    """Kessel, which the export function asks about organisation 321."""
    with running_kessel() as fake:
        flags = '{"hbi.rbac-v2": ["321"]}'
        export_environment |= {"KESSEL_INVENTORY_API_ENDPOINT": fake.endpoint, "HBI_FLAGS": flags}
        yield fake


def test_workspaces_mode(kessel: FakeKessel, asking_exports: Exports, permissions: FakeRbac, sql: Sql) -> None:
    one, ungrouped = stored_group(sql, name="one"), stored_group(sql, ungrouped=True)
    seen = {stored_host(sql, group=one)["id"], stored_host(sql, group=ungrouped)["id"]}
    stored_host(sql, group=stored_group(sql, name="two"))
    kessel.workspaces = [one["id"], ungrouped["id"]]
    assert ids(asking_exports) == seen
    assert [asked.relation for asked in kessel.asked] == ["inventory_host_view"]
    assert permissions.requests == []


def test_workspaces_mode_without_a_workspace(kessel: FakeKessel, asking_exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    assert error_of(asking_exports.done()) == ("failed", 403, DENIED)


def test_a_permission_for_empty_groups_gives_404(asking_exports: Exports, permissions: FakeRbac, sql: Sql) -> None:
    stored_host(sql)
    permissions.grant(grant(READ, str(uuid.uuid4())))
    assert error_of(asking_exports.done())[:2] == ("failed", 404)


@pytest.mark.parametrize(
    ("status", "permission", "expected"),
    [
        pytest.param(200, "inventory:groups:read", ("failed", 403, DENIED), id="no matching permission"),
        pytest.param(200, "inventory:hosts:write", ("failed", 403, DENIED), id="write is not read"),
        pytest.param(
            403, "inventory:hosts:read", ("failed", 403, DENIED), id="the permission service refuses the caller"
        ),
        pytest.param(
            500,
            "inventory:hosts:read",
            ("failed", 500, "A service that the export needs does not answer."),
            id="the permission service fails",
        ),
    ],
)
def test_denial(
    asking_exports: Exports,
    permissions: FakeRbac,
    sql: Sql,
    status: int,
    permission: str,
    expected: tuple[str, int, str],
) -> None:
    stored_host(sql)
    permissions.grant(permission)
    permissions.status = status
    export = asking_exports.done()
    assert error_of(export) == expected
    assert asking_exports.objects() == []


def test_nobody_answers_for_the_permission_service(
    permissions: FakeRbac, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment["RBAC_ENDPOINT"] = "http://127.0.0.1:1"
    exports: Exports = request.getfixturevalue("exports")
    stored_host(sql)
    assert error_of(exports.done())[:2] == ("failed", 500)


def test_an_identity_that_only_the_exports_api_accepts_gives_400(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    lenient = {"identity": {"type": "user", "org_id": "321", "user": {"username": "ana"}}}
    assert error_of(exports.done(identity=lenient))[:2] == ("failed", 400)


@pytest.fixture
def view(sql: Sql) -> Callable[[Json], list[Json]]:
    """`view(configuration)` stores a view of the caller's and returns sources that name it."""

    def store(configuration: Json) -> list[Json]:
        view_id = str(uuid.uuid4())
        now = datetime(2031, 1, 1, tzinfo=UTC)
        owner = {"org_id": "321", "created_by": "901", "org_wide": False}
        times = {"created_on": now, "modified_on": now}
        insert(sql, "inventory_views", {"id": view_id, "name": "v", "configuration": configuration, **owner, **times})
        return [{**SOURCE, "filters": {"view_id": view_id}}]

    return store


@pytest.fixture
def with_services(permissions: FakeRbac, export_environment: dict[str, str]) -> FakeRbac:
    """Permissions of single applications count."""
    export_environment["HBI_FLAGS"] = '{"hbi.inventory-views-rbac": true}'
    return permissions


COLUMNS = {"columns": [{"key": "advisor:critical"}, {"key": "malware:last_status"}, {"key": "tags"}]}
FILTERED = {"columns": [], "filters": {"advisor": {"critical": {"nil": "true"}}}}


@pytest.mark.parametrize(
    ("granted", "columns"),
    [
        pytest.param([READ], ["host_id", "tags"], id="none"),
        pytest.param([READ, "advisor:*:read"], ["host_id", "advisor:critical", "tags"], id="one"),
        pytest.param(
            [READ, "advisor:*:*", "malware-detection:*:*"],
            ["host_id", "advisor:critical", "malware:last_status", "tags"],
            id="both",
        ),
    ],
)
def test_columns_of_denied_applications_are_left_out(
    with_services: FakeRbac,
    asking_exports: Exports,
    sql: Sql,
    view: Callable[[Json], list[Json]],
    granted: list[str],
    columns: list[str],
) -> None:
    stored_host(sql)
    with_services.grant(*granted)
    (row,) = asking_exports.rows(sources=view(COLUMNS))
    assert list(row) == columns


def test_a_view_that_filters_by_a_denied_application(
    with_services: FakeRbac, asking_exports: Exports, sql: Sql, view: Callable[[Json], list[Json]]
) -> None:
    stored_host(sql)
    with_services.grant(READ)
    status, code, message = error_of(asking_exports.done(sources=view(FILTERED)))
    assert (status, code) == ("failed", 403)
    assert "advisor" in (message or "")
    with_services.grant(READ, "advisor:recommendation-results:read")
    assert len(asking_exports.rows(sources=view(FILTERED))) == 1


def test_without_the_flag_nobody_is_asked_about_applications(
    asking_exports: Exports, permissions: FakeRbac, sql: Sql, view: Callable[[Json], list[Json]]
) -> None:
    stored_host(sql)
    permissions.grant(READ)
    (row,) = asking_exports.rows(sources=view(COLUMNS))
    assert list(row) == ["host_id", "advisor:critical", "malware:last_status", "tags"]
    assert len(permissions.requests) == 1


def test_hosts_come_before_views(
    asking_exports: Exports, permissions: FakeRbac, sql: Sql, view: Callable[[Json], list[Json]]
) -> None:
    stored_host(sql)
    permissions.grant("advisor:*:*")
    sources = [{**SOURCE, "filters": {"view_id": "no such view"}}]
    assert error_of(asking_exports.done(sources=sources)) == ("failed", 403, DENIED)


def test_a_view_in_workspaces_mode(
    kessel: FakeKessel, asking_exports: Exports, sql: Sql, view: Callable[[Json], list[Json]]
) -> None:
    one = stored_group(sql, name="one")
    seen = stored_host(sql, group=one)
    stored_host(sql, group=stored_group(sql, name="two"))
    kessel.workspaces = [one["id"]]
    assert ids(asking_exports, sources=view({"columns": [{"key": "tags"}]})) == {seen["id"]}

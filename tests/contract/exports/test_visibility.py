"""Which hosts the creator of an export sees in it (contract: exports 2 and 9, export-reaper-jobs 1.2)."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from hbi.exports.records import Export
from tests.exporting import Exports
from tests.factories import Json, stored_group, stored_host, system_identity, user_identity

OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
DENIED = "You don't have the permission to access the requested resource."

type Sql = Callable[..., list[tuple[Any, ...]]]


class PermissionServer:
    """Answers like the permission service, with what the test wants granted."""

    def __init__(self) -> None:
        self.status = 200
        self.grants: list[Json] = []
        self.requests: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
                body = json.dumps({"meta": {"count": len(outer.grants)}, "data": outer.grants}).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def grant(self, *groups: str | None, permission: str = "inventory:hosts:read") -> None:
        """Grants a permission, limited to groups when there are any."""
        limits = {"attributeFilter": {"key": "group.id", "operation": "in", "value": list(groups)}}
        self.grants.append({"permission": permission, "resourceDefinitions": [limits] if groups else []})

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def permissions(export_environment: dict[str, str]) -> Iterator[PermissionServer]:
    """The permission service that the export function asks."""
    server = PermissionServer()
    export_environment |= {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": server.url}
    yield server
    server.close()


@pytest.fixture
def asking_exports(permissions: PermissionServer, exports: Exports) -> Exports:
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


def test_a_system_is_not_checked(asking_exports: Exports, permissions: PermissionServer, sql: Sql) -> None:
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
def test_unlimited_permission(asking_exports: Exports, permissions: PermissionServer, sql: Sql, identity: Json) -> None:
    hosts = {stored_host(sql)["id"], stored_host(sql, group=stored_group(sql, name="one"))["id"]}
    permissions.grant()
    assert ids(asking_exports, identity=identity) == hosts
    assert len(permissions.requests) == 1


def test_the_permission_service_is_asked_with_identity_and_export_id(
    asking_exports: Exports, permissions: PermissionServer, sql: Sql
) -> None:
    stored_host(sql)
    permissions.grant()
    export = asking_exports.done()
    (request,) = permissions.requests
    assert request["path"] == "/api/rbac/v1/access/?application=inventory"
    assert request["x-rh-insights-request-id"] == export.id
    assert request["x-rh-identity"]


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
    asking_exports: Exports, permissions: PermissionServer, sql: Sql, granted: list[str | None], seen: set[str]
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
    permissions.grant(*[name and groups[name]["id"] for name in granted])
    assert {names[host_id] for host_id in ids(asking_exports)} == seen


def test_a_permission_for_empty_groups_gives_404(
    asking_exports: Exports, permissions: PermissionServer, sql: Sql
) -> None:
    stored_host(sql)
    permissions.grant(str(uuid.uuid4()))
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
    permissions: PermissionServer,
    sql: Sql,
    status: int,
    permission: str,
    expected: tuple[str, int, str],
) -> None:
    stored_host(sql)
    permissions.status = status
    permissions.grant(permission=permission)
    export = asking_exports.done()
    assert error_of(export) == expected
    assert asking_exports.objects() == []


def test_nobody_answers_for_the_permission_service(
    permissions: PermissionServer, export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    export_environment["RBAC_ENDPOINT"] = "http://127.0.0.1:1"
    exports: Exports = request.getfixturevalue("exports")
    stored_host(sql)
    assert error_of(exports.done())[:2] == ("failed", 500)


def test_an_identity_that_only_the_exports_api_accepts_gives_400(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    lenient = {"identity": {"type": "user", "org_id": "321", "user": {"username": "ana"}}}
    assert error_of(exports.done(identity=lenient))[:2] == ("failed", 400)

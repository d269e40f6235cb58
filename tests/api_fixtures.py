"""Fixtures of the API's tests; a folder's conftest.py takes them over."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import orjson
import pytest

from functions.api.application import Application
from hbi.settings import ApiSettings
from tests.api import UNREACHABLE, Client, FakeRbac, running_rbac
from tests.conftest import Sql
from tests.factories import Json, stored_host

if TYPE_CHECKING:
    from tests.kessel_server import FakeKessel

type MakeApplication = Callable[..., Application]
type MakeClient = Callable[..., Client]
type MakeHost = Callable[..., Json]


@pytest.fixture
def make_application(database_url: str) -> Iterator[MakeApplication]:
    """`make_application(VARIABLE="value") -> Application` on the test database, everybody allowed everything."""
    made: list[Application] = []

    def make(**environment: str) -> Application:
        variables = {"HBI_DATABASE_URL": database_url, "BYPASS_RBAC": "true", **UNREACHABLE, **environment}
        made.append(Application(ApiSettings.load(variables)))
        return made[-1]

    yield make
    for application in made:
        application.close()


@pytest.fixture
def api(make_application: MakeApplication) -> Client:
    """A user of organisation 321."""
    return Client(make_application())


@pytest.fixture
def hosts(sql: Sql) -> MakeHost:
    """`hosts(**columns) -> dict`: stores a host."""

    def store(**columns: object) -> Json:
        return stored_host(sql, **columns)

    return store


@pytest.fixture
def rbac() -> Iterator[FakeRbac]:
    """A running permission service."""
    with running_rbac() as fake:
        yield fake


@pytest.fixture
def guarded_api(make_application: MakeApplication, rbac: FakeRbac) -> Client:
    """A user whose permissions the service `rbac` decides."""
    return Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, RBAC_RETRIES="0"))


@pytest.fixture
def kessel() -> "Iterator[FakeKessel]":
    """A running Kessel."""
    from tests.kessel_server import running_kessel

    with running_kessel() as fake:
        yield fake


@pytest.fixture
def make_v2_api(make_application: MakeApplication, kessel: "FakeKessel", rbac: FakeRbac) -> MakeClient:
    """`make_v2_api(flags, VARIABLE="value") -> Client`: a user of an organisation in workspaces mode."""

    def make(flags: Json | None = None, **environment: str) -> Client:
        variables = {
            "BYPASS_RBAC": "false",
            "RBAC_ENDPOINT": rbac.url,
            "RBAC_RETRIES": "0",
            "KESSEL_INVENTORY_API_ENDPOINT": kessel.endpoint,
            "HBI_FLAGS": orjson.dumps({"hbi.rbac-v2": ["321"]} | (flags or {})).decode(),
        }
        return Client(make_application(**variables | environment))

    return make


@pytest.fixture
def v2_api(make_v2_api: MakeClient) -> Client:
    """A user of an organisation in workspaces mode."""
    return make_v2_api()

"""Fixtures of the API's tests; a folder's conftest.py takes them over."""

from collections.abc import Callable, Iterator

import pytest

from functions.api.application import Application
from hbi.settings import ApiSettings
from tests.api import UNREACHABLE, Client, FakeRbac, running_rbac
from tests.conftest import Sql
from tests.factories import Json, stored_host

type MakeApplication = Callable[..., Application]
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

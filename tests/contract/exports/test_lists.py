"""Lists of exports, and who sees what (contract: exports 2, 3.2, 3.5 and 13)."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hbi.db.engine import Database
from hbi.exports.api import repository
from hbi.exports.api.repository import ExportPage
from hbi.exports.api.requests import NewExport, NewSource, parse_query
from hbi.exports.records import APPLICATION, RESOURCE, Export, Owner
from hbi.problems import NotFound
from tests.support.exporting import owner

NOW = datetime(2031, 5, 28, 14, 59, 36, 500_000, UTC)
ANA = owner("ana")

type Sql = Callable[..., list[tuple[Any, ...]]]


class Desk:
    """Records exports and lists them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str = "mine",
        *,
        of: Owner = ANA,
        created_on: datetime = NOW,
        expires_on: datetime = NOW + timedelta(days=7),
        sources: Sequence[tuple[str, str]] = ((APPLICATION, RESOURCE),),
    ) -> Export:
        new = NewExport(name, "csv", expires_on, tuple(NewSource(*pair, None) for pair in sources))
        with self._database.write() as tx:
            return repository.create(tx, of, new, identity="", request_id=None, now=created_on)

    def page(self, *, of: Owner = ANA, **parameters: Any) -> ExportPage:
        with self._database.read() as tx:
            return repository.page(tx, of, parse_query([(name, str(value)) for name, value in parameters.items()]))

    def names(self, **parameters: Any) -> list[str]:
        return [export.name for export in self.page(**parameters).exports]

    def get(self, of: Owner, export_id: str) -> Export:
        with self._database.read() as tx:
            return repository.get(tx, of, export_id)

    def remove(self, of: Owner, export_id: str) -> Export:
        with self._database.write() as tx:
            return repository.remove(tx, of, export_id)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_new_export_is_pending(desk: Desk) -> None:
    export = desk.create(sources=[(APPLICATION, RESOURCE)] * 2)
    assert desk.get(ANA, export.id) == export
    assert str(export.status) == "pending"
    assert {str(source.status) for source in export.sources} == {"pending"}
    assert len({source.id for source in export.sources}) == 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(owner("ben"), id="another user of the organisation"),
        pytest.param(owner("ana", "322"), id="a user of the same name elsewhere"),
        pytest.param(Owner("321", "System:ana"), id="a system of the same name"),
        pytest.param(Owner("321", "ServiceAccount:ana"), id="a service account of the same name"),
    ],
)
def test_an_export_is_its_creators_alone(desk: Desk, other: Owner) -> None:
    export = desk.create()
    with pytest.raises(NotFound, match="not found"):
        desk.get(other, export.id)
    with pytest.raises(NotFound, match="not found"):
        desk.remove(other, export.id)
    assert desk.page(of=other) == ExportPage(0, ())
    assert desk.page().count == 1


def test_a_deleted_export_is_gone_with_its_sources(desk: Desk, sql: Sql) -> None:
    export = desk.create()
    assert desk.remove(ANA, export.id) == export
    with pytest.raises(NotFound):
        desk.remove(ANA, export.id)
    assert sql("SELECT count(*) FROM hbi.export_sources") == [(0,)]


def test_an_unknown_export_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.get(ANA, str(uuid.uuid4()))


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        pytest.param({"name": "one"}, {"one"}, id="exact name"),
        pytest.param({"name": "on"}, set(), id="no part of a name"),
        pytest.param({"status": "pending"}, {"two"}, id="status"),
        pytest.param({"status": "failed"}, {"one"}, id="another status"),
        pytest.param({"status": "success"}, set(), id="a status that is none"),
        pytest.param({"application": "a"}, {"one", "two"}, id="application"),
        pytest.param({"resource": "r"}, {"one", "two"}, id="resource"),
        pytest.param({"application": "a", "resource": "r"}, {"two"}, id="both on one source"),
        pytest.param({"application": "b", "resource": "s"}, set(), id="impossible combination"),
        pytest.param({"name": "one", "status": "pending"}, set(), id="all conditions hold"),
    ],
)
def test_filters(desk: Desk, sql: Sql, parameters: dict[str, str], names: set[str]) -> None:
    desk.create("one", sources=[("a", "s"), ("b", "r")])
    desk.create("two", sources=[("a", "r"), ("a", "r")])
    sql("UPDATE hbi.exports SET status = 'failed' WHERE name = 'one'")
    page = desk.page(**parameters)
    assert {export.name for export in page.exports} == names
    assert page.count == len(names)


@pytest.mark.parametrize("column", ["created_at", "expires_at"])
@pytest.mark.parametrize(
    ("value", "names"),
    [
        pytest.param("2031-05-28", {"today", "now"}, id="the day"),
        pytest.param("2031-05-27", {"yesterday", "midnight"}, id="the day before, up to and including its end"),
        pytest.param("2031-05-28T14:59:36Z", {"now", "tomorrow"}, id="a day from the current second"),
        pytest.param("2031-05-28T14:59:37Z", {"tomorrow"}, id="a day from the next second"),
        pytest.param("9999-12-31", set(), id="the last day of all"),
    ],
)
def test_one_day_windows(desk: Desk, column: str, value: str, names: set[str]) -> None:
    instants = {
        "yesterday": NOW - timedelta(days=1),
        "midnight": datetime(2031, 5, 28, tzinfo=UTC),
        "today": datetime(2031, 5, 28, 1, tzinfo=UTC),
        "now": NOW,
        "tomorrow": NOW + timedelta(hours=23),
    }
    for name, instant in instants.items():
        desk.create(name, created_on=instant, expires_on=instant)
    expected = names | ({"midnight"} if value == "2031-05-28" else set())
    assert set(desk.names(**{column: value})) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param({}, ["b", "c", "a"], id="by creation unless asked otherwise"),
        pytest.param({"sort": "created"}, ["b", "c", "a"], id="by creation"),
        pytest.param({"sort": "created_at", "dir": "desc"}, ["a", "c", "b"], id="by creation, latest first"),
        pytest.param({"sort": "name"}, ["a", "b", "c"], id="by name"),
        pytest.param({"sort": "name", "dir": "desc"}, ["c", "b", "a"], id="by name, backwards"),
        pytest.param({"sort": "expires"}, ["c", "a", "b"], id="by expiry"),
        pytest.param({"sort": "expires_at", "dir": "desc"}, ["b", "a", "c"], id="by expiry, latest first"),
    ],
)
def test_order(desk: Desk, parameters: dict[str, str], expected: list[str]) -> None:
    for name, created, expires in (("a", 3, 2), ("b", 1, 3), ("c", 2, 1)):
        desk.create(name, created_on=NOW + timedelta(hours=created), expires_on=NOW + timedelta(days=expires))
    assert desk.names(**parameters) == expected


def test_ties_are_ordered_by_id(desk: Desk) -> None:
    ids = sorted(desk.create().id for _ in range(10))
    assert [export.id for export in desk.page().exports] == ids
    assert [export.id for export in desk.page(dir="desc").exports] == ids


@pytest.fixture
def two_hundred(desk: Desk) -> Desk:
    for number in range(200):
        desk.create(f"{number:03}", created_on=NOW + timedelta(seconds=number))
    return desk


@pytest.mark.parametrize(
    ("offset", "limit", "window"),
    [
        (0, 10, (0, 10)),
        (10, 10, (10, 20)),
        (195, 10, (195, 200)),
        (0, 200, (0, 200)),
        (1000, 200, (0, 0)),
        (0, 1000, (0, 200)),
        (0, 0, (0, 0)),
        (2**63 - 1, 2**63 - 1, (0, 0)),
    ],
)
def test_windows(two_hundred: Desk, offset: int, limit: int, window: tuple[int, int]) -> None:
    page = two_hundred.page(offset=offset, limit=limit)
    assert page.count == 200
    assert [export.name for export in page.exports] == [f"{number:03}" for number in range(*window)]

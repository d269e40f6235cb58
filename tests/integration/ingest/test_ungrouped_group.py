"""The ungrouped group is made on demand and once (contract: ingest-and-events 8.1)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hbi.db.engine import Database
from hbi.groups import repository
from hbi.settings import DatabaseSettings
from tests.conftest import Sql
from tests.support.factories import ORG, stored_group


def test_an_existing_group_is_taken(database: Database, sql: Sql) -> None:
    stored = stored_group(sql, name="Renamed", ungrouped=True)
    stored_group(sql, name="Web")
    with database.write() as tx:
        group = repository.ungrouped_group(tx, ORG, "540155")
    assert (group.id, group.name, group.account) == (stored["id"], "Renamed", None)


@pytest.mark.parametrize(
    ("account", "kept"),
    [
        pytest.param("540155", "540155", id="account of the identity"),
        pytest.param(None, None, id="none"),
        pytest.param("1" * 11, None, id="too long for the column"),
    ],
)
def test_a_missing_group_is_created(database: Database, account: str | None, kept: str | None) -> None:
    with database.write() as tx:
        created = repository.ungrouped_group(tx, ORG, account)
    with database.read() as tx:
        assert repository.ungrouped_group(tx, ORG, None) == created
    assert (created.name, created.account, created.ungrouped) == ("Ungrouped Hosts", kept, True)
    snapshot = created.snapshot()
    assert snapshot == {
        "id": created.id,
        "name": "Ungrouped Hosts",
        "org_id": ORG,
        "account": kept,
        "created": created.created_on.isoformat(),
        "updated": created.modified_on.isoformat(),
        "ungrouped": True,
        "host_count": 0,
    }


def test_two_transactions_agree_on_one_group(database_url: str, sql: Sql) -> None:
    started = threading.Barrier(4)
    organisations = [f"org-{number}" for number in range(20)]

    def create(turn: int) -> dict[str, str]:
        database = Database(DatabaseSettings.load({"HBI_DATABASE_URL": database_url}))
        order = organisations if turn % 2 else organisations[::-1]
        started.wait()
        with database.write() as tx:
            groups = repository.ungrouped_groups(tx, dict.fromkeys(order))
        database.dispose()
        return {org_id: group.id for org_id, group in groups.items()}

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(create, range(4))
    assert all(other == first for other in others)
    assert sql("SELECT count(*) FROM hbi.groups") == [(20,)]

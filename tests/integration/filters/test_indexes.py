"""Statements spell what they look for as the indexes do that were made for it."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import CursorResult, Executable, select, text

from hbi.db.engine import Database, Transaction
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.host_conditions import tagged
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.search import HostSearch
from hbi.queries.lists import listing
from hbi.queries.lists.listing import count_hosts, list_hosts
from hbi.queries.lists.ordering import Order
from hbi.queries.lists.pages import Page
from hbi.queries.lists.value_counts import list_operating_systems
from tests.conftest import Sql
from tests.integration.filters.rules import NOW
from tests.integration.filters.storage import SETTINGS, filtered, plan_of
from tests.support.factories import ORG, stored_host

VIEWER = Viewer(ORG)
RELEASE = ("filter[system_profile][operating_system][RHEL][version][gte]", "9.4")


class Explaining(Transaction):
    """Keeps the plans of what it runs."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx._connection)
        self._tx = tx
        self.plans = ""

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        self.plans += plan_of(self._tx, statement)  # type: ignore[arg-type]
        return super().execute(statement, parameters)


def matches(search: HostSearch) -> Matches:
    return Matches.of(search, VIEWER, SETTINGS, NOW)


def counted(search: HostSearch) -> Callable[[Transaction], object]:
    return lambda tx: count_hosts(tx, matches(search))


def listed(order: Order, page: Page) -> Callable[[Transaction], object]:
    return lambda tx: list_hosts(tx, matches(HostSearch()), order, page)


def named(names: HostSearch) -> list[Condition]:
    """The conditions on names alone."""
    _organisation, _state, *conditions = matches(names).conditions
    return conditions


def operating_systems(tx: Transaction) -> object:
    return list_operating_systems(tx, matches(HostSearch()), Page())


def plans(database: Database, ask: Callable[[Transaction], object], *less: str) -> str:
    """How PostgreSQL answers what is asked when some ways would cost it dear, as they do with many hosts."""
    with database.write() as tx:
        for way in ("seqscan", "bitmapscan", *less):
            tx.execute(text(f"SET LOCAL enable_{way} = off"))
        explaining = Explaining(tx)
        ask(explaining)
    return explaining.plans


def test_order_of_names(database: Database):
    by_name = listed(Order("display_name", is_descending=False), Page())
    assert "Index Scan using hosts_p0_idx_hosts_display_name" in plans(database, by_name, "sort")


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(counted(filtered([RELEASE])), id="filter"),
        pytest.param(operating_systems, id="list"),
    ],
)
def test_releases(database: Database, ask: Callable[[Transaction], object]):
    found = plans(database, ask, "indexscan")
    assert "Index Only Scan using system_profiles_static_p0_idx_sps_releases" in found


def test_far_pages_look_at_no_host_that_they_step_over(database: Database, monkeypatch: pytest.MonkeyPatch, sql: Sql):
    for _ in range(3):
        stored_host(sql, last_check_in=NOW)
    monkeypatch.setattr(listing, "FAR", 0)
    found = plans(database, listed(Order(), Page(number=2, size=1)), "indexscan")
    # Two look-ups of a few hosts may go this way, too.
    assert found.count("Index Only Scan using hosts_p0_org_id_modified_on_idx on hosts_p0 e") >= 2


@pytest.mark.parametrize(
    ("conditions", "index"),
    [
        pytest.param(named(HostSearch(display_name="web")), "idx_hosts_both_names", id="display name"),
        pytest.param(named(HostSearch(fqdn="web.example")), "idx_hosts_both_names", id="fqdn"),
        pytest.param(named(HostSearch(hostname_or_id="a*web")), "idx_hosts_both_names", id="either name"),
        pytest.param([tagged([Tag("ns", "k", "v")])], "idx_hosts_tags", id="tag"),
    ],
)
def test_inverted_index(database: Database, conditions: Sequence[Condition], index: str):
    with database.write() as tx, tx.cross_org("only the conditions' own index is of interest"):
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        plan = plan_of(tx, select(HOSTS.c.id).where(*conditions))
    assert f"Bitmap Index Scan on hosts_p0_{index}" in plan

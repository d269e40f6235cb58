"""A statement that is kept answers for other organisations, viewers, names, pages and instants as a new one would."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import psycopg2

from hbi.db.compiled import KeptStatements
from hbi.db.engine import Database, Transaction
from hbi.permissions.scope import Scope
from hbi.queries.conditions import names
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer, of_org
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.parameters.words import NOT
from hbi.queries.filters.search import ALL_STATES, HostSearch, Span
from hbi.queries.lists import listing
from hbi.queries.lists.cursors import Cursor
from hbi.queries.lists.listing import HostEntry, list_hosts, list_hosts_from
from hbi.queries.lists.ordering import Order
from hbi.queries.lists.pages import Details, Page
from hbi.staleness.window import StalenessSettings
from tests.integration.filters.rules import NOW, PlainHost
from tests.integration.filters.storage import SETTINGS, filtered, store

ORGS = ("321", "654")
GROUPS = {org: f"a1b2c3d4-0009-4002-8003-00000000{org}0" for org in ORGS}
OWNERS = {org: f"a1b2c3d4-0008-4002-8003-00000000{org}0" for org in ORGS}
INSIGHTS_IDS = {org: f"a1b2c3d4-0007-4002-8003-00000000{org}0" for org in ORGS}


def hosts_of(org: str) -> list[PlainHost]:
    """Hosts that differ between the organisations in all that is looked for."""
    system = {"name": "RHEL", "major": 9, "minor": 4}
    return [
        PlainHost(
            f"a1b2c3d4-0001-4002-8003-0000{org}000{number:02}",
            {"operating_system": system if number % 2 else {**system, "minor": "4"}, "owner_id": OWNERS[org]},
            {"cpu_flags": ["a"]},
            group={"id": GROUPS[org], "name": f"group {org}", "ungrouped": False} if number < 4 else None,
            columns={
                "display_name": f"host-{number}.org-{org}.example",
                "fqdn": f"host-{number}.org-{org}.example",
                "tags": {"ns": {"k": ["v"] if number % 3 else "v"}},
                "insights_id": INSIGHTS_IDS[org] if number == 3 else "00000000-0000-0000-0000-000000000000",
                "per_reporter_staleness": {"puptoo": (NOW - timedelta(days=number)).isoformat()},
                "last_check_in": (NOW - timedelta(days=5 * number)).isoformat(),
                "modified_on": (NOW - timedelta(days=4 * number)).isoformat(),
            },
        )
        for number in range(8)
    ]


@pytest.fixture
def stored(database: Database, sql) -> None:
    if not sql("SELECT 1 FROM hbi.hosts"):
        with database.write() as tx:
            for org in ORGS:
                store(tx, org, hosts_of(org))


def viewers_of(org: str) -> list[Viewer]:
    return [
        Viewer(org),
        Viewer(org, Scope(frozenset({GROUPS[org]}))),
        Viewer(org, Scope(frozenset({GROUPS[org]}), ungrouped=True)),
        Viewer(org, owner_id=OWNERS[org]),
    ]


SEARCHES = {
    "all": lambda _: HostSearch(),
    "some states": lambda _: HostSearch(states=frozenset({"fresh", "stale_warning"})),
    "tag": lambda _: HostSearch(tags=(Tag("ns", "k", "v"),)),
    "operating system": lambda _: filtered(
        [("filter[system_profile][operating_system][RHEL][version][eq]", "9.4")],
    ),
    "display name": lambda org: HostSearch(display_name=f"ORG-{org}"),
    "short name": lambda org: HostSearch(hostname_or_id=org[:1]),
    "name": lambda org: HostSearch(hostname_or_id=f"org-{org}"),
    "id": lambda org: HostSearch(hostname_or_id=hosts_of(org)[2].id),
    "domain name": lambda org: HostSearch(fqdn=f"Host-2.org-{org}.example"),
    "insights id": lambda org: HostSearch(insights_id=INSIGHTS_IDS[org]),
    "group": lambda org: HostSearch(groups=GroupFilter(ids=(GROUPS[org],))),
    "reporter": lambda _: HostSearch(registered_with=("puptoo", f"{NOT}puptoo")),
    "span": lambda org: HostSearch(updated=Span(NOW - timedelta(days=20 + int(org) % 7), NOW)),
}


@pytest.mark.parametrize("search_for", [pytest.param(search, id=name) for name, search in SEARCHES.items()])
@pytest.mark.parametrize("by", ["updated", "group_name"])
def test_a_kept_statement_answers_as_a_new_one(database: Database, stored: None, search_for, by: str):
    pages = [(Page(1, 3), Details()), (Page(2, 2), Details()), (Page(1, 50), Details(frozenset({"arch", "cpu_flags"})))]
    instants = [NOW, NOW + timedelta(days=9), NOW]
    with database.read() as tx:
        for now, org, (page, details) in product(instants, ORGS, pages):
            for viewer in viewers_of(org):
                matches = Matches.of(search_for(org), viewer, SETTINGS, now)
                kept = list_hosts(tx, matches, Order(by), page, details)
                new = list_hosts(tx, replace(matches, outline=None), Order(by), page, details)
                assert kept == new


@pytest.mark.parametrize("is_counted", [True, False])
@pytest.mark.parametrize("by", ["updated", "last_check_in"])
def test_the_end_of_a_walk_is_no_page_of_the_list(
    database: Database, stored: None, monkeypatch: pytest.MonkeyPatch, by: str, is_counted: bool
):
    """Behind the last host with an instant only those without one come, whatever lists were asked for before."""
    monkeypatch.setattr(listing, "FAR", 0)
    monkeypatch.setattr(listing, "_STATEMENTS", KeptStatements(most=200))
    order = Order(by, is_descending=False)
    with database.read() as tx:
        matches = Matches.of(HostSearch(states=ALL_STATES), Viewer(ORGS[0]), SETTINGS, NOW)
        matches = matches if is_counted else matches.uncounted
        listed = [list_hosts(tx, matches, order, Page(1, 50)).entries for _ in range(3)]
        for _ in range(3):
            assert walked(tx, matches, order) == listed[0]
            assert list_hosts(tx, matches, order, Page(1, 50)).entries == listed[0]


def walked(tx: Transaction, matches: Matches, order: Order) -> list[HostEntry]:
    """Hosts on the pages of a walk, which may be a few too many."""
    found: list[HostEntry] = []
    cursor: Cursor | None = Cursor("list")
    while cursor is not None and len(found) < 50:
        page = list_hosts_from(tx, matches, order, 3, cursor)
        found += page.entries
        cursor = page.following
    return found


@pytest.mark.parametrize("far", [0, 2])
def test_far_pages(database: Database, stored: None, monkeypatch: pytest.MonkeyPatch, far: int):
    monkeypatch.setattr(listing, "FAR", far)
    with database.read() as tx:
        for now, org, number in product([NOW, NOW + timedelta(days=9)], ORGS, range(1, 6)):
            matches = Matches.of(HostSearch(), Viewer(org), SETTINGS, now)
            kept = list_hosts(tx, matches, Order(), Page(number, 2))
            assert kept == list_hosts(tx, replace(matches, outline=None), Order(), Page(number, 2))


def test_the_limits_of_states_count(database: Database, stored: None):
    """An organisation's own settings may leave no room for a state."""
    nothing_stale = StalenessSettings(timedelta(days=7), timedelta(days=7), timedelta(days=7))
    search = HostSearch(states=frozenset({"stale", "culled"}))
    with database.read() as tx:
        for own in (SETTINGS, nothing_stale) * 3:
            matches = Matches.of(search, Viewer(ORGS[0]), own, NOW)
            assert list_hosts(tx, matches, Order(), Page()) == list_hosts(
                tx, replace(matches, outline=None), Order(), Page()
            )


@given(
    name=st.sampled_from(["display_name", "fqdn", "hostname_or_id"]),
    one=st.text(min_size=1, max_size=6) | st.uuids().map(str),
    other=st.text(min_size=1, max_size=6) | st.uuids().map(str),
)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_searches_of_one_outline_have_one_statement(name: str, one: str, other: str):
    searches = [HostSearch(**{name: text}) for text in (one, other)]
    compiled = [
        select(HOSTS.c.id).where(*names.named_as(search)).compile(dialect=psycopg2.dialect()) for search in searches
    ]
    values = [names.values(search) for search in searches]
    fixed = [statement.params.items() - own.items() for statement, own in zip(compiled, values, strict=True)]
    if names.outline(searches[0]) == names.outline(searches[1]):
        assert (str(compiled[0]), fixed[0], values[0].keys()) == (str(compiled[1]), fixed[1], values[1].keys())
    assert all(name not in own for parameters, own in zip(fixed, values, strict=True) for name, _ in parameters)


class Executed:
    """Counts how often a statement is put together."""

    def __init__(self) -> None:
        self.made = 0

    def rows(self, tx: Transaction, kept: KeptStatements, kind: object, org: str, since: datetime | str | None) -> int:
        def make():
            self.made += 1
            known = HOSTS.c.modified_on >= since if isinstance(since, datetime) else HOSTS.c.display_name != since
            return select(HOSTS.c.display_name).where(HOSTS.c.org_id == of_org(org), known)

        return len(kept.rows(tx, kind, {"viewer_org_id": org}, make))


@pytest.mark.parametrize(
    ("since", "made"),
    [
        pytest.param("x", 2, id="kept"),
        pytest.param(NOW - timedelta(days=2), 6, id="an instant belongs to one request"),
        pytest.param(ORGS[0], 6, id="so does what has a name elsewhere"),
    ],
)
def test_what_belongs_to_one_request_is_not_kept(database: Database, stored: None, since: datetime | str, made: int):
    kept, executed = KeptStatements(most=2), Executed()
    with database.read() as tx:
        rows = [executed.rows(tx, kept, "kind", ORGS[0], since) for _ in range(5)]
    assert len(set(rows)) == 1
    assert executed.made == made


def test_the_longest_unused_kind_is_forgotten(database: Database, stored: None):
    kept, executed = KeptStatements(most=2), Executed()
    with database.read() as tx:
        for kind in ("a", "a", "a", "b", "b", "c", "a"):
            executed.rows(tx, kept, kind, ORGS[0], "x")
    assert executed.made == 2 + 2 + 1 + 1


def test_parameters_are_sent_as_their_types_want_them(database: Database, stored: None):
    kept = KeptStatements(most=2)
    ids = [host.id for host in hosts_of(ORGS[0])[:3]]

    def make():
        is_wanted = (HOSTS.c.id.in_(ids), HOSTS.c.reporters.overlap(["puptoo"]), HOSTS.c.display_name.like("host-1.%"))
        return select(HOSTS.c.display_name).where(HOSTS.c.org_id == bindparam("viewer_org_id", ORGS[0]), *is_wanted)

    with database.read() as tx:
        for _ in range(3):
            assert [tuple(row) for row in kept.rows(tx, "kind", {"viewer_org_id": ORGS[0]}, make)] == [
                ("host-1.org-321.example",)
            ]

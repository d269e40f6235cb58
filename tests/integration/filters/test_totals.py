"""However a list counts its matches, the number is that of the hosts that meet its conditions."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, assume, given, settings
from sqlalchemy import func, select

from hbi.db.engine import Database, Transaction
from hbi.permissions.scope import Scope
from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.parsing.parse import filter_term, filter_tree
from hbi.queries.filters.search import HostSearch
from hbi.queries.filters.terms import EVERYTHING, NOTHING, AllOf, needs_value
from hbi.queries.lists.listing import count_hosts
from tests.integration.filters.rules import NOW, PlainHost
from tests.integration.filters.storage import SETTINGS, store
from tests.support.factories import ORG, stored_host
from tests.support.hostile_queries import plausible_query_strings

STATIC = {"arch": "x86_64", "operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "number_of_cpus": 2}
DYNAMIC = {"cpu_flags": ["a"], "workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}}}
HOSTS = [
    PlainHost(
        f"a1b2c3d4-0001-4002-8003-0000000000{number:02}",
        static,
        dynamic,
        columns=columns | ({"tags": {"ns": {"k": ["v"]}}} if static else {}),
    )
    for number, (columns, static, dynamic) in enumerate(
        (columns, static, dynamic)
        for columns in ({}, {"last_check_in": (NOW - timedelta(days=31)).isoformat()}, {"last_check_in": None})
        for static in (STATIC, {"arch": ""}, None)
        for dynamic in (DYNAMIC, None)
    )
]


def search_for(query: str) -> HostSearch:
    return HostSearch(filter=filter_term(filter_tree(parse_qsl(query, keep_blank_values=True))))


def totals(tx: Transaction, search: HostSearch, viewer: Viewer) -> tuple[int, int]:
    """As a list counts, and as the conditions say."""
    matches = Matches.of(search, viewer, SETTINGS, NOW)
    said = select(func.count()).select_from(matches.source).where(*matches.conditions)
    return count_hosts(tx, matches), tx.execute(said).scalar_one()


@pytest.fixture
def stored(database: Database, sql) -> None:
    if not sql("SELECT 1 FROM hbi.hosts"):
        with database.write() as tx:
            store(tx, ORG, HOSTS)
        stored_host(sql, org_id="654", static=STATIC, dynamic=DYNAMIC)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        pytest.param("", 6, id="all"),
        pytest.param("filter[system_profile][operating_system][RHEL][version]=9.4", 2, id="in one part"),
        pytest.param("filter[system_profile][operating_system]=nil", 4, id="absence"),
        pytest.param("filter[system_profile][arch][]=&filter[system_profile][arch][]=nil", 4, id="absence as well"),
        pytest.param("filter[system_profile][sap_system]=true", 3, id="in the other part"),
        pytest.param("filter[system_profile][sap_system]=true&filter[system_profile][arch]=x86_64", 1, id="in both"),
        pytest.param("filter[system_profile][owner_id]=", 0, id="nothing"),
        pytest.param("filter[system_profile][owner_id]=&filter[system_profile][arch]=x86_64", 0, id="nothing as well"),
    ],
)
@pytest.mark.parametrize(
    "viewer", [Viewer(ORG), Viewer(ORG, Scope(frozenset(), ungrouped=True))], ids=["all", "scoped"]
)
def test_the_total(database: Database, stored: None, viewer: Viewer, query: str, total: int):
    with database.read() as tx:
        assert totals(tx, search_for(query), viewer) == (total, total)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        pytest.param("", 4, id="alone"),
        pytest.param("filter[system_profile][arch]=x86_64", 2, id="with a filter"),
    ],
)
def test_tags(database: Database, stored: None, query: str, total: int):
    tagged = replace(search_for(query), tags=(Tag("ns", "k", "v"), Tag("ns", "other", "v")))
    with database.read() as tx:
        assert totals(tx, tagged, Viewer(ORG)) == (total, total)


@pytest.mark.parametrize("search", [HostSearch(states=frozenset({"fresh", "culled"})), HostSearch(display_name="x")])
def test_another_question_is_counted_by_its_conditions(database: Database, stored: None, search: HostSearch):
    with database.read() as tx:
        counted, said = totals(tx, search, Viewer(ORG))
    assert counted == said


@given(query=plausible_query_strings)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_filter(database: Database, stored: None, query: str):
    try:
        search = search_for(query)
    except (InvalidParameter, RuleViolation):
        assume(False)
    with database.read() as tx:
        counted, said = totals(tx, search, Viewer(ORG))
    assert counted == said


def test_what_needs_a_value():
    assert not needs_value(EVERYTHING)
    assert needs_value(NOTHING)
    assert needs_value(AllOf((EVERYTHING, NOTHING)))

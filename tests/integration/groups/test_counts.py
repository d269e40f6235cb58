"""However the hosts of groups are counted, the numbers are those that a look at each host tells."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.db.engine import Database
from hbi.groups import counts, listing, repository
from hbi.groups.listing import GROUP_ORDER_KEYS, GroupOrder, GroupSearch
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.search import HostSearch
from hbi.queries.lists.listing import count_hosts
from hbi.queries.lists.pages import Page
from hbi.staleness.window import StalenessSettings
from tests.conftest import Sql
from tests.support.factories import ORG

NOW = datetime(2031, 1, 5, 10, 0, tzinfo=UTC)
STALENESS = StalenessSettings(timedelta(hours=29), timedelta(days=7), timedelta(days=30))
CULLED = NOW - STALENESS.delete
CHECK_INS = {
    "now": NOW,
    "just not culled": CULLED + timedelta(microseconds=1),
    "just culled": CULLED,
    "culled": CULLED - timedelta(days=1),
    "never": None,
    "in the beginning": "-infinity",
    "in the end": "infinity",
}
ALIVE = {"now", "just not culled", "in the end"}
GROUPS = [str(UUID(int=number + 1)) for number in range(4)]

type Hosts = list[tuple[str, frozenset[str]]]
"""Check-in and groups of each host. Other software may have left it none, or several."""

hosts = st.lists(
    st.tuples(st.sampled_from(sorted(CHECK_INS)), st.frozensets(st.sampled_from(GROUPS), max_size=2)), max_size=12
)


def settle(sql: Sql, organisation: Hosts) -> None:
    sql("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.hosts; DELETE FROM hbi.groups")
    sql(
        "INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped)"
        " SELECT id, %s, 'group ' || place, now(), now(), place = 1"
        " FROM unnest(%s::uuid[]) WITH ORDINALITY AS g(id, place)",
        (ORG, GROUPS),
    )
    ids = [str(UUID(int=number + 1)) for number in range(len(organisation))]
    instants: list[Any] = [CHECK_INS[check_in] for check_in, _ in organisation]
    sql(
        "INSERT INTO hbi.hosts (org_id, id, groups, reporter, last_check_in)"
        " SELECT %s, id, '[]', 'puptoo', at FROM unnest(%s::uuid[], %s::timestamptz[]) AS h(id, at)",
        (ORG, ids, [None if instant is None else str(instant) for instant in instants]),
    )
    memberships = [(host, group) for host, (_, its) in zip(ids, organisation, strict=True) for group in sorted(its)]
    sql(
        "INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)"
        " SELECT %s, host, gr FROM unnest(%s::uuid[], %s::uuid[]) AS m(host, gr)",
        (ORG, [host for host, _ in memberships], [group for _, group in memberships]),
    )


def seen(organisation: Hosts) -> dict[str, int]:
    """Hosts of each group that are not culled."""
    return {group: sum(check_in in ALIVE and group in its for check_in, its in organisation) for group in GROUPS}


@given(organisation=hosts)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_organisation(database: Database, sql: Sql, organisation: Hosts) -> None:
    settle(sql, organisation)
    expected = seen(organisation)
    with_culled = {group: sum(group in its for _, its in organisation) for group in GROUPS}
    with database.read() as tx:
        for key in GROUP_ORDER_KEYS:
            order = GroupOrder(key, is_descending=True)
            found = listing.list_groups(tx, GroupSearch(org_id=ORG), order, Page(1, 3), CULLED)
            assert {entry.group.id: entry.host_count for entry in found.entries}.items() <= expected.items()
            if key == "host_count":
                sizes = [with_culled[entry.group.id] for entry in found.entries]
                assert sizes == sorted(with_culled.values(), reverse=True)[:3]
        assert listing.host_counts(tx, ORG, GROUPS, CULLED) == expected
        by_id = repository.existing(tx, ORG, GROUPS)
        assert {group: counts.count_members(tx, by_id[group], CULLED) for group in GROUPS} == expected
        for group in GROUPS:
            search = HostSearch(groups=GroupFilter(ids=(group,)))
            assert count_hosts(tx, Matches.of(search, Viewer(ORG), STALENESS, NOW)) == expected[group]
        every = Matches.of(HostSearch(), Viewer(ORG), STALENESS, NOW)
        assert count_hosts(tx, every) == sum(check_in in ALIVE for check_in, _ in organisation)


@pytest.mark.parametrize("check_in", ["just culled", "never"])
def test_a_group_of_culled_hosts(database: Database, sql: Sql, check_in: str) -> None:
    settle(sql, [(check_in, frozenset({GROUPS[1]}))] * 3)
    with database.read() as tx:
        assert listing.host_counts(tx, ORG, [GROUPS[1]], CULLED) == {GROUPS[1]: 0}

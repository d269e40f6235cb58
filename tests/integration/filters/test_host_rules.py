"""Tags, reporters, types and groups: what PostgreSQL finds is what the contract's rules say, for random hosts."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.db.engine import Database
from hbi.models import ZERO_UUID
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.parameters.words import REGISTERED_WITH, SYSTEM_TYPES
from hbi.queries.filters.search import HostSearch
from tests.integration.filters.rules import (
    NOW,
    TIME_TO_DELETE,
    PlainHost,
    has_tag,
    is_in_group_named,
    is_of_type,
    is_registered_with,
)
from tests.integration.filters.storage import hits

GROUPS = [
    {"id": "b0000000-0000-4000-8000-000000000001", "name": "Lab É", "ungrouped": False},
    {"id": "b0000000-0000-4000-8000-000000000002", "name": "db%", "ungrouped": False},
    {"id": "b0000000-0000-4000-8000-000000000003", "name": "Ungrouped Hosts", "ungrouped": True},
]
NAMES = ["lab é", "LAB É", "DB%", "db", "", "ungrouped hosts", "nothing"]
REPORTERS = ["yupana", "satellite", "discovery", "puptoo", "rhsm-conduit"]
WORDS = ["env", "tier", "a/b", 'x"', "é", "%"]
MICROSECOND = timedelta(microseconds=1)
CULLED = NOW - TIME_TO_DELETE

words = st.sampled_from(WORDS)
instants = st.sampled_from([CULLED - MICROSECOND, CULLED, CULLED + MICROSECOND, NOW]).map(lambda at: at.isoformat())
stored_tags = st.dictionaries(
    st.sampled_from(["null", *WORDS[:2]]),
    st.dictionaries(words, st.lists(words, max_size=2) | words, max_size=3),
    max_size=3,
)
columns = st.fixed_dictionaries(
    {
        "tags": stored_tags,
        "per_reporter_staleness": st.dictionaries(st.sampled_from(REPORTERS), instants, max_size=3),
        "last_check_in": instants,
        "insights_id": st.sampled_from([ZERO_UUID, "a1b2c3d4-0001-4002-8003-a00000000007"]),
        "host_type": st.sampled_from([None, *SYSTEM_TYPES]),
        "openshift_cluster_id": st.sampled_from([None, "a1b2c3d4-0001-4002-8003-a00000000009"]),
    }
)
some_hosts = st.lists(
    st.builds(PlainHost, id=st.uuids(version=4).map(str), columns=columns, group=st.none() | st.sampled_from(GROUPS)),
    min_size=1,
    max_size=8,
    unique_by=lambda host: host.id,
)
tags = st.builds(Tag, st.sampled_from(["null", *WORDS[:2]]), words, st.none() | words)


def several(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One to three values of a repeated parameter."""
    return st.lists(values, min_size=1, max_size=3).map(tuple)


@given(
    hosts=some_hosts,
    wanted_tags=several(tags),
    reporters=several(st.sampled_from(REGISTERED_WITH)),
    types=several(st.sampled_from(SYSTEM_TYPES)),
    names=several(st.sampled_from(NAMES)),
    ids=several(st.sampled_from([group["id"] for group in GROUPS] + [ZERO_UUID])),
)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_search_finds_the_hosts_that_the_rules_select(
    database: Database, hosts, wanted_tags, reporters, types, names, ids
):
    searches = {
        "tags": HostSearch(tags=wanted_tags),
        "registered_with": HostSearch(registered_with=reporters),
        "system_type": HostSearch(system_types=types),
        "names": HostSearch(groups=GroupFilter(names=names)),
        "ids": HostSearch(groups=GroupFilter(ids=ids)),
    }
    rules = {
        "tags": lambda host: any(has_tag(tag.namespace, tag.key, tag.value, host) for tag in wanted_tags),
        "registered_with": lambda host: any(is_registered_with(value, host) for value in reporters),
        "system_type": lambda host: any(is_of_type(value, host) for value in types),
        "names": lambda host: any(is_in_group_named(name, host) for name in names),
        "ids": lambda host: host.group is not None and host.group["id"] in ids,
    }
    found = dict(zip(searches, hits(database, hosts, searches.values()), strict=True))
    assert found == {name: {host.id for host in hosts if rule(host)} for name, rule in rules.items()}


def test_all_parts_of_a_search_must_hold(database: Database):
    group = GROUPS[0]
    tagged = {"tags": {"env": {"tier": ["gold"]}}, "host_type": "edge"}
    both = PlainHost("a1b2c3d4-0001-4002-8003-a00000000001", static={"arch": "x86_64"}, columns=tagged, group=group)
    one = PlainHost("a1b2c3d4-0001-4002-8003-a00000000002", static={"arch": "x86_64"}, columns=tagged)
    wanted = HostSearch(
        tags=(Tag("env", "tier"),), system_types=("edge",), groups=GroupFilter(ids=(group["id"],), names=("lab é",))
    )
    assert hits(database, [both, one], [wanted]) == [{both.id}]


@pytest.mark.parametrize(
    ("stored", "value", "is_found"),
    [
        pytest.param("soon", "puptoo", False, id="no instant is no check-in"),
        pytest.param("soon", "!puptoo", True, id="and counts as absent"),
        pytest.param(NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "puptoo", True, id="UTC by letter"),
        pytest.param("2031-03-06T12:30:00+01:00", "puptoo", False, id="an offset counts"),
        pytest.param(None, "puptoo", False, id="null"),
    ],
)
def test_check_ins_that_others_wrote(database: Database, stored, value, is_found):
    host = PlainHost("a1b2c3d4-0001-4002-8003-a00000000001", columns={"per_reporter_staleness": {"puptoo": stored}})
    assert hits(database, [host], [HostSearch(registered_with=(value,))]) == [{host.id} if is_found else set()]

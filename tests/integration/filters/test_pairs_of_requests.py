"""Requests that differ in one thing take turns in a process; each is answered as if it were alone.

Values are among them that Python takes for equal or that look alike: `1`, `1.0` and `true`, no value and an empty one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import psycopg2

from hbi.db.compiled import KeptStatements
from hbi.db.engine import Database, Transaction
from hbi.permissions.scope import Scope
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import DYNAMIC_MEMBERS, HOSTS, STATIC_MEMBERS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.returned_fields import ALL_APPLICATIONS
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.search import ALL_STATES, VISIBLE_STATES, HostSearch, Span
from hbi.queries.lists import listing
from hbi.queries.lists.cursors import Cursor
from hbi.queries.lists.listing import count_hosts, list_hosts, list_hosts_from
from hbi.queries.lists.ordering import Order
from hbi.queries.lists.pages import Details, Page
from hbi.staleness.window import StalenessSettings
from tests.integration.filters.rules import NOW, PlainHost
from tests.integration.filters.storage import SETTINGS, filtered, store

ORG, OTHER_ORG = "321", "654"
GROUP_NAMES = ("one", "two", "")
GROUP_IDS = {org: [f"a1b2c3d4-0009-4002-8003-000000{org}00{n}" for n in range(3)] for org in (ORG, OTHER_ORG)}
NOTHING_STALE = StalenessSettings(*[timedelta(days=9)] * 3)
OWNERS = ["a1b2c3d4-0008-4002-8003-000000000000", "a1b2c3d4-0008-4002-8003-000000000001"]
NO_ID = "00000000-0000-0000-0000-000000000000"


def host_of(org: str, number: int) -> PlainHost:
    group = number % 4
    alike = ("1", "1.0", "true", "01")[number % 4]
    bare: Any = (1, 1.5, True, "1")[number % 4]
    return PlainHost(
        f"a1b2c3d4-0001-4002-8003-0000{org}000{number:02}",
        {
            "arch": alike,
            "number_of_cpus": number % 3,
            "is_marketplace": bool(number % 2),
            "owner_id": OWNERS[number % 2],
            "operating_system": {"name": "RHEL", "major": 9, "minor": ("4", 4, 10, 0)[number % 4]},
            "yum_repos": [{"name": alike, "enabled": bool(number % 3)}],
        },
        {
            "cpu_flags": [alike],
            "network_interfaces": [{"name": "e", "mtu": bare}],
            "systemd": {"failed": number % 3, "state": "x"},
            "workloads": {"sap": {"sap_system": bool(number % 2), "sids": ["ABC" if number % 2 else "AB1"]}},
            "last_boot_time": (NOW - timedelta(days=number)).isoformat(),
        },
        applications={
            "advisor": {"critical": number % 3, "recommendations": number % 2},
            **({"malware": {"last_status": alike, "total_matches": number}} if number % 3 else {}),
        },
        group={"id": GROUP_IDS[org][group], "name": GROUP_NAMES[group] or "none", "ungrouped": group == 2}
        if group < 3
        else None,
        columns={
            "display_name": ("a%b", "a_b", "axb", "Straße")[number % 4] + f" {org} {number % 3}",
            "fqdn": f"a{number % 3}.example.org",
            "tags": {"ns": {"k": [("1", "true", "", "None")[number % 4]]}},
            "insights_id": OWNERS[0] if number == 3 else NO_ID,
            "provider_id": ("p", "P".casefold() + "1")[number % 2],
            "provider_type": ("aws", "azure")[number % 2],
            "host_type": ("edge", None, "cluster")[number % 3],
            "per_reporter_staleness": {
                ("puptoo", "yupana")[number % 2]: (NOW - timedelta(days=6 * number)).isoformat()
            },
            "last_check_in": None if number == 10 else (NOW - timedelta(days=4 * number)).isoformat(),
            "modified_on": None if number == 9 and org == ORG else (NOW - timedelta(days=3 * number)).isoformat(),
        },
    )


@pytest.fixture
def stored(database: Database, sql) -> None:
    if not sql("SELECT 1 FROM hbi.hosts"):
        with database.write() as tx:
            for org in (ORG, OTHER_ORG):
                store(tx, org, [host_of(org, number) for number in range(11)])


def _profile(name: str, *values: str) -> list[HostSearch]:
    return [filtered([(f"filter[system_profile]{name}", value)]) for value in values]


SEARCHES: Sequence[Mapping[str, Any]] = [
    {},
    *(
        {"states": frozenset(states)}
        for states in (["fresh"], ["stale"], ["stale", "culled"], ["fresh", "stale_warning"])
    ),
    *({"display_name": text} for text in ("a%b", "a_b", "a*b", "axb 3", "1", "Straße", "strasse", "%%", "")),
    *({"fqdn": text} for text in ("a1.example.org", "A2.EXAMPLE.ORG", "a_.example.org", "ß", "")),
    *(
        {"hostname_or_id": text}
        for text in ("a", "a1.ex", "example", "Straße", host_of(ORG, 2).id, host_of(OTHER_ORG, 2).id)
    ),
    {"hostname_or_id": host_of(ORG, 4).id.replace("-", "").upper()},
    *({"insights_id": text} for text in (OWNERS[0], OWNERS[1], NO_ID)),
    *({"provider_id": text} for text in ("P", "p1")),
    *({"provider_type": text} for text in ("aws", "azure")),
    *({"tags": tuple(Tag("ns", "k", value) for value in values)} for values in (["1"], ["true"], [None], ["None"])),
    *({"tags": tuple(Tag("ns", "k", value) for value in values)} for values in (["1", "true"], ["true", "1"], [""])),
    *(
        {"groups": GroupFilter(ids=tuple(ids))}
        for ids in (GROUP_IDS[ORG][:1], GROUP_IDS[ORG][:2], GROUP_IDS[OTHER_ORG])
    ),
    *({"groups": GroupFilter(names=names)} for names in (("ONE",), ("two",), ("one", "two"), ("",), ("", "one"))),
    *({"registered_with": names} for names in (("puptoo",), ("yupana",), ("!puptoo",), ("insights",))),
    *({"system_types": names} for names in (("edge",), ("cluster",), ("conventional", "edge"))),
    *({"updated": Span(NOW - timedelta(days=days), NOW)} for days in (10, 20)),
    *({"last_check_in": Span(start, end)} for start, end in [(NOW - timedelta(days=9), None), (None, NOW)]),
    *(
        {"filter": search.filter}
        for search in [
            *_profile("[arch]", "1", "1.0", "true", "01", "nil"),
            *_profile("[number_of_cpus]", "0", "1", "01"),
            *_profile("[number_of_cpus][gte]", "1"),
            *_profile("[is_marketplace]", "true", "false", "TRUE"),
            *_profile("[cpu_flags][]", "1", "1.0", "true"),
            *_profile("[network_interfaces][]", "1", "1.5", "1.0", "true", "01"),
            *_profile("[yum_repos][]", "1", "true", "false"),
            *_profile("[systemd][failed]", "0", "1", "00"),
            *_profile("[sap_system]", "true", "false"),
            *_profile("[sap_sids][]", "ABC", "AB1", "AB"),
            *_profile("[last_boot_time][gte]", "2031-04-01T12:00:00Z", "2031-04-01T12:00:00+02:00"),
            *_profile("[operating_system][RHEL][version]", "9", "9.0", "9.4", "9.04", "9.10"),
            *_profile("[operating_system]", "nil", "not_nil"),
            filtered([("filter[advisor][critical][eq]", "1")]),
            filtered([("filter[advisor][critical][eq]", "+1")]),
            filtered([("filter[malware][last_status][eq]", "1")]),
            filtered([("filter[malware][last_status][eq]", "1.0")]),
        ]
    ),
]


def _walk(tx: Transaction, asked: "Asked", matches: Matches) -> object:
    found, cursor = [], Cursor("list")
    for _ in range(8):
        page = list_hosts_from(tx, matches, asked.order, 4, cursor, asked.details)
        found.append((page.total, page.entries, page.following))
        if page.following is None:
            break
        cursor = page.following
    return found


KINDS: Mapping[str, Callable[[Transaction, "Asked", Matches], object]] = {
    "page": lambda tx, asked, matches: list_hosts(tx, matches, asked.order, asked.page, asked.details),
    "count": lambda tx, _, matches: count_hosts(tx, matches) if matches.is_counted else None,
    "walk": _walk,
}


@dataclass(frozen=True)
class Asked:
    """A request."""

    kind: str
    viewer: Viewer
    search: int
    states: frozenset[Any]
    settings: StalenessSettings
    days: int
    order: Order
    page: Page
    details: Details
    is_counted: bool

    def answered(self, tx: Transaction, *, is_kept: bool) -> str:
        """The answer as text: documents that are kept as JSON text are equal to nothing but themselves."""
        search = HostSearch(**{"states": self.states, **SEARCHES[self.search]})
        matches = Matches.of(search, self.viewer, self.settings, NOW + timedelta(days=self.days))
        matches = matches if self.is_counted else matches.uncounted
        return repr(KINDS[self.kind](tx, self, matches if is_kept else replace(matches, outline=None)))


THINGS: Mapping[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(list(KINDS)),
    "viewer": st.builds(
        Viewer,
        st.sampled_from([ORG, OTHER_ORG]),
        st.builds(
            Scope,
            st.sampled_from(
                [
                    None,
                    None,
                    frozenset(),
                    *(frozenset(GROUP_IDS[ORG][:n]) for n in (1, 2)),
                    frozenset(GROUP_IDS[ORG][1:]),
                ]
            ),
            ungrouped=st.booleans(),
        ),
        owner_id=st.sampled_from([None, None, *OWNERS, "nobody", ""]),
    ),
    "search": st.integers(0, len(SEARCHES) - 1),
    "states": st.sampled_from([ALL_STATES, VISIBLE_STATES, frozenset({"stale"}), frozenset({"fresh", "culled"})]),
    "settings": st.sampled_from([SETTINGS, NOTHING_STALE]),
    "days": st.sampled_from([0, 3, 20]),
    "order": st.builds(
        Order,
        st.sampled_from(
            ["updated", "display_name", "group_name", "last_check_in", "operating_system", "advisor:critical"]
        ),
        st.booleans(),
    ),
    "page": st.builds(Page, st.integers(1, 3), st.sampled_from([1, 3, 50])),
    "details": st.sampled_from(
        [
            Details(),
            Details(frozenset({"arch"})),
            Details(frozenset({"arch", "no_such_member"})),
            Details(frozenset({*STATIC_MEMBERS, *DYNAMIC_MEMBERS}), ALL_APPLICATIONS),
            Details((), {"malware": ("last_status",)}),
            Details((), {"malware": ("total_matches",)}),
            Details((), {"malware": ()}),
        ]
    ),
    "is_counted": st.booleans(),
}


VIEWERS = [
    Viewer(ORG),
    Viewer(OTHER_ORG, Scope(frozenset(GROUP_IDS[OTHER_ORG][:2]))),
    *(Viewer(ORG, Scope(frozenset(GROUP_IDS[ORG][:number]), ungrouped=True)) for number in (0, 1)),
    *(Viewer(ORG, Scope(frozenset(GROUP_IDS[ORG][:1])), owner_id=owner_id) for owner_id in (None, OWNERS[1], "nobody")),
]


def test_what_one_kind_has_in_common():
    """Statements of one kind are the same but for parameters with names, whoever asks for whatever."""
    known: dict[object, tuple[object, ...]] = {}
    is_repeated = False
    limits_and_days = [(SETTINGS, 0), (SETTINGS, 3), (NOTHING_STALE, 0)]
    for given_names, viewer, (limits, days) in product(SEARCHES, VIEWERS, limits_and_days):
        matches = Matches.of(HostSearch(**given_names), viewer, limits, NOW + timedelta(days=days))
        statements = [select(HOSTS.c.id).select_from(matches.source).where(*matches.conditions), matches.counted()]
        named, kind = matches.parameters(), matches.kind
        compiled = [statement.compile(dialect=psycopg2.dialect()) for statement in statements]
        fixed = [{name: value for name, value in part.params.items() if name not in named} for part in compiled]
        common = (*map(str, compiled), repr(fixed))
        is_repeated |= kind in known
        assert known.setdefault(kind, common) == common
    assert is_repeated


PLAIN = Asked("page", Viewer(ORG), 0, ALL_STATES, SETTINGS, 0, Order(), Page(1, 50), Details(), is_counted=True)


KEPT = KeptStatements(most=1_000)
"""All requests of this module share it, as those of a process do."""


@st.composite
def requests_alike(draw: st.DrawFn) -> list[Asked]:
    """Requests that each differ in a thing or two from one that differs so from the plainest one."""
    some_things = st.lists(st.sampled_from(list(THINGS)), max_size=2, unique=True)
    common = replace(PLAIN, **{name: draw(THINGS[name]) for name in draw(some_things)})
    changes = [draw(some_things) for _ in range(6)]
    return [replace(common, **{name: draw(THINGS[name]) for name in changed}) for changed in changes]


@given(requests=requests_alike())
@settings(max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck))
def test_requests_that_take_turns(database: Database, stored: None, requests: list[Asked]):
    with pytest.MonkeyPatch.context() as patch, database.read() as tx:
        patch.setattr(listing, "FAR", 2)
        patch.setattr(listing, "_STATEMENTS", KEPT)
        alone = [asked.answered(tx, is_kept=False) for asked in requests]
        for turn in range(3):
            for asked, expected in zip(requests, alone, strict=True):
                assert asked.answered(tx, is_kept=True) == expected, turn

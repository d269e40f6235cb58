"""What PostgreSQL finds is what the contract's rules say, for random hosts and random filters."""

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.db.engine import Database
from tests.integration.filters.rules import (
    KINDS,
    Ask,
    AskApplication,
    AskSystem,
    PlainHost,
    selects,
    stored_texts,
)
from tests.integration.filters.storage import filtered, hits

TEXTS = ["x86_64", "X86_64", "x86", "ARM", "a%c", "abc", "a_c", "a\\c", "a*c", "", "É é", '"', "null", "%", "'"]
VERSIONS = ["3.2.1", "3.2.10", "3.20", "3.*", "4.1"]
PATTERNS = ["3.*", "*", "3.2*1*", "**", "*A%C", "A*C", "é*", "x86%", "3.2.1"]
OWNERS = ["a1b2c3d4-0001-4002-8003-a00000000007", "a1b2c3d4-0001-4002-8003-a00000000008"]
INSTANTS = ["2031-04-05T06:07:08+00:00", "2031-04-05T06:07:08.000001+00:00", "2031-04-06T00:00:00+00:00"]
SIDS = ["ABC", "ABD", "DEF"]

texts = st.sampled_from(TEXTS)
versions = st.sampled_from(VERSIONS)
small = st.integers(0, 3)


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that have some of the members."""
    return st.fixed_dictionaries({}, optional=members)


systems = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["RHEL", "CentOS", "CentOS Linux", "rhel"]),
        "major": st.integers(7, 10) | st.sampled_from(["8", "08", "10"]),
        "minor": st.sampled_from([0, 1, 6, 10, "6", "06", "10"]),
    }
)
interfaces = st.lists(
    optional(name=texts, mtu=st.sampled_from([1500, 9000]), ipv4_addresses=st.lists(texts, max_size=2)), max_size=2
)
static_parts = optional(
    arch=texts,
    insights_client_version=texts | versions,
    number_of_cpus=small,
    is_marketplace=st.booleans(),
    owner_id=st.sampled_from(OWNERS),
    rhsm=optional(version=texts.filter(bool), environment_ids=st.lists(texts, max_size=2)),
    conversions=optional(activity=st.booleans()),
    bootc_status=optional(booted=optional(image=(texts | versions).filter(bool))),
    yum_repos=st.lists(optional(id=texts, enabled=st.booleans()), max_size=2),
    operating_system=systems,
)
dynamic_parts = optional(
    system_memory_bytes=small | st.just(2**40),
    last_boot_time=st.sampled_from(INSTANTS),
    systemd=optional(failed=small | small.map(str), state=texts),
    cpu_flags=st.lists(texts, max_size=2),
    network_interfaces=interfaces,
    workloads=optional(
        sap=optional(sap_system=st.booleans(), sids=st.lists(st.sampled_from(SIDS), max_size=3, unique=True)),
        mssql=optional(version=(texts | versions).filter(bool)),
        crowdstrike=optional(falcon_version=(texts | versions).filter(bool)),
    ),
)
application_data = optional(
    advisor=optional(critical=small),
    patch=optional(template_name=texts),
    malware=optional(last_scan=st.sampled_from(INSTANTS)),
)
some_hosts = st.lists(
    st.builds(
        PlainHost,
        id=st.uuids(version=4).map(str),
        static=static_parts | static_parts | static_parts | st.none(),
        dynamic=dynamic_parts | dynamic_parts | dynamic_parts | st.none(),
        applications=application_data,
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda host: host.id,
)

EQUALITY = [None, "eq", "ne", "neq"]
ORDER = ["gt", "gte", "lt", "lte"]
PRESENCE = ["nil", "not_nil"]
COMPARATORS = {
    "string": EQUALITY + ORDER,
    "wildcard": EQUALITY + ORDER,
    "integer": EQUALITY + ORDER,
    "date-time": EQUALITY + ORDER,
    "uuid": EQUALITY,
    "boolean": [*EQUALITY, "is"],
    "object": [],
    "array": [None, "contains"],
    "nested array": [*EQUALITY, "contains"],
}
VALUES = {
    "string": texts,
    "wildcard": texts | versions | st.sampled_from(PATTERNS),
    "integer": st.sampled_from(["0", "1", "2", "3", "007", "1099511627776", "9" * 30, "9" * 1500]),
    "date-time": st.sampled_from([*INSTANTS, "2031-04-05T08:07:08+02:00", "2031-04-05T06:07:08Z", "", "0001-01-01"]),
    "uuid": st.sampled_from([*OWNERS, OWNERS[0].upper(), OWNERS[1].replace("-", ""), ""]),
    "boolean": st.sampled_from(["true", "false", "TRUE", "False"]),
    "array": st.sampled_from([*filter(bool, TEXTS), "1500", "true", "01500", "1500.0", "15e2"]),
    "nested array": st.sampled_from([*filter(bool, TEXTS), *SIDS, "AB", '"ABC"', '", "', "A%", "A_C"]),
}
PRESENCE_COMPARATORS = [None, "eq", "is", "neq", "contains", "gt"]


@st.composite
def asks(draw: st.DrawFn, hosts: Sequence[PlainHost]) -> Ask:
    """One parameter on a field of the profile, more often than not about what is stored."""
    name = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[name].kind
    if name != "workloads" and draw(st.integers(0, 9)) == 0:
        return Ask(name, draw(st.sampled_from(PRESENCE)), ("anything",))
    if kind == "object" or draw(st.integers(0, 4)) == 0:
        comparator = None if name == "workloads" else draw(st.sampled_from(PRESENCE_COMPARATORS))
        values = draw(st.lists(st.sampled_from(PRESENCE), min_size=1, max_size=2))
    else:
        comparator = draw(st.sampled_from(COMPARATORS[kind]))
        stored = [text for text in stored_texts(name, hosts) if text or "array" not in kind]
        value = VALUES[kind] | (st.sampled_from(stored) if stored else VALUES[kind])
        values = draw(st.lists(value | value | value | st.sampled_from(PRESENCE), min_size=1, max_size=3))
    return Ask(name, comparator, tuple(values), is_list=len(values) > 1 or draw(st.booleans()))


releases = st.sampled_from(["7", "8", "8.", "9", "10", "8.6", "8.10", "9.1", "10.0", "007.01", "9" * 1200])
system_names = st.sampled_from(["RHEL", "rhel", "CentOS", "centos linux"])


@st.composite
def system_asks(draw: st.DrawFn) -> AskSystem:
    """One parameter on the operating system."""
    what = draw(st.sampled_from(["presence", "name", "version", "version", "version"]))
    is_list = draw(st.booleans())
    several = {"min_size": 1, "max_size": 2 if is_list else 1}
    if what == "presence":
        return AskSystem(None, None, tuple(draw(st.lists(st.sampled_from(PRESENCE), **several))), is_list)
    if what == "name":
        values = draw(st.lists(system_names, **several))
        return AskSystem("name", draw(st.sampled_from(["eq", "neq"])), tuple(values), is_list)
    comparator = draw(st.sampled_from([None, "eq", "neq", *ORDER]))
    return AskSystem(draw(system_names), comparator, tuple(draw(st.lists(releases, **several))), is_list)


numbers = st.sampled_from(["0", "1", "2", "+3", "-1", "9" * 25])
operators = st.sampled_from(["eq", "ne", *ORDER, *PRESENCE])
application_asks = st.one_of(
    st.builds(AskApplication, st.just("advisor"), st.just("critical"), operators, numbers),
    st.builds(AskApplication, st.just("patch"), st.just("template_name"), operators, texts),
    st.builds(AskApplication, st.just("malware"), st.just("last_scan"), operators, st.sampled_from(INSTANTS)),
)


def place(ask: Ask | AskSystem | AskApplication) -> tuple[Any, ...]:
    """What may stand in a query once."""
    if isinstance(ask, AskApplication):
        return ask.application, ask.name, ask.operator
    # A name has one comparator at most.
    return type(ask), ask.name, ask.comparator if ask.name != "name" else None


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[PlainHost], list[list[Ask | AskSystem | AskApplication]]]:
    """Hosts and some queries on them."""
    hosts = draw(some_hosts)
    ask = asks(hosts) | asks(hosts) | asks(hosts) | system_asks() | application_asks
    query = st.lists(ask, min_size=1, max_size=3, unique_by=place)
    return hosts, draw(st.lists(query, min_size=1, max_size=8))


@given(question=questions())
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_filter_finds_the_hosts_that_the_rules_select(database: Database, question):
    hosts, queries = question
    found = hits(database, hosts, [filtered([pair for ask in query for pair in ask.pairs()]) for query in queries])
    assert found == [{host.id for host in hosts if selects(query, host)} for query in queries]

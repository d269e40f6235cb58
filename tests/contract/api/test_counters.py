"""Lists answer the same whether numbers of hosts are read where they are kept or counted (contract: rest-hosts 9.4)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from hbi.db.engine import Database
from hbi.reaper.counts import count_anew, sum_up_culled
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.fixtures.metrics import Measure
from tests.support.api import Client, FakeRbac
from tests.support.factories import ORG, stored_group, stored_host, system_identity

OWNER = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
SAP = {"sap": {"sap_system": True, "sids": ["ABC", "XYZ"]}}

RELEASE = "filter[system_profile][operating_system][RHEL][version]=9.4"

# In this order: what is kept tells about the first ones.
PLAIN = {
    "/tags": [
        "",
        "?per_page=2&page=2",
        "?search=TIER",
        "?search=none/&order_by=count",
        "?order_by=count&order_how=DESC&per_page=3",
        "?order_how=DESC",
        "?per_page=100&page=9",
        "?staleness=fresh&staleness=stale&staleness=stale_warning",
    ],
    "/system_profile/operating_system": ["", "?per_page=1&page=2", "?per_page=1&page=9"],
    "/system_profile/sap_system": ["", "?per_page=1&page=2"],
    "/system_profile/sap_sids": ["", "?search=b", "?per_page=1&page=2"],
    "/hosts": [
        "?count_only=true",
        "?per_page=2",
        "?per_page=2&page=3",
        f"?{RELEASE}",
        f"?{RELEASE}&count_only=true",
        "?order_by=display_name&cursor=&per_page=3",
    ],
    "/beta/hosts-view": ["?count_only=true", "?per_page=2", f"?{RELEASE}"],
}
OF_ALL_LISTS = (
    "staleness=stale",
    "tags=env/tier=gold",
    "tags=env/tier",
    "registered_with=insights",
    "registered_with=!puptoo",
    "filter[system_profile][sap_system]=true",
    f"{RELEASE}&staleness=fresh",
    "filter[system_profile][operating_system][RHEL][version]=9",
    "filter[system_profile][operating_system][RHEL][version][gte]=9.4",
    "filter[system_profile][arch]=nil",
)
OF_HOST_LISTS = (
    "display_name=host",
    "system_type=conventional",
    "group_name=Lab",
    "group_name=",
    "updated_start=2001-01-01T00:00:00Z",
    "last_check_in_end=2040-01-01T00:00:00Z",
    "fqdn=nowhere",
)

type Ask = Callable[[str], tuple[bytes, bytes]]


@pytest.fixture(autouse=True)
def stored(sql: Sql) -> None:
    lab = stored_group(sql, name="Lab")
    system = {"name": "RHEL", "major": 9, "minor": 4}
    hosts = (
        {"tags": {"env": {"tier": ["gold", "silver"]}, "null": {"flag": []}}, "static": {"operating_system": system}},
        {"tags": {"env": {"tier": ["gold", "gold"]}}, "dynamic": {"workloads": SAP}, "group": lab},
        {"tags": {"Zoo": {"a%b": "x_y", "n": [None, 5]}, "list": ["no", "object"]}, "age": timedelta(days=3)},
        {"static": {"operating_system": {**system, "name": "rhel"}, "owner_id": OWNER}, "age": timedelta(days=9)},
        {"static": {"operating_system": {**system, "major": "9"}}, "dynamic": {"workloads": SAP}},
        {"static": {"operating_system": {**system, "minor": None}}, "group": lab},
        {"dynamic": {"workloads": {"sap": {"sap_system": False, "sids": ["ABC", None]}}}},
        {"dynamic": {"workloads": {"sap": {"sap_system": "true", "sids": "ABC"}}}, "reporter": "satellite"},
        {"tags": {"env": {"tier": ["gold"]}}, "org_id": "654", "dynamic": {"workloads": SAP}},
    )
    culled = {"tags": {"env": {"tier": ["gold", "gone"]}}, "static": {"operating_system": system}}
    for columns in (*hosts, *({**culled, "age": timedelta(days=31), "dynamic": {"workloads": SAP}} for _ in "abc")):
        stored_host(sql, **columns)
    stored_host(sql, **culled, display_name="undated")
    sql("UPDATE hbi.hosts SET last_check_in = NULL WHERE display_name = 'undated'")
    sql("UPDATE hbi.hosts SET modified_on = %s", (datetime.now(UTC) - timedelta(days=1),))


@pytest.fixture
def kept(database: Database) -> None:
    """The organisation was counted."""
    with database.write() as tx:
        count_anew(tx, ORG)


@pytest.mark.parametrize("path", ["/hosts?count_only=true&tags=", "/hosts?tags=", "/beta/hosts-view?tags="])
def test_a_tag(ask: Ask, database: Database, sql: Sql, sum_up: Callable[[timedelta], None], path: str) -> None:
    """Its number is kept, but where a host has a tag twice, or not as text, hosts are counted."""

    def answers(name: str) -> list[bool]:
        return [reading == counting for reading, counting in (ask(path + name) for _ in range(3))]

    tags = ("env/tier=gold", "env/tier=gone", "Zoo/n=5", "Zoo/a%25b=x_y", "flag", "env/tier", "none/such=tag")
    with database.write() as tx:
        count_anew(tx, ORG)
    assert all(all(answers(tag)) for tag in tags)
    sql("UPDATE hbi.host_counts SET hosts = hosts + 100 WHERE kind = 'tag'")
    assert all(answers("env/tier=gold"))
    sql("""UPDATE hbi.hosts SET tags = '{"env": {"tier": ["gold"]}}' WHERE tags @> '{"env": {"tier": ["gold"]}}'""")
    sql("""UPDATE hbi.hosts SET tags = '{"Zoo": {"n": ["5", null]}}' WHERE tags ? 'Zoo'""")
    assert not any(answers("env/tier=gold"))
    with database.write() as tx:
        count_anew(tx, ORG)
    assert all(all(answers(tag)) for tag in tags)
    sum_up(timedelta())
    assert all(all(answers(tag)) for tag in tags)
    sql("UPDATE hbi.culled_host_counts SET hosts = hosts + 100 WHERE kind = 'tag'")
    assert not any(answers("env/tier=gold"))


@pytest.fixture
def falsify(kept: None, sql: Sql) -> Callable[[], None]:
    """Makes all that is kept wrong."""
    return lambda: sql("UPDATE hbi.host_counts SET hosts = hosts + 100")


@pytest.fixture
def ask(make_application: MakeApplication) -> Ask:
    """The answer with numbers as they are kept, and with those that are counted."""
    clients = [Client(make_application(HBI_READ_COUNTERS=reads)) for reads in ("true", "false")]

    def both(path: str) -> tuple[bytes, bytes]:
        reading, counting = (client.get(path) for client in clients)
        assert (reading.status, counting.status) == (200, 200)
        return reading.content, counting.content

    return both


@pytest.fixture
def sum_up(database: Database) -> Callable[[timedelta], None]:
    """Sums up what hosts have that have been culled for so long at least."""

    def summed_up(culled_for: timedelta) -> None:
        now = datetime.now(UTC)
        with database.write() as tx:
            sum_up_culled(tx, ORG, now - timedelta(days=30) - culled_for, now)

    return summed_up


@pytest.mark.parametrize("path", PLAIN)
def test_plain_questions(ask: Ask, kept: None, sql: Sql, sum_up: Callable[[timedelta], None], path: str) -> None:
    def compare() -> None:
        for query in PLAIN[path]:
            reading, counting = ask(path + query)
            assert reading == counting, query

    compare()
    sum_up(timedelta())
    compare()
    sum_up(timedelta(days=5))
    compare()
    sum_up(timedelta(days=-9))
    compare()
    sum_up(timedelta())
    sql("UPDATE hbi.hosts SET last_check_in = now() WHERE display_name = 'undated'")
    compare()


@pytest.mark.parametrize("path", PLAIN)
def test_culled_hosts_are_taken_off_as_they_were_summed_up(
    ask: Ask, kept: None, sql: Sql, sum_up: Callable[[timedelta], None], path: str
) -> None:
    sum_up(timedelta())
    sql("UPDATE hbi.culled_host_counts SET hosts = hosts - 100")
    reading, counting = ask(path + PLAIN[path][0])
    assert reading != counting


@pytest.mark.parametrize("path", PLAIN)
def test_plain_questions_are_answered_by_what_is_kept(ask: Ask, falsify: Callable[[], None], path: str) -> None:
    falsify()
    for query in PLAIN[path]:
        if "page=9" not in query and "cursor" not in query:
            reading, counting = ask(path + query)
            assert reading != counting, query


@pytest.mark.parametrize("path", PLAIN)
def test_filters_count(ask: Ask, falsify: Callable[[], None], path: str) -> None:
    falsify()
    for query in OF_ALL_LISTS + (() if path.startswith("/system_profile") else OF_HOST_LISTS):
        name = query.replace("group_name", "workspace_name") if path == "/beta/hosts-view" else query
        reading, counting = ask(f"{path}?{name}")
        assert reading == counting, query


@pytest.mark.parametrize("path", PLAIN)
def test_an_organisation_that_was_never_counted(ask: Ask, falsify: Callable[[], None], sql: Sql, path: str) -> None:
    falsify()
    sql("UPDATE hbi.host_count_states SET counted_on = NULL")
    for query in PLAIN[path]:
        reading, counting = ask(path + query)
        assert reading == counting, query


@pytest.mark.parametrize("path", PLAIN)
def test_callers_who_do_not_see_all(
    make_application: MakeApplication, rbac: FakeRbac, falsify: Callable[[], None], sql: Sql, path: str
) -> None:
    falsify()
    [(lab,)] = sql("SELECT id::text FROM hbi.groups WHERE name = 'Lab'")
    rbac.grant(
        {
            "permission": "inventory:hosts:read",
            "resourceDefinitions": [{"attributeFilter": {"key": "group.id", "operation": "in", "value": [lab]}}],
        }
    )
    asked = {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": rbac.url, "RBAC_RETRIES": "0"}
    reading, counting = (Client(make_application(HBI_READ_COUNTERS=reads, **asked)) for reads in ("true", "false"))
    for identity in (None, system_identity(OWNER)):
        for query in PLAIN[path]:
            answers = [
                (client if identity is None else client.as_(identity)).get(path + query)
                for client in (reading, counting)
            ]
            assert answers[0].content == answers[1].content, query


def test_how_often_what_is_kept_tells(ask: Ask, kept: None, measured: Measure, sql: Sql) -> None:
    ask("/tags")
    sql("DELETE FROM hbi.host_count_states")
    ask("/tags")
    values = measured()
    assert values["inventory_host_counts_read_count", "source=counters"] == [1]
    assert values["inventory_host_counts_read_count", "source=hosts"] == [1]

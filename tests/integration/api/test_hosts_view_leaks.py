"""Whatever is asked of the hosts-view, the answer does not depend on what is hidden from the caller."""

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hbi.queries.lists.ordering import VIEW_ORDER_KEYS
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.applications import FIELDS, store_data
from tests.support.factories import stored_group

READ = "inventory:hosts:read"
SERVICES = {
    "advisor": "advisor:recommendation-results:read",
    "vulnerability": "vulnerability:vulnerability_results:read",
    "patch": "patch:*:read",
    "remediations": "remediations:remediation:read",
    "compliance": "compliance:system:read",
    "malware": "malware-detection:*:read",
}
NUMBERS = {
    "advisor": ["critical", "low"],
    "vulnerability": ["total_cves", "low_cves"],
    "patch": ["packages_installed", "advisories_rhsa_installable"],
    "remediations": ["remediations_plans"],
    "compliance": [],
    "malware": ["last_matches"],
}
COLUMNS = [(application, name) for application, names in NUMBERS.items() for name in names]

filters = st.tuples(
    st.sampled_from(COLUMNS), st.sampled_from(["eq", "ne", "gte", "lt", "nil", "not_nil"]), st.integers(0, 3)
).map(lambda drawn: f"filter[{drawn[0][0]}][{drawn[0][1]}][{drawn[1]}]={drawn[2]}")
orders = st.tuples(st.sampled_from(VIEW_ORDER_KEYS), st.sampled_from(["", "&order_how=ASC", "&order_how=DESC"])).map(
    lambda drawn: f"order_by={drawn[0]}{drawn[1]}"
)
others = st.sampled_from(
    [
        *(
            "workspace_name=ours",
            "workspace_name=theirs",
            "workspace_name=",
            "workspace_name=theirs&workspace_name=ours",
        ),
        *(
            "workspace_id={theirs}",
            "workspace_id={ours}",
            "display_name=host",
            "hostname_or_id=theirs",
            "tags=ns/theirs",
        ),
        *("per_page=2", "per_page=2&page=2", "per_page=1&cursor=", "count_only=true", "get_total=false", "page=3"),
        *("fields[app_data]=true", "fields[advisor]=true&fields[patch]=true", "fields[system_profile]=arch"),
        *("filter[system_profile][arch]=x86_64", "staleness=fresh", "registered_with=puptoo", "filter[advisor][a]=1"),
    ]
)
queries = st.tuples(
    st.lists(filters, max_size=1), st.lists(orders, max_size=1), st.lists(others, max_size=2, unique=True)
).map(lambda drawn: "&".join(part for parts in drawn for part in parts))
allowed = st.sets(st.sampled_from(sorted(SERVICES)))
scopes = st.sampled_from([["ours"], ["ours", None], [None], ["nobody"]])


@pytest.fixture
def api(make_application: MakeApplication, rbac: FakeRbac) -> Client:
    flags = orjson.dumps({"hbi.inventory-views-rbac": True}).decode()
    return Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, RBAC_RETRIES="0", HBI_FLAGS=flags))


@pytest.fixture
def groups(hosts: MakeHost, sql: Sql) -> dict[str, str]:
    """Ids of groups with three hosts each; there are ungrouped ones, too."""
    made = {name: stored_group(sql, name=name) for name in ("ours", "theirs", "nobody")}
    for name in ("ours", "theirs", None):
        for number in range(3):
            group = {"group": made[name]} if name else {}
            host = hosts(display_name=f"host of {name} {number}", tags={"ns": {str(name): []}}, **group)
            data = {application: dict.fromkeys(names, number) for application, names in NUMBERS.items()}
            store_data(sql, host, **{application: row for application, row in data.items() if number or row})
    return {name: group["id"] for name, group in made.items()}


def told(answer: Answer) -> Any:
    """All that a client learns."""
    assert answer.status < 500, answer.content
    return answer.status, answer.content, answer.headers.get("link")


def change_what_is_hidden(sql: Sql, groups: dict[str, str], scope: list[str | None], denied: set[str]) -> None:
    """Other numbers, no rows, another hosts' number: of hosts outside the scope, and of denied services."""
    visible = [groups[name] for name in scope if name]
    hidden = (
        "SELECT m.host_id FROM hbi.hosts_groups m JOIN hbi.groups g ON g.id = m.group_id"
        " WHERE NOT (m.group_id = ANY(%s::uuid[]) OR (g.ungrouped AND %s))"
    )
    for application, names in NUMBERS.items():
        table = f"hbi.hosts_app_data_{application}"
        where = "true" if application in denied else f"host_id IN ({hidden})"
        values = () if application in denied else (visible, None in scope)
        for name in names:
            sql(f"UPDATE {table} SET {name} = (coalesce({name}, 0) + 1) %% 4 WHERE {where}", values)
        sql(f"UPDATE {table} SET last_updated = now() WHERE {where}", values)
    sql(
        f"UPDATE hbi.hosts SET display_name = 'b' || display_name, tags = '{{}}' WHERE id IN ({hidden})",
        (visible, None in scope),
    )
    sql(
        f"UPDATE hbi.hosts SET modified_on = now(), last_check_in = now() - interval '1 day' WHERE id IN ({hidden})",
        (visible, None in scope),
    )


@given(asked=st.lists(queries, min_size=6, max_size=6), services=allowed, scope=scopes)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_hidden_changes_no_answer(
    api: Client,
    rbac: FakeRbac,
    sql: Sql,
    groups: dict[str, str],
    asked: list[str],
    services: set[str],
    scope: list[str | None],
) -> None:
    ids = [groups[name] if name else None for name in scope]
    rbac.grant(grant(READ, *ids), *(SERVICES[name] for name in services))
    denied = set(FIELDS) - services
    paths = [f"/beta/hosts-view?{query.format(**groups)}" for query in asked]
    before = [told(api.get(path)) for path in paths]
    change_what_is_hidden(sql, groups, scope, denied)
    assert [told(api.get(path)) for path in paths] == before
    for path, (status, content, _) in zip(paths, before, strict=True):
        if any(f"filter[{name}][" in path or f"order_by={name}:" in path for name in denied):
            assert status == 403, path
        for host in orjson.loads(content).get("results", []) if status == 200 else []:
            assert not host["app_data"].keys() & denied
            assert "theirs" not in host["display_name"]

"""Whatever passes as a filter, PostgreSQL runs it (contract: rest-hosts 10.2)."""

from urllib.parse import parse_qsl

from hypothesis import HealthCheck, assume, given, settings

from hbi.db.engine import Database
from hbi.problems import InvalidParameter, RuleViolation
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.tags import parse_tag
from hbi.queries.filters.parsing.parse import filter_term, filter_tree
from hbi.queries.filters.search import HostSearch
from hbi.queries.filters.terms import EVERYTHING
from tests.integration.filters.storage import found_in
from tests.support.factories import ORG, stored_host
from tests.support.hostile_queries import plausible_query_strings, texts

STATIC = {
    "arch": "x86_64",
    "os_release": "8.6",
    "number_of_cpus": 4,
    "is_marketplace": True,
    "rhsm": {"version": "8.6", "environment_ids": ["a"]},
    "yum_repos": [{"id": "a"}],
    "operating_system": {"name": "RHEL", "major": 8, "minor": 6},
}
DYNAMIC = {
    "cpu_flags": ["a"],
    "systemd": {"failed": 1, "jobs_queued": 0, "state": "running"},
    "workloads": {"sap": {"sids": ["ABC"]}, "ansible": {"controller_version": "4.1"}},
}


@given(query=plausible_query_strings)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_filter_that_is_accepted_runs(database: Database, sql, query):
    try:
        term = filter_term(filter_tree(parse_qsl(query, keep_blank_values=True)))
    except (InvalidParameter, RuleViolation):
        assume(False)
    assume(term != EVERYTHING)
    _keep_one_host(sql)
    with database.read() as tx:
        assert len(found_in(tx, ORG, HostSearch(filter=term))) <= 1


@given(text=texts)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_tag_and_a_name_that_are_accepted_run(database: Database, sql, text):
    assume("\0" not in text)
    text = text.encode(errors="replace").decode()
    try:
        tags = (parse_tag(text),)
    except (InvalidParameter, RuleViolation):
        tags = ()
    _keep_one_host(sql)
    with database.read() as tx:
        found = found_in(tx, ORG, HostSearch(tags=tags, groups=GroupFilter(names=(text,))))
    assert len(found) <= 1


def _keep_one_host(sql) -> None:
    if not sql("SELECT 1 FROM hbi.hosts"):
        stored_host(sql, static=STATIC, dynamic=DYNAMIC, tags={"a": {"b": ["c"]}})

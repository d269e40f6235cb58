"""Whatever a client sends for a parameter of the host list: a list that honours it or a 4xx, never all hosts."""

import random
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings

from functions.api.routes.hosts.lists import API
from hbi.queries.filters.parameters.words import REGISTERED_WITH, SYSTEM_TYPES
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client
from tests.support.hostile_queries import plausible_query_strings, query_strings

[LIST] = [operation for operation in API.operations if (operation.method, operation.path) == ("GET", "/hosts")]
NAMES = [parameter.name for parameter in LIST.parameters]
OBJECTS = ["filter[system_profile][arch]", "filter[system_profile][operating_system][RHEL][version]"]

HOSTILE = {
    "empty": "",
    "blank": " ",
    "NUL": "a\0b",
    "100 KB": "x" * 100_000,
    "100 KB of digits": "9" * 100_000,
    "overflow": str(2**63),
    "negative": "-1",
    "fraction": "1.5",
    "number as text": '"1"',
    "no number": "NaN",
    "SQL": "'; DROP TABLE hbi.hosts; --",
    "SQL that is true": "x' OR 'a'='a",
    "percent sign of the driver": "%(org_id)s %s %%",
    "bind parameter": ":org_id",
    "backslash": "\\",
    "regex": "(a+)+$ .* [^x] (?i)",
    "LIKE": "%_\\%",
    "unbalanced brackets": "[[]",
    "braces": "{",
    "JSON": '{"a": 1}',
    "lone surrogate": "\ud800",
    "beyond the first plane": "\U0001f600",
    "right to left": "\u202e",
    "line break": "a\r\nx: y",
}
NO_RESTRICTION = {
    # Empty texts count as absent, an empty cursor begins a walk, these do not restrict, and a blank is in a name.
    *((name, "empty") for name in ("display_name", "fqdn", "hostname_or_id", "provider_id", "cursor")),
    *(("branch_id", name) for name in HOSTILE),
    ("display_name", "blank"),
    ("hostname_or_id", "blank"),
    ("workspace_name", "empty"),
    ("group_name", "empty"),
}


@pytest.fixture
def api(make_application: MakeApplication, hosts: MakeHost) -> Client:
    hosts(display_name="host 1", fqdn="one.example.org", static={"arch": "x86_64"})
    hosts(display_name="host 2", fqdn="two.example.org")
    hosts(org_id="654", display_name="theirs", static={"arch": "x86_64"})
    return Client(make_application())


def encoded(value: str) -> str:
    return quote(value.encode(errors="surrogatepass"), safe="")


@pytest.mark.parametrize("name", [*NAMES, *OBJECTS])
def test_a_hostile_value(api: Client, name: str) -> None:
    for kind, value in HOSTILE.items():
        for query in (f"{name}={encoded(value)}", f"{name}={encoded(value)}&{name}={encoded(value)}"):
            answer = api.get(f"/hosts?{query}")
            assert answer.status in {200, 400}, (kind, answer.content)
            if answer.status == 200 and (name, kind) not in NO_RESTRICTION:
                assert answer.json["total"] == 0, (kind, answer.content)


@pytest.mark.parametrize(
    "name",
    [
        "filter",
        "filter[",
        "filter]",
        "filter[]",
        "filter[system_profile",
        "filter[system_profile]]",
        "filter[[system_profile]]",
        "filter[system_profile][]",
        "filter[system_profile][nosuch]",
        "filter[system_profile][arch][nosuch]",
        "filter[system_profile][arch]x",
        "filter[system_profile]x[arch]",
        "filter[nosuch]",
        "filter[%00]",
        "filter[system_profile][%27]",
        "filter" + "[x]" * 1000,
        "fields[system_profile",
        "fields",
    ],
)
def test_hostile_brackets(api: Client, name: str) -> None:
    for value in ("", "x", "nil", "%00", "%7B%7D"):
        answer = api.get(f"/hosts?{name}={value}")
        assert answer.status == 400, (value, answer.content)


@given(query=query_strings | plausible_query_strings)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_filter_is_honoured_or_refused(api: Client, query: str) -> None:
    answer = api.get(f"/hosts?{query}")
    assert answer.status in {200, 400}, answer.content
    assert b"theirs" not in answer.content


def test_requests_put_together_at_random_stay_in_the_organisation(api: Client) -> None:
    """Parameters that are each well formed, in any number and order."""
    values = {
        "display_name": ["host", "*", "theirs"],
        "hostname_or_id": ["host", "theirs"],
        "staleness": ["fresh", "unknown", "stale"],
        "registered_with": list(REGISTERED_WITH),
        "system_type": list(SYSTEM_TYPES),
        "tags": ["a/b=c", "a", "ns/k"],
        "workspace_name": ["", "Ungrouped Hosts"],
        "order_by": ["display_name", "updated", "operating_system", "group_name", "last_check_in"],
        "per_page": ["1", "100"],
        "provider_type": ["aws"],
        "last_check_in_start": ["2020-01-01"],
        "updated_end": ["2099-01-01"],
        "filter[system_profile][arch]": ["x86_64", "nil", "not_nil"],
        "filter[system_profile][operating_system]": ["nil", "not_nil"],
        "fields[system_profile]": ["arch", "nosuch"],
        "count_only": ["true", "false"],
        "cursor": [""],
    }
    chance = random.Random(4)
    for _ in range(150):
        names = chance.sample(sorted(values), chance.randint(1, 6))
        query = "&".join(f"{name}={encoded(chance.choice(values[name]))}" for name in names)
        answer = api.get(f"/hosts?{query}")
        assert answer.status in {200, 400, 404}, (query, answer.content)
        assert b"theirs" not in answer.content
        assert answer.json.get("total", 0) <= 2

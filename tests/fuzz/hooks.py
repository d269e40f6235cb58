"""What schemathesis has to know of our API. It loads this module by the variable SCHEMATHESIS_HOOKS."""

import atexit
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies as st

from hbi.exports.records import APPLICATION, RESOURCE
from tests.fuzz.world import World
from tests.support.neighbour import OUR_IDS, OUR_MEMBER, OUR_TEAM, THEIR_GROUP, THEIR_IDS, THEIR_UUID, tokens

LONGEST = 6_000
SINGLE = frozenset({"string", "integer", "number", "boolean"})
WORLD = World(os.environ["HBI_FUZZ_DATABASE_URL"])
TALLY = Path(os.environ["HBI_FUZZ_TALLY"])

tally: Counter[tuple[str, int]] = Counter()
ids = [*OUR_IDS, *OUR_IDS, *WORLD.ours("hosts", "id")]
other_ids = [*WORLD.ours("hosts", "insights_id"), *WORLD.ours("groups", "id"), THEIR_UUID]
exports = WORLD.ours("exports", "id")
groups = [OUR_TEAM, *WORLD.ours("groups", "id")]

# Most requests by id name hosts that exist: a 404 says little.
known_hosts, others = st.sampled_from(ids), st.sampled_from([*other_ids, *THEIR_IDS])
schemathesis.openapi.format("uuid", known_hosts | known_hosts | others | st.uuids().map(str))

_WORDS = ["", "x86_64", "RHEL", "8.6", "8", "nil", "not_nil", "3*", "ABC", "true", "2031-01-01"]
_TEXT = {"anyOf": [{"type": "string", "enum": _WORDS}, {"type": "string"}]}
_COMPARED = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "properties": dict.fromkeys(("eq", "neq", "gte", "lt", "contains", "is"), _TEXT),
            "minProperties": 1,
            "maxProperties": 2,
        },
        {},  # whatever it is, in a query string it becomes a text
    ]
}
_FIELDS = ("arch", "os_release", "number_of_cpus", "is_marketplace", "owner_id", "last_boot_time", "sap_sids", "nosuch")
FILTER = {
    "type": "object",
    "properties": {
        "system_profile": {
            "type": "object",
            "properties": {
                **dict.fromkeys(_FIELDS, _COMPARED),
                "operating_system": {
                    "type": "object",
                    "properties": {"RHEL": {"type": "object", "properties": {"version": _COMPARED}}, "name": _COMPARED},
                },
                "workloads": {
                    "type": "object",
                    "properties": {"sap": {"type": "object", "properties": {"version": _COMPARED, "sids": _COMPARED}}},
                },
            },
            "maxProperties": 2,
        },
        "patch": {"type": "object", "properties": {"template_name": _COMPARED}},
    },
}
EXAMPLES: dict[str, list[Any]] = {
    "host_id_list": [[OUR_MEMBER], ids[:1], ids[:2], [*ids[:1], THEIR_IDS[0]]],
    "group_id": [OUR_TEAM, groups[-1], THEIR_GROUP],
    "group_id_list": [[OUR_TEAM], groups[:2], [OUR_TEAM, THEIR_GROUP]],
    "namespace": ["ours"],
    "id": exports,
    "insights_id": WORLD.ours("hosts", "insights_id")[:2],
    "tags": [["env/tier=gold"], ["env/tier"]],
    "search": ["a"],
    "display_name": ["web*"],
    "hostname_or_id": ["web", ids[0]],
    "fqdn": ["web0.example.org"],
    "provider_id": ["i-1"],
    "workspace_name": [["Ungrouped Hosts", ""]],
    "cursor": [""],
    "view_id": WORLD.ours("inventory_views", "id"),
    "confirm_delete_all": [True],
    "per_page": [1, 100],
    "repo_branch": ["next"],
}


LIMITS = [f"conventional_time_to_{name}" for name in ("stale", "stale_warning", "delete")]
VIEW = {"columns": [{"key": "display_name"}], "sort": {"key": "updated", "direction": "asc"}}
BODIES: dict[str, list[Any]] = {
    "ViewIn": [{"name": "ours", "configuration": VIEW}],
    "ViewPatch": [{"org_wide": True}],
    "DefaultViewIn": [{"view_id": value} for value in EXAMPLES["view_id"]],
    # The last is so close to the defaults that it may always be chosen.
    "StalenessIn": [
        {"conventional_time_to_stale": 200_000},
        dict(zip(LIMITS, (104_400, 604_800, 2_592_000), strict=True)),
    ],
    "GroupIn": [{"name": "ours", "host_ids": ids[:2]}, {"host_ids": [ids[0], THEIR_IDS[0]]}, {"name": "a.b"}],
    "HostIdsIn": [ids[:1], ids[:2], [THEIR_IDS[0]]],
    "HostCheckIn": [{"insights_id": value} for value in EXAMPLES["insights_id"]],
    "ExportRequest": [
        {"name": "ours", "format": "json", "sources": [{"application": APPLICATION, "resource": RESOURCE}]},
    ],
}


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """Every status must be described by itself, and examples say what there is."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            del operation["responses"]["default"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                values = BODIES.get(content["schema"]["$ref"].rpartition("/")[2], [])
                content["examples"] = {str(number): {"value": value} for number, value in enumerate(values)}
            for parameter in operation["parameters"]:
                if parameter["name"] == "filter":
                    parameter["schema"] = FILTER
                if parameter["name"] in EXAMPLES:
                    values = EXAMPLES[parameter["name"]]
                    parameter["examples"] = {str(number): {"value": value} for number, value in enumerate(values)}


@schemathesis.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """Leaves out what would be called a violation and is none.

    Longer requests the gateway refuses by itself. In lists of exports an empty value counts as absent. A parameter that
    is not a list may be repeated: one occurrence counts, and that one may be valid.
    """
    query = query or {}
    declared = context.operation.definition.raw.get("parameters", ())
    single = {parameter["name"] for parameter in declared if parameter["schema"].get("type") in SINGLE}
    if any(isinstance(value, list) and name in single for name, value in query.items()):
        return False
    if context.operation.path == "/exports" and "" in query.values():
        return False
    return len(urlencode(query, doseq=True)) < LONGEST


@schemathesis.hook
def after_call(_: Any, case: Any, response: Any) -> None:
    """Counts, and undoes deletions. Settings of staleness close to the defaults delete those there are."""
    tally[case.operation.label, response.status_code] += 1
    deletes = case.method == "DELETE" or (case.method != "GET" and case.operation.path == "/account/staleness")
    if deletes and response.status_code < 300:
        WORLD.restore()


@schemathesis.check
def nothing_of_the_neighbour(_: Any, response: Any, case: Any) -> None:
    """An answer shows nothing of another organisation. A refusal may repeat what was sent."""
    if response.status_code < 400:
        assert not tokens(response.text), f"{case.operation.label} shows another organisation's {tokens(response.text)}"


@atexit.register
def _write_tally() -> None:
    TALLY.write_text(json.dumps([[label, status, number] for (label, status), number in sorted(tally.items())]))

"""Query strings as nobody should send them, for property tests."""

import json
from urllib.parse import quote

from hypothesis import strategies as st

_STEPS = [
    "system_profile",
    "advisor",
    "patch",
    "compliance",
    "nosuch",
    "arch",
    "os_release",
    "number_of_cpus",
    "is_marketplace",
    "owner_id",
    "last_boot_time",
    "rhsm",
    "version",
    "environment_ids",
    "cpu_flags",
    "yum_repos",
    "network_interfaces",
    "systemd",
    "failed",
    "workloads",
    "sap",
    "sids",
    "sap_sids",
    "ansible",
    "controller_version",
    "operating_system",
    "RHEL",
    "CentOS Linux",
    "name",
    "critical",
    "template_uuid",
    "template_name",
    "last_scan",
    "eq",
    "ne",
    "neq",
    "gt",
    "lte",
    "contains",
    "is",
    "nil",
    "not_nil",
    "",
    "a'b\"c",
    "%s",
    ":x",
    "\\",
    "é",
    "\0",
    "x" * 100_000,
]
_TEXTS = [
    "",
    "x86_64",
    "8",
    "8.6",
    "8.",
    "true",
    "nil",
    "not_nil",
    "a1b2c3d4-0001-4002-8003-a00000000007",
    "2031-04-05T06:07:08Z",
    "2031-04-05 06:07:08.1234567890+14:59",
    "0001-01-01T00:00:00+10:00",
    "9999-12-31T23:59:59-10:00",
    "2031-W01-1",
    "-0",
    "1e999",
    "0x10",
    "NaN",
    "Infinity",
    "9" * 40,
    "9" * 5_000,
    "9" * 100_000,
    "0" * 100_000 + "1",
    "9." + "9" * 100_000,
    "x" * 100_000,
    "*" * 1_000,
    "a*" * 1_000,
    "%" * 1_000,
    "\\",
    "a\\",
    "\\%",
    "_*_",
    "'; DROP TABLE hbi.hosts; --",
    "%s%(x)s:x",
    "$1",
    "a\0b",
    "\ufffd",
    "\U0001f600",
    "(a+)+$",
    "[",
    "{",
    "{}",
    "[]",
    "[" * 100_000,
    '{"a":' * 10_000,
    '{"arch":"\\ud800"}',
    '{"arch":"\\u0000"}',
    '{"arch":null}',
    '{"arch":' + "9" * 10_000 + "}",
    '{"number_of_cpus":1e400}',
    "a/b=c",
    "a/b",
    "%2500",
    "a=%2500",
]
_DOCUMENTS = st.recursive(
    st.sampled_from(_TEXTS) | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_STEPS[:-1]), inner, max_size=3),
    max_leaves=6,
)
_VALUES = st.sampled_from(_TEXTS) | st.text(max_size=8) | _DOCUMENTS.map(json.dumps)
_STEP = st.sampled_from(_STEPS) | st.text(max_size=4)
_ORDERLY = st.lists(_STEP, max_size=5).map(lambda steps: "filter[system_profile]" + "".join(f"[{s}]" for s in steps))
_FREE = st.lists(_STEP, max_size=6).map(lambda steps: "filter" + "".join(f"[{step}]" for step in steps))
_BROKEN = st.lists(st.sampled_from(["filter", "[", "]", "[]", "arch", "system_profile", "="]), max_size=8).map("".join)
_FIELDS = [
    "[system_profile]" + "".join(f"[{step}]" for step in name.split("."))
    for name in (
        "arch",
        "os_release",
        "number_of_cpus",
        "rhsm.version",
        "rhsm.environment_ids",
        "cpu_flags",
        "yum_repos",
        "yum_repos.id",
        "network_interfaces",
        "systemd.failed",
        "sap_sids",
        "sap.version",
        "ansible.controller_version",
        "workloads.satellite.version",
        "bootc_status.booted.image",
        "operating_system.RHEL.version",
        "operating_system.name",
        "last_boot_time",
        "owner_id",
    )
] + ["[advisor][critical]", "[patch][template_name]", "[patch][template_uuid]", "[malware][last_scan]"]
_COMPARATORS = ["", "[]", *(f"[{name}]" for name in ("eq", "neq", "gt", "lte", "contains", "is", "nil"))]
_PLAUSIBLE = st.builds("filter{}{}".format, st.sampled_from(_FIELDS), st.sampled_from(_COMPARATORS))
_NAMES = st.one_of(_ORDERLY, _ORDERLY, _FREE, _BROKEN, _ORDERLY.map(lambda name: name + "[]"))


def _encoded(text: str) -> str:
    return quote(text.encode(errors="surrogatepass"), safe="[]")


texts = _VALUES
"""Values of any parameter, as they arrive after URL decoding."""


def _queries(names: st.SearchStrategy[str], longest: int) -> st.SearchStrategy[str]:
    pairs = st.builds(lambda name, value: f"{_encoded(name)}={_encoded(value)}", names, _VALUES)
    return st.lists(pairs, min_size=1, max_size=longest).map("&".join)


plausible_query_strings = _queries(_PLAUSIBLE, 2)
"""Raw query strings that name what can be filtered by."""

query_strings = (
    _queries(_NAMES, 3)
    | plausible_query_strings
    | st.text(max_size=30).map(lambda text: "filter" + text.encode(errors="replace").decode())
)
"""Raw query strings about `filter`."""

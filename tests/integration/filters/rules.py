"""The contract's rules for filters, evaluated on plain hosts in plain Python (rest-hosts 4.4 to 4.8, 5.2 to 5.8).

It shares nothing with the code under test: it starts from what a client asks for, not from a parsed filter, and the
kinds of its few fields are written down here.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

type Document = Mapping[str, Any]

NOW = datetime.fromisoformat("2031-04-05T12:00:00+00:00")
TIME_TO_DELETE = timedelta(days=30)
ZERO_UUID = "00000000-0000-0000-0000-000000000000"


class Kind(NamedTuple):
    """How a field of the profile is filtered by."""

    kind: str
    part: str
    path: tuple[str, ...]


KINDS: Mapping[str, Kind] = {
    "arch": Kind("string", "static", ("arch",)),
    "insights_client_version": Kind("wildcard", "static", ("insights_client_version",)),
    "number_of_cpus": Kind("integer", "static", ("number_of_cpus",)),
    "system_memory_bytes": Kind("integer", "dynamic", ("system_memory_bytes",)),
    "is_marketplace": Kind("boolean", "static", ("is_marketplace",)),
    "owner_id": Kind("uuid", "static", ("owner_id",)),
    "last_boot_time": Kind("date-time", "dynamic", ("last_boot_time",)),
    "rhsm": Kind("object", "static", ("rhsm",)),
    "rhsm.version": Kind("string", "static", ("rhsm", "version")),
    "rhsm.environment_ids": Kind("nested array", "static", ("rhsm", "environment_ids")),
    "systemd.failed": Kind("integer", "dynamic", ("systemd", "failed")),
    "conversions.activity": Kind("boolean", "static", ("conversions", "activity")),
    "bootc_status.booted": Kind("object", "static", ("bootc_status", "booted")),
    "bootc_status.booted.image": Kind("wildcard", "static", ("bootc_status", "booted", "image")),
    "cpu_flags": Kind("array", "dynamic", ("cpu_flags",)),
    "yum_repos": Kind("array", "static", ("yum_repos",)),
    "network_interfaces": Kind("array", "dynamic", ("network_interfaces",)),
    "workloads": Kind("object", "dynamic", ("workloads",)),
    "workloads.sap": Kind("object", "dynamic", ("workloads", "sap")),
    "workloads.mssql": Kind("object", "dynamic", ("workloads", "mssql")),
    "workloads.sap.sap_system": Kind("boolean", "dynamic", ("workloads", "sap", "sap_system")),
    "workloads.sap.sids": Kind("nested array", "dynamic", ("workloads", "sap", "sids")),
    "workloads.crowdstrike.falcon_version": Kind("string", "dynamic", ("workloads", "crowdstrike", "falcon_version")),
    "workloads.mssql.version": Kind("wildcard", "dynamic", ("workloads", "mssql", "version")),
    "sap": Kind("object", "dynamic", ("workloads", "sap")),
    "mssql.version": Kind("wildcard", "dynamic", ("workloads", "mssql", "version")),
    "sap_system": Kind("boolean", "dynamic", ("workloads", "sap", "sap_system")),
    "sap_sids": Kind("nested array", "dynamic", ("workloads", "sap", "sids")),
}
"""By the name that a filter has for it, with dots."""

_ALTERNATIVES = {"workloads.sap", "workloads.mssql"}
"""Whole workloads in their canonical spelling, whose presence tests are alternatives."""


@dataclass(frozen=True)
class Ask:
    """One parameter `filter[system_profile]…`; several values are sent as a list."""

    name: str
    comparator: str | None
    values: tuple[str, ...]
    is_list: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """As it stands in the query."""
        steps = [*self.name.split("."), *([self.comparator] if self.comparator else [])]
        name = "filter[system_profile]" + "".join(f"[{step}]" for step in steps)
        return [(name + "[]" * self.is_list, value) for value in self.values]


@dataclass(frozen=True)
class AskSystem:
    """One parameter `filter[system_profile][operating_system]…`; `name` None is for presence, `name` for the name."""

    name: str | None
    comparator: str | None
    values: tuple[str, ...]
    is_list: bool = False

    def pairs(self) -> list[tuple[str, str]]:
        """As it stands in the query."""
        name = "filter[system_profile][operating_system]"
        if self.name is not None:
            name += f"[{self.name}]" + ("" if self.name == "name" else "[version]")
        if self.comparator:
            name += f"[{self.comparator}]"
        return [(name + "[]" * self.is_list, value) for value in self.values]


@dataclass(frozen=True)
class AskApplication:
    """One parameter `filter[app][field][op]`."""

    application: str
    name: str
    operator: str
    value: str

    def pairs(self) -> list[tuple[str, str]]:
        """As it stands in the query."""
        return [(f"filter[{self.application}][{self.name}][{self.operator}]", self.value)]


@dataclass(frozen=True)
class PlainHost:
    """A host with what filters look at. A part that is None has no row."""

    id: str
    static: Document | None = None
    dynamic: Document | None = None
    applications: Mapping[str, Document] = field(default_factory=dict)
    columns: Document = field(default_factory=dict)
    group: Document | None = None


def selects(asks: Iterable[Ask | AskSystem | AskApplication], host: PlainHost) -> bool:
    """Whether the host matches everything that is asked for."""
    terms: list[bool] = []
    alternatives: list[bool] = []
    systems: list[AskSystem] = []
    for ask in asks:
        if isinstance(ask, AskSystem):
            systems.append(ask)
        elif isinstance(ask, AskApplication):
            terms.append(_application(ask, host))
        elif _is_alternative(ask):
            alternatives.append(_ask(ask, host))
        else:
            terms.append(_ask(ask, host))
    if alternatives:
        terms.append(any(alternatives))
    if systems:
        terms.append(_system(systems, host))
    return all(terms)


def _is_alternative(ask: Ask) -> bool:
    is_presence = len(ask.values) == 1 and ask.values[0] in {"nil", "not_nil"}
    return ask.name in _ALTERNATIVES and is_presence and ask.comparator in {None, "is", "eq"}


def _ask(ask: Ask, host: PlainHost) -> bool:
    kind = KINDS[ask.name]
    stored = _stored(host, kind)
    if ask.comparator in {"nil", "not_nil"}:
        return (stored is None) == (ask.comparator == "nil")
    results = [_value(kind, ask.comparator, value, stored) for value in ask.values]
    return all(results) if kind.kind in {"array", "nested array"} else any(results)


def stored_texts(name: str, hosts: Iterable[PlainHost]) -> list[str]:
    """Texts that the hosts' values of a field contain, to ask for."""
    values = [_stored(host, KINDS[name]) for host in hosts]
    return sorted({text for value in values for text in _leaves(value)})


def _stored(host: PlainHost, kind: Kind) -> Any:
    value: Any = host.static if kind.part == "static" else host.dynamic
    for step in kind.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return None if kind.path == ("workloads",) and value == {} else value


def _value(kind: Kind, comparator: str | None, value: str, stored: Any) -> bool:
    if value in {"nil", "not_nil"}:
        return (stored is None) == (value == "nil")
    if value == "":
        return _is_empty(kind, stored)
    return stored is not None and _RULES[kind.kind](kind, comparator, value, stored)


def _is_empty(kind: Kind, stored: Any) -> bool:
    if kind.kind not in {"string", "wildcard"}:
        return False
    return stored is None if len(kind.path) > 1 else bool(stored == "")


def _array(_kind: Kind, _comparator: str | None, value: str, stored: Any) -> bool:
    return value in _leaves(stored)


def _nested_array(_kind: Kind, comparator: str | None, value: str, stored: Any) -> bool:
    if comparator in {None, "contains"}:
        return value in _json_text(stored)
    return (_json_text(stored) == value) == (comparator == "eq")


def _wildcard(kind: Kind, comparator: str | None, value: str, stored: Any) -> bool:
    is_exact = kind.path[0] == "workloads" and "*" not in value
    return _fits(value, stored) if comparator is None and not is_exact else _compare(stored, comparator, value)


_RULES: Mapping[str, Callable[[Kind, str | None, str, Any], bool]] = {
    "array": _array,
    "nested array": _nested_array,
    "wildcard": _wildcard,
    "string": lambda _, comparator, value, stored: _compare(stored, comparator, value),
    "boolean": lambda _, comparator, value, stored: _compare(stored, comparator, value.lower() == "true"),
    # Other software stores numbers inside documents as texts.
    "integer": lambda _, comparator, value, stored: _compare(int(stored), comparator, int(value)),
    "uuid": lambda _, comparator, value, stored: _compare(
        stored.replace("-", ""), comparator, value.replace("-", "").lower()
    ),
    "date-time": lambda _, comparator, value, stored: _compare(
        datetime.fromisoformat(stored), comparator, _instant(value)
    ),
}


def _compare(stored: Any, comparator: str | None, value: Any) -> bool:
    return {
        "ne": stored != value,
        "neq": stored != value,
        "gt": stored > value,
        "gte": stored >= value,
        "lt": stored < value,
        "lte": stored <= value,
    }.get(comparator or "eq", stored == value)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _fits(pattern: str, text: str) -> bool:
    expression = ".*".join(re.escape(part.lower()) for part in pattern.split("*"))
    return re.fullmatch(expression, text.lower(), re.DOTALL) is not None


def _leaves(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    if isinstance(value, list):
        return [leaf for member in value for leaf in _leaves(member)]
    if value is None:
        return []
    return [value if isinstance(value, str) else json.dumps(value)]


def _json_text(value: Any) -> str:
    """JSON as PostgreSQL prints it: keys sorted by length first."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{json.dumps(key)}: {_json_text(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _system(asks: Sequence[AskSystem], host: PlainHost) -> bool:
    ranges: list[bool] = []
    others: list[bool] = []
    stored = (host.static or {}).get("operating_system")
    for ask in asks:
        for value in ask.values:
            if ask.name is None:
                others.append((stored is None) == (value == "nil"))
            elif stored is None:
                (ranges if ask.comparator in {"gt", "gte", "lt", "lte"} else others).append(False)
            elif ask.name == "name":
                others.append((stored["name"].lower() == value.lower()) == (ask.comparator == "eq"))
            elif ask.comparator in {"gt", "gte", "lt", "lte"}:
                ranges.append(_release(ask, value, stored))
            else:
                others.append(_release(ask, value, stored))
    return any(others) or (bool(ranges) and all(ranges))


def _release(ask: AskSystem, value: str, stored: Document) -> bool:
    asked = [int(part) for part in value.split(".") if part]
    release: list[Any] = [stored["major"], stored["minor"]][: len(asked)]
    is_name = stored["name"].lower() == str(ask.name).lower()
    if ask.comparator in {"gt", "gte", "lt", "lte"}:
        # Texts, which only other software stores, come before all numbers.
        is_number = not isinstance(release[0], str) or ask.comparator.startswith("g")
        ordered = [(not isinstance(part, str), part) for part in release]
        return is_name and is_number and _compare(ordered, ask.comparator, [(True, part) for part in asked])
    is_release = [int(part) for part in release] == asked
    return is_release and (is_name != (ask.comparator == "neq"))


def _application(ask: AskApplication, host: PlainHost) -> bool:
    stored = host.applications.get(ask.application, {}).get(ask.name)
    if ask.operator in {"nil", "not_nil"}:
        return (stored is None) == (ask.operator == "nil")
    if stored is None:
        return False
    if isinstance(stored, int):
        return _compare(stored, ask.operator, int(ask.value))
    if ask.name == "last_scan":
        return _compare(datetime.fromisoformat(stored), ask.operator, datetime.fromisoformat(ask.value))
    return _compare(stored, ask.operator, ask.value)


def has_tag(namespace: str | None, key: str, value: str | None, host: PlainHost) -> bool:
    """Rule of `tags` for one tag (contract: rest-hosts 4.8)."""
    values = ((host.columns.get("tags") or {}).get(namespace or "null") or {}).get(key)
    if isinstance(values, str):  # other software stores a value outside a list
        values = [values]
    return values is not None and (value is None or value in values)


def is_registered_with(value: str, host: PlainHost) -> bool:
    """Rule of `registered_with` for one value (contract: rest-hosts 4.6)."""
    if value == "insights":
        return bool(host.columns["insights_id"] != ZERO_UUID)
    reporters = {"yupana": ("yupana", "satellite", "discovery")}.get(
        value.removeprefix("!"), (value.removeprefix("!"),)
    )
    check_ins = [host.columns["per_reporter_staleness"].get(reporter) for reporter in reporters]
    instants = [None if check_in is None else datetime.fromisoformat(check_in) for check_in in check_ins]
    if not value.startswith("!"):
        return any(instant is not None and instant + TIME_TO_DELETE > NOW for instant in instants)
    is_alive = datetime.fromisoformat(host.columns["last_check_in"]) + TIME_TO_DELETE > NOW
    return is_alive and all(instant is None or instant + TIME_TO_DELETE < NOW for instant in instants)


def is_of_type(value: str, host: PlainHost) -> bool:
    """Rule of `system_type` for one value (contract: rest-hosts 4.7)."""
    derived = host.columns.get("host_type")
    if derived is None:
        derived = "cluster" if host.columns.get("openshift_cluster_id") else "conventional"
    return bool(derived == value)


def is_in_group_named(name: str, host: PlainHost) -> bool:
    """Rule of `workspace_name` for one value (contract: rest-hosts 4.4)."""
    if name == "":
        return host.group is None or bool(host.group["ungrouped"])
    return host.group is not None and bool(host.group["name"].lower() == name.lower())

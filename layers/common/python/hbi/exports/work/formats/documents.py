"""Stored documents as exports show them: as a text in CSV, as JSON elsewhere (contract: export-reaper-jobs 1.3).

Other software may have stored anything in their place, so nothing here raises.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hbi import stored
from hbi.documents import to_bytes
from hbi.exports.work.formats.parquet import ColumnType
from hbi.hosts.reporters import RHSM_REPORTERS
from hbi.hosts.tags import TAG_LEVELS, structured_tags


@dataclass(frozen=True, slots=True)
class Document:
    """Ways to show a document. All take its JSON text, or None where there is none."""

    as_text: Callable[[str | None], str]
    as_json: Callable[[str | None], bytes] | None
    """None where JSON shows it as it is stored."""
    column: ColumnType
    """Its type in formats that have types."""
    as_cell: Callable[[str | None], bytes]
    """JSON of that type, whatever is stored."""


def tags_text(text: str | None) -> str:
    """Tags in one CSV field: `namespace/key:value` joined by semicolons; what is missing is the word `None`.

    >>> tags_text('{"env": {"stage": ["prod"]}, "null": {"flag": []}}')
    'env/stage:prod;None/flag:None'
    """
    return ";".join([f"{tag['namespace']}/{tag['key']}:{tag['value']}" for tag in _tags(text)])


def tags_json(text: str | None) -> bytes:
    """Tags as a list of namespace, key and value.

    >>> tags_json('{"null": {"flag": []}}')
    b'[{"namespace":null,"key":"flag","value":null}]'
    """
    return to_bytes(_tags(text))


def addresses_text(text: str | None) -> str:
    """Addresses joined by commas; what is no text is shown as its JSON.

    >>> addresses_text('["10.0.0.1", "::1"]')
    '10.0.0.1, ::1'
    """
    if text is None:
        return ""
    value = stored.read_exactly(text, 1)
    if isinstance(value, list):
        return ", ".join(_spelled(entry) for entry in value)
    return "" if value is None else _spelled(value)


def addresses_cell(text: str | None) -> bytes:
    """Addresses as a list of texts or nulls; what is no list is one of it.

    >>> addresses_cell('["10.0.0.1", 7]'), addresses_cell("null")
    (b'["10.0.0.1","7"]', b'null')
    """
    value = None if text is None else stored.read_exactly(text, 1)
    if value is None:
        return b"null"
    entries = value if isinstance(value, list) else [value]
    return to_bytes([None if entry is None else _spelled(entry) for entry in entries])


def reporters_named(text: str | None) -> str | None:
    """Reporters as the console labels them, each once; None if there are none.

    >>> reporters_named('{"puptoo": "…", "rhsm-conduit": "…", "rhsm-system-profile-bridge": "…"}')
    'insights-client, subscription-manager'
    """
    return _joined(_LABELS.get(name, name) for name in sorted(_object(text)))


def workloads_named(text: str | None) -> str | None:
    """Names of the workloads that are present; None if there are none.

    >>> workloads_named('{"sap": {"sap_system": true}, "ansible": null}')
    'sap'
    """
    return _joined(sorted(name for name, workload in _object(text).items() if workload is not None))


def policies_named(text: str | None) -> str | None:
    """Policies by name, or by id where they have none; None if there are none.

    >>> policies_named('[{"id": "1", "name": "CIS"}, {"id": "2"}]')
    'CIS, 2'
    """
    policies = stored.objects(None if text is None else stored.read(text))
    named = (policy.get("name") or policy.get("id") for policy in policies)
    return _joined(_spelled(name) for name in named if name)


_LABELS: Mapping[str, str] = {
    "puptoo": "insights-client",
    **dict.fromkeys(RHSM_REPORTERS, "subscription-manager"),
    "satellite": "Satellite",
    "discovery": "Discovery",
}


def _tags(text: str | None) -> list[dict[str, str | None]]:
    return [] if text is None else structured_tags(stored.read_exactly(text, TAG_LEVELS))


def _object(text: str | None) -> dict[str, Any]:
    return {} if text is None else stored.mapping(stored.read(text))


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else stored.spelled(value)


def _joined(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def _of_names(named: Callable[[str | None], str | None]) -> Document:
    """A document of which names are shown."""

    def as_json(text: str | None) -> bytes:
        return to_bytes(named(text))

    return Document(lambda text: named(text) or "", as_json, "text", as_json)


TAGS = Document(tags_text, tags_json, "tags", tags_json)
ADDRESSES = Document(addresses_text, None, "texts", addresses_cell)
REPORTERS = _of_names(reporters_named)
WORKLOADS = _of_names(workloads_named)
POLICIES = _of_names(policies_named)

"""Tags of a host (contract: ingest-and-events 8.5, rest-hosts 2.5)."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from hbi.documents import value_of
from hbi.stored import StoredText, mapping, read_exactly, spelled
from hbi.text import shorten

type Tags = dict[str, dict[str, list[str]]]
"""Namespace → key → values, as column `tags` stores them. Tags without namespace are under the text `null`."""

NO_NAMESPACE = "null"
TAG_LEVELS = 3
"""Containers in which tags are stored: namespaces, keys, values."""
MAX_LENGTH = 255
_TAG_FRAME = len('{"namespace":"","key":"","value":""},')


class StoredTags(StoredText):
    """Tags as they are stored. Numbers, which only other software stores, stay as they are."""

    __slots__ = ()

    def _read(self) -> Any:
        return read_exactly(self.text, TAG_LEVELS)


def parse_tags(sent: object) -> Tags:
    """Tags as a message sends them, in either wire form.

    In the result a namespace without keys is one that the message deletes. Nulls, empty values and repeated values
    are gone; a key left without values has an empty list.

    Raises:
        ValueError: the reason, which shows the part that is wrong.
    """
    if isinstance(sent, dict):
        return _parse_nested(sent)
    if isinstance(sent, list):
        return _parse_structured(sent)
    raise ValueError("Tags must be an object or a list.")


def created_tags(reported: Tags) -> Tags:
    """Tags of a new host: empty namespaces are dropped."""
    return {namespace: keys for namespace, keys in reported.items() if keys}


def merge_tags(stored: object, reported: Tags) -> Tags:
    """Tags of a host after a report: a reported namespace replaces the stored one, an empty one removes it.

    >>> merge_tags({"env": {"tier": ["gold"]}, "room": {"rack": ["r2"]}}, {"env": {}})
    {'room': {'rack': ['r2']}}
    """
    merged = {**mapping(stored), **reported}
    return {namespace: keys for namespace, keys in merged.items() if keys or namespace not in reported}


def structured_tags(tags: Mapping[str, Any] | StoredTags | None) -> list[dict[str, str | None]]:
    """Tags as a flat list, one entry for each value: the API's form and the content of column `tags_alt`.

    Namespaces and keys are in the order in which jsonb keeps them, however the tags come: shorter ones first, then by
    their bytes. Of what only other software stores, a value outside a list counts as a list of it, a value that is no
    text as its JSON, and no object as no tags.

    >>> structured_tags({"null": {"flag": []}, "env": {"tier": ["gold"]}})
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'namespace': 'env', 'key': 'tier', 'value': 'gold'}, {'namespace': None, 'key': 'flag', 'value': None}]
    """
    return [
        {"namespace": None if namespace == NO_NAMESPACE else namespace, "key": key, "value": value}
        for namespace, keys in sorted(mapping(value_of(tags)).items(), key=_jsonb_order)
        for key, values in sorted(mapping(keys).items(), key=_jsonb_order)
        for value in _shown_values(values)
    ]


def _jsonb_order(member: tuple[str, object]) -> tuple[int, bytes]:
    name = member[0].encode(errors="surrogatepass")
    return len(name), name


def shown_size(tags: Tags) -> int:
    """Bytes that the tags take as a flat list, which repeats namespace and key for each value."""
    return sum(
        max(1, len(values)) * (_printed(namespace) + _printed(key) + _TAG_FRAME) + sum(map(_printed, values))
        for namespace, keys in tags.items()
        for key, values in keys.items()
    )


def _shown_values(stored: object) -> Sequence[str | None]:
    """The values of a stored key; without any it has the one value None."""
    if stored is None or stored == []:
        return (None,)
    values = stored if isinstance(stored, list) else [stored]
    return [value if isinstance(value, str) or value is None else spelled(value) for value in values]


def _printed(text: str) -> int:
    """Bytes of a text in JSON without its quotes."""
    is_plain = text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
    return len(text) if is_plain else len(orjson.dumps(text)) - 2


def _parse_nested(sent: Mapping[str, object]) -> Tags:
    parsed: dict[str, dict[str, list[object]]] = {}
    for sent_namespace, keys in sent.items():
        if keys is not None and not isinstance(keys, dict):
            raise ValueError(f"The content of a namespace must be an object or null, got {shorten(keys)}.")
        namespace = parsed.setdefault(_namespace(sent_namespace), {})
        for key, values in (keys or {}).items():
            if values is not None and not isinstance(values, list):
                raise ValueError(f"The values of a key must be a list or null, got {shorten(values)}.")
            namespace.setdefault(_key(key), []).extend(values or ())
    return _normal(parsed)


def _parse_structured(sent: list[object]) -> Tags:
    collected: dict[str, dict[str, list[object]]] = {}
    for tag in sent:
        if not isinstance(tag, dict):
            raise ValueError(f"Each tag must be an object, got {shorten(tag)}.")
        keys = collected.setdefault(_namespace(tag.get("namespace")), {})
        keys.setdefault(_key(tag.get("key")), []).append(tag.get("value"))
    return _normal(collected)


def _normal(collected: Mapping[str, Mapping[str, list[object]]]) -> Tags:
    return {namespace: {key: _values(values) for key, values in keys.items()} for namespace, keys in collected.items()}


def _namespace(sent: object) -> str:
    if sent is None or sent == "":
        return NO_NAMESPACE
    if not isinstance(sent, str) or len(sent) > MAX_LENGTH:
        raise ValueError(
            f"A namespace must be null or a string of at most {MAX_LENGTH} characters, got {shorten(sent)}."
        )
    return sent


def _key(sent: object) -> str:
    if not isinstance(sent, str) or not 0 < len(sent) <= MAX_LENGTH:
        raise ValueError(f"A key must be a string of 1 to {MAX_LENGTH} characters, got {shorten(sent)}.")
    return sent


def _values(sent: list[object]) -> list[str]:
    values: dict[str, None] = {}
    for value in sent:
        if value is None or value == "":
            continue
        if not isinstance(value, str) or len(value) > MAX_LENGTH:
            raise ValueError(
                f"A value must be null or a string of at most {MAX_LENGTH} characters, got {shorten(value)}."
            )
        values[value] = None
    return list(values)

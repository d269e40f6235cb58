"""Schemas of others: fetched from the web, read as YAML or JSON.

Whoever writes them is not trusted. A fetch and a document are limited, and what is not plain JSON is refused here, so
that nobody behind has to fear it.
"""

import math
from contextlib import closing
from typing import Any, NoReturn

import yaml

from hbi.clients.json_client import JsonClient, NoResponse, ResponseTooLong
from hbi.problems import HbiError
from hbi.text import shorten

LONGEST = 1024 * 1024
"""Most bytes of a schema; that of system profiles has a tenth."""

MOST_NODES = 50_000
"""Most keys and values of a document; values that aliases repeat count as often."""

DEEPEST = 100
"""Most levels of nesting."""

_CONNECT_S = 2.0
_TOO_MANY_REQUESTS = 429
_TOO_MANY = f"has more than {MOST_NODES:,} keys and values"
_TOO_DEEP = f"is nested deeper than {DEEPEST} levels"


class UnreadableSchema(HbiError):
    """There is no schema at the place that was named. The text says what is there instead; the place goes before it."""


class NoAnswer(UnreadableSchema):
    """Whoever has the schema does not answer, or not now."""


def fetched(url: str, *, patience_s: float, redirects: int = 0) -> bytes:
    """The content at an http(s) URL.

    Args:
        patience_s: how long the server may be silent, and after which no more of the body is waited for.
        redirects: the most that are followed.
    Raises:
        NoAnswer: another try may succeed.
        UnreadableSchema: nothing is there, or too much.
    """
    client = JsonClient(
        "schemas",
        called="whoever has the schema",
        retries=0,
        timeout_s=patience_s,
        connect_timeout_s=min(_CONNECT_S, patience_s),
        redirects=redirects,
        most_bytes=LONGEST,
    )
    try:
        with closing(client):
            response = client.exchange("GET", url)
    except NoResponse as error:
        raise NoAnswer(f"cannot be fetched: no answer ({error.cause})") from None
    except ResponseTooLong:
        raise UnreadableSchema(f"has more than {LONGEST:,} bytes") from None
    _require_success(response.status)
    return response.content


def parsed(content: bytes) -> Any:
    """The document that YAML or JSON describes: plain JSON, no deeper than `DEEPEST`.

    Raises:
        UnreadableSchema: it is neither, or says what JSON cannot.
    """
    try:
        text = content.decode()
        _require_bearable(text)
        document = yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        raise UnreadableSchema(f"is not UTF-8: {error}") from None
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The library lets some faults of tagged values through as they happen.
        raise UnreadableSchema(f"is neither YAML nor JSON: {error}") from None
    _require_json(document)
    return document


def _require_success(status: int) -> None:
    if status == 200:
        return
    said = f"cannot be fetched: the answer is {status}"
    raise NoAnswer(said) if status >= 500 or status == _TOO_MANY_REQUESTS else UnreadableSchema(said)


def _require_bearable(text: str) -> None:
    """Looks at the text piece by piece. The library builds trees by recursion in C: a deep one ends the process."""
    nodes = depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if nodes > MOST_NODES:
            _refuse(_TOO_MANY)
        if depth > DEEPEST:
            _refuse(_TOO_DEEP)


def _require_json(document: Any) -> None:
    """Counts again, because aliases repeat parts of the document, and maybe without end."""
    pending, left = [(document, 1)], MOST_NODES
    while pending:
        node, depth = pending.pop()
        members = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        left -= len(members)
        if left < 0:
            _refuse(_TOO_MANY)
        if depth > DEEPEST and members:
            _refuse(_TOO_DEEP)
        for key in node if isinstance(node, dict) else ():
            if not isinstance(key, str):
                _refuse(f"is not JSON: {shorten(key)} is a key, but no text")
        if not _has_json_type(node):
            _refuse(f"is not JSON: it has {shorten(node)}")
        pending.extend((member, depth + 1) for member in members)


def _has_json_type(value: Any) -> bool:
    return math.isfinite(value) if isinstance(value, float) else isinstance(value, dict | list | str | int | None)


def _refuse(fault: str) -> NoReturn:
    raise UnreadableSchema(fault)


class _Loader(yaml.CSafeLoader):
    """YAML in which dates are text, as they are in JSON, no key occurs twice and no mapping is merged into another."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - so named and so typed by the library
        first: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                _fault("a key << (merge) is not understood", key)
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    _fault(f"key {key.value!r} occurs twice", key)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def _fault(what: str, node: yaml.Node) -> NoReturn:
    raise yaml.constructor.ConstructorError(None, None, what, node.start_mark)

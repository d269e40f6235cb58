"""Reads a schema from a file or from the web, as YAML or JSON."""

import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from hbi.problems import HbiError

LONGEST = 8 * 1024 * 1024
TIMEOUT_S = 30


class UnreadableSchema(HbiError):
    """There is no schema at the place that was named."""


def read(location: str) -> Any:
    """The document at a path or an http(s) URL.

    Raises:
        UnreadableSchema: nothing is there, or it is neither YAML nor JSON.
    """
    content = _fetched(location) if urlsplit(location).scheme in {"http", "https"} else _file(location)
    if len(content) > LONGEST:
        raise UnreadableSchema(f"{location} has more than {LONGEST:,} bytes")
    try:
        return yaml.load(content.decode(), _Loader)  # noqa: S506 - a safe loader
    except UnicodeDecodeError as error:
        raise UnreadableSchema(f"{location} is not UTF-8: {error}") from None
    except yaml.YAMLError as error:
        raise UnreadableSchema(f"{location} is neither YAML nor JSON: {error}") from None


def _fetched(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - http and https only
            return bytes(answer.read(LONGEST + 1))
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreadableSchema(f"{url} cannot be fetched: {error}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise UnreadableSchema(f"{url} cannot be fetched: {error}") from None


def _file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableSchema(f"{path} cannot be read: {error.strerror}") from None


class _Loader(yaml.SafeLoader):
    """YAML in which dates are text, as they are in JSON, and no key occurs twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - so named and so typed by the library
        first: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} occurs twice", node.start_mark)
        return super().construct_mapping(node, deep)

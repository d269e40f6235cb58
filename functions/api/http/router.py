"""Finds the operation that a request is for."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from functions.api.http.operation import Api, Operation
from functions.api.http.request import Request
from hbi.problems import MethodNotAllowed, NotFound
from hbi.text import shorten


class Route(NamedTuple):
    """An operation that a request is for."""

    api: Api[Any]
    operation: Operation
    values: Mapping[str, str] = MappingProxyType({})
    """Segments of the path by the names that the operation's path gives them."""


class NoRoute(NamedTuple):
    """There is no operation for a request."""

    api: Api[Any]
    """Makes the refusal's answer."""
    refusal: MethodNotAllowed | NotFound


class Router:
    """The operations by method and path.

    A path that is one by itself (`/hosts/all`) is not at the same time one with ids (`/hosts/{host_id_list}`). Any
    character but a slash may be in a segment.
    """

    def __init__(self, api_at: Callable[[str], Api[Any]]) -> None:
        """`api_at`: the API that refuses requests for an unknown path."""
        self._api_at = api_at
        self._fixed: dict[str, dict[str, Route]] = {}
        self._patterns: dict[int, list[tuple[Sequence[str], Route]]] = {}
        """By the number of segments."""

    def mount(self, base: str, api: Api[Any]) -> None:
        """Adds an API's operations below a base path."""
        for operation in api.operations:
            path, route = base + operation.path, Route(api, operation)
            if "{" in path:
                segments = path.split("/")
                self._patterns.setdefault(len(segments), []).append((segments, route))
            else:
                self._fixed.setdefault(path, {}).setdefault(operation.method, route)

    def find(self, request: Request) -> Route | NoRoute:
        """The route of a request."""
        routes = self._routes(request.path)
        route = routes.get(request.method)
        if route and not (request.ends_in_slash and route.operation.ends_in_text):
            return route
        if routes and not route:
            return NoRoute(next(iter(routes.values())).api, MethodNotAllowed(request.path, routes))
        refusal = NotFound(f"{shorten(request.path)}: there is no such path")
        return NoRoute(route.api if route else self._api_at(request.path), refusal)

    def _routes(self, path: str) -> Mapping[str, Route]:
        """The routes of a path by method; none when there is no such path."""
        if fixed := self._fixed.get(path):
            return fixed
        segments = path.split("/")
        found: dict[str, Route] = {}
        for pattern, route in self._patterns.get(len(segments), ()):
            values = _named_segments(pattern, segments)
            if values is not None:
                found.setdefault(route.operation.method, Route(route.api, route.operation, values))
        return found


def _named_segments(pattern: Sequence[str], path: Sequence[str]) -> dict[str, str] | None:
    """The segments that a pattern names, none of them empty; None when the path is another. Both are equally long.

    >>> _named_segments(["hosts", "{ids}"], ["hosts", "1"]), _named_segments(["hosts", "{ids}"], ["hosts", ""])
    ({'ids': '1'}, None)
    """
    found = {}
    for expected, segment in zip(pattern, path, strict=True):
        if expected.startswith("{"):
            found[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return found if all(found.values()) else None

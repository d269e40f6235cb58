"""Finds the operation that a request is for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.api.http.operation import Api, Operation
from functions.api.http.request import Request
from hbi.problems import MethodNotAllowed, NotFound
from hbi.text import shorten


@dataclass(frozen=True, slots=True)
class Route:
    """An operation that a request is for."""

    api: Api[Any]
    operation: Operation
    values: Mapping[str, str] = field(default_factory=dict)
    """Segments of the path by the names that the operation's path gives them."""


@dataclass(frozen=True, slots=True)
class NoRoute:
    """A request is for no operation."""

    api: Api[Any]
    """Its way to refuse is used."""
    refusal: MethodNotAllowed | NotFound


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A path with named segments."""

    segments: tuple[tuple[str, bool], ...]
    """Each with whether it is the name of one."""

    @classmethod
    def of(cls, path: str) -> "_Pattern":
        return cls(tuple((part[1:-1], True) if part.startswith("{") else (part, False) for part in path.split("/")))

    def values(self, parts: list[str]) -> dict[str, str] | None:
        """The named segments, none of them empty; None when the path is another. It has as many segments."""
        found = {}
        for (expected, is_name), part in zip(self.segments, parts, strict=True):
            if is_name and part:
                found[expected] = part
            elif is_name or expected != part:
                return None
        return found


class Router:
    """The operations by method and path.

    A path that is one by itself (`/hosts/all`) is not at the same time one with ids (`/hosts/{host_id_list}`). Any
    character but a slash may be in a segment.
    """

    def __init__(self, api_at: Callable[[str], Api[Any]]) -> None:
        """`api_at`: the API whose way to refuse is used for a path that no operation has."""
        self._api_at = api_at
        self._fixed: dict[str, dict[str, Route]] = {}
        self._patterns: dict[int, list[tuple[_Pattern, Route]]] = {}

    def mount(self, base: str, api: Api[Any]) -> None:
        """Adds an API's operations below a base path."""
        for operation in api.operations:
            path, route = base + operation.path, Route(api, operation)
            if "{" in path:
                self._patterns.setdefault(path.count("/"), []).append((_Pattern.of(path), route))
            else:
                self._fixed.setdefault(path, {}).setdefault(operation.method, route)

    def find(self, request: Request) -> Route | NoRoute:
        """Where a request leads."""
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
        parts = path.split("/")
        found: dict[str, Route] = {}
        for pattern, route in self._patterns.get(len(parts) - 1, ()):
            values = pattern.values(parts)
            if values is not None:
                found.setdefault(route.operation.method, Route(route.api, route.operation, values))
        return found

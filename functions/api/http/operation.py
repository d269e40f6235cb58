"""The typed table of operations. It drives routing, checks, permissions and the OpenAPI document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from functions.api.http.answers import Answer
from functions.api.http.bodies import ObjectBody
from functions.api.http.errors import Refusals
from functions.api.http.parameters import DeepObject, Parameter, Segment
from functions.api.http.request import Request
from functions.api.runtime import Services
from hbi.identity import Identity
from hbi.permissions.scope import UNLIMITED, Permission, Scope
from hbi.problems import HbiError
from hbi.queries.conditions.viewer import Viewer

HOST_IDS = "host_id_list"
_FEWER_FIELDS = "choose fewer fields with fields[system_profile]"


@dataclass(frozen=True)
class Call[Caller]:
    """A request that passed the checks which all operations share."""

    services: Services
    request: Request
    caller: Caller
    values: Mapping[str, Any] = field(default_factory=dict)
    """Values of the declared parameters by name."""
    body: Any = None
    scope: Scope = UNLIMITED

    @cached_property
    def viewer(self) -> Viewer:
        """The caller with what it may see. Only for callers with an inventory identity."""
        if not isinstance(self.caller, Identity):
            raise TypeError(f"{self.request.path}: no identity")
        return Viewer.of(self.caller, self.scope)


@dataclass(frozen=True, slots=True)
class Content:
    """A body of an answer that is not JSON."""

    schema: Mapping[str, str]
    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    """Below the base; `{name}` stands for a segment."""
    operation_id: str
    run: Callable[[Call[Any]], Answer]
    permission: Permission | None = None
    is_public: bool = False
    """Whether it needs no identity."""
    parameters: Sequence[Parameter] = ()
    objects: Sequence[DeepObject] = ()
    """Parameters with brackets."""
    body: ObjectBody | None = None
    answers: Mapping[int, str | Content] = field(default_factory=dict)
    """Status of success → name of the JSON body's schema, or what else the body is; the empty name is no body."""
    raises: Sequence[type[HbiError]] = ()
    """Refusals beside those that follow from the rest."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers that an answer of success may have → what they tell."""
    narrowed_by: Mapping[str, str] = field(default_factory=dict)
    """Filters for which a request is refused when they are written so that they would be ignored → how they are
    written; `{steps}` stands for the names in brackets."""

    @property
    def ends_in_text(self) -> bool:
        """Whether any text may be the last segment: a slash behind it may have been sent encoded, as a part of it."""
        return any(
            isinstance(parameter.kind, Segment) and self.path.endswith(f"{{{parameter.name}}}")
            for parameter in self.parameters
        )

    @property
    def names_hosts(self) -> bool:
        """Whether the path names hosts."""
        return f"{{{HOST_IDS}}}" in self.path

    @property
    def ways_to_get_less(self) -> list[str]:
        """What a client can change in a request when the answer is too large to be returned."""
        names = {parameter.name for parameter in self.parameters} | {parameter.name for parameter in self.objects}
        ways = {"per_page": "lower per_page", "limit": "lower limit", "fields": _FEWER_FIELDS}
        return [way for name, way in ways.items() if name in names]


@dataclass(frozen=True, slots=True)
class Api[Caller]:
    """Operations that belong together: one way to tell who calls, one way to refuse."""

    title: str
    identify: Callable[[Request], Caller]
    refusals: Refusals
    operations: Sequence[Operation]

"""Declarations of operations. They drive routing, checks, permissions and the OpenAPI document."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Required, TypedDict, Unpack, overload

from functions.api.http.answers import Answer
from functions.api.http.bodies import ObjectBody, UuidListBody
from functions.api.http.errors import Refusals
from functions.api.http.kinds import Segment
from functions.api.http.parameters import DeepObject, Parameter, Parameters
from functions.api.http.request import Request
from functions.api.runtime import Runtime
from hbi import clock, metrics
from hbi.clients.budget import deadline_of_request
from hbi.db.engine import Transaction
from hbi.identity import Identity
from hbi.permissions.scope import SERVICES_READ, UNLIMITED, Permission, Scope
from hbi.problems import Forbidden, HbiError
from hbi.queries.conditions.viewer import NamedHosts, Viewer
from hbi.staleness.window import StalenessSettings

HOST_IDS = "host_id_list"
_FEWER_FIELDS = "choose fewer fields with fields[system_profile]"


@dataclass(frozen=True)
class Call[Caller]:
    """A request that passed the checks which all operations share."""

    runtime: Runtime
    request: Request
    caller: Caller
    body: Any = None
    scope: Scope = UNLIMITED
    deadline: float = field(default_factory=deadline_of_request)
    """Until when other services may be asked on its behalf, by the monotonic clock."""

    @cached_property
    def viewer(self) -> Viewer:
        """The caller with what it may see. Only for callers with an inventory identity."""
        if not isinstance(self.caller, Identity):
            raise TypeError(f"{self.request.path}: no identity")
        return Viewer.of(self.caller, self.scope, reads_counters=self.runtime.settings.reads_counters)

    @cached_property
    def denied_services(self) -> frozenset[str] | None:
        """Applications whose data is kept from the caller; None where nobody is asked. Asked for once a request."""
        if not isinstance(self.caller, Identity):
            return None
        return self.runtime.permissions.denied_services(
            self.caller,
            header=self.request.identity_header or "",
            request_id=self.request.request_id,
            deadline=self.deadline,
        )

    def require_services(self, applications: Iterable[str]) -> None:
        """Refuses to look at what is kept from the caller. Nobody is asked if no application is named.

        Raises:
            Forbidden: the data of one of the applications is.
            Unavailable, PermissionServiceRefused: nobody says whether it is.
        """
        for application in applications:
            if application in (self.denied_services or ()):
                metrics.count("inventory_rbac_access_denied", required_permission=str(SERVICES_READ[application]))
                raise Forbidden(f"You don't have the permission to see the data of {application}.")

    def staleness(self, tx: Transaction) -> StalenessSettings:
        """Staleness settings of the caller's organisation."""
        return self.runtime.staleness.settings_of(tx, self.viewer.org_id)

    def stored_staleness(self, tx: Transaction) -> StalenessSettings:
        """The same as they are stored, for what changes hosts without a transaction that says so."""
        return self.runtime.staleness.settings_by_org(tx, [self.viewer.org_id])[self.viewer.org_id]

    def named_hosts(
        self, tx: Transaction, ids: Collection[str], staleness: StalenessSettings | None = None
    ) -> NamedHosts:
        """Those of the hosts with these lower-case ids that exist for the caller now.

        `staleness`: the organisation's settings, if they are known already; otherwise they are read.
        """
        settings = staleness or self.staleness(tx)
        return NamedHosts(self.viewer, ids, settings.culled_before(clock.now()))


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
    run: Callable[..., Answer]
    """Takes the call and, if the operation has any, its parameters."""
    permission: Permission | None = None
    is_public: bool = False
    """Whether it needs no identity."""
    parameter_class: type[Parameters] = Parameters
    """Declares its parameters."""
    body: ObjectBody | UuidListBody | None = None
    answers: Mapping[int, str | Content] = field(default_factory=dict)
    """Status of success → name of the JSON body's schema, or what else the body is; the empty name is no body."""
    raises: Sequence[type[HbiError]] = ()
    """Refusals beside those that follow from the rest."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers that an answer of success may have → their descriptions."""
    narrowed_by: Mapping[str, str] = field(default_factory=dict)
    """Filters for which a request is refused when they are written so that they would be ignored → how they are
    written; `{steps}` stands for the names in brackets."""

    @property
    def parameters(self) -> Collection[Parameter]:
        """Its parameters without brackets, in the order of their declaration."""
        return self.parameter_class.declared.values()

    @property
    def objects(self) -> Collection[DeepObject[Any]]:
        """Its parameters with brackets."""
        return self.parameter_class.objects.values()

    def perform(self, call: Call[Any], asked: Parameters) -> Answer:
        """The answer of the operation's function."""
        return self.run(call) if self.parameter_class is Parameters else self.run(call, asked)

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


class Declaration(TypedDict, total=False):
    """What may be said of an operation beside its function; the members are described at `Operation`."""

    operation_id: Required[str]
    permission: Permission | None
    is_public: bool
    body: ObjectBody | UuidListBody | None
    answers: Mapping[int, str | Content]
    raises: Sequence[type[HbiError]]
    headers: Mapping[str, str]
    narrowed_by: Mapping[str, str]


type Plain[Caller] = Callable[[Call[Caller]], Answer]
type Asked[Caller, Values: Parameters] = Callable[[Call[Caller], Values], Answer]


class Api[Caller]:
    """Operations with a common way to identify callers and a common way to refuse requests."""

    def __init__(self, title: str, identify: Callable[[Request], Caller], refusals: Refusals) -> None:
        self.title = title
        self.identify = identify
        self.refusals = refusals
        self.operations: list[Operation] = []

    @overload
    def operation(
        self, method: str, path: str, **declared: Unpack[Declaration]
    ) -> Callable[[Plain[Caller]], Plain[Caller]]: ...
    @overload
    def operation[Values: Parameters](
        self, method: str, path: str, *, parameters: type[Values], **declared: Unpack[Declaration]
    ) -> Callable[[Asked[Caller, Values]], Asked[Caller, Values]]: ...
    def operation(
        self, method: str, path: str, *, parameters: type[Parameters] = Parameters, **declared: Any
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """Declares the function below to be an operation: `@API.operation("GET", "/host_exists", …)`.

        Args:
            path: below the API's base; `{name}` stands for a segment.
            parameters: class of the function's second argument; without one it takes the call alone.
        """

        def declare(run: Callable[..., Answer]) -> Callable[..., Answer]:
            self.operations.append(Operation(method=method, path=path, run=run, parameter_class=parameters, **declared))
            return run

        return declare

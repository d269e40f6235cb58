"""Puts requests through the checks that all operations share, in the contract's order (rest-hosts 1.2)."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.api.http.answers import Answer, to_response, unless_known
from functions.api.http.identification import identified
from functions.api.http.ignored import ignored_header, ignored_names, refuse_lost_filters
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.parameters import NamedGroupParameters, NamedHostsParameters
from functions.api.http.request import DEFAULT_STAGE, Request
from functions.api.routes import exports, hosts, management
from functions.api.routes.inventory import INVENTORY_APIS
from functions.api.runtime import Runtime
from hbi import clock, metrics
from hbi.flags.service import Flag
from hbi.groups.listing import existing
from hbi.identity import Identity
from hbi.permissions.scope import UNLIMITED, Scope
from hbi.problems import Forbidden, GroupsNotFound, HostsNotFound, MethodNotAllowed, NotFound, ReadOnly, Unauthorized
from hbi.queries.conditions.viewer import Viewer, named
from hbi.queries.lists import by_id
from hbi.settings import ApiSettings
from hbi.text import shorten

EXPORT_BASE = "/api/export/v1"

# What a line of the log tells about the request that it belongs to. Identities stay out of it.
_LOGGED = ("request_id", "method", "path", "operation", "org_id")

logger = Logger(service="api")


class Application:
    """The API on one set of settings. Build one per process."""

    def __init__(self, settings: ApiSettings) -> None:
        self._runtime = Runtime.of(settings)
        self._resolver = APIGatewayHttpResolver()
        self._fixed: set[str] = set()
        self._known: list[tuple[re.Pattern[str], str, Api[Any], Callable[..., Response[Any]]]] = []
        for base in (settings.base, settings.legacy_base):
            for api in INVENTORY_APIS:
                self._mount(base, api)
            self._mount(base, management.DOCUMENTATION)
        self._mount(EXPORT_BASE, exports.API)
        self._mount(EXPORT_BASE, management.EXPORTS_DOCUMENTATION)
        self._mount(settings.management_base, management.API)
        self._resolver.not_found(self._find_route)

    def respond(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        """The Lambda result for an API Gateway event (payload 2.0)."""
        request = Request.of(event)
        plain = {"rawPath": request.path, "requestContext": {**event["requestContext"], "stage": DEFAULT_STAGE}}
        with metrics.invocation(self._runtime.settings):
            self._resolver.context["request"] = request
            return self._resolver.resolve({**event, **plain}, context)

    def close(self) -> None:
        """Closes the connections."""
        self._runtime.close()

    def _mount(self, base: str, api: Api[Any]) -> None:
        for operation in api.operations:
            path = base + operation.path
            pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))
            route = self._route(api, operation, pattern)
            self._known.append((pattern, operation.method, api, route))
            if "{" not in path:
                self._fixed.add(path)
            rule = re.sub(r"\{(\w+)\}", r"<\1>", path)
            self._resolver.route(rule, method=operation.method)(route)

    def _route(self, api: Api[Any], operation: Operation, pattern: re.Pattern[str]) -> Callable[..., Response[Any]]:
        def answer(**_: str) -> Response[Any]:
            request = self._request
            found = pattern.fullmatch(request.path)
            if found is None:  # The resolver lets a line feed stand behind the last character.
                return self._find_route(None)
            if pattern.groups and request.path in self._fixed:
                return self._refuse_route(request)
            if request.ends_in_slash and operation.ends_in_text:
                return self._answered(request, api, None, lambda: _no_such_path(request))
            path = found.groupdict()
            return self._answered(request, api, operation, lambda: self._perform(request, api, operation, path))

        return answer

    @property
    def _request(self) -> Request:
        request: Request = self._resolver.context["request"]
        return request

    def _find_route(self, _: Exception | None) -> Response[Any]:
        """Answers what the resolver finds no route for: it takes only some characters for a part of a path."""
        request = self._request
        for pattern, method, _api, route in self._known:
            if method == request.method and pattern.fullmatch(request.path):
                return route()
        return self._refuse_route(request)

    def _refuse_route(self, request: Request) -> Response[Any]:
        """405 for a known path, else 404. A path that is one by itself is not at the same time one with ids."""
        is_fixed = request.path in self._fixed
        known = {
            method: api
            for pattern, method, api, _ in self._known
            if pattern.fullmatch(request.path) and not (is_fixed and pattern.groups)
        }
        api = next(iter(known.values()), exports.API if request.path.startswith(EXPORT_BASE) else hosts.API)

        def refuse() -> Answer:
            if known:
                raise MethodNotAllowed(request.path, known)
            return _no_such_path(request)

        return self._answered(request, api, None, refuse)

    def _answered(
        self, request: Request, api: Api[Any], operation: Operation | None, work: Callable[[], Answer]
    ) -> Response[Any]:
        """The answer of `work`, or to its failure; one line in the log, one of metrics."""
        started = time.perf_counter()
        logger.append_keys(request_id=request.request_id, method=request.method, path=request.path)
        try:
            answer = unless_known(work(), request.headers.get("if-none-match", ""))
            advice = operation.ways_to_get_less if operation else ()
            response = to_response(answer, accept_encoding=request.headers.get("accept-encoding"), advice=advice)
        except Exception as error:
            if isinstance(error, Unauthorized):
                metrics.count("inventory_login_failure_count")
            answer = api.refusals.answer(api.refusals.problem_of(error))
            response = to_response(answer)
            if answer.status >= 500:
                logger.exception("request failed")
        seconds = time.perf_counter() - started
        _measure(operation.operation_id if operation else "none", answer.status, seconds)
        logger.info("request", status=answer.status, milliseconds=round(seconds * 1000, 1))
        logger.remove_keys(_LOGGED)
        return response

    def _perform(self, request: Request, api: Api[Any], operation: Operation, path: Mapping[str, str]) -> Answer:
        logger.append_keys(operation=operation.operation_id)
        request = request if operation.is_public else identified(request, self._runtime.settings)
        caller = None if operation.is_public else api.identify(request)
        logger.append_keys(org_id=getattr(caller, "org_id", None))
        refuse_lost_filters(operation, request.query)
        asked = operation.asked.parse(request.query, path)
        body = operation.body.parse(request) if operation.body else None
        self._refuse_writes(caller, operation)
        ids = asked.host_id_list if isinstance(asked, NamedHostsParameters) else None
        try:
            scope = self._scope(request, caller, operation, ids)
        except Forbidden:
            if isinstance(asked, NamedGroupParameters) and isinstance(caller, Identity):
                self._require_group(caller, asked.group_id)
            raise
        answer = operation.perform(Call(self._runtime, request, caller, body, scope), asked)
        ignored = ignored_header(ignored_names(operation, request.query))
        return replace(answer, headers={**answer.headers, **ignored}) if ignored else answer

    def _refuse_writes(self, caller: Any, operation: Operation) -> None:
        """The read-only switch stops every write that needs a permission (contract: identity-rbac 8)."""
        if operation.permission is None or not operation.permission.is_write:
            return
        if self._runtime.flags.is_on(Flag.READ_ONLY, caller.org_id):
            raise ReadOnly("The inventory is read-only at the moment. Try again later.")

    def _scope(self, request: Request, caller: Any, operation: Operation, ids: Mapping[str, str] | None) -> Scope:
        """What the caller may see. `ids`: the hosts that the path names, lower-case, each as it was spelled."""
        if operation.permission is None or not isinstance(caller, Identity):
            return UNLIMITED
        try:
            return self._runtime.permissions.scope(
                operation.permission,
                caller,
                header=request.identity_header or "",
                request_id=request.request_id,
                host_ids=None if ids is None else list(ids),
            )
        except Forbidden as denied:
            if ids is not None and not self._all_exist(caller, ids):
                refused = denied.host_ids
                raise HostsNotFound(None if refused is None else [ids[host_id] for host_id in refused]) from None
            raise

    def _require_group(self, caller: Identity, group_id: str) -> None:
        """Whether a group exists is told without permission, too (contract: rest-groups-staleness-views 3.1)."""
        with self._runtime.database.read() as tx:
            if not existing(tx, caller.org_id, [group_id]):
                raise GroupsNotFound(None) from None

    def _all_exist(self, caller: Identity, ids: Mapping[str, str]) -> bool:
        """Whether the organisation has all these hosts; that much is told without permission, too (rest-hosts 6.4)."""
        with self._runtime.database.read() as tx:
            staleness = self._runtime.staleness.settings_of(tx, caller.org_id)
            found = by_id.existing_ids(tx, named(Viewer.of(caller), ids, staleness, clock.now()))
        return found >= ids.keys()


def _no_such_path(request: Request) -> NoReturn:
    raise NotFound(f"{shorten(request.path)}: there is no such path")


def _measure(operation: str, status: int, seconds: float) -> None:
    metrics.count("inventory_request_count", operation=operation)
    metrics.observe("inventory_request_processing_seconds", seconds, operation=operation)
    if status >= 500:
        metrics.count("inventory_request_server_error_count", operation=operation)
    elif status >= 400:
        metrics.count("inventory_request_client_error_count", operation=operation)

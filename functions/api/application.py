"""Puts requests through the checks that all operations share, in the contract's order (rest-hosts 1.2)."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from functions.api.http.answers import Answer, to_result, unless_known
from functions.api.http.identification import identified
from functions.api.http.ignored import ignored_header, ignored_names, refuse_lost_filters
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.parameters import NamedGroupParameters, NamedHostsParameters
from functions.api.http.request import Request
from functions.api.http.router import NoRoute, Route, Router
from functions.api.routes import admin, console, exports, management, overview
from functions.api.routes.hosts import bulk_tags, lists
from functions.api.routes.inventory import INVENTORY_APIS
from functions.api.runtime import Runtime
from hbi import clock, metrics, tracing
from hbi.clients.budget import deadline_of_request
from hbi.flags.service import Flag
from hbi.groups.repository import existing
from hbi.identity import Identity
from hbi.permissions.scope import UNLIMITED, Scope
from hbi.problems import Forbidden, GroupsNotFound, HostsNotFound, ReadOnly, Unauthorized
from hbi.queries.conditions.viewer import Viewer, named
from hbi.queries.lists import by_id
from hbi.settings import ApiSettings

EXPORT_BASE = "/api/export/v1"

# Keys that every log line of a request carries. Identities are not logged.
_LOGGED = ("request_id", "method", "path", "operation", "org_id")

logger = Logger(service="host-inventory-api")


class Application:
    """The API on one set of settings. Build one per process."""

    def __init__(self, settings: ApiSettings) -> None:
        self._runtime = Runtime.of(settings)
        self._router = Router(_api_at)
        for base in (settings.base, settings.legacy_base):
            for api in (*INVENTORY_APIS, management.DOCUMENTATION):
                self._router.mount(base, api)
        self._router.mount(settings.base, admin.API)
        self._router.mount(settings.base, overview.API)
        self._router.mount(EXPORT_BASE, exports.API)
        self._router.mount(EXPORT_BASE, management.EXPORTS_DOCUMENTATION)
        self._router.mount(settings.management_base, management.API)
        self._router.mount("", bulk_tags.API)
        self._router.mount("", console.API)

    def respond(self, event: Mapping[str, Any], _context: Any = None) -> dict[str, Any]:
        """The Lambda result for an API Gateway event (payload 2.0)."""
        request = Request.of(event)
        settings, given = self._runtime.settings, tracing.headers_of(request.headers.items())
        with metrics.invocation(settings), tracing.invocation(settings, "api", given):
            return self._respond(request, self._router.find(request))

    def close(self) -> None:
        """Closes the connections."""
        self._runtime.close()

    def _respond(self, request: Request, route: Route | NoRoute) -> dict[str, Any]:
        """The answer to a request, or to its failure; one line in the log, one of metrics."""
        started = time.perf_counter()
        operation = None if isinstance(route, NoRoute) else route.operation
        logger.append_keys(request_id=request.request_id, method=request.method, path=request.path)
        try:
            answer = unless_known(self._answer(request, route), request.headers.get("if-none-match", ""))
            advice = operation.ways_to_get_less if operation else ()
            result = to_result(answer, accept_encoding=request.headers.get("accept-encoding"), advice=advice)
        except Exception as error:
            if isinstance(error, Unauthorized):
                metrics.count("inventory_login_failure_count")
            answer = route.api.refusals.answer(route.api.refusals.problem_of(error))
            result = to_result(answer)
            if answer.status >= 500:
                logger.exception("request failed")
        seconds = time.perf_counter() - started
        tracing.annotate(
            request_id=request.request_id, status=answer.status, traceparent=request.headers.get("traceparent")
        )
        _measure(request.path, operation.operation_id if operation else "none", answer.status, seconds)
        logger.info("request", status=answer.status, milliseconds=round(seconds * 1000, 1))
        logger.remove_keys(_LOGGED)
        return result

    def _answer(self, request: Request, route: Route | NoRoute) -> Answer:
        """The operation's answer, after the checks that all operations share."""
        if isinstance(route, NoRoute):
            raise route.refusal
        operation, deadline = route.operation, deadline_of_request()
        logger.append_keys(operation=operation.operation_id)
        request = request if operation.is_public else identified(request, self._runtime.settings)
        caller = None if operation.is_public else route.api.identify(request)
        org_id = getattr(caller, "org_id", None)
        logger.append_keys(org_id=org_id)
        tracing.annotate(operation=operation.operation_id, org_id=org_id)
        refuse_lost_filters(operation, request.query)
        asked = operation.parameter_class.parse(request.query, route.values)
        body = operation.body.parse(request) if operation.body else None
        self._refuse_writes(caller, operation)
        ids = asked.host_id_list if isinstance(asked, NamedHostsParameters) else None
        try:
            scope = self._scope(request, caller, operation, ids, deadline)
        except Forbidden:
            if isinstance(asked, NamedGroupParameters) and isinstance(caller, Identity):
                self._require_group(caller, asked.group_id)
            raise
        answer = operation.perform(Call(self._runtime, request, caller, body, scope, deadline), asked)
        ignored = ignored_header(ignored_names(operation, request.query))
        return replace(answer, headers={**answer.headers, **ignored}) if ignored else answer

    def _refuse_writes(self, caller: Any, operation: Operation) -> None:
        """The read-only switch stops every write that needs a permission (contract: identity-rbac 8)."""
        if operation.permission is None or not operation.permission.is_write:
            return
        if self._runtime.flags.is_on(Flag.READ_ONLY, caller.org_id):
            raise ReadOnly("The inventory is read-only at the moment. Try again later.")

    def _scope(
        self, request: Request, caller: Any, operation: Operation, ids: Mapping[str, str] | None, deadline: float
    ) -> Scope:
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
                deadline=deadline,
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
        """Whether the organisation has all these hosts; callers without permission learn that, too (rest-hosts 6.4)."""
        with self._runtime.database.read() as tx:
            staleness = self._runtime.staleness.settings_of(tx, caller.org_id)
            found = by_id.existing_ids(tx, named(Viewer.of(caller), ids, staleness, clock.now()))
        return found >= ids.keys()


def _api_at(path: str) -> Api[Any]:
    """The API that refuses requests for an unknown path."""
    return exports.API if path.startswith(EXPORT_BASE) else lists.API


def _measure(path: str, operation: str, status: int, seconds: float) -> None:
    if operation != "metrics":
        metrics.request(status, seconds, of_exports=path.startswith(EXPORT_BASE))
    metrics.count("inventory_request_count", operation=operation)
    metrics.observe("inventory_request_processing_seconds", seconds, operation=operation)
    if status >= 500:
        metrics.count("inventory_request_server_error_count", operation=operation)
    elif status >= 400:
        metrics.count("inventory_request_client_error_count", operation=operation)

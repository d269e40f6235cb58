"""Permissions of callers, as the permission service (RBAC v1) knows them (contract: identity-rbac 4)."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from hbi.clients.budget import deadline_of_request, timeout_of_try
from hbi.clients.json_client import RETRIED_STATUSES, JsonClient, NoResponse, Response
from hbi.permissions.scope import UNLIMITED, Permission, Scope
from hbi.problems import Forbidden, PermissionServiceRefused, Unavailable
from hbi.settings import PermissionSettings
from hbi.ttl_cache import TtlCache

_UNREACHABLE = "Failed to reach RBAC endpoint, request cannot be fulfilled"


class PermissionService:
    """Client of the permission service. Build one per process; it keeps its connections."""

    def __init__(self, settings: PermissionSettings) -> None:
        self._settings = settings
        self._client = JsonClient(
            "rbac",
            called="RBAC",
            retries=settings.rbac_retries,
            timeout_s=settings.rbac_timeout_s,
            backoff_s=1.0,
        )
        self._scopes: TtlCache[tuple[str, Permission], Scope | None] = TtlCache(settings.rbac_cache_s)
        self._granted: TtlCache[tuple[str, tuple[Permission, ...]], frozenset[Permission]] = TtlCache(
            settings.rbac_cache_s
        )

    def scope(
        self, permission: Permission, *, header: str, request_id: str | None = None, deadline: float | None = None
    ) -> Scope:
        """How far the caller's permission reaches.

        Args:
            header: value of `x-rh-identity`, forwarded.
            deadline: instant of the monotonic clock until which the request may ask; by default it begins now.
        Raises:
            Forbidden: the caller does not have the permission.
            Unavailable: the service does not answer, or not understandably.
            PermissionServiceRefused: the service refuses to answer for this caller.
        """
        ends = deadline_of_request() if deadline is None else deadline
        scope = self._scopes.get_or_make(
            (header, permission),
            lambda: scope_of(self._access(permission.application, header, request_id, ends), permission),
        )
        if scope is None:
            raise Forbidden(f"You don't have the permission {permission}.")
        return scope

    def granted(
        self, permissions: Iterable[Permission], *, header: str, request_id: str | None, deadline: float
    ) -> frozenset[Permission]:
        """Those of some permissions that the caller has, whatever they are limited to. One question for all.

        Args:
            header: value of `x-rh-identity`, forwarded.
            deadline: instant of the monotonic clock until which the request may ask.
        Raises:
            Unavailable: the service does not answer, or not understandably.
            PermissionServiceRefused: the service refuses to answer for this caller.
        """
        asked = tuple(permissions)
        applications = ",".join(sorted({permission.application for permission in asked}))
        return self._granted.get_or_make(
            (header, asked), lambda: granted_of(self._access(applications, header, request_id, deadline), asked)
        )

    def _access(self, application: str, header: str, request_id: str | None, deadline: float) -> Any:
        """Member `data` of the service's answer; its shape is not checked yet."""
        settings = self._settings
        timeout_s = timeout_of_try(deadline, most_s=settings.rbac_timeout_s, retries=settings.rbac_retries)
        if timeout_s <= 0:
            raise Unavailable(_UNREACHABLE)
        url = f"{settings.rbac_endpoint.rstrip('/')}/api/rbac/v1/access/"
        headers = {"x-rh-identity": header, "accept": "application/json"}
        if request_id:
            headers["x-rh-insights-request-id"] = request_id
        try:
            query = {"application": application}
            response = self._client.exchange("GET", url, query=query, headers=headers, timeout_s=timeout_s)
        except NoResponse as error:
            raise Unavailable(_UNREACHABLE) from error
        if 400 <= response.status < 500:
            raise PermissionServiceRefused(response.status, f"RBAC client error: {detail_of(response)}")
        if response.status in RETRIED_STATUSES:
            raise Unavailable(_UNREACHABLE)
        if response.status != 200:
            raise Unavailable(f"RBAC server error: status {response.status}")
        return _member(_document(response), "data")


def scope_of(grants: Any, permission: Permission) -> Scope | None:
    """The scope that a list of grants allows; None if they allow nothing (contract: identity-rbac 4.3).

    A grant without any restriction lifts all restrictions; otherwise the union of the groups counts. Grants of other
    permissions are not looked at.

    >>> scope_of([{"permission": "inventory:*:read", "resourceDefinitions": []}], HOSTS_READ)
    Scope(group_ids=None, ungrouped=False)

    Raises:
        Unavailable: a grant that counts cannot be understood.
    """
    groups: set[str | None] = set()
    for grant in _list(grants, "data"):
        if not permission.is_granted_by(str(_member(grant, "permission"))):
            continue
        definitions = grant.get("resourceDefinitions")
        granted = {
            group
            for definition in _list([] if definitions is None else definitions, "resourceDefinitions")
            for group in _groups(definition)
        }
        if not granted:
            return UNLIMITED
        groups |= granted
    if not groups:
        return None
    return Scope(frozenset(group for group in groups if group is not None), None in groups)


def granted_of(grants: Any, permissions: Iterable[Permission]) -> frozenset[Permission]:
    """Those of some permissions that a list of grants has. What grants are limited to is not looked at.

    Raises:
        Unavailable: the list cannot be understood.
    """
    texts = [str(_member(grant, "permission")) for grant in _list(grants, "data")]
    return frozenset(permission for permission in permissions if any(map(permission.is_granted_by, texts)))


def _groups(definition: Any) -> Iterable[str | None]:
    """Groups of one resource definition; none when it restricts nothing."""
    if not isinstance(definition, Mapping):
        raise _not_understood("a resource definition")
    restriction = definition.get("attributeFilter")
    if restriction is None:
        return ()
    if _member(restriction, "key") != "group.id":
        raise _not_understood("a key other than group.id")
    operation, value = _member(restriction, "operation"), _member(restriction, "value")
    if operation == "in":
        return [_group(element) for element in _list(value, "value")]
    if operation == "equal":
        return [_group(value)]
    raise _not_understood("an operation other than in and equal")


def _group(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise _not_understood("a group id that is no UUID") from None


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise _not_understood(f"{name} that is no list")
    return value


def _member(document: Any, name: str) -> Any:
    if not isinstance(document, Mapping) or name not in document:
        raise _not_understood(f"an answer without {name}")
    return document[name]


def _not_understood(what: str) -> Unavailable:
    return Unavailable(f"RBAC server error: {what}")


def _document(response: Response) -> Any:
    try:
        return response.document()
    except ValueError:
        raise _not_understood("an answer that is no JSON") from None


def detail_of(response: Response) -> str:
    """The reason that the service gives for its refusal: `errors[0].detail`, else `detail`, else the reason phrase."""
    try:
        document = response.document()
        errors = document.get("errors")
        return str(errors[0]["detail"] if errors else document["detail"])
    except (ValueError, AttributeError, LookupError, TypeError):
        return response.reason or str(response.status)

"""What a caller may do, as the permission service (RBAC v1) says (contract: identity-rbac 4)."""

import time
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from hbi import metrics
from hbi.permissions.scope import UNLIMITED, Permission, Scope
from hbi.problems import Forbidden, PermissionServiceRefused, Unavailable
from hbi.settings import PermissionSettings

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_RETRIED_STATUSES = (500, 502, 503, 504)
_MOST_ANSWERS = 10_000


class PermissionService:
    """Client of the permission service. Build one per process; it keeps its connections."""

    def __init__(self, settings: PermissionSettings) -> None:
        self._settings = settings
        self._kept: dict[tuple[str, Permission], tuple[float, Scope | None]] = {}

    def scope(self, permission: Permission, *, header: str, request_id: str | None = None) -> Scope:
        """How far the caller's permission reaches.

        Args:
            header: value of `x-rh-identity`, forwarded.
        Raises:
            Forbidden: the caller does not have the permission.
            Unavailable: the service does not answer, or not understandably.
            PermissionServiceRefused: the service refuses to answer for this caller.
        """
        key = (header, permission)
        expires, scope = self._kept.get(key, (0.0, None))
        if time.monotonic() >= expires:
            scope = scope_of(self._access(permission.application, header, request_id), permission)
            self._keep(key, scope)
        if scope is None:
            raise Forbidden(f"You don't have the permission {permission}.")
        return scope

    def _keep(self, key: tuple[str, Permission], scope: Scope | None) -> None:
        if not self._settings.rbac_cache_s:
            return
        if len(self._kept) >= _MOST_ANSWERS:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._settings.rbac_cache_s, scope)

    def _access(self, application: str, header: str, request_id: str | None) -> Any:
        """Member `data` of the service's answer; its shape is not checked yet."""
        from urllib3.exceptions import HTTPError

        headers = {"x-rh-identity": header, "accept": "application/json"}
        if request_id:
            headers["x-rh-insights-request-id"] = request_id
        try:
            with metrics.outbound("rbac"):
                answer = self._connections.request(
                    "GET",
                    f"{self._settings.rbac_endpoint.rstrip('/')}/api/rbac/v1/access/",
                    fields={"application": application},
                    headers=headers,
                )
        except HTTPError as error:
            raise Unavailable("Failed to reach RBAC endpoint, request cannot be fulfilled") from error
        if 400 <= answer.status < 500:
            raise PermissionServiceRefused(answer.status, f"RBAC client error: {detail_of(answer)}")
        if answer.status != 200:
            raise Unavailable(f"RBAC server error: status {answer.status}")
        return _member(_document(answer), "data")

    @cached_property
    def _connections(self) -> "PoolManager":
        from urllib3 import PoolManager, Retry, Timeout

        retries = Retry(
            total=self._settings.rbac_retries, backoff_factor=1, status_forcelist=_RETRIED_STATUSES, redirect=False
        )
        return PoolManager(retries=retries, timeout=Timeout(self._settings.rbac_timeout_s))


def scope_of(grants: Any, permission: Permission) -> Scope | None:
    """What a list of grants allows; None is nothing (contract: identity-rbac 4.3).

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
        granted = {
            group
            for definition in _list(grant.get("resourceDefinitions") or [], "resourceDefinitions")
            for group in _groups(definition)
        }
        if not granted:
            return UNLIMITED
        groups |= granted
    if not groups:
        return None
    return Scope(frozenset(group for group in groups if group is not None), None in groups)


def _groups(definition: Any) -> Iterable[str | None]:
    """Groups of one resource definition; none when it restricts nothing."""
    if not isinstance(definition, Mapping):
        raise _not_understood("a resource definition")
    restriction = definition.get("attributeFilter")
    if restriction is None:
        return ()
    if _member(restriction, "key") != "group.id":
        raise _not_understood("a key other than group.id")
    operation, value = _member(restriction, "operation"), restriction.get("value")
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


def _document(answer: "BaseHTTPResponse") -> Any:
    try:
        return orjson.loads(answer.data)
    except orjson.JSONDecodeError:
        raise _not_understood("an answer that is no JSON") from None


def detail_of(answer: "BaseHTTPResponse") -> str:
    """What the service says about its refusal: `errors[0].detail`, else `detail`, else the reason phrase."""
    try:
        document = orjson.loads(answer.data)
        errors = document.get("errors")
        return str(errors[0]["detail"] if errors else document["detail"])
    except (orjson.JSONDecodeError, AttributeError, LookupError, TypeError):
        return answer.reason or str(answer.status)

"""What operations of several resources share."""

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from itertools import batched
from typing import Any

from functions.api.http.kinds import Choice, Integer, Pattern, Text
from functions.api.http.operation import Call
from functions.api.http.parameters import NamedHostsParameters, Parameters, parameter
from functions.api.http.request import Request
from functions.api.runtime import Runtime
from hbi import identity
from hbi.events import outbox
from hbi.hosts.key import HostKey
from hbi.identity import Identity
from hbi.problems import HostsNotFound
from hbi.queries.lists.ordering import ORDER_KEYS, Order, OrderKey
from hbi.queries.lists.pages import Page

logger = logging.getLogger(__name__)

PUBLISHED_AT_ONCE = 500
"""Hosts whose events are made at once: whole profiles are in memory meanwhile."""

PUBLISHING_S = 0.5
"""Seconds after which the events of further hosts are left to the relay, which comes every minute: the caller waits for
as long as they take, and they take longer than the change."""

DIRECTION = Pattern("(?i)^asc|desc$", ("ASC", "DESC"))


class PageParameters(Parameters):
    """Parameters of a numbered page."""

    per_page: int = parameter(Integer(1, 100), "Number of entries on a page.", default=50)
    page: int = parameter(Integer(1, 21_474_837), "Number of the page, from 1.", default=1)


class OrderParameters(Parameters):
    """Parameters of an order of hosts."""

    order_by: OrderKey | None = parameter(
        Choice(ORDER_KEYS), "Key to sort by; without it the last update, newest first."
    )
    order_how: str | None = parameter(
        DIRECTION, "ASC or DESC; only together with order_by. The default depends on the key."
    )


class BranchParameters(Parameters):
    """The parameter that old clients send."""

    branch_id: str | None = parameter(Text(), "Accepted and ignored.")


class ByIdParameters(NamedHostsParameters, BranchParameters):
    """Parameters of an operation on hosts by id."""


def identify(request: Request) -> Identity:
    """The caller of an inventory operation (contract: identity-rbac 1 and 3.1)."""
    return identify_alone(request).on_behalf_of(request.headers.get("x-forwarded-identity"))


def identify_alone(request: Request) -> Identity:
    """The caller, whoever it may ask for. Only for operations that do not look for the caller's own hosts."""
    return identity.decode(request.identity_header, org_id=request.headers.get("x-inventory-org-id"))


def page_of(asked: PageParameters) -> Page:
    """The page that a request asks for."""
    return Page(asked.page, asked.per_page)


def order_of(asked: OrderParameters) -> Order:
    """The order that a request asks for.

    Raises:
        InvalidParameter: `order_how` without `order_by`, or in another letter case than the contract's.
    """
    return Order.of(asked.order_by, asked.order_how)


def require_all(ids: Mapping[str, str], found: Collection[str], page: Page | None = None) -> None:
    """Refuses when a host that is named, by id and as it was spelled, is not among the found ones.

    When there are more matches than fit on a page, the answer does not say which ones are missing (rest-hosts 1.7).

    Raises:
        HostsNotFound: so it is.
    """
    missing = [spelled for host_id, spelled in ids.items() if host_id not in found]
    if missing:
        raise HostsNotFound(None if page and len(found) > page.size else missing)


def platform_metadata(call: Call[Identity]) -> dict[str, str]:
    """What events tell about the caller (contract: rest-hosts 8.2)."""
    return {"b64_identity": call.caller.encode()}


def change_context(call: Call[Identity]) -> dict[str, Any]:
    """Context of the `updated` events that a request causes."""
    return outbox.change_context(request_id=call.request.request_id, platform_metadata=platform_metadata(call))


def publish(runtime: Runtime, hosts: Sequence[HostKey]) -> None:
    """Publishes events of committed changes as long as there is time; the relay does the rest."""
    ends = time.monotonic() + PUBLISHING_S
    for published, part in enumerate(batched(hosts, PUBLISHED_AT_ONCE)):
        if time.monotonic() > ends:
            left = len(hosts) - published * PUBLISHED_AT_ONCE
            logger.info("events of %d hosts stay in the outbox for the relay: time is up", left)
            return
        runtime.publisher.publish(part)

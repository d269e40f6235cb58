"""Tags of hosts (contract: rest-hosts 7.10, 7.11, 7.13)."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.api.http.answers import Answer, json_answer, paged
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Choice, Text
from functions.api.http.operation import HOST_IDS, Api, Call
from functions.api.http.parameters import NamedHostsParameters, Parameters, parameter
from functions.api.routes.common import (
    DIRECTION,
    BranchParameters,
    OrderParameters,
    PageParameters,
    identify,
    order_of,
    page_of,
    require_all,
)
from functions.api.routes.hosts.parameters import TaggedHostsParameters, search_of
from hbi import clock
from hbi.hosts.tags import structured_tags
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.lists import by_id, tag_counts
from hbi.queries.lists.ordering import ORDER_KEYS, OrderKey
from hbi.queries.lists.tag_counts import TAG_ORDER_KEYS, TagCount, TagOrder, TagOrderKey

type Tag = Mapping[str, str | None]


_ORDER_BY = Choice(tuple(key for key in ORDER_KEYS if key != "operating_system"))

HOST_API = Api("hosts", identify, INVENTORY)
API = Api("tags", identify, INVENTORY)


class TagsByHostParameters(NamedHostsParameters, PageParameters, OrderParameters):
    """Parameters that both operations on tags of hosts by id have."""

    order_by: OrderKey | None = parameter(_ORDER_BY, "Key to sort hosts by; without it the last update, newest first.")


class HostTagsParameters(TagsByHostParameters):
    """Parameters of `GET /hosts/{host_id_list}/tags`."""

    search: str | None = parameter(Text(), "Part of a namespace, key or value, in any letter case.")
    branch_id: str | None = parameter(Text(), "Accepted and ignored.")


class TagCountParameters(TagsByHostParameters, BranchParameters):
    """Parameters of `GET /hosts/{host_id_list}/tags/count`."""


class TagOrderParameters(Parameters):
    """Parameters of an order of tags."""

    order_by: TagOrderKey = parameter(Choice(TAG_ORDER_KEYS), "Sort by tag or by count.", default="tag")
    order_how: str | None = parameter(DIRECTION, "DESC descends, all else ascends.")


class TagListParameters(TaggedHostsParameters, TagOrderParameters, PageParameters):
    """Parameters of `GET /tags`."""

    search: str | None = parameter(Text(), "Part of namespace/key=value, in any letter case.")


@HOST_API.operation(
    "GET",
    f"/hosts/{{{HOST_IDS}}}/tags",
    operation_id="api.host.get_host_tags",
    parameters=HostTagsParameters,
    permission=HOSTS_READ,
    answers={200: "TagsByHost"},
)
def get_host_tags(call: Call[Identity], asked: HostTagsParameters) -> Answer:
    """Tags of hosts by their ids."""
    search = (asked.search or "").lower()
    return _by_host(call, asked, lambda tags: [tag for tag in structured_tags(tags) if _mentions(tag, search)])


@HOST_API.operation(
    "GET",
    f"/hosts/{{{HOST_IDS}}}/tags/count",
    operation_id="api.host.get_host_tag_count",
    parameters=TagCountParameters,
    permission=HOSTS_READ,
    answers={200: "TagCountByHost"},
)
def get_host_tag_count(call: Call[Identity], asked: TagCountParameters) -> Answer:
    """Number of tags of hosts by their ids."""
    return _by_host(call, asked, lambda tags: len(structured_tags(tags)))


@API.operation(
    "GET",
    "/tags",
    operation_id="api.tag.get_tags",
    parameters=TagListParameters,
    permission=HOSTS_READ,
    answers={200: "ActiveTags"},
    raises=(RuleViolation,),
)
def get_tags(call: Call[Identity], asked: TagListParameters) -> Answer:
    """Tags of the hosts that match all given parameters, with the number of hosts that have each."""
    search, page = search_of(call, asked), page_of(asked)
    order = TagOrder(asked.order_by, asked.order_how == "DESC")
    with call.runtime.database.read() as tx:
        matches = Matches.of(search, call.viewer, call.staleness(tx), clock.now())
        found = tag_counts.list_tags(tx, matches, search=asked.search, order=order, page=page)
    return paged([_counted(tag) for tag in found.entries], total=found.total, page=page)


def _by_host(call: Call[Identity], asked: TagsByHostParameters, shown: Callable[[Any], Any]) -> Answer:
    ids, order, page = asked.host_id_list, order_of(asked), page_of(asked)
    with call.runtime.database.read() as tx:
        found = by_id.tags_by_id(tx, call.named_hosts(tx, ids), order, page)
    require_all(ids, found.ids)
    results = {host_id: shown(tags) for host_id, tags in found.entries}
    envelope = {"total": ids.mentions, "count": len(results), "page": page.number, "per_page": page.size}
    return json_answer({**envelope, "results": results})


def _mentions(tag: Tag, search: str) -> bool:
    """Whether namespace, key or value contain a text."""
    return any(search in part.lower() for part in tag.values() if part is not None)


def _counted(tag: TagCount) -> dict[str, Any]:
    return {"tag": {"namespace": tag.namespace, "key": tag.key, "value": tag.value}, "count": tag.hosts}

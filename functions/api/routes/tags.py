"""Tags of hosts (contract: rest-hosts 7.10, 7.11, 7.13)."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.api.http.answers import Answer, json_answer, paged
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import HOST_IDS, Api, Call, Operation
from functions.api.http.parameters import Choice, Parameter, Pattern, Text
from functions.api.routes.common import (
    BRANCH_ID,
    HOST_ID_LIST,
    ORDER_HOW,
    PAGE_PARAMETERS,
    identify,
    order_of,
    page_of,
    require_all,
)
from functions.api.routes.host_parameters import FILTER, TAG_LIST_PARAMETERS, search_of
from hbi import clock
from hbi.hosts.tags import structured_tags
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_READ
from hbi.problems import RuleViolation
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.viewer import NamedHosts
from hbi.queries.lists import by_id, tag_counts
from hbi.queries.lists.ordering import ORDER_KEYS
from hbi.queries.lists.tag_counts import TAG_ORDER_KEYS, TagCount, TagOrder

type Tag = Mapping[str, str | None]


def get_host_tags(call: Call[Identity]) -> Answer:
    """Tags of hosts by their ids."""
    search = (call.values["search"] or "").lower()
    return _by_host(call, lambda tags: [tag for tag in structured_tags(tags) if _mentions(tag, search)])


def get_host_tag_count(call: Call[Identity]) -> Answer:
    """Number of tags of hosts by their ids."""
    return _by_host(call, lambda tags: len(structured_tags(tags)))


def get_tags(call: Call[Identity]) -> Answer:
    """Tags of the hosts that match all given parameters, with the number of hosts that have each."""
    search, page = search_of(call.values), page_of(call.values)
    order = TagOrder(call.values["order_by"], call.values["order_how"] == "DESC")
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        matches = Matches.of(search, call.viewer, staleness, clock.now())
        found = tag_counts.list_tags(tx, matches, search=call.values["search"], order=order, page=page)
    return paged([_counted(tag) for tag in found.entries], total=found.total, page=page)


def _by_host(call: Call[Identity], shown: Callable[[Any], Any]) -> Answer:
    ids, order, page = call.values[HOST_IDS], order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        named = NamedHosts(call.viewer, ids, staleness.culled_before(clock.now()))
        found = by_id.tags_by_id(tx, named, order, page)
    require_all(ids, found.ids)
    results = {host_id: shown(tags) for host_id, tags in found.entries}
    envelope = {"total": ids.mentions, "count": len(results), "page": page.number, "per_page": page.size}
    return json_answer({**envelope, "results": results})


def _mentions(tag: Tag, search: str) -> bool:
    """Whether namespace, key or value contain a text."""
    return any(search in part.lower() for part in tag.values() if part is not None)


def _counted(tag: TagCount) -> dict[str, Any]:
    return {"tag": {"namespace": tag.namespace, "key": tag.key, "value": tag.value}, "count": tag.hosts}


_ORDER_BY = Choice(tuple(key for key in ORDER_KEYS if key != "operating_system"))
_BY_HOST = (
    HOST_ID_LIST,
    *PAGE_PARAMETERS,
    Parameter("order_by", _ORDER_BY, "Key to sort hosts by; without it the last update, newest first."),
    ORDER_HOW,
)

HOST_API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}/tags",
            operation_id="api.host.get_host_tags",
            run=get_host_tags,
            permission=HOSTS_READ,
            parameters=(
                *_BY_HOST,
                Parameter("search", Text(), "Part of a namespace, key or value, in any letter case."),
                BRANCH_ID,
            ),
            answers={200: "TagsByHost"},
        ),
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}/tags/count",
            operation_id="api.host.get_host_tag_count",
            run=get_host_tag_count,
            permission=HOSTS_READ,
            parameters=(*_BY_HOST, BRANCH_ID),
            answers={200: "TagCountByHost"},
        ),
    ),
)
API = Api(
    "tags",
    identify,
    INVENTORY,
    (
        Operation(
            method="GET",
            path="/tags",
            operation_id="api.tag.get_tags",
            run=get_tags,
            permission=HOSTS_READ,
            parameters=(
                *TAG_LIST_PARAMETERS,
                Parameter("order_by", Choice(TAG_ORDER_KEYS), "Sort by tag or by count.", default="tag"),
                Parameter("order_how", Pattern("(?i)^asc|desc$", ("ASC", "DESC")), "DESC descends, all else ascends."),
                *PAGE_PARAMETERS,
                Parameter("search", Text(), "Part of namespace/key=value, in any letter case."),
            ),
            objects=(FILTER,),
            answers={200: "ActiveTags"},
            raises=(RuleViolation,),
        ),
    ),
)

"""Lists of groups that are workspaces of the permission service (contract: rest-groups-staleness-views 2.3, 2.4).

The service says which workspaces the caller sees; their hosts are counted here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from hbi.groups.callers_workspaces import HIDDEN_TYPES, Caller, CallersWorkspaces, ShownWorkspace, WorkspaceOrder
from hbi.groups.listing import GroupOrder, GroupSearch
from hbi.problems import RuleViolation
from hbi.queries.lists.pages import Page

type Counts = Callable[[Collection[str]], Mapping[str, int]]
"""Numbers of hosts of groups, by id; of unknown ones there is none."""


class CountedWorkspaces(NamedTuple):
    """A page of workspaces with their numbers of hosts, and how many there are on all pages."""

    total: int
    entries: Sequence[tuple[ShownWorkspace, int]]


def list_workspaces(
    service: CallersWorkspaces,
    caller: Caller,
    search: GroupSearch,
    order: GroupOrder | None,
    page: Page,
    counts_of: Counts,
    *,
    most_sorted: int,
) -> CountedWorkspaces:
    """A page of the workspaces that a caller sees; without an order in that of the service.

    Raises:
        RuleViolation: there are too many to sort them by number of hosts.
        Unavailable, PermissionServiceRefused: by the service.
    """
    if order is not None and order.by == "host_count":
        return _by_host_count(service, caller, search, order, page, counts_of, most_sorted)
    hidden = len(HIDDEN_TYPES) if search.kind == "all" else 0
    total, found = service.page(
        caller,
        kind=search.kind,
        name=search.name,
        offset=page.offset,
        limit=page.size + hidden,
        order=_order(order),
    )
    groups = [workspace for workspace in found if workspace.kind not in HIDDEN_TYPES]
    # A name, or the caller's permissions, may leave out the hidden ones: then there is nothing to take off.
    total = len(groups) if page.number == 1 and len(found) == total else max(0, total - hidden)
    shown = groups[: page.size]
    counts = counts_of([workspace.id for workspace in shown])
    return CountedWorkspaces(total, [(entry, counts.get(entry.id, 0)) for entry in shown])


def _by_host_count(
    service: CallersWorkspaces,
    caller: Caller,
    search: GroupSearch,
    order: GroupOrder,
    page: Page,
    counts_of: Counts,
    most: int,
) -> CountedWorkspaces:
    """The service knows no hosts, so all workspaces are sorted here."""
    found: dict[str, ShownWorkspace] = {}
    total, is_over = 0, False
    while not is_over:
        total, part = service.page(
            caller, kind=search.kind, name=search.name, offset=len(found), limit=most, order=None
        )
        if total > most:
            raise RuleViolation(
                f"{total} groups are too many to be sorted by host_count; the limit is {most}. Filter them by name.",
            )
        # The service may have a limit of its own, below the one that it is asked for.
        new = {workspace.id: workspace for workspace in part if workspace.id not in found}
        found |= new
        is_over = not new or len(found) >= total
    shown = [workspace for workspace in found.values() if workspace.kind not in HIDDEN_TYPES]
    return _sorted(shown, order, page, counts_of)


def named_workspaces(
    found: Mapping[str, ShownWorkspace], order: GroupOrder, page: Page, counts_of: Counts
) -> CountedWorkspaces:
    """A page of workspaces that the service has given by their ids."""
    return _sorted(sorted(found.values()), order, page, counts_of)


def _sorted(
    workspaces: Sequence[ShownWorkspace], order: GroupOrder, page: Page, counts_of: Counts
) -> CountedWorkspaces:
    counts = counts_of([workspace.id for workspace in workspaces])
    in_order = [(entry, counts.get(entry.id, 0)) for entry in workspaces]
    if order.by == "host_count":
        in_order.sort(key=lambda entry: entry[0].name.lower())
    keys: Mapping[str, Callable[[tuple[ShownWorkspace, int]], Any]] = {
        "name": lambda entry: entry[0].name.lower(),
        "host_count": lambda entry: entry[1],
        "updated": lambda entry: entry[0].modified,
    }
    in_order.sort(key=keys[order.by], reverse=order.is_descending)
    return CountedWorkspaces(len(in_order), in_order[page.offset : page.offset + page.size])


def _order(order: GroupOrder | None) -> WorkspaceOrder | None:
    if order is None:
        return None
    if order.by == "updated":
        return "-modified" if order.is_descending else "modified"
    return "-name" if order.is_descending else "name"

"""Groups where the permission service keeps them as workspaces: it is asked with the caller's identity (contract:
rest-groups-staleness-views 2, 3; identity-rbac 7).

Where `BYPASS_KESSEL` is false, the service makes, renames and deletes groups. Where
the flag `hbi.rbac-v2` is on besides, it also says who sees which groups, and Kessel who may move hosts.
"""

import logging
import time
from collections.abc import Collection, Mapping, Sequence

from functions.api.http.kinds import IdList
from functions.api.http.operation import Call
from functions.api.routes.groups.calls import change, terms_of
from hbi import clock
from hbi.db.engine import Transaction
from hbi.groups import changes, listing, naming, repository, workspace_lists
from hbi.groups.callers_workspaces import Caller
from hbi.groups.changes import Changed, Terms
from hbi.groups.listing import GroupOrder, GroupSearch
from hbi.groups.naming import GroupEdit
from hbi.groups.workspace_lists import CountedWorkspaces
from hbi.identity import Identity
from hbi.permissions.scope import Scope
from hbi.problems import (
    Forbidden,
    GroupsNotFound,
    Inapplicable,
    NotFound,
    PermissionServiceRefused,
    RefusedContent,
    RuleViolation,
    Unavailable,
)
from hbi.queries.lists.pages import Page

logger = logging.getLogger(__name__)

_MOVE, _EDIT = "inventory_host_move", "edit"
_FIRST_LOOK_S, _LONGEST_PAUSE_S = 0.02, 0.5


def decides(call: Call[Identity]) -> bool:
    """Whether the service and Kessel decide who may do what with groups."""
    return call.scope.is_left_to_service


def groups_found(
    call: Call[Identity], search: GroupSearch, order: GroupOrder | None, page: Page
) -> tuple[int, list[dict[str, object]]]:
    """The number of groups that the caller sees, and a page of them."""
    found = workspace_lists.list_workspaces(
        call.runtime.workspaces,
        _caller(call),
        search,
        order,
        page,
        lambda ids: _host_counts(call, ids),
        most_sorted=call.runtime.settings.most_sorted_groups,
    )
    return _shown(call, found)


def groups_named(
    call: Call[Identity], ids: IdList, order: GroupOrder, page: Page
) -> tuple[int, list[dict[str, object]]]:
    """The number of the groups that are named, and a page of them.

    Raises:
        GroupsNotFound: the caller does not see all of them.
    """
    found = call.runtime.workspaces.by_ids(_caller(call), ids)
    if missing := [spelled for group_id, spelled in ids.items() if group_id not in found]:
        raise GroupsNotFound(missing)
    return _shown(call, workspace_lists.named_workspaces(found, order, page, lambda wanted: _host_counts(call, wanted)))


def create_group(call: Call[Identity], name: str, host_ids: Sequence[str]) -> Mapping[str, object]:
    """Has a workspace made, waits for the group that its message makes, and gives it hosts."""
    caller = _caller(call)
    _require_hosts(call, host_ids, RefusedContent)
    group_id = call.runtime.workspaces.create(caller, name)
    if group_id is None:
        raise RefusedContent("RBAC did not create the workspace.", title="Workspace creation failure")
    _wait_for(call, caller, group_id, name)
    if host_ids:
        _fill(call, group_id, name, host_ids)
    return _shown_afterwards(call, caller, group_id)


def _fill(call: Call[Identity], group_id: str, name: str, host_ids: Sequence[str]) -> None:
    """Gives a workspace that was just made its hosts, which were there before."""
    try:
        change(call, lambda tx, terms: changes.add_hosts(tx, terms, group_id, host_ids))
    except RuleViolation as gone:
        raise RefusedContent(
            f"{gone} Workspace {group_id} ({name}) is created and has no hosts yet; add hosts to it.", title=gone.title
        ) from None


def patch_group(call: Call[Identity], group_id: str, document: Mapping[str, object]) -> Mapping[str, object]:
    """Has a workspace renamed, and changes its group."""
    caller = _caller(call)
    with call.runtime.database.read() as tx:
        group, edit = changes.read_edit(tx, call.caller.org_id, group_id, document)
    if edit.name is not None:
        changes.refuse_ungrouped(group)
    if decides(call):
        _require_relations(call, group_id, edit)
    changes.refuse_ungrouped(group)
    changes.refuse_empty(edit)
    _require_hosts(call, edit.host_ids or (), Inapplicable)
    if edit.name is not None and edit.name != group.name:
        call.runtime.workspaces.rename(caller, group_id, edit.name)
    change(call, lambda tx, terms: changes.patch_group(tx, terms, group_id, document))
    return _shown_afterwards(call, caller, group_id)


def delete_groups(call: Call[Identity], ids: IdList) -> int:
    """Has workspaces deleted, and deletes the groups of those that were; returns their number.

    Raises:
        NotFound: no group was deleted.
        PermissionServiceRefused: the service refused one; those before it are deleted.
    """
    caller, refusal = _caller(call), None
    with call.runtime.database.read() as tx:
        known = repository.existing(tx, call.caller.org_id, ids)
    changes.refuse_deletion_of_ungrouped(known.values(), ids)
    deleted: list[str] = []
    for group_id in ids:
        try:
            if call.runtime.workspaces.delete(caller, group_id):
                deleted.append(group_id)
        except (PermissionServiceRefused, Unavailable) as error:
            refusal = error
            break
    ours = [group_id for group_id in deleted if group_id in known]
    if ours:
        change(call, lambda tx, terms: _delete_present(tx, terms, ours))
    if refusal is not None:
        raise refusal
    if not ours:
        raise NotFound(f"Groups not found: {naming.some(list(ids.values()))}.")
    return len(ours)


def require_move(call: Call[Identity], group_id: str) -> None:
    """Refuses changes of a group's hosts by those who may not move hosts there.

    Raises:
        GroupsNotFound: there is no such group.
        Forbidden: Kessel does not say that the caller may.
    """
    try:
        call.runtime.permissions.require_workspaces(_MOVE, call.caller, [group_id], call.deadline)
    except Forbidden:
        with call.runtime.database.read() as tx:
            if not repository.existing(tx, call.caller.org_id, [group_id]):
                raise GroupsNotFound([group_id]) from None
        raise


def require_move_of(call: Call[Identity], host_ids: Collection[str]) -> Scope:
    """Refuses to take hosts out of groups of which the caller may not move hosts, or which it does not see.

    Returns:
        the groups that were asked about: a host may be in another one by the time it is locked.
    Raises:
        Forbidden, GroupsNotFound: so it is.
        Inapplicable: one of the hosts is in the ungrouped group.
    """
    with call.runtime.database.read() as tx:
        sources = changes.groups_of_hosts(tx, call.caller.org_id, host_ids)
    asked = Scope(sources, ungrouped=True)
    if not sources:
        return asked
    call.runtime.permissions.require_workspaces(_MOVE, call.caller, sources, call.deadline)
    seen = call.runtime.workspaces.by_ids(_caller(call), sources)
    if missing := sorted(sources - seen.keys()):
        raise GroupsNotFound(missing)
    if any(workspace.kind == naming.UNGROUPED_TYPE for workspace in seen.values()):
        raise changes.hosts_are_ungrouped()
    return asked


def _require_relations(call: Call[Identity], group_id: str, edit: GroupEdit) -> None:
    if edit.name is not None:
        call.runtime.permissions.require_workspaces(_EDIT, call.caller, [group_id], call.deadline)
    if edit.host_ids is not None:
        call.runtime.permissions.require_workspaces(_MOVE, call.caller, [group_id], call.deadline)


def _require_hosts(
    call: Call[Identity], host_ids: Sequence[str], refusal: type[RefusedContent] | type[Inapplicable]
) -> None:
    """Hosts that do not exist are refused before the service changes anything."""
    with call.runtime.database.read() as tx:
        missing = changes.missing_hosts(tx, call.caller.org_id, host_ids)
    if missing and refusal is RefusedContent:
        raise RefusedContent(naming.no_such_hosts(missing), title="Invalid request")
    if missing:
        raise Inapplicable(naming.no_such_hosts(missing))


def _wait_for(call: Call[Identity], caller: Caller, group_id: str, name: str) -> None:
    """Looks for the row until the message about the workspace has made it."""
    ends = min(caller.deadline, time.monotonic() + call.runtime.settings.rbac_timeout_s)
    pause = _FIRST_LOOK_S
    while True:
        with call.runtime.database.read() as tx:
            if repository.existing(tx, call.caller.org_id, [group_id]):
                return
        if time.monotonic() + pause > ends:
            raise Unavailable(
                f"Workspace {group_id} ({name}) is created, but it did not come here in time and has no hosts yet."
                " Another try would find its name taken; add hosts to it later."
            )
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def _delete_present(tx: Transaction, terms: Terms, ids: Collection[str]) -> Changed:
    """Deletes those groups that the messages about their workspaces have not deleted meanwhile."""
    present = repository.existing(tx, terms.org_id, ids)
    return changes.delete_groups(tx, terms, {group_id: group_id for group_id in present})


def _shown_afterwards(call: Call[Identity], caller: Caller, group_id: str) -> Mapping[str, object]:
    """The group as it is shown after a change: by the service where that decides, else as it is stored here.

    What was done is not told as a failure, so it is also shown as stored when the service fails now.
    """
    if decides(call):
        try:
            workspace = call.runtime.workspaces.by_ids(caller, [group_id]).get(group_id)
        except (PermissionServiceRefused, Unavailable) as error:
            logger.warning("workspace %s is shown as it is stored here: %s", group_id, error)
        else:
            if workspace is not None:
                count = _host_counts(call, [group_id]).get(group_id, 0)
                return workspace.group(call.caller.org_id, call.caller.account_number, count)
    with call.runtime.database.read() as tx:
        search = GroupSearch(org_id=call.caller.org_id, ids=[group_id])
        found = listing.list_groups(tx, search, GroupOrder(), Page(), terms_of(call, tx).culled_before)
    if not found.entries:
        raise changes.no_such_group(group_id)
    return found.entries[0].document


def _host_counts(call: Call[Identity], ids: Collection[str]) -> Mapping[str, int]:
    with call.runtime.database.read() as tx:
        culled_before = call.staleness(tx).culled_before(clock.now())
        return listing.host_counts(tx, call.caller.org_id, ids, culled_before) if ids else {}


def _shown(call: Call[Identity], found: CountedWorkspaces) -> tuple[int, list[dict[str, object]]]:
    caller = call.caller
    return found.total, [entry.group(caller.org_id, caller.account_number, count) for entry, count in found.entries]


def _caller(call: Call[Identity]) -> Caller:
    return Caller(call.request.identity_header or "", call.request.request_id, call.deadline)

"""Changes of groups and of their hosts, as clients ask for them (contract: rest-groups-staleness-views 2.5 to 4.4).

Each function works in one transaction that `attempts.change` makes; what it refuses is undone with it. It takes a few
statements, however many hosts there are. Publish the events of `Changed.hosts` after the commit.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hbi.db.engine import Transaction
from hbi.groups import counts, locks, members, naming, repository
from hbi.groups.attempts import Overtaken, UngroupedMissing
from hbi.groups.listing import CountedGroup
from hbi.groups.naming import Faults, GroupEdit
from hbi.groups.repository import GroupRef
from hbi.hosts.key import HostKey
from hbi.ids import is_canonical_uuid
from hbi.permissions.scope import Scope
from hbi.problems import (
    Forbidden,
    GroupsNotFound,
    HostsNotFound,
    Inapplicable,
    InvalidBody,
    NotFound,
    RefusedContent,
    RuleViolation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whose groups are changed, when, and what their hosts' events tell about it."""

    org_id: str
    account: str | None
    now: datetime
    culled_before: datetime
    """Hosts whose last check-in is not after it are culled: they change like others, but have no events."""
    context: Mapping[str, Any]
    """Of the events, from `outbox.change_context`."""
    dates_groups: bool = True
    """Whether a change of a group's hosts counts as one of the group."""
    is_alone: bool = False
    """Whether no other change of the organisation's groups runs: then it may lock groups out of order."""


class Changed(NamedTuple):
    """What a change did."""

    group: CountedGroup | None
    """The group that hosts are in now; None if no hosts have moved."""
    hosts: Sequence[HostKey]
    """Hosts whose events wait in the outbox."""


def require_in_scope(scope: Scope, group_ids: Collection[str]) -> None:
    """Refuses groups, in lower case, that a permission does not reach, whether they exist or not.

    Raises:
        Forbidden: so it is.
    """
    if not scope.reaches(group_ids):
        raise Forbidden("You don't have the permission for all of these groups.")


def create_group(tx: Transaction, terms: Terms, name: str, host_ids: Sequence[str]) -> Changed:
    """Makes a group and gives it hosts, wherever they are now.

    Raises:
        RefusedContent: some host does not exist.
    """
    account = repository.storable_account(terms.account)
    group = GroupRef(str(uuid.uuid4()), terms.org_id, account, name, False, terms.now, terms.now)
    repository.insert_group(tx, group)
    locked, missing = _lock_named(tx, terms, host_ids)
    if missing:
        raise RefusedContent(naming.no_such_hosts(missing), title="Invalid request")
    return _filled(tx, terms, group, locked)


def patch_group(tx: Transaction, terms: Terms, group_id: str, document: Mapping[str, Any]) -> Changed:
    """Gives a group another name, or exactly these hosts: who leaves it becomes ungrouped, others are taken over.

    Raises:
        NotFound: there is no such group.
        InvalidBody: the document breaks a rule.
        Inapplicable: it is the ungrouped group, the document is empty, or a host does not exist.
        UngroupedMissing: it is needed.
    """
    group, edit = read_edit(tx, terms.org_id, group_id, document)
    refuse_ungrouped(group)
    refuse_empty(edit)
    ungrouped = None if edit.host_ids is None else _ungrouped(tx, terms, edit.host_ids)
    group = _locked(tx, terms, group_id, ungrouped)
    refuse_ungrouped(group)
    if edit.name is not None and edit.name != group.name:
        group = group._replace(name=edit.name, modified_on=terms.now)
        repository.update_group(tx, group)
    if ungrouped is None:
        host_ids = members.lock_members(tx, terms.org_id, group_id)
        return _filled(tx, terms, group, host_ids)
    return _set_members(tx, terms, group, ungrouped, edit.host_ids or ())


def read_edit(tx: Transaction, org_id: str, group_id: str, document: Mapping[str, Any]) -> tuple[GroupRef, GroupEdit]:
    """A group and what a document asks of it. Nothing is locked.

    Raises:
        NotFound: there is no such group.
        InvalidBody: the document breaks a rule.
    """
    group = repository.existing(tx, org_id, [group_id]).get(group_id)
    if group is None:
        raise no_such_group(group_id)
    try:
        return group, GroupEdit.of(document)
    except Faults as faults:
        raise InvalidBody(str(faults)) from None


def refuse_ungrouped(group: GroupRef) -> None:
    """The ungrouped group keeps its name, and gets hosts in other ways.

    Raises:
        Inapplicable: it is that group.
    """
    if group.ungrouped:
        raise Inapplicable(f"Group {group.id} holds the ungrouped-hosts and cannot be modified.")


def refuse_empty(edit: GroupEdit) -> None:
    """A change must change something.

    Raises:
        Inapplicable: it says nothing.
    """
    if edit.is_empty:
        raise Inapplicable("The body must hold at least one field to change: name, host_ids.")


def missing_hosts(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Those ids of a body that no host has, first those that none can have: they are compared as they are spelled."""
    known = locks.known_hosts(tx, org_id, [host for host in host_ids if is_canonical_uuid(host)])
    return sorted((host for host in host_ids if host not in known), key=is_canonical_uuid)


def _set_members(
    tx: Transaction, terms: Terms, group: GroupRef, ungrouped: GroupRef, host_ids: Sequence[str]
) -> Changed:
    before = locks.members(tx, terms.org_id, [group.id])
    locked, missing = _lock_named(tx, terms, host_ids, also=before)
    if missing:
        raise Inapplicable(naming.no_such_hosts(missing))
    wanted = frozenset(host_ids)
    memberships = locks.memberships(tx, terms.org_id, locked)
    leaving = [host for host in locked if host not in wanted and group.id in memberships.get(host, ())]
    group, ungrouped = _dated(tx, terms, [group, ungrouped])
    left = _filled(tx, terms, ungrouped, leaving)
    filled = _filled(tx, terms, group, [host for host in locked if host in wanted])
    return Changed(filled.group, [*left.hosts, *filled.hosts])


def delete_groups(tx: Transaction, terms: Terms, group_ids: Mapping[str, str]) -> Changed:
    """Deletes groups; their hosts become ungrouped.

    Args:
        group_ids: in lower case, each with the spelling that errors repeat.
    Raises:
        GroupsNotFound: not all of them exist.
        Inapplicable: one of them is the ungrouped group.
        UngroupedMissing: it is needed.
    """
    found = repository.existing(tx, terms.org_id, group_ids)
    if missing := [spelled for group_id, spelled in group_ids.items() if group_id not in found]:
        raise GroupsNotFound(missing)
    refuse_deletion_of_ungrouped(found.values(), group_ids)
    ungrouped = repository.find_ungrouped(tx, [terms.org_id]).get(terms.org_id)
    locked = locks.lock_groups(tx, terms.org_id, [*group_ids, *([ungrouped.id] if ungrouped else [])])
    if locked.keys() < {*group_ids, *([ungrouped.id] if ungrouped else [])}:
        raise Overtaken("a group was deleted meanwhile")
    if any(locked[group_id].ungrouped for group_id in group_ids):
        raise Overtaken("a group became the ungrouped one meanwhile")
    locks.lock_for_removal(tx, terms.org_id, group_ids)
    host_ids = members.lock_members_of(tx, terms.org_id, list(group_ids))
    events: Sequence[HostKey] = ()
    if host_ids:
        if ungrouped is None:
            raise UngroupedMissing
        [ungrouped] = _dated(tx, terms, [locked[ungrouped.id]])
        events = _filled(tx, terms, ungrouped, host_ids).hosts
    for group_id in group_ids:
        repository.delete_group(tx, locked[group_id])
    return Changed(None, events)


def refuse_deletion_of_ungrouped(groups: Iterable[GroupRef], spelled: Mapping[str, str]) -> None:
    """Hosts that are in no group need a place.

    Raises:
        Inapplicable: one of the groups is the ungrouped one.
    """
    for group in groups:
        if group.ungrouped:
            raise Inapplicable(f"Group {spelled[group.id]} holds the ungrouped-hosts and cannot be deleted.")


def add_hosts(tx: Transaction, terms: Terms, group_id: str, host_ids: Sequence[str]) -> Changed:
    """Gives a group hosts, wherever they are now.

    Raises:
        NotFound: there is no such group.
        RuleViolation: some host does not exist.
    """
    group = _locked(tx, terms, group_id, None)
    locked, missing = _lock_named(tx, terms, host_ids)
    if missing:
        raise RuleViolation(naming.no_such_hosts(missing), title="Invalid request")
    [group] = _dated(tx, terms, [group])
    return _filled(tx, terms, group, locked)


def remove_hosts(tx: Transaction, terms: Terms, group_id: str, host_ids: Collection[str]) -> Changed:
    """Takes hosts, in lower case, out of a group; those that are not in it are passed over.

    Raises:
        NotFound: there is no such group, or none of the hosts is in it.
        Inapplicable: it is the ungrouped group.
        UngroupedMissing: it is needed.
    """
    ungrouped = repository.find_ungrouped(tx, [terms.org_id]).get(terms.org_id)
    group = _locked(tx, terms, group_id, ungrouped)
    if group.ungrouped:
        raise Inapplicable(f"Cannot remove hosts from ungrouped workspace {group_id}.")
    locked = locks.lock_hosts(tx, terms.org_id, host_ids)
    memberships = locks.memberships(tx, terms.org_id, locked)
    leaving = [host for host in locked if group_id in memberships.get(host, ())]
    if not leaving:
        raise NotFound(f"Hosts not found: none of them is in group {group_id}.")
    if ungrouped is None:
        raise UngroupedMissing
    _, ungrouped = _dated(tx, terms, [group, ungrouped])
    return _filled(tx, terms, ungrouped, leaving)


def remove_from_any(tx: Transaction, terms: Terms, host_ids: Mapping[str, str], scope: Scope) -> Changed:
    """Takes hosts out of whatever groups they are in; those that are in none are passed over.

    Args:
        host_ids: in lower case, each with the spelling that errors repeat.
        scope: of the permission to change groups.
    Raises:
        Inapplicable: one of the hosts is in the ungrouped group.
        Forbidden: `scope` does not reach a group that would lose a host.
        HostsNotFound: not all of the hosts exist and are not culled; ungrouped ones exist for no limited scope.
        NotFound: none of the hosts is in a group.
        UngroupedMissing: it is needed.
    """
    ungrouped = repository.find_ungrouped(tx, [terms.org_id]).get(terms.org_id)
    sources = groups_of_hosts(tx, terms.org_id, host_ids)
    groups = locks.lock_groups(tx, terms.org_id, sources | ({ungrouped.id} if ungrouped else set()))
    locked = locks.lock_hosts(tx, terms.org_id, host_ids)
    memberships = locks.memberships(tx, terms.org_id, locked)
    sources = frozenset().union(*memberships.values())
    if terms.is_alone:
        # Only a job can have moved the hosts, and could again each time.
        groups |= locks.lock_groups(tx, terms.org_id, sources - groups.keys())
    if not groups.keys() >= sources:
        raise Overtaken("a host moved meanwhile")
    if any(groups[source].ungrouped for source in sources):
        raise hosts_are_ungrouped()
    require_in_scope(scope, sources)
    alive = locks.not_culled(tx, terms.org_id, locked, terms.culled_before)
    seen = memberships.keys() if scope.group_ids is not None and not scope.ungrouped else alive
    if missing := [spelled for host, spelled in host_ids.items() if host not in alive or host not in seen]:
        raise HostsNotFound(missing)
    if not memberships:
        raise NotFound("Hosts not found: none of them is in a group.")
    if ungrouped is None:
        raise UngroupedMissing
    dated = {group.id: group for group in _dated(tx, terms, [groups[source] for source in {*sources, ungrouped.id}])}
    return _filled(tx, terms, dated[ungrouped.id], sorted(memberships))


def hosts_are_ungrouped() -> Inapplicable:
    """The refusal to take hosts out of the ungrouped group."""
    return Inapplicable("Hosts in the group ungrouped-hosts cannot be removed from it.")


def groups_of_hosts(tx: Transaction, org_id: str, host_ids: Collection[str]) -> frozenset[str]:
    """Ids of all groups that any of the hosts is in. Nothing is locked."""
    return frozenset().union(*locks.memberships(tx, org_id, host_ids).values())


def _lock_named(
    tx: Transaction, terms: Terms, host_ids: Sequence[str], *, also: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Hosts that a body names and `also` others, locked, by id; and those of the body that do not exist. Ids in a body
    are compared as they are spelled.
    """
    if not all(map(is_canonical_uuid, host_ids)):
        return [], missing_hosts(tx, terms.org_id, host_ids)
    locked = locks.lock_hosts(tx, terms.org_id, {*host_ids, *also})
    known = frozenset(locked)
    return locked, [host_id for host_id in host_ids if host_id not in known]


def _locked(tx: Transaction, terms: Terms, group_id: str, ungrouped: GroupRef | None) -> GroupRef:
    """A group, locked together with the ungrouped one."""
    wanted = [group_id] if ungrouped is None else [group_id, ungrouped.id]
    locked = locks.lock_groups(tx, terms.org_id, wanted)
    if group_id not in locked:
        raise no_such_group(group_id)
    if ungrouped is not None and ungrouped.id not in locked:
        raise Overtaken("another group became the ungrouped one meanwhile")
    return locked[group_id]


def _ungrouped(tx: Transaction, terms: Terms, host_ids: Sequence[str]) -> GroupRef:
    """The ungrouped group. One is made only for a body whose hosts exist: a refused request makes none."""
    ungrouped = repository.find_ungrouped(tx, [terms.org_id]).get(terms.org_id)
    if ungrouped is None:
        if missing := missing_hosts(tx, terms.org_id, host_ids):
            raise Inapplicable(naming.no_such_hosts(missing))
        raise UngroupedMissing
    return ungrouped


def _dated(tx: Transaction, terms: Terms, groups: Sequence[GroupRef]) -> list[GroupRef]:
    """Locked groups whose hosts change, as they are afterwards."""
    if not terms.dates_groups:
        return list(groups)
    dated = [group._replace(modified_on=terms.now) for group in groups]
    repository.date_groups(tx, terms.org_id, [group.id for group in groups], terms.now)
    return dated


def _filled(tx: Transaction, terms: Terms, group: GroupRef, host_ids: Sequence[str]) -> Changed:
    """Makes locked hosts members of a locked group and of no other, and shows it to them as it is then."""
    moved = members.move(tx, terms.org_id, host_ids, target=group.id)
    count = counts.count_members(tx, group, terms.culled_before)
    shown = members.show_group(
        tx,
        group,
        host_ids,
        now=terms.now,
        culled_before=terms.culled_before,
        context=terms.context,
        host_count=count,
    )
    members.replicate(tx, terms.org_id, moved)
    return Changed(CountedGroup(group, count), shown)


def no_such_group(group_id: str) -> NotFound:
    """The refusal of a group that does not exist."""
    return NotFound(f"Group {group_id} not found.")

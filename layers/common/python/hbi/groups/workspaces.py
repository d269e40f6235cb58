"""Keeps groups what the workspaces are that they mirror (contract: ingest-and-events 18)."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from hbi import clock
from hbi.db.attempts import Verdict, repeated
from hbi.db.engine import Database, Transaction
from hbi.db.errors import is_collision, is_duplicate, is_missing_reference, refusal
from hbi.events import outbox
from hbi.groups import locks, members, repository
from hbi.groups.message import UNGROUPED_TYPE, WorkspaceChange
from hbi.groups.repository import GroupRef
from hbi.hosts.key import HostKey
from hbi.identity import User, UserIdentity
from hbi.problems import HbiError
from hbi.settings import StalenessDefaults
from hbi.staleness.repository import settings_of

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
CREATED_CHANNEL = "workspace_created"
"""Who waits for a workspace listens here (contract: ingest-and-events 8.1)."""


class _Overtaken(Exception):
    """Somebody else changed what the change was based on."""


class RefusedChange(HbiError):
    """The change contradicts what is stored; the text says why."""


class Applied(NamedTuple):
    """What a change did."""

    outcome: Literal["groups_created", "groups_updated", "groups_deleted", "skipped"]
    hosts: list[HostKey]
    """Hosts whose events wait in the outbox."""


_SKIPPED = Applied("skipped", [])


class _Terms(NamedTuple):
    """When a change is carried out, which hosts are culled then, and the context of its events."""

    now: datetime
    culled_before: datetime
    context: dict[str, object]


_HBI_LIMITS = StalenessDefaults()


def apply(
    database: Database,
    change: WorkspaceChange,
    *,
    moves_date_groups: bool = True,
    defaults: StalenessDefaults = _HBI_LIMITS,
) -> Applied:
    """Carries out one change in a transaction of its own; again, it changes no more than an instant.

    A handful of statements, however many hosts the group has. Publishing is left to the caller.

    Args:
        moves_date_groups: whether a group that gets hosts counts as changed. Where the workspaces of the permission
            service rule (`hbi.rbac-v2`), only their own changes count.
        defaults: staleness of organisations without settings of their own. Culled hosts have no events.
    Raises:
        RefusedChange: it must not be carried out, now or later.
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; the change may be tried again.
    """
    operations: Mapping[str, Callable[[Transaction, WorkspaceChange, _Terms], Applied]] = {
        "create": _create,
        "update": _update,
        "delete": partial(_delete, moves_date_groups=moves_date_groups),
    }
    is_again = False

    def carry_out() -> Applied:
        nonlocal is_again
        alone, is_again = is_again, True
        with database.write() as tx:
            locks.enter(tx, change.org_id, alone=alone)
            return operations[change.operation](tx, change, _terms(tx, change, defaults))

    try:
        return repeated(
            carry_out, _judge, attempts=MAX_ATTEMPTS, subject=f"the change of workspace {change.workspace.id}"
        )
    except Exception as error:
        reason = refusal(error)
        if reason is None:
            raise
        raise RefusedChange(f"the database refuses the change: {reason}") from error


def _judge(error: Exception) -> Verdict:
    """Whether the change begins anew. A duplicate is refused: its ids are not ours, so another attempt has the same."""
    # A group that goes may have got another host meanwhile.
    is_overtaken = isinstance(error, _Overtaken) or is_missing_reference(error)
    is_retried = is_overtaken or (is_collision(error) and not is_duplicate(error))
    return Verdict.RETRY if is_retried else Verdict.RAISE


def _terms(tx: Transaction, change: WorkspaceChange, defaults: StalenessDefaults) -> _Terms:
    now = clock.now()
    staleness = settings_of(tx, [change.org_id], defaults)[change.org_id]
    return _Terms(now, staleness.culled_before(now), _context(change))


def _create(tx: Transaction, change: WorkspaceChange, terms: _Terms) -> Applied:
    workspace, now = change.workspace, terms.now
    group = GroupRef(
        id=workspace.id,
        org_id=change.org_id,
        account=repository.storable_account(change.account_number),
        name=workspace.name,
        ungrouped=workspace.type == UNGROUPED_TYPE,
        created_on=workspace.created or now,
        modified_on=workspace.modified or now,
    )
    if repository.insert_group(tx, group):
        _announce(tx, group)
        return Applied("groups_created", [])
    if repository.lock_group(tx, change.org_id, group.id):
        logger.info("workspace %s exists already", group.id)
        return _SKIPPED
    previous = repository.find_ungrouped(tx, [group.org_id]).get(group.org_id) if group.ungrouped else None
    if previous is None:
        raise RefusedChange(f"workspace {group.id}: the id is taken")
    return Applied("groups_created", _replace_ungrouped(tx, previous, group, terms))


def _replace_ungrouped(tx: Transaction, previous: GroupRef, group: GroupRef, terms: _Terms) -> list[HostKey]:
    """Puts a workspace in the place of the ungrouped group that ingest made before it was heard of.

    Hosts are locked before the group, as everybody does; those that became members until then are locked after it.
    """
    members.lock_members(tx, previous.org_id, previous.id)
    locked = repository.lock_group(tx, previous.org_id, previous.id, for_removal=True)
    if locked is None or not locked.ungrouped:
        raise _Overtaken(f"group {previous.id} is not the ungrouped one any more")
    repository.update_group(tx, locked._replace(ungrouped=False))  # an organisation has one at most
    if not repository.insert_group(tx, group):
        raise RefusedChange(f"workspace {group.id}: the id is taken")
    _announce(tx, group)
    hosts = _move_all(tx, previous, group, terms)
    repository.delete_group(tx, previous)
    logger.info("workspace %s replaces group %s of %d hosts", group.id, previous.id, len(hosts))
    return hosts


def _announce(tx: Transaction, group: GroupRef) -> None:
    with tx.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CREATED_CHANNEL, group.id])


def _move_all(tx: Transaction, source: GroupRef, target: GroupRef, terms: _Terms) -> list[HostKey]:
    """Makes all hosts of a group members of another; returns those whose events are to be published."""
    host_ids = members.lock_members(tx, source.org_id, source.id)
    members.move(tx, source.org_id, host_ids, target=target.id)
    hosts = members.show_group(tx, target, host_ids, **terms._asdict())
    members.replicate(tx, target.org_id, host_ids)
    return hosts


def _update(tx: Transaction, change: WorkspaceChange, terms: _Terms) -> Applied:
    group = _stored_group(tx, change)
    if group is None:
        logger.warning("workspace %s of org %s is not known", change.workspace.id, change.org_id)
        return _SKIPPED
    modified = change.workspace.modified
    if modified is None or modified == group.modified_on:
        modified = terms.now
    group = group._replace(name=change.workspace.name, modified_on=modified)
    repository.update_group(tx, group)
    host_ids = members.lock_members(tx, group.org_id, group.id)
    return Applied("groups_updated", members.show_group(tx, group, host_ids, **terms._asdict()))


def _delete(tx: Transaction, change: WorkspaceChange, terms: _Terms, *, moves_date_groups: bool) -> Applied:
    known = repository.existing(tx, change.org_id, [change.workspace.id]).get(change.workspace.id)
    if known is None:
        return _SKIPPED
    # Before anything is locked, because others may wait for the group that this creates.
    ungrouped = repository.ungrouped_group(tx, known.org_id, known.account)
    ungrouped = locks.lock_groups(tx, known.org_id, [known.id, ungrouped.id]).get(ungrouped.id, ungrouped)
    group = _stored_group(tx, change)
    if group is None:
        return _SKIPPED
    if members.lock_members(tx, group.org_id, group.id) and moves_date_groups:
        ungrouped = ungrouped._replace(modified_on=terms.now)
        repository.update_group(tx, ungrouped)
    hosts = _move_all(tx, group, ungrouped, terms)
    repository.delete_group(tx, group)
    return Applied("groups_deleted", hosts)


def _stored_group(tx: Transaction, change: WorkspaceChange) -> GroupRef | None:
    group = repository.lock_group(tx, change.org_id, change.workspace.id)
    if group is not None and group.ungrouped:
        raise RefusedChange(f"workspace {group.id} is the ungrouped one of org {group.org_id}")
    return group


def _context(change: WorkspaceChange) -> dict[str, object]:
    """Nobody in particular changes a workspace, so a user without name stands for the organisation."""
    identity = UserIdentity(
        type="User",
        auth_type="basic-auth",
        org_id=change.org_id,
        account_number=repository.storable_account(change.account_number),
        user=User(is_org_admin=False),
    )
    return outbox.change_context(platform_metadata={"b64_identity": identity.encode()})

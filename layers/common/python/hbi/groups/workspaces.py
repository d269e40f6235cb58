"""Keeps groups what the workspaces are that they mirror (contract: ingest-and-events 18)."""

import logging
from typing import Literal, NamedTuple

import psycopg2
import psycopg2.errors

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.events import outbox, replication
from hbi.events.messages import HostKey
from hbi.groups import members, repository
from hbi.groups.message import UNGROUPED_TYPE, WorkspaceChange
from hbi.groups.repository import GroupRef
from hbi.identity import UserIdentity
from hbi.problems import HbiError, Unavailable

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
CREATED_CHANNEL = "workspace_created"
"""Who waits for a workspace listens here (contract: ingest-and-events 8.1)."""


class RefusedChange(HbiError):
    """The change contradicts what is stored; the text says why."""


class Applied(NamedTuple):
    """What a change did."""

    outcome: Literal["groups_created", "groups_updated", "groups_deleted", "skipped"]
    hosts: list[HostKey]
    """Hosts whose events wait in the outbox."""


_SKIPPED = Applied("skipped", [])


def apply(database: Database, change: WorkspaceChange) -> Applied:
    """Carries out one change in a transaction of its own; again, it changes no more than an instant.

    A handful of statements, however many hosts the group has. Publishing is left to the caller.

    Raises:
        RefusedChange: it must not be carried out, now or later.
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; the change may be tried again.
    """
    work = {"create": _create, "update": _update, "delete": _delete}[change.operation]
    for _ in range(MAX_ATTEMPTS):
        try:
            with database.write() as tx:
                return work(tx, change)
        except (psycopg2.errors.DeadlockDetected, psycopg2.errors.SerializationFailure) as error:
            logger.warning("the change is tried again: %s", str(error).strip().split("\n", 1)[0])
        except (psycopg2.DataError, psycopg2.IntegrityError) as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise RefusedChange(f"the database refuses the change: {reason}") from error
    raise Unavailable(f"the change of workspace {change.workspace.id} collides with others again and again")


def _create(tx: Transaction, change: WorkspaceChange) -> Applied:
    workspace, now = change.workspace, clock.now()
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
        with tx.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CREATED_CHANNEL, group.id])
        return Applied("groups_created", [])
    if repository.lock_group(tx, change.org_id, group.id):
        logger.info("workspace %s exists already", group.id)
        return _SKIPPED
    raise RefusedChange(f"workspace {group.id}: the id is taken, or org {group.org_id} has another ungrouped group")


def _update(tx: Transaction, change: WorkspaceChange) -> Applied:
    group, now = _stored_group(tx, change), clock.now()
    if group is None:
        logger.warning("workspace %s of org %s is not known", change.workspace.id, change.org_id)
        return _SKIPPED
    modified = change.workspace.modified
    if modified is None or modified == group.modified_on:
        modified = now
    group = group._replace(name=change.workspace.name, modified_on=modified)
    repository.update_group(tx, group)
    host_ids = members.lock_members(tx, group.org_id, group.id)
    return Applied("groups_updated", members.show_group(tx, group, host_ids, now=now, context=_context(change)))


def _delete(tx: Transaction, change: WorkspaceChange) -> Applied:
    group, now = _stored_group(tx, change), clock.now()
    if group is None:
        return _SKIPPED
    # Before any host is locked, because others may wait for the group that this creates.
    ungrouped = repository.ungrouped_group(tx, group.org_id, group.account)
    host_ids = members.lock_members(tx, group.org_id, group.id)
    hosts: list[HostKey] = []
    if host_ids:
        ungrouped = ungrouped._replace(modified_on=now)
        repository.update_group(tx, ungrouped)
        members.move(tx, group.org_id, host_ids, source=group.id, target=ungrouped.id)
        hosts = members.show_group(tx, ungrouped, host_ids, now=now, context=_context(change))
        replication.replicate_reports(tx, hosts)
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
    )
    return outbox.change_context(platform_metadata={"b64_identity": identity.encode()})

"""Names that clients give to hosts (contract: rest-hosts 7.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self

from sqlalchemy import select

from hbi.db.compiled import PrecompiledStatement, as_delivered
from hbi.db.engine import Transaction
from hbi.edits.second_look import limits_of, still_matching
from hbi.events import outbox, replication
from hbi.hosts.key import HostKey
from hbi.hosts.names import API_REPORTER, DISPLAY_NAME_LENGTH, DisplayName, fallback_name
from hbi.problems import InvalidField
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import NamedHosts, Viewer

ANSIBLE_HOST_LENGTH = (0, 255)
_LENGTHS = {"display_name": DISPLAY_NAME_LENGTH, "ansible_host": ANSIBLE_HOST_LENGTH}


@dataclass(frozen=True, slots=True)
class HostEdit:
    """New values for every host that a request names; None leaves a value alone."""

    display_name: str | None = None
    ansible_host: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The edit in a body whose known members are strings.

        Raises:
            InvalidField: a member is unknown, or its text is too short, too long or holds a NUL character.
        """
        for field, value in document.items():
            if field not in _LENGTHS:
                raise InvalidField(field, "Unknown field.")
            shortest, longest = _LENGTHS[field]
            if not shortest <= len(value) <= longest:
                raise InvalidField(field, f"Length must be between {shortest} and {longest}.")
            if "\0" in value:
                raise InvalidField(field, "NUL characters are not allowed.")
        return cls(**document)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return self.display_name is None and self.ansible_host is None


class EditableHost(NamedTuple):
    """What an edit can change, and what its rules look at."""

    org_id: str
    id: str
    display_name: str | None
    display_name_reporter: str | None
    ansible_host: str | None
    fqdn: str | None

    @property
    def key(self) -> HostKey:
        """The host's name in the outbox."""
        return self.org_id, self.id


def edited(host: EditableHost, edit: HostEdit) -> EditableHost:
    """The host after an edit. An edit without a name renews a derived name.

    >>> host = EditableHost("42", "1", "old.example.org", None, None, "new.example.org")
    >>> edited(host, HostEdit(display_name="web")).display_name_reporter
    'API'
    """
    if edit.display_name is not None:
        name = DisplayName(edit.display_name, API_REPORTER)
    else:
        stored = DisplayName(host.display_name or "", host.display_name_reporter)
        name = fallback_name(stored, stored_fqdn=host.fqdn, fqdn=None, host_id=host.id)
    ansible_host = host.ansible_host if edit.ansible_host is None else edit.ansible_host
    return host._replace(display_name=name.name, display_name_reporter=name.reporter, ansible_host=ansible_host)


def lock_editable(tx: Transaction, named: NamedHosts) -> list[EditableHost]:
    """The named hosts, locked for update in the order of their ids."""
    rows = _locking(named.viewer.outline).rows(tx, named.values)
    hosts = [EditableHost._make(row) for row in rows]
    limits = limits_of(named.viewer)
    if limits is None or not hosts:
        return hosts
    visible = still_matching(tx, limits, [host.id for host in hosts])
    return [host for host in hosts if host.id in visible]


@lru_cache(maxsize=64)
def _locking(viewer: Viewer) -> PrecompiledStatement:
    """The statement for the outline of a viewer."""
    columns = (as_delivered(HOSTS.c[name]) for name in EditableHost._fields)
    conditions = NamedHosts.outline(viewer).conditions
    return PrecompiledStatement(select(*columns).where(*conditions).order_by(HOSTS.c.id).with_for_update(of=HOSTS))


def apply_edit(
    tx: Transaction, hosts: Sequence[EditableHost], edit: HostEdit, *, now: datetime, context: Mapping[str, Any]
) -> list[HostKey]:
    """Edits hosts that `lock_editable` locked, and records an `updated` event for each that really changes.

    Args:
        context: of the events, from `outbox.change_context`.
    Returns:
        the hosts whose events are to be published after the commit.
    """
    after = [(host, edited(host, edit)) for host in hosts]
    changed = [new for old, new in after if _shown(old) != _shown(new)]
    _write(tx, changed, modified_on=now)
    # Who gave a name counts for later reports, but nobody sees it: not a change worth an event.
    _write(tx, [new for old, new in after if old != new and _shown(old) == _shown(new)], modified_on=None)
    outbox.append(tx, [outbox.PendingEvent(*host.key, "updated", context) for host in changed])
    replication.replicate_reports(tx, [new.key for old, new in after if old.ansible_host != new.ansible_host])
    return [host.key for host in changed]


def _shown(host: EditableHost) -> tuple[str | None, str | None]:
    return host.display_name, host.ansible_host


def _write(tx: Transaction, hosts: Sequence[EditableHost], *, modified_on: datetime | None) -> None:
    """Stores edited hosts, all of one organisation; `modified_on` None keeps theirs."""
    if not hosts:
        return
    with tx.cursor() as cursor:
        cursor.execute(
            """
            UPDATE hbi.hosts h
            SET display_name = v.display_name, display_name_reporter = v.display_name_reporter,
                ansible_host = v.ansible_host, modified_on = coalesce(%s, h.modified_on)
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
                 AS v(id, display_name, display_name_reporter, ansible_host)
            WHERE h.org_id = %s AND h.id = v.id
            """,
            [
                modified_on,
                [host.id for host in hosts],
                [host.display_name for host in hosts],
                [host.display_name_reporter for host in hosts],
                [host.ansible_host for host in hosts],
                hosts[0].org_id,
            ],
        )

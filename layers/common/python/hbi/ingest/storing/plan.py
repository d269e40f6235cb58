"""What a batch of reports does to the stored hosts, worked out in memory (contract: ingest-and-events 4, 7 to 10).

Reports are taken in record order and each sees what the ones before it did, so a batch has the outcome of one report
at a time.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hbi.documents import value_of
from hbi.events import outbox
from hbi.events.host_size import MANY_REPORTERS, UNMEASURED_BYTES, byte_length
from hbi.events.messages import EventType
from hbi.events.outbox import PendingEvent
from hbi.hosts.host_type import derive_host_type
from hbi.hosts.key import HostKey
from hbi.hosts.reporters import defers_profile
from hbi.ingest.messages.entered_host import EnteredHost
from hbi.ingest.messages.host_report import AcceptedReport
from hbi.ingest.messages.owner import forced_owner, with_owner
from hbi.ingest.messages.profile_report import ProfileUpdate
from hbi.ingest.messages.report import HostReport
from hbi.ingest.storing.locks import NO_PROFILE, StoredPart, StoredProfile
from hbi.ingest.storing.matching import Candidates, IdFact, by_subscription, id_facts
from hbi.ingest.storing.merge import HostState, create_host, update_host
from hbi.ingest.storing.refusals import Blame, Refusal
from hbi.profile.merge import merge_part
from hbi.profile.normalise import Part
from hbi.profile.reported import ReportedPart
from hbi.staleness.window import StalenessSettings

REPLICATED = ("satellite_id", "subscription_manager_id", "insights_id", "ansible_host")
"""Columns whose change goes to external replication (contract: ingest-and-events 16)."""

_GROWING = ("facts", "tags", "ip_addresses", "mac_addresses")
"""Documents of a host's row that reports can make large."""

TICK = timedelta(microseconds=1)
"""Between two records of a batch: later ones count as later, now and when the next batch looks at what is stored."""


@dataclass(slots=True)
class PartChange:
    """A profile part while reports are applied to it."""

    stored: bool
    """Whether the database has a row for it."""
    digest: str | None
    columns: Part
    """What is known of the part: the columns that rules look at, and all that reports brought."""
    changed: set[str] = field(default_factory=set)
    """Names in `columns` that have to be written; others keep what is stored."""
    reported: ReportedPart | None = None
    """The part as last reported, if a report brought one."""
    known: Part = field(default_factory=dict)
    """`columns` as they are stored."""
    is_unknown: bool = False
    """Whether it is not known what was reported last: other software wrote the part, or it is very large."""

    @classmethod
    def of(cls, stored: StoredPart) -> "PartChange":
        """The part before any report."""
        return cls(stored.exists, stored.digest, stored.columns, known=stored.columns, is_unknown=stored.digest is None)

    def apply(self, reported: ReportedPart) -> None:
        """Merges a reported part, unless it is the one that was reported last: then nothing would change."""
        if not reported.columns:
            return
        self.reported = reported
        if reported.digest == self.digest:
            return
        self.columns = merge_part(self.columns, reported.columns)
        self.changed |= reported.columns.keys()
        self.digest = reported.digest


@dataclass(slots=True)
class HostChange:
    """A host that the batch touches, from what is stored to what shall be stored."""

    before: HostState | None
    """None for a new host."""
    after: HostState
    static: PartChange
    dynamic: PartChange
    has_description: bool
    """Whether the static part holds more than the owner."""
    brought: int = 0
    """Bytes of the reports, at most, that were applied to it."""

    def may_be_large(self, limit: int) -> bool:
        """Whether the host may have grown beyond so many bytes, so that it must be measured."""
        before, after = self.before, self.after
        if before is None:
            return self.brought > limit
        if not (self.static.changed or self.dynamic.changed or _documents_differ(before, after)):
            return False
        if len(after.reporters) > MANY_REPORTERS:
            return True
        if any(part.stored and part.is_unknown for part in (self.static, self.dynamic)):
            return True
        return self.brought + byte_length(before.facts) + byte_length(before.tags_alt) > UNMEASURED_BYTES


type ReportedHost = AcceptedReport | EnteredHost
"""A host as a reporter or an operator describes it."""

type AcceptedMessage = ReportedHost | ProfileUpdate
"""An item of a batch."""

NO_SUCH_HOST = Blame("the host that is named does not exist")


class StoredItem[Item: AcceptedMessage](NamedTuple):
    """A report or profile that is stored, and the event that it makes."""

    item: Item
    event: PendingEvent


@dataclass(slots=True)
class BatchPlan[Item: AcceptedMessage]:
    """All that a batch writes, and what of it is not written."""

    changes: dict[HostKey, HostChange] = field(default_factory=dict)
    stored: list[StoredItem[Item]] = field(default_factory=list)
    """Items that are stored, in record order."""
    refusals: list[Refusal[Item]] = field(default_factory=list)
    replicated: dict[tuple[bool, HostKey], HostKey] = field(default_factory=dict)
    """Hosts for external replication, once as new and once as changed."""
    introduced: set[IdFact] = field(default_factory=set)
    """ID facts that the batch gives to hosts that did not have them; they must be locked."""

    def enqueue(self, event_type: EventType, host: HostKey, item: Item) -> None:
        """Adds an item that is stored, and the event that it makes of a host."""
        context = outbox.change_context(request_id=item.sent.request_id, platform_metadata=item.platform_metadata)
        context.update(item.origin)
        self.stored.append(StoredItem(item, PendingEvent(*host, event_type, context)))

    def reported(self) -> dict[HostKey, ReportedPart]:
        """Dynamic profiles as last reported."""
        parts = ((host, change.dynamic.reported) for host, change in self.changes.items())
        return {host: part for host, part in parts if part is not None}


def probably_introduced(accepted: Iterable[ReportedHost], hosts: Iterable[HostState]) -> set[IdFact]:
    """A quick guess at `BatchPlan.introduced`, mostly right, so that most batches are planned once.

    All facts of every report that has one which no stored host has.
    """
    known = {fact for host in hosts for fact in id_facts(host)}
    introduced: set[IdFact] = set()
    for entry in accepted:
        facts = id_facts(entry.report)
        if not known.issuperset(facts):
            introduced.update(facts)
    return introduced


class Planner[Item: ReportedHost]:
    """Applies reports one after the other. Build one per transaction."""

    def __init__(
        self,
        *,
        hosts: Sequence[HostState],
        profiles: Mapping[HostKey, StoredProfile],
        staleness: Mapping[str, StalenessSettings],
        groups: Mapping[str, list[dict[str, Any]]],
        now: datetime,
        use_subman_id: bool = False,
    ) -> None:
        """All mappings cover every organisation and stored host of the batch.

        Args:
            hosts: stored hosts that share an ID fact with a report, and those that reports name.
            groups: content of `hosts.groups` for a new host, by organisation.
            now: the instant of the first check-in; each further report counts as a microsecond later.
            use_subman_id: whether `subscription_manager_id` alone distinguishes hosts and is the id of new ones. Then
                `hosts` has, too, those whose id is one of them, and a culled host that reports again is updated.
        """
        self.plan = BatchPlan[Item]()
        self._candidates = Candidates(staleness, hosts)
        self._profiles = profiles
        self._staleness = staleness
        self._groups = groups
        self._now = now
        self._use_subman_id = use_subman_id
        self._taken_ids = {(host.org_id, host.id) for host in hosts} if use_subman_id else set()

    def apply(self, accepted: Item) -> None:
        """Creates or updates the host that a report is about."""
        now = self._now
        self._now = now + TICK
        if accepted.host is not None:
            self._update_named(accepted.host, accepted, now)
            return
        identified = by_subscription(accepted.report) if self._use_subman_id else accepted.report
        found = self._candidates.find(identified, now)
        if found is None and self._use_subman_id:
            found = self._candidates.find_culled(identified, now)
        self.plan.introduced |= _introduced(found, accepted.report)
        if found is None:
            self._create(accepted, now)
        else:
            self._update(found, accepted, now)

    def _update_named(self, key: HostKey, accepted: Item, now: datetime) -> None:
        """Updates the host that is named, whatever its facts say, culled or not."""
        found = self._candidates.named(key)
        if found is None:
            self.plan.refusals.append(Refusal(accepted, NO_SUCH_HOST))
            return
        self.plan.introduced |= _introduced(found, accepted.report)
        self._update(found, accepted, now)

    def _create(self, accepted: Item, now: datetime) -> None:
        report = accepted.report
        host = create_host(report, host_id=self._new_id(report), groups=self._groups[report.org_id], now=now)
        change = change_of(None, host, NO_PROFILE)
        change.brought = accepted.size
        self.plan.changes[host.org_id, host.id] = change
        _apply_profile(change, accepted, deferred=False)
        self._candidates.add(host)
        self._replicate(host, new=True)
        self.plan.enqueue("created", (host.org_id, host.id), accepted)

    def _new_id(self, report: HostReport) -> str:
        wished = report.subscription_manager_id if self._use_subman_id else None
        if wished is None or (report.org_id, wished) in self._taken_ids:
            # A host that was given another subscription since still has it.
            return str(uuid.uuid4())
        self._taken_ids.add((report.org_id, wished))
        return wished

    def _update(self, found: HostState, accepted: Item, now: datetime) -> None:
        report, key = accepted.report, (found.org_id, found.id)
        change = self.plan.changes.get(key)
        if change is None:
            change = self.plan.changes[key] = change_of(found, found, self._profiles[key])
        deferred = defers_profile(
            accepted.operation_args, found.per_reporter_staleness, now, self._staleness[report.org_id]
        )
        change.brought += accepted.size
        change.after = host = update_host(found, report, now=now)
        _apply_profile(change, accepted, deferred=deferred)
        self._candidates.reindex(host)
        if any(getattr(found, column) != getattr(host, column) for column in REPLICATED):
            self._replicate(host, new=False)
        self.plan.enqueue("updated", key, accepted)

    def _replicate(self, host: HostState, *, new: bool) -> None:
        key = (host.org_id, host.id)
        self.plan.replicated[new, key] = key


def _documents_differ(before: HostState, after: HostState) -> bool:
    return len(after.reporters) > max(len(before.reporters), MANY_REPORTERS) or any(
        value is not stored and value != value_of(stored)
        for value, stored in ((getattr(after, name), getattr(before, name)) for name in _GROWING)
    )


def change_of(before: HostState | None, after: HostState, profile: StoredProfile) -> HostChange:
    """A change that has not changed anything yet."""
    parts = PartChange.of(profile.static), PartChange.of(profile.dynamic)
    return HostChange(before, after, *parts, has_description=profile.has_description)


def _apply_profile(change: HostChange, accepted: ReportedHost, *, deferred: bool) -> None:
    """Merges the reported profile, forces the owner, derives the host's type."""
    host, report = change.after, accepted.report
    profile = None if deferred else report.system_profile
    if profile and profile.static.columns.keys() - {"owner_id"}:
        change.has_description = True
    owner = forced_owner(
        identity_type=accepted.sender.identity_type,
        cn=accepted.sender.cn,
        reporter=report.reporter,
        subscription_manager_id=host.subscription_manager_id,
        is_described=change.has_description,
        owner=change.static.columns.get("owner_id"),
    )
    if profile:
        change.static.apply(_owned(profile.static, owner))
        change.dynamic.apply(profile.dynamic)
    elif owner is not None and change.static.columns.get("owner_id") != owner:
        change.static.apply(ReportedPart.of({"owner_id": owner}))
    if change.static.changed or host.host_type is None:
        host.host_type = derive_host_type(host.openshift_cluster_id, change.static.columns)


def _owned(static: ReportedPart, owner: str | None) -> ReportedPart:
    if owner is None or static.columns.get("owner_id") == owner:
        return static
    return ReportedPart.of(with_owner(static.columns, owner))


def _introduced(found: HostState | None, report: HostReport) -> set[IdFact]:
    reported = set(id_facts(report))
    return reported if found is None else reported.difference(id_facts(found))

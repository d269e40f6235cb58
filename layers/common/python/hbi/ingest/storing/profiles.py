"""Updates of system profiles and nothing else (contract: ingest-and-events 11)."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import psycopg2.errors

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.db.errors import first_line
from hbi.events import outbox
from hbi.events.host_size import HostTooLarge
from hbi.events.outbox import PendingEvent
from hbi.hosts.host_type import derive_host_type
from hbi.hosts.key import HostKey
from hbi.ingest.messages.profile_report import ProfileUpdate
from hbi.ingest.storing import locks, writes
from hbi.ingest.storing.locks import StoredProfile
from hbi.ingest.storing.matching import Candidates, by_subscription, id_facts
from hbi.ingest.storing.merge import HostState
from hbi.ingest.storing.plan import TICK, HostChange, change_of
from hbi.ingest.storing.reports import COLLISIONS, MAX_ATTEMPTS, Ingested, Refused, blames_a_report, log_blame
from hbi.problems import Unavailable
from hbi.settings import IngestRules
from hbi.staleness import repository as staleness_repository
from hbi.staleness.window import StalenessSettings

logger = logging.getLogger(__name__)

NOT_FOUND = "{'_schema': ['The host does not exist.']}; Invalid data: {'_schema': '<missing>'}"


def update_profiles(database: Database, updates: Sequence[ProfileUpdate], rules: IngestRules) -> Ingested:
    """Stores profiles so that the outcome is that of one message at a time, in order. Publishing is left to the caller.

    Raises:
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; nothing is stored and the whole batch
            may be tried again.
    """
    return _update_or_halve(database, updates, rules) if updates else Ingested([], [])


def _update_or_halve(
    database: Database, updates: Sequence[ProfileUpdate], rules: IngestRules, *, is_part: bool = False
) -> Ingested:
    try:
        return _update_at_once(database, updates, rules)
    except Exception as error:
        refused = blames_a_report(error)
        if refused is None:
            raise
        if not is_part:
            log_blame(error, refused, len(updates))
    if len(updates) == 1:
        return Ingested([], [refused])
    middle = len(updates) // 2
    first = _update_or_halve(database, updates[:middle], rules, is_part=True)
    second = _update_or_halve(database, updates[middle:], rules, is_part=True)
    behind = [entry._replace(position=entry.position + middle) for entry in second.refused]
    return Ingested(first.events + second.events, first.refused + behind)


def _update_at_once(database: Database, updates: Sequence[ProfileUpdate], rules: IngestRules) -> Ingested:
    attempt, compare = 0, False
    while attempt < MAX_ATTEMPTS:
        try:
            with database.write() as tx:
                plan = _plan(tx, updates, rules)
                writes.save_bounded(tx, plan.changes.values(), rules.max_report_bytes, compare=compare)
                outbox.append(tx, plan.events)
                return Ingested(plan.events, plan.refused)
        except HostTooLarge:
            if compare:
                raise
            compare = True
        except COLLISIONS as error:
            if attempt == MAX_ATTEMPTS - 1 and isinstance(error, psycopg2.errors.UniqueViolation):
                raise
            attempt += 1
            logger.warning("the batch is tried again: %s", first_line(error))
    raise Unavailable(f"a batch of {len(updates)} profiles collides with others again and again")


def _plan(tx: Transaction, updates: Sequence[ProfileUpdate], rules: IngestRules) -> "_Plan":
    named = {update.host for update in updates if update.host}
    facts = {fact for update in updates if not update.host for fact in id_facts(update.report)}
    hosts = locks.lock_matching(tx, facts, named)
    profiles = locks.profiles_of(tx, [(host.org_id, host.id) for host in hosts])
    org_ids = {update.report.org_id for update in updates}
    staleness = staleness_repository.settings_of(tx, org_ids, rules)
    plan = _Plan(hosts, profiles, staleness, clock.now(), use_subman_id=rules.use_subman_id)
    for position, update in enumerate(updates):
        plan.apply(position, update)
    return plan


class _Plan:
    """What a batch does to the stored hosts. No host gets or loses a fact, so nothing but the rows must be locked."""

    def __init__(
        self,
        hosts: Iterable[HostState],
        profiles: Mapping[HostKey, StoredProfile],
        staleness: Mapping[str, StalenessSettings],
        now: datetime,
        *,
        use_subman_id: bool,
    ) -> None:
        self.changes: dict[HostKey, HostChange] = {}
        self.events: list[PendingEvent] = []
        self.refused: list[Refused] = []
        self._hosts = {(host.org_id, host.id): host for host in hosts}
        self._candidates = Candidates(staleness, self._hosts.values())
        self._profiles = profiles
        self._staleness = staleness
        self._now = now
        self._use_subman_id = use_subman_id

    def apply(self, position: int, update: ProfileUpdate) -> None:
        """Updates the host that a message is about."""
        self._now += TICK
        host = self._find(update)
        if host is None:
            self.refused.append(Refused(position, NOT_FOUND))
            return
        key = host.org_id, host.id
        change = self.changes.get(key)
        if change is None:
            change = self.changes[key] = change_of(host, host, self._profiles[key])
        change.brought += update.size
        change.static.apply(update.profile.static)
        change.dynamic.apply(update.profile.dynamic)
        self._derive_type(change)
        context = outbox.change_context(request_id=update.request_id, platform_metadata=update.platform_metadata)
        context.update(update.origin)
        self.events.append(PendingEvent(*key, "updated", context))

    def _find(self, update: ProfileUpdate) -> HostState | None:
        if update.host is None:
            report = by_subscription(update.report) if self._use_subman_id else update.report
            return self._candidates.find(report, self._now)
        host = self._hosts.get(update.host)
        if host is None or host.last_check_in is None:
            return None
        return host if host.last_check_in > self._staleness[host.org_id].culled_before(self._now) else None

    def _derive_type(self, change: HostChange) -> None:
        """A host of another type counts as modified; other changes of a profile do not."""
        before = change.after
        if not change.static.changed and before.host_type is not None:
            return
        host_type = derive_host_type(before.openshift_cluster_id, change.static.columns)
        if host_type == before.host_type:
            return
        change.after = host = before.copy()
        host.host_type, host.modified_on = host_type, self._now
        self._hosts[host.org_id, host.id] = host
        self._candidates.reindex(host)

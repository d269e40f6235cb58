"""Updates of system profiles and nothing else (contract: ingest-and-events 11)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.hosts.host_type import derive_host_type
from hbi.hosts.key import HostKey
from hbi.ingest.messages.profile_report import ProfileUpdate
from hbi.ingest.storing import locks
from hbi.ingest.storing.batches import Batch, StoredBatch, store_in_parts
from hbi.ingest.storing.locks import StoredProfile
from hbi.ingest.storing.matching import Candidates, by_subscription, id_facts
from hbi.ingest.storing.merge import HostState
from hbi.ingest.storing.plan import TICK, BatchPlan, HostChange, change_of
from hbi.ingest.storing.refusals import Blame, Refusal
from hbi.settings import IngestRules
from hbi.staleness import repository as staleness_repository
from hbi.staleness.window import StalenessSettings

NOT_FOUND = Blame("{'_schema': ['The host does not exist.']}; Invalid data: {'_schema': '<missing>'}")


def update_profiles(
    database: Database, updates: Sequence[ProfileUpdate], rules: IngestRules
) -> StoredBatch[ProfileUpdate]:
    """Stores profiles so that the outcome is that of one message at a time, in order. Publishing is left to the caller.

    Raises:
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; nothing is stored and the whole batch
            may be tried again.
    """
    return store_in_parts(updates, partial(_ProfileBatch, database=database, rules=rules))


class _ProfileBatch(Batch[ProfileUpdate]):
    """Profiles that one transaction stores."""

    noun = "profiles"

    def plan(self, tx: Transaction) -> BatchPlan[ProfileUpdate]:
        """Works out what the messages do to stored hosts, and locks these."""
        named = {update.host for update in self.items if update.host}
        facts = {fact for update in self.items if not update.host for fact in id_facts(update.report)}
        hosts = locks.lock_matching(tx, facts, named)
        profiles = locks.profiles_of(tx, [(host.org_id, host.id) for host in hosts])
        org_ids = {update.report.org_id for update in self.items}
        staleness = staleness_repository.settings_of(tx, org_ids, self.rules)
        planner = _ProfilePlanner(hosts, profiles, staleness, clock.now(), use_subman_id=self.rules.use_subman_id)
        for update in self.items:
            planner.apply(update)
        return planner.plan


class _ProfilePlanner:
    """Applies messages one after the other. No host gets or loses a fact, so nothing but the rows must be locked."""

    def __init__(
        self,
        hosts: Iterable[HostState],
        profiles: Mapping[HostKey, StoredProfile],
        staleness: Mapping[str, StalenessSettings],
        now: datetime,
        *,
        use_subman_id: bool,
    ) -> None:
        self.plan = BatchPlan[ProfileUpdate]()
        self._hosts = {(host.org_id, host.id): host for host in hosts}
        self._candidates = Candidates(staleness, self._hosts.values())
        self._profiles = profiles
        self._staleness = staleness
        self._now = now
        self._use_subman_id = use_subman_id

    def apply(self, update: ProfileUpdate) -> None:
        """Updates the host that a message is about."""
        self._now += TICK
        host = self._find(update)
        if host is None:
            self.plan.refusals.append(Refusal(update, NOT_FOUND))
            return
        key = host.org_id, host.id
        change = self.plan.changes.get(key)
        if change is None:
            change = self.plan.changes[key] = change_of(host, host, self._profiles[key])
        change.brought += update.size
        change.static.apply(update.profile.static)
        change.dynamic.apply(update.profile.dynamic)
        self._derive_type(change)
        self.plan.enqueue("updated", key, update)

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

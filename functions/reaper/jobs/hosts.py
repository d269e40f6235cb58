"""Jobs that go through all hosts and mend what is amiss (contract: export-reaper-jobs 5.2 to 5.8)."""

from collections import Counter
from collections.abc import Sequence

from functions.reaper.jobs.inputs import HostJobInput, JobInput
from functions.reaper.jobs.run import Mend, Mended, Run, walk
from hbi import clock, metrics
from hbi.db.engine import Transaction
from hbi.reaper.jobs import duplicates, host_types, revalidation, snapshots, synchronising, ungrouped, workload_nulls
from hbi.reaper.jobs.scan import HostCursor

MOST_DELETED = 1000
"""Duplicates that one transaction deletes, whatever the setting says: unlike culling it takes no notice of others."""


def copy_groups(run: Run[HostJobInput]) -> HostCursor | None:
    """Gives hosts that are in a group, and do not show it, their copy of it."""

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        return Mended({"changed": len(snapshots.copy_groups(tx, org_id, host_ids, clock.now()))})

    return walk(run, snapshots.without_copy, mend)


def assign_ungrouped(run: Run[HostJobInput]) -> HostCursor | None:
    """Puts hosts that are in no group into the ungrouped one, if their organisation has it."""

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        taken = ungrouped.assign(tx, org_id, host_ids)
        return Mended({"without_group": len(host_ids)} if taken is None else {"changed": len(taken)})

    return walk(run, ungrouped.without_membership, mend)


def fill_host_types(run: Run[HostJobInput]) -> HostCursor | None:
    """Derives the type of hosts that have none."""

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        return Mended({"changed": len(host_types.derive(tx, org_id, host_ids))})

    return walk(run, host_types.without_type, mend)


def strip_workloads(run: Run[HostJobInput]) -> HostCursor | None:
    """Takes members that are null out of workloads."""

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        return Mended({"changed": len(workload_nulls.strip(tx, org_id, host_ids))})

    return walk(run, workload_nulls.with_nulls, mend)


def revalidate(run: Run[HostJobInput]) -> HostCursor | None:
    """Compares profiles with the installed schema, and takes out the fields that break it."""
    fields, reporters = Counter[str](), Counter[str]()

    def find(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
        found = revalidation.faulty(tx, org_id, host_ids)
        counted = revalidation.counted(found)
        fields.update(counted["fields"])
        reporters.update(counted["reporters"])
        return [profile.host_id for profile in found]

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        mended = revalidation.mend(tx, org_id, host_ids)
        hosts = [(org_id, profile.host_id) for profile in mended]
        return Mended({"changed": len(hosts)}, hosts)

    try:
        return walk(run, find, mend)
    finally:
        run.details["fields"] = dict(fields.most_common(100))
        run.details["reporters"] = dict(reporters.most_common(20))


def remove_duplicates(run: Run[HostJobInput]) -> HostCursor | None:
    """Leaves of hosts that are one host the one that checked in last."""
    settings = run.runtime.settings
    by_subscription, limit = settings.use_subman_id, min(settings.delete_chunk_size, MOST_DELETED)
    counted = _CountedOnce()

    def find(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
        found = duplicates.with_others(tx, org_id, host_ids, by_subscription=by_subscription)
        if run.input.dry_run:
            return counted.new(org_id, duplicates.find_superfluous(tx, org_id, found, by_subscription=by_subscription))
        return found

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        deleted = duplicates.delete_superfluous(tx, org_id, host_ids, limit, by_subscription=by_subscription)
        return Mended({"deleted": len(deleted)}, deleted, len(deleted) == limit)

    return walk(run, find, mend)


class _CountedOnce:
    """Hosts of an organisation that a dry run has counted: what is not deleted is met again."""

    def __init__(self) -> None:
        self._org_id = ""
        self._known: set[str] = set()

    def new(self, org_id: str, host_ids: Sequence[str]) -> list[str]:
        """Those of the hosts that were not counted yet."""
        if org_id != self._org_id:
            self._org_id, self._known = org_id, set()
        found = [host_id for host_id in host_ids if host_id not in self._known]
        self._known.update(found)
        return found


def synchronise(run: Run[HostJobInput]) -> HostCursor | None:
    """Sends an `updated` event of every host."""
    try:
        return walk(run, every_host, updates_of(run))
    finally:
        measure_synchroniser(run)


def every_host(_tx: Transaction, _org_id: str, host_ids: Sequence[str]) -> Sequence[str]:
    """All of them."""
    return host_ids


def updates_of[Input: JobInput](_run: Run[Input]) -> Mend:
    """The work that enqueues events of hosts."""

    def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> Mended:
        return Mended({}, synchronising.enqueue_updates(tx, org_id, host_ids))

    return mend


def measure_synchroniser[Input: JobInput](run: Run[Input]) -> None:
    """Counts under the names that dashboards of the original know."""
    metrics.count("inventory_synchronize_host_count", run.counts["published"])
    metrics.count("inventory_synchronize_fail_count", run.counts["enqueued"] - run.counts["published"])

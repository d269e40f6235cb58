"""Jobs that go through something else than all hosts (contract: export-reaper-jobs 5.1, 5.5, 5.9 to 5.12)."""

import time
from typing import Any

from functions.reaper.jobs.hosts import every_host, measure_synchroniser, updates_of
from functions.reaper.jobs.inputs import (
    ListInput,
    NamedOrgsInput,
    OrgJobInput,
    StalenessInput,
    SynchroniserCursor,
    SynchroniserInput,
)
from functions.reaper.jobs.run import MOST_NAMED, Run, stopping_at_outages, walk_from
from hbi import clock
from hbi.db.attempts import Failure
from hbi.problems import InvalidBody, InvalidInput
from hbi.reaper import counts
from hbi.reaper.jobs import empty_orgs, event_log, listed, synchronising, ungrouped
from hbi.reaper.jobs.batches import in_parts
from hbi.reaper.jobs.event_log import LogCursor, LogPart
from hbi.reaper.jobs.listed import ListCursor
from hbi.reaper.jobs.scan import OrgCursor, orgs_after
from hbi.staleness import edits
from hbi.staleness.limits import default_limits
from hbi.text import listing


def make_ungrouped(run: Run[OrgJobInput]) -> OrgCursor | None:
    """Makes the ungrouped group of every organisation that has hosts and no such group."""
    cursor = run.input.next
    while True:
        with stopping_at_outages(run):
            with run.runtime.database.write() as tx:
                org_ids = orgs_after(tx, cursor.org_id if cursor else "", run.input.org_ids, run.chunk_size)
                if not org_ids:
                    return None
                known = empty_orgs.with_hosts(tx, org_ids)
                missing = ungrouped.without_group(tx, known)
                if missing and not run.input.dry_run:
                    ungrouped.make_groups(tx, missing)
                    run.counts["made"] += len(missing)
            run.counts["scanned"] += len(org_ids)
            run.counts["found"] += len(missing)
            cursor = OrgCursor(org_id=org_ids[-1])
            run.has_begun = True
        if run.is_over:
            return cursor


def delete_empty_groups(run: Run[NamedOrgsInput]) -> OrgCursor | None:
    """Deletes all groups of organisations, none of which may have hosts."""
    with run.runtime.database.write() as tx:
        inhabited = empty_orgs.with_hosts(tx, run.input.org_ids)
    if inhabited:
        raise InvalidInput(f"org_ids: {listing(inhabited)} have hosts, so no group was deleted")
    cursor = run.input.next
    while org_ids := orgs_after_named(run, cursor):
        (org_id,) = org_ids
        with stopping_at_outages(run):
            with run.runtime.database.write() as tx:
                found = empty_orgs.count_groups(tx, org_id)
                deleted = 0 if run.input.dry_run else empty_orgs.delete_groups(tx, org_id)
            run.counts["scanned"] += 1
            run.counts["found"] += found
            run.counts["deleted"] += deleted or 0
            run.counts["inhabited"] += deleted is None
            cursor = OrgCursor(org_id=org_id)
            run.has_begun = True
        if run.is_over:
            return cursor
    return None


def orgs_after_named(run: Run[NamedOrgsInput], cursor: OrgCursor | None) -> list[str]:
    """The next of the named organisations."""
    after = cursor.org_id if cursor else ""
    return [org_id for org_id in run.input.org_ids if org_id > after][:1]


def count_hosts(run: Run[OrgJobInput]) -> OrgCursor | None:
    """Compares the numbers that are kept of each organisation's hosts with plain counts, and puts plain ones in place.

    On trial it only compares, and names what is wrong.
    """
    cursor = run.input.next
    wrong: list[dict[str, Any]] = []
    run.details["wrong"] = wrong
    while True:
        with stopping_at_outages(run):
            org_id = _org_to_count(run, cursor.org_id if cursor else "")
            if org_id is None:
                return None
            with run.runtime.database.snapshot() as tx:
                found = counts.wrong_numbers(tx, org_id) + counts.wrong_culled_numbers(tx, org_id)
                uncounted = not counts.is_counted(tx, org_id)
            if not run.input.dry_run:
                with run.runtime.database.write() as tx:
                    counts.count_anew(tx, org_id)
                run.counts["counted"] += 1
            run.counts["scanned"] += 1
            run.counts["uncounted"] += uncounted
            run.counts["found"] += len(found)
            wrong += [{"org_id": org_id, **value._asdict()} for value in found[: max(0, MOST_NAMED - len(wrong))]]
            cursor = OrgCursor(org_id=org_id)
            run.has_begun = True
        if run.is_over:
            return cursor


def _org_to_count(run: Run[OrgJobInput], after: str) -> str | None:
    """The next organisation that has hosts, or numbers of hosts."""
    with run.runtime.database.write() as tx:
        candidates = orgs_after(tx, after, run.input.org_ids, 1)
        if run.input.org_ids is None and (kept := counts.org_after(tx, after)) is not None:
            candidates.append(kept)
    return min(candidates, default=None)


def change_staleness(run: Run[StalenessInput]) -> None:
    """Changes an organisation's staleness settings, or gives it some; they stay however close to the defaults."""
    asked, now = run.input, clock.now()
    defaults = default_limits(run.runtime.settings)
    try:
        with run.runtime.database.write() as tx:
            limits = edits.settled(tx, asked.org_id, asked.changes, defaults)
            if not asked.dry_run:
                edits.keep(tx, asked.org_id, limits, now)
                run.counts["changed"] += 1
    except InvalidBody as error:
        raise InvalidInput(str(error)) from None
    run.counts["found"] += 1
    run.details["staleness"] = limits._asdict()


def delete_listed(run: Run[ListInput]) -> ListCursor | None:
    """Deletes the hosts with one reporter whose subscriptions a list in the bucket names."""
    cursor = run.input.next
    with stopping_at_outages(run):
        for part in listed.parts(run.runtime.settings, run.input.key, cursor, run.chunk_size):
            _delete_part(run, part)
            cursor = part.end
            run.has_begun = True
            if run.is_over:
                return cursor
        return None
    return cursor


def _delete_part(run: Run[ListInput], part: listed.ListPart) -> None:
    database = run.runtime.database
    with database.write() as tx:
        found = listed.find(tx, part.ids)
    run.counts["scanned"] += len(part.ids)
    run.counts["unusable"] += part.unusable
    run.counts["missing"] += found.missing
    run.counts["spared"] += found.spared
    run.counts["found"] += len(found.deletable)
    if run.input.dry_run:
        return
    work = lambda tx, ids: listed.delete(tx, part.ids, ids)  # noqa: E731
    for done in in_parts(database, found.deletable, work, "Deletion of hosts"):
        if isinstance(done, Failure):
            run.fail("", done.item, done.blame)
            continue
        run.counts["deleted"] += len(done.result)
        run.publish(done.result)


def rebuild(run: Run[SynchroniserInput]) -> SynchroniserCursor | None:
    """Tells consumers of hosts that are gone, by the whole event topic, and then of every host that is there."""
    start = run.input.next or SynchroniserCursor()
    if start.hosts is None and not (start.events and start.events.is_done):
        read = _read_topic(run, start.events)
        if not read.is_done or run.is_over:
            return SynchroniserCursor(events=read)
        start = SynchroniserCursor(events=read)
    try:
        end = walk_from(run, start.hosts, None, every_host, updates_of(run))
    finally:
        measure_synchroniser(run)
    return SynchroniserCursor(hosts=end) if end else None


def _read_topic(run: Run[SynchroniserInput], start: LogCursor | None) -> LogCursor:
    settings = run.runtime.settings
    deadline = time.monotonic() + max(1.0, (run.deadline - clock.now()).total_seconds())
    cursor = start
    with stopping_at_outages(run):
        for part in event_log.read(settings, cursor, run.chunk_size, deadline):
            _tell_of_missing(run, part)
            cursor = part.end
            run.has_begun = True
            if part.messages and run.is_over:
                break
    if cursor is None:
        raise InvalidInput("next: nothing of the event topic could be read in time")
    return cursor


def _tell_of_missing(run: Run[SynchroniserInput], part: LogPart) -> None:
    with run.runtime.database.write() as tx:
        known = synchronising.existing(tx, [change.host for change in part.changes])
    missing = [change for change in part.changes if change.host not in known]
    run.counts["messages"] += part.messages
    run.counts["unusable"] += part.unusable
    run.counts["missing"] += len(missing)
    if run.input.dry_run or not missing:
        return
    now = clock.now()
    topic = run.runtime.settings.event_topic
    refused = run.runtime.producer.send(change.deletion(topic, now) for change in missing)
    run.counts["deletions_sent"] += len(missing) - len(refused)

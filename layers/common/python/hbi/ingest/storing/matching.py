"""Which stored host a report is about (contract: ingest-and-events 7)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from hbi.hosts.canonical_facts import known_insights_id
from hbi.hosts.key import HostKey
from hbi.ingest.messages.report import HostReport
from hbi.ingest.storing.merge import HostState
from hbi.staleness.window import StalenessSettings

type IdFact = tuple[str, str, str]
"""Organisation, name of an ID fact, its value."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class _Candidate(NamedTuple):
    """A host as it was put in: under which facts, and its place among hosts changed at the same instant."""

    host: HostState
    facts: tuple[IdFact, ...]
    touched: int


def by_subscription(report: HostReport) -> HostReport:
    """The report as it is recognised where only `subscription_manager_id` counts (contract: ingest-and-events 7)."""
    return report.model_copy(update={"provider_id": None, "provider_type": None, "insights_id": None})


class Candidates:
    """Hosts that the reports of a batch can be about, searched by the contract's decision table.

    Load every stored host that shares the organisation and an ID fact (`provider_id`, `subscription_manager_id` or
    `insights_id`, not the zero UUID) with a report of the batch: all of them, because a change within the batch can
    take a fact away from the best one. Then, report by report: `find` it, and put what became of it back, a new host
    with `add` and a changed one with `reindex`. The outcome is that of one report at a time.

    A look-up costs as much as there are hosts with the same fact, whatever the size of the batch.
    """

    def __init__(self, staleness: Mapping[str, StalenessSettings], hosts: Iterable[HostState] = ()) -> None:
        """`staleness`: settings of every organisation in the batch."""
        self._staleness = staleness
        self._entries: dict[tuple[str, str], _Candidate] = {}
        self._sharing: dict[IdFact, dict[str, _Candidate]] = {}
        self._touched = 0
        for host in hosts:
            self._put(host, touched=0)

    def find(self, report: HostReport, now: datetime) -> HostState | None:
        """The host to update; None when the report creates one. Culled hosts never match."""
        culled_before = self._staleness[report.org_id].culled_before(now)
        for fact in id_facts(report):
            sharing = self._sharing.get(fact)
            if not sharing:
                continue
            matching = [entry for entry in sharing.values() if _matches(entry.host, report, culled_before)]
            if matching:
                return max(matching, key=_recency).host
        return None

    def named(self, key: HostKey) -> HostState | None:
        """The host that is called so; None when there is none."""
        entry = self._entries.get(key)
        return entry.host if entry else None

    def find_culled(self, report: HostReport, now: datetime) -> HostState | None:
        """The host that a report brings back where `subscription_manager_id` is the id of hosts, after `find` had none.

        The one that has the subscription for an id, else of the subscription's hosts the one that was changed last.
        Hosts of other organisations never count, whatever their ids.
        """
        subscription = report.subscription_manager_id or ""
        holder = self._entries.get((report.org_id, subscription))
        if holder and not _is_alive(holder.host, self._staleness[report.org_id].culled_before(now)):
            return holder.host
        sharing = self._sharing.get((report.org_id, "subscription_manager_id", subscription), {})
        culled = [entry for entry in sharing.values() if entry.host.last_check_in is not None]
        return max(culled, key=_recency).host if culled else None

    def add(self, host: HostState) -> None:
        """Puts a host that the batch created."""
        self.reindex(host)

    def reindex(self, host: HostState) -> None:
        """Puts a host that the batch changed in place of its earlier state, be that the same object or another."""
        self._touched += 1
        self._put(host, touched=self._touched)

    def _put(self, host: HostState, *, touched: int) -> None:
        identity = (host.org_id, host.id)
        entry = _Candidate(host, id_facts(host), touched)
        known = self._entries.get(identity)
        if known and known.facts != entry.facts:
            for fact in known.facts:
                del self._sharing[fact][host.id]
        self._entries[identity] = entry
        for fact in entry.facts:
            self._sharing.setdefault(fact, {})[host.id] = entry


def id_facts(holder: HostReport | HostState) -> tuple[IdFact, ...]:
    """The ID facts that a report or a host has, strongest first."""
    org_id = holder.org_id
    facts: list[IdFact] = []
    # Spelled out, because it is asked for some eight times for each report.
    if holder.provider_id:
        facts.append((org_id, "provider_id", holder.provider_id))
    if holder.subscription_manager_id:
        facts.append((org_id, "subscription_manager_id", holder.subscription_manager_id))
    if insights_id := known_insights_id(holder.insights_id):
        facts.append((org_id, "insights_id", insights_id))
    return tuple(facts)


def _matches(host: HostState, report: HostReport, culled_before: datetime) -> bool:
    """Whether a host that shares an ID fact is alive and does not contradict the report's provider."""
    if not _is_alive(host, culled_before):
        return False
    if report.provider_id is None:
        return True
    return (host.provider_id or report.provider_id) == report.provider_id and (
        host.provider_type or report.provider_type
    ) == report.provider_type


def _is_alive(host: HostState, culled_before: datetime) -> bool:
    return host.last_check_in is not None and host.last_check_in > culled_before


def _recency(entry: _Candidate) -> tuple[datetime, int, str]:
    return entry.host.modified_on or _NEVER, entry.touched, entry.host.id

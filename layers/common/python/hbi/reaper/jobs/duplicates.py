"""Finds hosts that are one host and deletes all but one of each (contract: export-reaper-jobs 5.3)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hbi import clock
from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.edits.deletion import delete_found
from hbi.hosts.canonical_facts import known_insights_id
from hbi.hosts.key import HostKey
from hbi.ids import ZERO_UUID


class KnownHost(NamedTuple):
    """A stored host, as far as it decides which of its duplicates stays."""

    id: str
    provider_id: str | None
    provider_type: str | None
    subscription_manager_id: str | None
    insights_id: str | None
    last_check_in: datetime | None

    def facts(self) -> list[tuple[str, str]]:
        """Its ID facts, strongest first."""
        named = (
            ("provider_id", self.provider_id),
            ("subscription_manager_id", self.subscription_manager_id),
            ("insights_id", known_insights_id(self.insights_id)),
        )
        return [(name, value) for name, value in named if value]

    def takes_for_itself(self, other: "KnownHost") -> bool:
        """Whether a host that shares the deciding fact does not contradict its provider."""
        if not self.provider_id or not self.provider_type:
            return True
        return (other.provider_type or self.provider_type) == self.provider_type


def superfluous(hosts: Iterable[KnownHost], searched: Collection[str], *, by_subscription: bool = False) -> list[str]:
    """Ids of the hosts that go, when duplicates of each searched host are looked for in turn, by id.

    A host always meets itself, so the first ID fact that it has decides alone. Of all that match the one that checked
    in last stays, of several the one with the smallest id; that need not be the searched one. What is gone is neither
    searched nor met any more.

    Args:
        hosts: of one organisation: all that share their deciding fact with a searched one.
        by_subscription: whether `subscription_manager_id` is the only ID fact.
    """
    present = {host.id: host for host in hosts}
    sharing: dict[tuple[str, str], list[KnownHost]] = defaultdict(list)
    for host in present.values():
        for fact in host.facts():
            sharing[fact].append(host)
    gone: list[str] = []
    for host_id in sorted(searched):
        found = present.get(host_id)
        facts = found.facts() if found else []
        if by_subscription:
            facts = [fact for fact in facts if fact[0] == "subscription_manager_id"]
        if found is None or not facts:
            continue
        matching = [
            other
            for other in sharing[facts[0]]
            if other.id in present and (by_subscription or found.takes_for_itself(other))
        ]
        _, *others = sorted(matching, key=_age)
        for other in others:
            del present[other.id]
            gone.append(other.id)
    return gone


def _age(host: KnownHost) -> tuple[timedelta, str]:
    """The youngest check-in first; a host that never checked in is the oldest."""
    return clock.LATEST - (host.last_check_in or clock.EARLIEST), host.id


# One look-up per host: idx_hosts_org_id_provider_id, idx_hosts_subscription_manager_id, idx_hosts_insights_id.
_NO_PROVIDER = "coalesce(h.provider_id, '') = ''"
_PAIRS = f"""
    SELECT h.id, o.id AS other FROM hbi.hosts h
    JOIN hbi.hosts o ON o.org_id = h.org_id AND o.provider_id = h.provider_id AND o.id <> h.id
    WHERE h.org_id = %(org_id)s AND h.id = ANY(%(ids)s::uuid[]) AND h.provider_id <> '' AND NOT %(only)s
    UNION
    SELECT h.id, o.id FROM hbi.hosts h
    JOIN hbi.hosts o ON o.org_id = h.org_id AND o.subscription_manager_id = h.subscription_manager_id AND o.id <> h.id
    WHERE h.org_id = %(org_id)s AND h.id = ANY(%(ids)s::uuid[]) AND h.subscription_manager_id <> ''
        AND ({_NO_PROVIDER} OR %(only)s)
    UNION
    SELECT h.id, o.id FROM hbi.hosts h
    JOIN hbi.hosts o ON o.org_id = h.org_id AND o.insights_id = h.insights_id AND o.id <> h.id
    WHERE h.org_id = %(org_id)s AND h.id = ANY(%(ids)s::uuid[]) AND h.insights_id <> '{ZERO_UUID}'
        AND {_NO_PROVIDER} AND coalesce(h.subscription_manager_id, '') = '' AND NOT %(only)s
"""  # noqa: S608 - constants
_COLUMNS = "h.id::text, h.provider_id, h.provider_type, h.subscription_manager_id, h.insights_id::text, h.last_check_in"


def with_others(tx: Transaction, org_id: str, host_ids: Sequence[str], *, by_subscription: bool = False) -> list[str]:
    """Those of the hosts that share their deciding fact with another. Nothing is locked."""
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT p.id::text FROM ({_PAIRS}) p ORDER BY 1",  # noqa: S608 - our own statement
            {"org_id": org_id, "ids": list(host_ids), "only": by_subscription},
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def find_superfluous(
    tx: Transaction, org_id: str, host_ids: Sequence[str], *, by_subscription: bool = False
) -> list[str]:
    """The hosts that `delete_superfluous` would delete. Nothing is locked."""
    return superfluous(_sharing(tx, org_id, host_ids, by_subscription), host_ids, by_subscription=by_subscription)


def delete_superfluous(
    tx: Transaction, org_id: str, host_ids: Sequence[str], limit: int, *, by_subscription: bool = False
) -> list[HostKey]:
    """Deletes duplicates of hosts, by what is stored once they are locked: up to `limit` of them, with their events.

    A deletion of some of a host's duplicates leaves the one that stays, so the rest can follow in another transaction.
    """
    hosts = _sharing(tx, org_id, host_ids, by_subscription, lock="ORDER BY h.id FOR UPDATE")
    gone = superfluous(hosts, host_ids, by_subscription=by_subscription)
    return delete_found(
        tx,
        """
        FROM hbi.hosts h {profile}
        WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
        ORDER BY h.id
        FOR UPDATE OF h
        """,
        [org_id, gone[:limit]],
    )


def _sharing(
    tx: Transaction, org_id: str, host_ids: Sequence[str], by_subscription: bool, lock: str = ""
) -> list[KnownHost]:
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {_COLUMNS} FROM hbi.hosts h
            WHERE h.org_id = %(org_id)s AND h.id = ANY(
                ARRAY(SELECT p.other FROM ({_PAIRS}) p UNION SELECT unnest(%(ids)s::uuid[]))
            )
            {lock}
            """,  # noqa: S608 - our own statement
            {"org_id": org_id, "ids": list(host_ids), "only": by_subscription},
        )
        return [KnownHost._make(row) for row in cursor.fetchall()]

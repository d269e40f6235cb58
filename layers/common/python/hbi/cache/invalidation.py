"""Voids copies of what a transaction changes (contract: identity-rbac 9).

Before the commit the versions of the copies are replaced by a mark: no copy counts any more, and none is made. After
the commit the marks go. A function that ends between the two leaves marks, which expire when its transaction is over.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from hbi.cache import keys
from hbi.cache.store import CacheStore, Command
from hbi.db import bulk
from hbi.db.changes import Changes, FormerHost
from hbi.db.engine import Transaction
from hbi.ids import ZERO_UUID

MARK = b""
"""Value of a version while a transaction changes what was copied."""
MARKED_S = 60
"""Seconds after which a mark expires. The database ends transactions that are silent for so long."""
MOST_HOSTS = 1000
"""Changed hosts of an organisation up to which they are voided one by one."""


class _Copies(NamedTuple):
    """Whose copies a transaction makes out of date."""

    hosts: Collection[FormerHost]
    org_ids: Collection[str]
    """Organisations all of whose hosts count as changed."""
    settings: Collection[str]
    """Organisations whose staleness settings change."""

    @property
    def touched(self) -> set[str]:
        """All organisations concerned."""
        return {host.org_id for host in self.hosts}.union(self.org_ids, self.settings)

    @property
    def versions(self) -> list[str]:
        """Keys of the versions of all copies of hosts. With other settings culled hosts may be there again, so that a
        copy of one host is no answer any more.
        """
        of_hosts = {keys.host_version(host.org_id, host.insights_id) for host in self.hosts}
        return [*of_hosts, *map(keys.org_version, {*self.org_ids, *self.settings})]


class Invalidation:
    """Watches transactions for `Database`. Build one per process."""

    def __init__(self, store: CacheStore) -> None:
        self._store = store

    def before_commit(self, tx: Transaction, changes: Changes) -> Callable[[], None]:
        """Voids all copies of what `tx` changes; returns what to call after the commit.

        Raises:
            psycopg2.Error: the database does not answer. A cache that does not is passed over.
        """
        copies = _copies_of(tx, changes)
        commands: list[Command] = [("SET", name, MARK, "EX", MARKED_S) for name in copies.versions]
        for org_id in copies.settings:
            commands.append(("SET", keys.settings_lease(org_id), MARK, "EX", MARKED_S))
            commands.append(("DEL", keys.settings_of(org_id)))
        if commands:
            self._store.tell(commands, copies.touched)
        return lambda: self._after_commit(copies)

    def _after_commit(self, copies: _Copies) -> None:
        """Lets copies be made again, of what is stored now, and voids those of HBI."""
        names = copies.versions
        for org_id in copies.settings:
            names += [keys.settings_of(org_id), keys.settings_lease(org_id)]
        if not names:
            return
        commands: list[Command] = [("DEL", *names)]
        if self._store.settings.is_cache_shared:
            commands += _for_hbi(copies, self._store.settings.system_host_cache_s)
        is_told = self._store.tell(commands, copies.touched)
        if is_told and self._store.settings.is_cache_shared:
            for org_id in {*copies.org_ids, *copies.settings}:
                self._store.remove_matches(keys.hbi_hosts_pattern(org_id))


def _for_hbi(copies: _Copies, life_s: int) -> Iterator[Command]:
    for host in copies.hosts:
        if host.owner_id is not None:
            named = (host.org_id, host.insights_id, host.owner_id)
            yield "INCR", keys.hbi_host_generation(*named)
            yield "EXPIRE", keys.hbi_host_generation(*named), life_s
            yield "DEL", keys.hbi_host(*named)


def _copies_of(tx: Transaction, changes: Changes) -> _Copies:
    numbers = Counter(org_id for org_id, _ in changes.hosts)
    numbers.update(host.org_id for host in changes.former)
    whole = {org_id for org_id, number in numbers.items() if number > MOST_HOSTS} | changes.org_ids
    former = {host for host in changes.former if host.org_id not in whole and host.insights_id != ZERO_UUID}
    present = _present(tx, [host for host in changes.hosts if host[0] not in whole])
    return _Copies(former | present, whole, changes.staleness)


_FOUND_BY = "SELECT h.org_id, h.insights_id::text, s.owner_id::text FROM"
_WITH_OWNERS = "LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id"


def _present(tx: Transaction, hosts: Collection[tuple[str, str]]) -> set[FormerHost]:
    """By what systems find these hosts from now on; hosts that are gone, or have no insights id, are left out."""
    if not hosts:
        return set()
    org_ids, host_ids = ([key[position] for key in hosts] for position in (0, 1))
    if len(set(org_ids)) == 1:
        # With a constant for the organisation one partition of 32 is planned.
        statement = f"{_FOUND_BY} hbi.hosts h {_WITH_OWNERS} WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])"
        parameters: list[str] = [org_ids[0], bulk.array(host_ids)]
    else:
        bulk.prefer_indexes(tx)
        joined = "unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id) JOIN hbi.hosts h"
        statement = f"{_FOUND_BY} {joined} ON h.org_id = k.org_id AND h.id = k.id {_WITH_OWNERS}"
        parameters = [bulk.array(org_ids), bulk.array(host_ids)]
    with tx.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = {FormerHost._make(row) for row in cursor.fetchall()}
    return {host for host in found if host.insights_id not in {None, ZERO_UUID}}

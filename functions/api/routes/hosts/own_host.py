"""The host that a system finds by its insights id: from the cache, if there is one (contract: identity-rbac 9)."""

from collections.abc import Sequence
from typing import NamedTuple

from functions.api.http.operation import Call
from hbi import metrics
from hbi.hosts.documents import HostRow
from hbi.identity import Identity
from hbi.queries.filters.search import HostSearch
from hbi.queries.lists.listing import HostEntry
from hbi.queries.lists.system_hosts import SystemHostQuery, SystemHosts, Versions, is_culled
from hbi.staleness.window import StalenessSettings


class CachedHost(NamedTuple):
    """A host that the cache has, and the settings that its states follow from."""

    row: HostRow
    staleness: StalenessSettings


class OwnHost(NamedTuple):
    """The right to keep a copy of the host that is about to be read."""

    hosts: SystemHosts
    query: SystemHostQuery
    versions: Versions

    def keep(self, entries: Sequence[HostEntry], total: int | None, size: int) -> None:
        """Keeps a copy of the only match; more or fewer than one are not kept."""
        if len(entries) == 1 and (total == 1 or (total is None and size > 1)):
            self.hosts.keep(self.query, self.versions, entries[0].row)


def own_host(call: Call[Identity], search: HostSearch) -> CachedHost | OwnHost | None:
    """The host, or the right to keep a copy of it; None for any other search, and where nothing can be kept."""
    hosts = call.runtime.system_hosts
    query = None if hosts is None else SystemHostQuery.of(search, call.viewer)
    if hosts is None or query is None:
        return None
    found = hosts.find(query)
    if found.row is not None:
        staleness = found.staleness
        if staleness is None:
            with call.runtime.database.read() as tx:
                staleness = call.staleness(tx)
        if not is_culled(found.row, staleness):
            metrics.count("inventory_api_cached_systems_hit_count")
            return CachedHost(found.row, staleness)
    return None if found.versions is None else OwnHost(hosts, query, found.versions)

"""Copies of the host that a system finds by its insights id, in the cache (contract: identity-rbac 9).

A copy is a host's row, not an answer: states and instants of staleness follow from the settings at the moment of
reading. It counts only while the versions count which were there before the row was read. A change of the host takes
its version away, a change of the whole organisation that of the organisation (`hbi.cache.invalidation`).
"""

import time
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID, uuid4

import orjson

from hbi import clock
from hbi.cache import keys
from hbi.cache.store import CacheStore, Command
from hbi.hosts.documents import HostRow
from hbi.ids import is_uuid
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.search import HostSearch
from hbi.staleness.shared import parsed
from hbi.staleness.window import StalenessSettings

type Versions = list[str]

_INSTANTS = ("created_on", "modified_on", "last_check_in")


class SystemHostQuery(NamedTuple):
    """A system's question for its own host. Whoever else asks, or for more, has no copy."""

    org_id: str
    insights_id: str
    owner_id: str
    subscription_manager_id: str | None

    @classmethod
    def of(cls, search: HostSearch, viewer: Viewer) -> Self | None:
        """The question that a search is; None for any other search or viewer."""
        if search.insights_id is None or viewer.owner_id is None or viewer.scope.group_ids is not None:
            return None
        if not is_uuid(viewer.owner_id) or search != HostSearch(insights_id=search.insights_id):
            return None
        insights_id, owner_id = (str(UUID(text)) for text in (search.insights_id, viewer.owner_id))
        return cls(viewer.org_id, insights_id, owner_id, viewer.subscription_manager_id)


class Finding(NamedTuple):
    """What the cache has about a question."""

    row: HostRow | None = None
    staleness: StalenessSettings | None = None
    versions: Versions | None = None
    """What a new copy is made with; None if none may be made now."""


class SystemHosts:
    """Finds and keeps copies. Build one per process."""

    def __init__(self, store: CacheStore) -> None:
        self._store = store

    def find(self, query: SystemHostQuery) -> Finding:
        """The copy, if it counts and the host is not culled; else what is needed to make one."""
        settings = self._store.settings
        wanted = [keys.host_copy(*query), *self._versions_of(query)]
        wanted += [keys.settings_of(query.org_id)] if settings.is_staleness_cached else []
        answers = self._store.ask(("MGET", *wanted))
        if answers is None or answers[0] is None:
            return Finding()
        entry, *found = answers[0]
        staleness = parsed(found.pop(), query.org_id) if settings.is_staleness_cached else None
        if not all(found):
            return Finding(None, staleness, None if b"" in found else self._begin(query))
        versions = [version.decode() for version in found]
        return Finding(_row(entry, query, versions), staleness, versions)

    def keep(self, query: SystemHostQuery, versions: Versions, row: HostRow) -> None:
        """Stores a copy of a row that was read after the versions were."""
        try:
            entry = orjson.dumps({"versions": versions, "row": row._asdict()})
        except TypeError:
            return  # Another writer stored what JSON of this library cannot say.
        self._store.ask(("SET", keys.host_copy(*query), entry, "EX", self._store.settings.system_host_cache_s))

    def _versions_of(self, query: SystemHostQuery) -> list[str]:
        names = [keys.org_version(query.org_id), keys.host_version(query.org_id, query.insights_id)]
        if self._store.settings.is_cache_shared:
            # HBI counts it up when it changes the host.
            names.append(keys.hbi_host_generation(query.org_id, query.insights_id, query.owner_id))
        return names

    def _begin(self, query: SystemHostQuery) -> Versions | None:
        """Gives versions to what has none; None if somebody is changing the host."""
        names, life_s = self._versions_of(query), self._store.settings.system_host_cache_s
        # Never one that was there before, lest an old copy count again. That of HBI must be a number.
        fresh: list[str | int] = [uuid4().hex, uuid4().hex, time.time_ns() // 1000]
        commands: list[Command] = [
            ("SET", name, version, "NX", "EX", life_s) for name, version in zip(names, fresh, strict=False)
        ]
        answers = self._store.ask(*commands, ("MGET", *names))
        versions = answers[-1] if answers else None
        return [version.decode() for version in versions] if versions and all(versions) else None


def is_culled(row: HostRow, staleness: StalenessSettings) -> bool:
    """Whether the host of a copy is culled by now, so that the copy is of no use."""
    return row.last_check_in <= staleness.culled_before(clock.now())


def _row(entry: bytes | None, query: SystemHostQuery, versions: Versions) -> HostRow | None:
    """The row of an entry that counts."""
    try:
        content = orjson.loads(entry or b"null")
        if content is None or content["versions"] != versions:
            return None
        values = content["row"]
        values |= {name: datetime.fromisoformat(values[name]) for name in _INSTANTS}
        row = HostRow(**values)
    except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
        return None
    return row if (row.org_id, row.insights_id) == (query.org_id, query.insights_id) else None

"""Staleness settings in the cache that functions share, in HBI's form (contract: identity-rbac 9)."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import uuid4

import orjson

from hbi.cache import keys
from hbi.cache.store import CacheStore
from hbi.staleness.limits import SYSTEM_DEFAULT, Limits
from hbi.staleness.repository import StoredLimits
from hbi.staleness.window import StalenessSettings

_LEASE_S = 30
_MOST_SECONDS = 100 * 365 * 86_400

_STORE = """
if redis.call('GET', KEYS[2]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
    redis.call('DEL', KEYS[2])
end
"""
"""Stores settings if nobody has begun to change them since the lease was taken."""


class Finding(NamedTuple):
    """What the cache has about an organisation."""

    settings: StalenessSettings | None
    lease: str | None = None
    """The right to store what the database says; None if somebody else has it, or changes the settings."""


class SharedSettings:
    """Reads and stores copies of staleness settings. A change voids them: `hbi.cache.invalidation`."""

    def __init__(self, store: CacheStore) -> None:
        self._store = store

    def find(self, org_id: str) -> Finding:
        """The copy, or else the right to make one. Take it before the settings are read."""
        answers = self._store.ask(("GET", keys.settings_of(org_id)))
        if answers is None:
            return Finding(None)
        if (settings := parsed(answers[0], org_id)) is not None:
            return Finding(settings)
        lease = uuid4().hex
        taken = self._store.ask(("SET", keys.settings_lease(org_id), lease, "NX", "EX", _LEASE_S))
        return Finding(None, lease if taken and taken[0] else None)

    def keep(self, org_id: str, lease: str, stored: StoredLimits | None, defaults: Limits) -> None:
        """Stores a copy, unless the settings are being changed since the lease was taken."""
        names = (keys.settings_of(org_id), keys.settings_lease(org_id))
        text = orjson.dumps(document(org_id, stored, defaults))
        self._store.ask(("EVAL", _STORE, 2, *names, lease, text, self._store.settings.staleness_cache_s))


def document(org_id: str, stored: StoredLimits | None, defaults: Limits) -> dict[str, Any]:
    """The entry of an organisation. What is immutable has the same limits."""
    limits = (stored.limits if stored else defaults)._asdict()
    return {
        "id": stored.id if stored else SYSTEM_DEFAULT,
        "org_id": org_id,
        **limits,
        **{name.replace("conventional", "immutable"): value for name, value in limits.items()},
        "created_on": stored and stored.created,
        "modified_on": stored and stored.updated,
    }


def parsed(entry: bytes | None, org_id: str) -> StalenessSettings | None:
    """The settings that an entry holds; None if there is none, or none of this organisation that can be used."""
    if not entry:
        return None
    try:
        content = orjson.loads(entry)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(content, Mapping) or content.get("org_id") != org_id:
        return None
    values: list[Any] = [content.get(name) for name in Limits._fields]
    if not all(type(value) is int and 1 <= value <= _MOST_SECONDS for value in values):
        return None
    return Limits._make(values).settings

"""Tags that another application adds to many hosts at once (contract: rest-groups-staleness-views 12)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, NamedTuple

from hbi.db.engine import Transaction
from hbi.documents import to_bytes, value_of
from hbi.events import outbox
from hbi.events.host_size import HostTooLarge, bounded
from hbi.hosts.key import HostKey
from hbi.hosts.tags import StoredTags, Tags, parse_tags, structured_tags
from hbi.ids import is_dashed_uuid
from hbi.problems import InvalidBody
from hbi.stored import mapping
from hbi.text import shorten

MOST_HOSTS = 50_000
"""Hosts that one request may tag, as many as may change their group at once: more take longer than a gateway waits."""

_MEMBERS = ("namespace", "key", "value")


class TagAddition(NamedTuple):
    """Tags for hosts."""

    tags: Tags
    host_ids: Mapping[str, str]
    """Lower-case, each as it was sent."""
    mentions: int
    """How many ids were sent, repeats included."""


class TaggedHosts(NamedTuple):
    """What became of an addition."""

    found: frozenset[str]
    shown: Sequence[HostKey]
    """Hosts whose events are to be published after the commit."""


class _Host(NamedTuple):
    id: str
    tags: str | None
    is_culled: bool


def parsed(document: Mapping[str, Any], most_tags: int) -> TagAddition:
    """What a body asks for. A tag that lacks one of its members is skipped.

    Raises:
        InvalidBody: tags or hosts are missing, too many, or not what they must be.
    """
    tags, host_ids = _filled_list(document, "tags"), _filled_list(document, "host_id_list")
    if len(tags) > most_tags:
        raise InvalidBody(f"tags: at most {most_tags} are added at once, got {len(tags)}")
    if len(host_ids) > MOST_HOSTS:
        raise InvalidBody(f"host_id_list: at most {MOST_HOSTS} hosts are tagged at once, got {len(host_ids)}")
    for host_id in host_ids:
        if not isinstance(host_id, str) or not is_dashed_uuid(host_id):
            raise InvalidBody(f"host_id_list: UUIDs with hyphens are needed, got {shorten(host_id)}")
    whole = [tag for tag in tags if not isinstance(tag, dict) or all(tag.get(name) for name in _MEMBERS)]
    try:
        new = parse_tags([{name: tag[name] for name in _MEMBERS} if isinstance(tag, dict) else tag for tag in whole])
    except ValueError as error:
        raise InvalidBody(f"tags: {error}") from None
    if any("\0" in tag[name] for tag in whole for name in _MEMBERS):
        raise InvalidBody("tags: NUL characters are not allowed")
    return TagAddition(new, {host_id.lower(): host_id for host_id in host_ids}, len(host_ids))


def _filled_list(document: Mapping[str, Any], name: str) -> list[Any]:
    value = document.get(name)
    if not isinstance(value, list) or not value:
        raise InvalidBody(f"{name}: a list that is not empty is needed")
    return value


def with_tags(stored: object, new: Tags) -> dict[str, Any]:
    """Stored tags and new ones; nothing that is stored goes, but what is no tag at all.

    >>> with_tags({"env": {"tier": ["gold"], "area": []}}, {"env": {"tier": ["gold", "old"]}})
    {'env': {'tier': ['gold', 'old'], 'area': []}}
    """
    merged = dict(mapping(stored))
    for namespace, keys in new.items():
        known = dict(mapping(merged.get(namespace)))
        for key, values in keys.items():
            kept = known.get(key)
            kept = kept if isinstance(kept, list) else [] if kept is None else [kept]
            known[key] = [*kept, *(value for value in values if value not in kept)]
        merged[namespace] = known
    return merged


def add_tags(  # noqa: PLR0913 - what a change needs to know
    tx: Transaction,
    org_id: str,
    addition: TagAddition,
    *,
    culled_before: datetime,
    now: datetime,
    context: Mapping[str, Any],
    batch_size: int,
    limit: int,
) -> TaggedHosts:
    """Adds tags to hosts of an organisation, and records an `updated` event for each that is not culled.

    Args:
        context: of the events, from `outbox.change_context`.
        batch_size: hosts that are read and written at a time.
        limit: bytes of the largest host.
    Raises:
        InvalidBody: a host would be too large.
    """
    found: set[str] = set()
    shown: list[HostKey] = []
    for ids in batched(sorted(addition.host_ids), batch_size):
        hosts = _locked(tx, org_id, ids, culled_before)
        found.update(host.id for host in hosts)
        if not hosts or not addition.tags:
            continue
        try:
            with bounded(tx, [(org_id, host.id) for host in hosts], limit):
                _write(tx, org_id, hosts, addition.tags, now)
        except HostTooLarge as error:
            raise InvalidBody(f"tags: {error.reason} Host: {error.host[1]}.") from None
        shown += [(org_id, host.id) for host in hosts if not host.is_culled]
    outbox.append(tx, [outbox.PendingEvent(*key, "updated", context) for key in shown])
    return TaggedHosts(frozenset(found), shown)


def _locked(tx: Transaction, org_id: str, ids: Sequence[str], culled_before: datetime) -> list[_Host]:
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text, h.tags::text, (h.last_check_in > %s) IS NOT TRUE
            FROM hbi.hosts h WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
            ORDER BY h.id FOR NO KEY UPDATE
            """,
            [culled_before, org_id, list(ids)],
        )
        return [_Host._make(row) for row in cursor.fetchall()]


def _write(tx: Transaction, org_id: str, hosts: Sequence[_Host], new: Tags, now: datetime) -> None:
    merged = [with_tags(value_of(StoredTags(host.tags)) if host.tags else None, new) for host in hosts]
    with tx.cursor() as cursor:
        cursor.execute(
            """
            UPDATE hbi.hosts h SET tags = v.tags::jsonb, tags_alt = v.tags_alt::jsonb, modified_on = %s
            FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS v(id, tags, tags_alt)
            WHERE h.org_id = %s AND h.id = v.id
            """,
            [
                now,
                [host.id for host in hosts],
                [to_bytes(tags).decode() for tags in merged],
                [to_bytes(structured_tags(tags)).decode() for tags in merged],
                org_id,
            ],
        )

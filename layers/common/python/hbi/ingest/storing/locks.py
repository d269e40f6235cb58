"""Finds and locks the stored hosts that a batch of reports can be about (contract: ingest-and-events 7).

Two invocations that report one host at the same time must neither create it twice nor wait for each other in a
circle. Locks are therefore taken in one order everywhere:

1. advisory locks of ID facts, in the order of their numbers. A transaction needs the lock of each fact that it gives to
   a host which did not have it, be the host new or changed, because no row exists that it could lock instead;
2. rows of `hosts`, in the order of (org_id, id).

Which facts need a lock is known only after the rows were read. So the caller first works without advisory locks, and
when facts turn out to need them it begins again: a new transaction, the locks, then the rows with a fresh snapshot that
shows what others committed meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.db.prepared import Prepared
from hbi.hosts.canonical_facts import ID_FACTS
from hbi.hosts.key import HostKey
from hbi.hosts.tags import StoredTags
from hbi.ingest.storing.matching import IdFact
from hbi.ingest.storing.merge import HOST_COLUMNS, HostState
from hbi.profile import schema
from hbi.profile.columns import OTHER_FIELDS, part_columns, reading
from hbi.profile.normalise import Part
from hbi.stored import StoredText

MAX_FACT_LOCKS = 4096
"""Advisory locks of facts that a transaction takes per organisation. They live in memory that the whole server shares,
so for more the transaction locks the organisation instead."""

_AS_TEXT = frozenset({"id", "insights_id", "openshift_cluster_id", "facts", "tags", "tags_alt"})
_KINDS: Mapping[str, type[StoredText]] = {"facts": StoredText, "tags": StoredTags, "tags_alt": StoredText}
_DOCUMENTS = {HOST_COLUMNS.index(name): kind for name, kind in _KINDS.items()}
"""Most reports bring neither facts nor tags: what is stored is then not parsed."""

# One look-up per fact: idx_hosts_org_id_provider_id, idx_hosts_subscription_manager_id, idx_hosts_insights_id. The
# comparisons that repeat the equality tell a planner without statistics that the fact is far more selective than the
# organisation; without them it reads the whole organisation for each fact.
_LOCK_MATCHING = Prepared(
    "lock_matching",
    f"""
    SELECT {", ".join(f"h.{name}::text" if name in _AS_TEXT else f"h.{name}" for name in HOST_COLUMNS)}
    FROM hbi.hosts h
    WHERE (h.org_id, h.id) IN (
        SELECT m.org_id, m.id FROM unnest(%s::varchar[], %s::varchar[]) AS f(org_id, value)
        JOIN hbi.hosts m ON m.org_id = f.org_id AND m.provider_id = f.value
        UNION
        SELECT m.org_id, m.id FROM unnest(%s::varchar[], %s::varchar[]) AS f(org_id, value)
        JOIN hbi.hosts m ON m.org_id = f.org_id AND m.subscription_manager_id = f.value
            AND m.subscription_manager_id BETWEEN f.value AND f.value
        UNION
        SELECT m.org_id, m.id FROM unnest(%s::varchar[], %s::uuid[]) AS f(org_id, value)
        JOIN hbi.hosts m ON m.org_id = f.org_id AND m.insights_id = f.value
            AND m.insights_id BETWEEN f.value AND f.value
        UNION
        SELECT k.org_id, k.id FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
    )
    ORDER BY h.org_id, h.id
    FOR NO KEY UPDATE OF h
    """,  # noqa: S608 - names come from the model
)

# Fields that the rules for owners and host types look at, and fields of which an update merges the members.
_STATIC_FIELDS = ("owner_id", "host_type", "bootc_status", *sorted(schema.merged_roots() & schema.static_roots()))
_DYNAMIC_FIELDS = tuple(sorted(schema.merged_roots() & schema.dynamic_roots()))
_STATIC_PART = ["s.host_id IS NOT NULL", "s.profile_hash::text", *(reading("static", f, "s") for f in _STATIC_FIELDS)]
_DYNAMIC_PART = ["d.host_id IS NOT NULL", "d.profile_hash::text"]
_DYNAMIC_PART += [reading("dynamic", field, "d") for field in _DYNAMIC_FIELDS]
_DESCRIPTION = [f"s.{name}" for name in part_columns("static").own if name != "owner_id"]
_HAS_DESCRIPTION = f"num_nonnulls({', '.join([*_DESCRIPTION, f's.{OTHER_FIELDS}'])}) > 0"

_PROFILES = Prepared(
    "profiles_of",
    f"""
    SELECT h.org_id, h.id::text, {", ".join([*_STATIC_PART, *_DYNAMIC_PART, _HAS_DESCRIPTION])}
    FROM unnest(%s::varchar[], %s::uuid[]) AS h(org_id, id)
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
    """,  # noqa: S608 - names come from the schema
)


class StoredPart(NamedTuple):
    """What a merge needs to know of a stored profile part."""

    exists: bool
    digest: str | None
    """Digest of the part as last reported; None is unknown."""
    columns: Part
    """The few columns that rules look at. Others are merged in the database, where they need not be read."""


class StoredProfile(NamedTuple):
    """Both parts of a host's stored profile."""

    static: StoredPart
    dynamic: StoredPart
    has_description: bool = False
    """Whether the static part holds more than the owner."""


NO_PROFILE = StoredProfile(StoredPart(False, None, {}), StoredPart(False, None, {}))


def lock_matching(tx: Transaction, facts: Iterable[IdFact], keys: Collection[HostKey] = ()) -> list[HostState]:
    """Every host that has one of the facts or keys, locked until `tx` ends.

    One statement, an index look-up per fact; culled hosts are among the result. Costs no more in a large organisation
    than in a small one. Whoever only refers to a host by foreign key, like its application data, is not held up.
    """
    bulk.prefer_indexes(tx)
    values: dict[str, list[IdFact]] = {name: [] for name in ID_FACTS}
    for fact in facts:
        values[fact[1]].append(fact)
    parameters = [bulk.array([fact[position] for fact in values[name]]) for name in ID_FACTS for position in (0, 2)]
    parameters += [bulk.array([key[position] for key in keys]) for position in (0, 1)]
    with tx.cursor() as cursor:
        _LOCK_MATCHING.execute(cursor, parameters)
        return [HostState.of_row(_with_documents(row)) for row in cursor.fetchall()]


def _with_documents(row: Sequence[Any]) -> list[Any]:
    values = list(row)
    for position, kind in _DOCUMENTS.items():
        if values[position] is not None:
            values[position] = kind(values[position])
    return values


def profiles_of(tx: Transaction, hosts: Collection[HostKey]) -> dict[HostKey, StoredProfile]:
    """What merging needs of the profiles of locked hosts.

    A statement of its own after the locks: the statement that waits for a lock sees profiles as they were before it
    waited.
    """
    if not hosts:
        return {}
    with tx.cursor() as cursor:
        _PROFILES.execute(cursor, [bulk.array([key[position] for key in hosts]) for position in (0, 1)])
        return {(row[0], row[1]): _stored_profile(row) for row in cursor.fetchall()}


def _stored_profile(row: tuple[Any, ...]) -> StoredProfile:
    middle = 2 + len(_STATIC_PART)
    return StoredProfile(_part(row[2:middle], _STATIC_FIELDS), _part(row[middle:-1], _DYNAMIC_FIELDS), row[-1])


def _part(values: Sequence[Any], fields: Sequence[str]) -> StoredPart:
    exists, digest, *stored = values
    return StoredPart(exists, digest, dict(zip(fields, stored, strict=True)))


def lock_facts(tx: Transaction, facts: Collection[IdFact]) -> None:
    """Makes other transactions that want to give one of the facts to a host wait until `tx` ends.

    Call it before any row is locked. Whoever locks facts of an organisation shares a lock of the organisation; whoever
    has more than `MAX_FACT_LOCKS` of them takes that one alone.
    """
    shared, exclusive = set(), set()
    for org_id, of_org in groupby(sorted(facts), key=lambda fact: fact[0]):
        numbers = {_lock_number(*fact) for fact in of_org}
        if len(numbers) > MAX_FACT_LOCKS:
            exclusive.add(_lock_number(org_id))
        else:
            shared.add(_lock_number(org_id))
            exclusive |= numbers
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE WHEN exclusive THEN pg_advisory_xact_lock(number)
                        ELSE pg_advisory_xact_lock_shared(number) END
            FROM unnest(%s::bigint[], %s::boolean[]) AS wanted(number, exclusive)
            """,
            _in_order(shared, exclusive),
        )


def _in_order(shared: set[int], exclusive: set[int]) -> list[bulk.Literal]:
    wanted = sorted([(number, False) for number in shared - exclusive] + [(number, True) for number in exclusive])
    return [bulk.array([entry[position] for entry in wanted]) for position in (0, 1)]


def _lock_number(*of: str) -> int:
    """64 bits of a digest. Two facts with the same number cost a little waiting, nothing else."""
    return int.from_bytes(blake2b("\0".join(of).encode(), digest_size=8).digest(), signed=True)

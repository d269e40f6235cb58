"""How large a host may become. Its events show it whole, and no broker takes them in any size.

A whole host has at most `HBI_MAX_REPORT_BYTES`, whichever way it grows: by reports, by clients of the API, by the sum
of several changes. What is stored is measured in the database, as it is printed. Reports are many and most of them
small, so a report is only followed by a measurement when it could matter:
`hbi.ingest.storing.plan.HostChange.may_be_large`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import orjson

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.documents import JsonText
from hbi.hosts.key import HostKey
from hbi.problems import HbiError

UNMEASURED_BYTES = 64 * 1024
"""Of facts, tags and reports together, up to which a change of a known host is not measured. As soon as an event shows
that a host is larger than it may be, every further change of it is: `forget_digests`."""

MANY_REPORTERS = 64
"""Of one host, beyond which every further one is followed by a measurement: events show each with its instants."""

MOST_METADATA_BYTES = 64 * 1024
"""Of the metadata that events repeat. It is not a part of the host, and goes along however large that is."""

MOST_GROWTH = 62
"""Times by which PostgreSQL prints JSON longer than it was sent: `1e307` becomes a number of 308 digits."""

_FRAME = 4096
"""Bytes that measuring counts too much: names of empty columns, and columns that are no part of a report."""
_PER_REPORTER, _PER_NAMESPACE = 240, 22
"""Bytes by which events show an entry longer than it is stored."""
_LONG_NUMBER = re.compile(rb"\d{25,}")
_POWER = re.compile(rb"[:,\[]-?(?:\d[\d.]*)e([-+]?\d+)(?=[,\]}])")

_SIZES = f"""
    SELECT h.org_id, h.id::text,
           COALESCE(octet_length(h.facts::text), 0)
               + CASE jsonb_typeof(h.facts) WHEN 'object'
                      THEN (SELECT {_PER_NAMESPACE} * count(*) FROM jsonb_object_keys(h.facts)) ELSE 0 END,
           GREATEST(octet_length(h.tags_alt::text), octet_length(h.tags::text), 0),
           COALESCE(octet_length(row_to_json(s)::text), 0) + COALESCE(octet_length(row_to_json(d)::text), 0),
           octet_length(h.per_reporter_staleness::text) + {_PER_REPORTER} * cardinality(h.reporters)
               + COALESCE(octet_length(h.ip_addresses::text), 0) + COALESCE(octet_length(h.mac_addresses::text), 0)
"""  # noqa: S608 - the numbers are ours

_TEXTS = "SELECT h.org_id, h.id::text, h.facts::text, row_to_json(s)::text, row_to_json(d)::text"

_OF_BATCH = """
    FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
    JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
"""
_OF_ORG = """
    FROM hbi.hosts h
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
    WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
"""
"""With a constant for the organisation one partition of 32 is planned: 10 ms less of the database's CPU."""


class HostSize(NamedTuple):
    """Bytes of a host's parts as events show them, by the names of these parts in reports."""

    facts: int
    tags: int
    system_profile: int
    others: int

    @property
    def total(self) -> int:
        """Bytes of all. Facts are measured exactly, so they alone never count as less."""
        return max(sum(self) - _FRAME, self.facts)

    @property
    def largest(self) -> str:
        """Name of the part that takes the most room."""
        return max(self._fields, key=lambda name: int(getattr(self, name)))


class HostTooLarge(HbiError):
    """A change would make a host larger than its events can be; it must be undone."""

    def __init__(self, host: HostKey, size: HostSize, limit: int) -> None:
        self.host = host
        self.part = size.largest
        self.reason = (
            f"The host would have {size.total} bytes, {getattr(size, self.part)} of them {self.part};"
            f" at most {limit} are taken."
        )
        super().__init__(f"{self.part}: {self.reason}")


def measure(tx: Transaction, hosts: Collection[HostKey], limit: int) -> dict[HostKey, HostSize]:
    """Sizes of hosts as they are stored in this transaction. Those beyond the limit are looked at more closely: jsonb
    is printed with blanks that no report needs."""
    sizes = {(row[0], row[1]): HostSize(*row[2:]) for row in _rows(tx, _SIZES, hosts)}
    large = [host for host, size in sizes.items() if size.total > limit]
    for org_id, host_id, facts, static, dynamic in _rows(tx, _TEXTS, large):
        size = sizes[org_id, host_id]
        blanks = [text and len(text.encode()) - _without_blanks(text) for text in (facts, static, dynamic)]
        known = [number or 0 for number in blanks]
        sizes[org_id, host_id] = size._replace(
            facts=size.facts - known[0], system_profile=size.system_profile - known[1] - known[2]
        )
    return sizes


@contextmanager
def bounded(tx: Transaction, hosts: Collection[HostKey], limit: int) -> Iterator[None]:
    """A change of hosts that leaves none larger than `limit` bytes, unless it was larger before.

    Raises:
        HostTooLarge: a host grows beyond the limit; the transaction must be undone.
    """
    before = measure(tx, hosts, limit)
    yield
    check_sizes(tx, hosts, before, limit)


def check_sizes(tx: Transaction, hosts: Collection[HostKey], before: Mapping[HostKey, HostSize], limit: int) -> None:
    """Checks hosts that were changed in this transaction.

    Args:
        before: sizes before the change, as far as known; a host that does not grow may be as large as it is.
    Raises:
        HostTooLarge: one has grown beyond the limit.
    """
    for host, size in measure(tx, hosts, limit).items():
        if size.total > limit and (host not in before or size.total > before[host].total):
            raise HostTooLarge(host, size, limit)


def forget_digests(tx: Transaction, hosts: Collection[HostKey]) -> None:
    """Makes the next change of a host's profile look like the first one, which is measured whatever it brings."""
    if not hosts:
        return
    keys = [bulk.array([key[position] for key in hosts]) for position in (0, 1)]
    with tx.cursor() as cursor:
        for part in ("static", "dynamic"):
            cursor.execute(
                f"""
                UPDATE hbi.system_profiles_{part} p SET profile_hash = NULL
                FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, host_id)
                WHERE p.org_id = k.org_id AND p.host_id = k.host_id AND p.profile_hash IS NOT NULL
                """,  # noqa: S608 - the names are ours
                keys,
            )


def byte_length(document: object) -> int:
    """Bytes of a document that is kept as text; 0 of every other one."""
    if not isinstance(document, JsonText):
        return 0
    return len(document.text) if document.text.isascii() else len(document.text.encode())


def unprinted_zeros(text: bytes) -> int:
    """Bytes that a JSON text grows by when PostgreSQL prints it, which knows no exponents.

    >>> unprinted_zeros(b'[1e+300,1e-300,"1e300"]')
    600
    """
    return sum(abs(int(power)) for power in _POWER.findall(text)) if b"e" in text else 0


def _rows(tx: Transaction, shown: str, hosts: Collection[HostKey]) -> list[tuple[Any, ...]]:
    if not hosts:
        return []
    ids = bulk.array([host_id for _, host_id in hosts])
    orgs = {org_id for org_id, _ in hosts}
    with tx.cursor() as cursor:
        if len(orgs) == 1:
            cursor.execute(shown + _OF_ORG, [orgs.pop(), ids])
        else:
            cursor.execute(shown + _OF_BATCH, [bulk.array([org_id for org_id, _ in hosts]), ids])
        return cursor.fetchall()


def _without_blanks(text: str) -> int:
    """Bytes of a stored document without the blanks between its parts; of one that cannot be read, with them."""
    printed = text.encode()
    try:
        compact = len(orjson.dumps(orjson.loads(printed)))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return len(printed)
    # Long numbers are spelled with exponents here.
    return compact + sum(len(number) for number in _LONG_NUMBER.findall(printed))

"""Walks through all hosts, organisation by organisation and by id, so that a job can stop anywhere and go on there."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.ids import CANONICAL

_EVERY_ORG = "jobs look after all organisations"

type OrgId = Annotated[str, StringConstraints(min_length=1, max_length=36, pattern=r"^[^\x00]*$")]
type HostId = Annotated[str, StringConstraints(pattern=rf"^{CANONICAL}$")]


class OrgCursor(BaseModel):
    """The organisation that a job has just finished."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    org_id: OrgId


class HostCursor(OrgCursor):
    """The host that a job has just finished, the last one of its chunk."""

    host_id: HostId | None = Field(None)
    """None: nothing of the organisation is done yet."""


class Chunk(NamedTuple):
    """Hosts of one organisation, by id."""

    org_id: str
    host_ids: list[str]

    @property
    def end(self) -> HostCursor:
        """Where the next chunk begins."""
        return HostCursor(org_id=self.org_id, host_id=self.host_ids[-1])


def next_chunk(tx: Transaction, after: HostCursor | None, org_ids: Sequence[str] | None, limit: int) -> Chunk | None:
    """The next hosts of one organisation; None when there are none left.

    Args:
        org_ids: only these organisations, sorted; None is all.
        limit: number of hosts, at most.
    """
    org_id = after.org_id if after else ""
    if after and (org_ids is None or org_id in org_ids):
        host_ids = _hosts_after(tx, org_id, after.host_id, limit)
        if host_ids:
            return Chunk(org_id, host_ids)
    while found := orgs_after(tx, org_id, org_ids, 1):
        (org_id,) = found
        # Its hosts may have gone since.
        if host_ids := _hosts_after(tx, org_id, None, limit):
            return Chunk(org_id, host_ids)
    return None


def orgs_after(tx: Transaction, after: str, org_ids: Sequence[str] | None, limit: int) -> list[str]:
    """Organisations that have hosts, in their order, beyond one.

    Args:
        org_ids: those to choose from, sorted; all of them if None, an index look-up per partition for each.
    """
    if org_ids is not None:
        return list(org_ids[bisect_right(org_ids, after) :][:limit])
    bulk.prefer_indexes(tx)
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE orgs AS (
                (SELECT h.org_id FROM hbi.hosts h WHERE h.org_id > %s ORDER BY h.org_id LIMIT 1)
                UNION ALL
                SELECT later.org_id
                FROM orgs
                CROSS JOIN LATERAL (
                    SELECT h.org_id FROM hbi.hosts h WHERE h.org_id > orgs.org_id ORDER BY h.org_id LIMIT 1
                ) later
            )
            SELECT org_id FROM orgs LIMIT %s
            """,
            [after, limit],
        )
        return [org_id for (org_id,) in cursor.fetchall()]


def _hosts_after(tx: Transaction, org_id: str, host_id: str | None, limit: int) -> list[str]:
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND (%s::uuid IS NULL OR h.id > %s::uuid)
            ORDER BY h.id
            LIMIT %s
            """,
            [org_id, host_id, host_id, limit],
        )
        return [found for (found,) in cursor.fetchall()]

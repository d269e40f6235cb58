"""Deletes hosts that a list in the bucket names by subscription (contract: export-reaper-jobs 5.9)."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hbi.db.engine import Transaction
from hbi.edits.deletion import delete_found
from hbi.exports import bucket
from hbi.hosts.key import HostKey
from hbi.problems import InvalidInput, Unavailable
from hbi.settings import ReaperSettings

_EVERY_ORG = "a list of subscriptions names no organisations"
_LONGEST_LINE = 64 * 1024
_LONGEST_ID = 36

# How many reporters a host has; more than one, too, where other software has stored something else.
_REPORTERS = """
    CASE jsonb_typeof(h.per_reporter_staleness) WHEN 'object' THEN (
        SELECT count(*) FROM jsonb_object_keys(h.per_reporter_staleness)
    ) ELSE 2 END
"""


class ListCursor(BaseModel):
    """How far a list is read, in bytes, and which one it was."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    etag: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]
    offset: Annotated[int, Field(ge=0)]


class ListPart(NamedTuple):
    """Lines of a list that are worked on together."""

    ids: list[str]
    """Ids of subscriptions, in lower case, each once."""
    unusable: int
    """Lines that name none."""
    end: ListCursor


def parts(settings: ReaperSettings, key: str, after: ListCursor | None, limit: int) -> Iterator[ListPart]:
    """The list in parts of `limit` lines; its first line, the header, is passed over.

    Args:
        key: of the object: text in UTF-8, columns with tabs between, the first of which is a subscription's id.
    Raises:
        InvalidInput: there is no such object, it is not the one that the job began with, or it is no list.
        Unavailable: the bucket does not answer.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield from _parts(settings, key, after, limit)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in {"PreconditionFailed", "412"}:
            raise InvalidInput(f"next: {key} is another list than the one that this job began with") from None
        if code in {"NoSuchKey", "404", "AccessDenied", "403"}:
            raise InvalidInput(f"key: bucket {settings.jobs_bucket} has no readable object {key}: {code}") from None
        if code in {"InvalidRange", "416"}:
            return
        raise Unavailable(f"bucket {settings.jobs_bucket}: {error}") from error
    except BotoCoreError as error:
        raise Unavailable(f"bucket {settings.jobs_bucket}: {error}") from error


def _parts(settings: ReaperSettings, key: str, after: ListCursor | None, limit: int) -> Iterator[ListPart]:
    offset = after.offset if after else 0
    options: dict[str, Any] = {"IfMatch": after.etag, "Range": f"bytes={offset}-"} if after and offset else {}
    answer = bucket.client(settings).get_object(Bucket=settings.jobs_bucket, Key=key, **options)
    etag = answer["ETag"]
    lines = _lines(answer["Body"].iter_chunks(_LONGEST_LINE), key)
    if not offset:
        offset += next(lines, (0, b""))[0]
    while part := list(islice(lines, limit)):
        offset += sum(length for length, _ in part)
        ids = [_id(line) for _, line in part]
        named = dict.fromkeys(found for found in ids if found)
        yield ListPart(list(named), ids.count(None), ListCursor(etag=etag, offset=offset))


def _lines(chunks: Iterator[bytes], key: str) -> Iterator[tuple[int, bytes]]:
    """Lines with their lengths in bytes, ends included."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield len(line) + 1, line
        if len(rest) > _LONGEST_LINE:
            raise InvalidInput(f"key: {key} has a line of more than {_LONGEST_LINE} bytes, so it is no list")
    if rest:
        yield len(rest), rest


def _id(line: bytes) -> str | None:
    """The subscription's id that a line begins with; None if it is no id."""
    text = line.partition(b"\t")[0].strip().decode(errors="replace").strip('"').lower()
    return text if text and len(text) <= _LONGEST_ID and text.isprintable() else None


class Found(NamedTuple):
    """Hosts of a part of a list."""

    deletable: list[str]
    """Ids of hosts with one reporter."""
    spared: int
    """Number of hosts with several."""
    missing: int
    """Number of subscriptions that no host has."""


def find(tx: Transaction, subscriptions: Sequence[str]) -> Found:
    """Hosts of these subscriptions, in all organisations. Nothing is locked."""
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT h.id::text, h.subscription_manager_id, {_REPORTERS} = 1 FROM hbi.hosts h
            WHERE h.subscription_manager_id = ANY(%s::varchar[])
            ORDER BY h.id
            """,  # noqa: S608 - our own expression
            [list(subscriptions)],
        )
        rows = cursor.fetchall()
    known = {subscription for _, subscription, _ in rows}
    deletable = [host_id for host_id, _, has_one in rows if has_one]
    return Found(deletable, len(rows) - len(deletable), len(frozenset(subscriptions) - known))


def delete(tx: Transaction, subscriptions: Sequence[str], host_ids: Sequence[str]) -> list[HostKey]:
    """Deletes those of the hosts that still have one of the subscriptions and one reporter, with their events."""
    with tx.cross_org(_EVERY_ORG):
        return delete_found(
            tx,
            f"""
            FROM hbi.hosts h {{profile}}
            WHERE h.subscription_manager_id = ANY(%s::varchar[]) AND h.id = ANY(%s::uuid[]) AND {_REPORTERS} = 1
            ORDER BY h.org_id, h.id
            FOR UPDATE OF h
            """,
            [list(subscriptions), list(host_ids)],
        )

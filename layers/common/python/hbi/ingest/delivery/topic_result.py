"""What a consumer made of the records of its topic."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hbi.ingest.delivery.rejected import RejectedRecord
from hbi.ingest.messages.records import Record


class TopicResult(NamedTuple):
    """Numbers of records by what became of them, and those that are not stored."""

    counts: Mapping[str, int]
    rejected: Sequence[RejectedRecord]
    again: Sequence[Record] = ()
    """Records that were not worked on and have to be delivered again."""

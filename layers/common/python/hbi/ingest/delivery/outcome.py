"""What a consumer did with its records."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hbi.ingest.delivery.records import Record
from hbi.ingest.delivery.rejected import Rejected


class Outcome(NamedTuple):
    """Numbers of records by what became of them, and those that were refused."""

    counts: Mapping[str, int]
    rejected: Sequence[Rejected]
    again: Sequence[Record] = ()
    """Records that were not worked on and have to be delivered again."""

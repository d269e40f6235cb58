"""Reads the records of a batch: what cannot be read is rejected, and the others are not affected."""

from collections.abc import Callable, Sequence

from hbi.ingest.delivery.rejected import RejectedRecord, reject
from hbi.ingest.messages.envelope import Envelope, parse_envelope
from hbi.ingest.messages.records import Record
from hbi.ingest.messages.sent_host import SentHost


def read_records[Item](
    records: Sequence[Record], read: Callable[[Record], Item | RejectedRecord]
) -> list[Item | RejectedRecord]:
    """What each record says, or why it is rejected, in record order.

    Args:
        read: raises for a record that brings a defect of ours to light.
    Raises:
        an error that `fails_the_event`.
    """
    entries: list[Item | RejectedRecord] = []
    for record in records:
        try:
            entries.append(read(record))
        except Exception as error:
            entries.append(reject(record, error))
    return entries


def read_host_messages[Item](
    records: Sequence[Record], accept: Callable[[Record, Envelope], Item]
) -> list[Item | RejectedRecord]:
    """What each host message says, or why it is rejected, in record order.

    Args:
        accept: checks a message; raises for one that breaks a rule or brings a defect of ours to light.
    Raises:
        an error that `fails_the_event`.
    """

    def read(record: Record) -> Item | RejectedRecord:
        envelope = parse_envelope(record.value)
        try:
            return accept(record, envelope)
        except Exception as error:
            return reject(record, error, SentHost.of(envelope))

    return read_records(records, read)

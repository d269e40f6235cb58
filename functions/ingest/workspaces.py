"""Consumer of both workspace topics: groups follow the workspaces they mirror (contract: ingest-and-events 18)."""

from collections import Counter
from collections.abc import Sequence

from functions.ingest.runtime import Runtime
from hbi.events.messages import HostKey
from hbi.groups.message import InvalidMessage, parse_message
from hbi.groups.workspaces import RefusedChange, apply
from hbi.ingest.outcome import Outcome
from hbi.ingest.records import Record
from hbi.ingest.rejected import Rejected


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Carries out the changes one after the other, then publishes the events of the hosts concerned.

    Each is a transaction of its own: a change of a large group holds locks on all of its hosts.
    """
    counts: Counter[str] = Counter()
    hosts: list[HostKey] = []
    rejected: list[Rejected] = []
    for record in records:
        try:
            applied = apply(runtime.database, parse_message(record.value))
        except (InvalidMessage, RefusedChange) as error:
            rejected.append(Rejected(record, str(error), notify=False))
        else:
            counts[applied.outcome] += 1
            hosts += applied.hosts
    runtime.publisher.publish(hosts)
    return Outcome(counts, rejected)

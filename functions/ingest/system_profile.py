"""Consumer of the system-profile topic: profiles of hosts that are known already (contract: ingest-and-events 11)."""

from collections import Counter
from collections.abc import Sequence

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from hbi.hosts.envelope import InvalidEnvelope
from hbi.hosts.profile_updates import ProfileUpdate, accept, update_profiles
from hbi.hosts.report import InvalidReport
from hbi.ingest.outcome import Outcome
from hbi.ingest.records import Record
from hbi.ingest.rejected import Rejected

logger = Logger(service="ingest", child=True)


def consume(records: Sequence[Record], runtime: Runtime) -> Outcome:
    """Stores the profiles that the records bring and publishes the events of their hosts."""
    updates: list[ProfileUpdate] = []
    senders: list[Record] = []
    rejected: list[Rejected] = []
    for record in records:
        try:
            updates.append(accept(record.value))
            senders.append(record)
        except InvalidEnvelope as error:
            rejected.append(Rejected(record, str(error), notify=False))
        except InvalidReport as error:
            rejected.append(Rejected(record, str(error), notify=error.notify))
        except Exception as error:
            # A defect of ours that this record brings to light must not stop the others.
            logger.exception("a record breaks the checks", extra={"record": record.coordinates})
            rejected.append(Rejected(record, f"{type(error).__name__}: {error}", notify=False))
    stored = update_profiles(runtime.database, updates, runtime.settings)
    rejected += [Rejected(senders[refused.position], refused.reason) for refused in stored.refused]
    runtime.publisher.publish(event.host for event in stored.events)
    return Outcome(Counter(event.event_type for event in stored.events), rejected)

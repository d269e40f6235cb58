"""Which consumer works on which topic."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from aws_lambda_powertools import Logger

from functions.ingest import host_app_data, host_ingress, system_profile, workspaces
from functions.ingest.runtime import Runtime
from hbi.ingest.outcome import Outcome
from hbi.ingest.records import Record, records_of
from hbi.ingest.rejected import send_rejected
from hbi.problems import ConfigurationError

logger = Logger(service="ingest")

type Consumer = Callable[[Sequence[Record], Runtime], Outcome]


def consume(event: Mapping[str, Any], runtime: Runtime) -> dict[str, int]:
    """Hands the records of an event to the consumers of their topics, then sets the rejected ones aside.

    Raises:
        ConfigurationError: the function is subscribed to a topic that it has no consumer for.
        Exception: database or broker do not answer; the event must be delivered again.
    """
    with _without_collector():
        return _consume(event, runtime)


def _consume(event: Mapping[str, Any], runtime: Runtime) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for topic, records in groupby(records_of(event), key=lambda record: record.topic):
        outcome = _consumer_of(topic, runtime)(list(records), runtime)
        for entry in outcome.rejected:
            logger.warning("rejected", extra={"record": entry.record.coordinates, "reason": entry.reason[:1000]})
        send_rejected(runtime.producer, outcome.rejected)
        counts.update(outcome.counts, rejected=len(outcome.rejected))
    logger.info("consumed", extra={"records": dict(counts)})
    return dict(counts)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A batch makes a million objects and no cycles: looking for some took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _consumer_of(topic: str, runtime: Runtime) -> Consumer:
    settings = runtime.settings
    if topic in {settings.host_ingress_topic, settings.host_ingress_p1_topic}:
        return host_ingress.consume
    if topic == settings.host_app_data_topic:
        return host_app_data.consume
    if topic == settings.system_profile_topic:
        return system_profile.consume
    if topic in {settings.workspaces_topic, settings.workspaces_bulk_topic}:
        return workspaces.consume
    raise ConfigurationError(f"no consumer for topic {topic}: the function must not be subscribed to it")

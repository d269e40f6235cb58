"""Tries a schema on the reports that came lately (contract: rest-hosts 7.17)."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hbi import clock
from hbi.ingest.messages.envelope import InvalidEnvelope, parse_envelope
from hbi.problems import InvalidParameter
from hbi.profile.proposed import ProposedSchema
from hbi.schema_trial.branch import Branch
from hbi.schema_trial.messages import newest_messages
from hbi.settings import SchemaTrialSettings

UNKNOWN = "unknown"
"""Name that stands for the reporter of a message that does not say who sends it."""

_LONGEST_REPORTER = 255
_DAY_MS = 24 * 3600 * 1000

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """Numbers of reports that the schema would take, and of those that it would not."""

    passed: int = 0
    failed: int = 0


def try_schema(settings: SchemaTrialSettings, branch: Branch, *, days: int, max_messages: int) -> dict[str, Tally]:
    """Tallies by reporter, over the newest `max_messages` messages of the last `days` days.

    It takes at most `trial_budget_s`: when that is over, what has been read counts.

    Raises:
        InvalidParameter: the branch has no usable schema, or nobody reported a host.
        Unavailable: the schema cannot be fetched now, or the broker does not answer.
    """
    deadline = time.monotonic() + settings.trial_budget_s
    schema = branch.schema(settings)
    since = max(0, int(clock.now().timestamp() * 1000) - days * _DAY_MS)
    topics = (settings.host_ingress_topic, settings.host_ingress_p1_topic)
    tallies = tally(schema, newest_messages(settings, topics, since=since, limit=max_messages, deadline=deadline))
    if not tallies:
        expected = "a number of days in which hosts were reported"
        raise InvalidParameter("days", got=days, expected=expected, fault=f"has no host report in {', '.join(topics)}")
    logger.info("a profile schema was tried", extra={"branch": str(branch), "reporters": len(tallies)})
    return tallies


def tally(schema: ProposedSchema, messages: Iterable[bytes | None]) -> dict[str, Tally]:
    """Counts by reporter. What is no host report says nothing about a schema and is left out.

    Args:
        messages: values of Kafka messages.
    """
    tallies: dict[str, Tally] = {}
    for message in messages:
        try:
            report = parse_envelope(message).data
        except InvalidEnvelope:
            continue
        counted = tallies.setdefault(_reporter(report), Tally())
        if _is_taken(report, schema):
            counted.passed += 1
        else:
            counted.failed += 1
    return tallies


def _is_taken(report: Mapping[str, Any], schema: ProposedSchema) -> bool:
    """Whether the schema takes a report; one without a profile breaks none."""
    return "system_profile" not in report or schema.takes(report["system_profile"])


def _reporter(report: Mapping[str, Any]) -> str:
    reporter = report.get("reporter")
    return reporter if isinstance(reporter, str) and 0 < len(reporter) <= _LONGEST_REPORTER else UNKNOWN

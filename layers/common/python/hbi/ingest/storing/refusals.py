"""Items of a batch that cannot be stored, and what they are blamed for."""

import logging
from typing import Literal, NamedTuple

from hbi.db.errors import is_of_database, refusal
from hbi.events.host_size import HostTooLarge
from hbi.ingest.messages.envelope import NOT_SHOWN
from hbi.ingest.messages.report import SEVERAL_FIELDS, HostReport, InvalidReport

logger = logging.getLogger(__name__)

type RefusalCause = Literal["rule", "time", "later", "defect"]
"""The item breaks a rule; a workspace did not come in time; there was no time to ask for one, so that the record has to
be delivered again; our code does not survive the item."""


class Blame(NamedTuple):
    """Why an item cannot be stored."""

    reason: str
    cause: RefusalCause = "rule"
    """The fault. Reporters are notified of their own only (contract: ingest-and-events 6)."""


class Refusal[Item](NamedTuple):
    """An item that is not stored, and why."""

    item: Item
    blame: Blame


def blame_of(error: Exception) -> Blame | None:
    """Why the one item of a batch cannot be stored; None when the state of the database is to blame."""
    if is_of_database(error):
        reason = refusal(error)
        return Blame(f"the database refuses the report: {reason}") if reason else None
    if isinstance(error, HostTooLarge):
        field = error.part if error.part in HostReport.model_fields else SEVERAL_FIELDS
        return Blame(str(InvalidReport({field: [error.reason]}, {field: NOT_SHOWN})))
    if isinstance(error, ArithmeticError | AttributeError | LookupError | TypeError | ValueError):
        reason = f"the report cannot be merged into the stored host: {type(error).__name__}: {error}"
        return Blame(reason, "defect")
    return None


def log_blame(error: Exception, blame: Blame, number: int) -> None:
    """Writes one line for a batch of so many items: each culprit has a line of its own when it is dead-lettered."""
    trace = error if blame.cause == "defect" else None
    logger.warning("one of %d reports cannot be stored: %s", number, blame.reason, exc_info=trace)

"""Check-ins by API: a host says only that it is there (contract: rest-hosts 7.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hbi.db.engine import Transaction
from hbi.documents import has_nul
from hbi.events import outbox
from hbi.hosts.key import HostKey
from hbi.ingest.messages.report import InvalidReport, ProfileReport, parse_profile_report
from hbi.ingest.storing import locks
from hbi.ingest.storing.matching import Candidates, id_facts
from hbi.problems import RuleViolation
from hbi.staleness.window import StalenessSettings


def parse_facts_of_check_in(org_id: str, facts: dict[str, Any]) -> ProfileReport:
    """Canonical facts that a check-in names, in normal form. They are only looked for, never stored.

    Raises:
        RuleViolation: one of them breaks the rule that it must obey in a report.
    """
    if has_nul(facts):
        raise RuleViolation("NUL characters are not allowed.")
    if facts.get("mac_addresses") == []:
        raise RuleViolation("mac_addresses must not be empty.")
    try:
        return parse_profile_report({**facts, "org_id": org_id})
    except InvalidReport as error:
        raise RuleViolation(str(error)) from None


def check_in(
    tx: Transaction, facts: ProfileReport, staleness: StalenessSettings, *, now: datetime, context: Mapping[str, Any]
) -> HostKey | None:
    """Moves the last check-in of the host that the facts identify, and records its `updated` event.

    Args:
        context: of the event, from `outbox.change_context`.
    Returns:
        the host, whose event is to be published after the commit; None when no host that is not culled matches.
    """
    hosts = locks.lock_matching(tx, id_facts(facts))
    found = Candidates({facts.org_id: staleness}, hosts).find(facts, now)
    if found is None:
        return None
    with tx.cursor() as cursor:
        cursor.execute(
            "UPDATE hbi.hosts h SET last_check_in = %s, modified_on = %s WHERE h.org_id = %s AND h.id = %s",
            [now, now, found.org_id, found.id],
        )
    outbox.append(tx, [outbox.PendingEvent(found.org_id, found.id, "updated", context)])
    return found.org_id, found.id

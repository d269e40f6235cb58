"""The facts that identify a host (contract: ingest-and-events 5 and 7)."""

from collections.abc import Mapping
from typing import Any

from hbi.ids import ZERO_UUID

ID_FACTS = ("provider_id", "subscription_manager_id", "insights_id")
"""Facts that a host is found by, strongest first. `provider_id` counts together with `provider_type`."""

CANONICAL_FACTS = (
    "insights_id",
    "subscription_manager_id",
    "satellite_id",
    "bios_uuid",
    "ip_addresses",
    "fqdn",
    "mac_addresses",
    "provider_id",
    "provider_type",
)


def known_insights_id(insights_id: str | None) -> str | None:
    """The id, or None when it is absent or the zero UUID, which stands for "none" in the database.

    >>> known_insights_id("00000000-0000-0000-0000-000000000000")
    """
    return None if insights_id == ZERO_UUID else insights_id or None


def as_sent(data: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical facts of a refused message, for its notification (contract: ingest-and-events 13).

    All nine keys; texts case-folded, anything else as it was sent; null if absent or empty.
    """
    return {name: _case_folded(data.get(name) or None) for name in CANONICAL_FACTS}


def _case_folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, list):
        return [member.casefold() if isinstance(member, str) else member for member in value]
    return value

"""The owner of a host (contract: ingest-and-events 4, owner rules)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hbi.hosts.reporters import RHSM_REPORTERS
from hbi.ids import is_canonical_uuid
from hbi.ingest.messages.report import InvalidReport

_OWNED = "System"


def check_owner(static_profile: Mapping[str, Any] | None, *, identity_type: str, cn: str | None) -> None:
    """Refuses a report of a machine that names another owner than the machine itself. Comes before deduplication.

    Args:
        static_profile: the reported slow-changing part, if any.
        identity_type: as in the identity, e.g. `System`; other types may name any owner.
        cn: `system.cn` of the identity.
    Raises:
        InvalidReport: the owner differs (letter case counts), or the name of the machine is not a UUID.
    """
    if identity_type != _OWNED:
        return
    if _canonical(cn) is None:
        raise InvalidReport({"_schema": ["The system's cn is not a UUID."]}, {"_schema": cn})
    owner = (static_profile or {}).get("owner_id")
    if owner is not None and owner != cn:
        raise InvalidReport({"system_profile": ["The owner differs from the system's cn."]}, {"system_profile": owner})


def forced_owner(
    *,
    identity_type: str,
    cn: str | None,
    reporter: str,
    subscription_manager_id: str | None,
    is_described: bool = True,
    owner: str | None = None,
) -> str | None:
    """The owner that a host gets after a report, whatever its profile says; None leaves the owner alone.

    A report of RHSM gives a host to its subscription, but not one of which nothing but its owner, the reporting
    machine, is known.

    Args:
        subscription_manager_id: of the host after the report was merged.
        is_described: whether the host's static profile, with the reported one, holds more than the owner.
        owner: the owner that is stored.
    """
    if identity_type != _OWNED:
        return None
    machine = _canonical(cn)
    is_subscribed = reporter in RHSM_REPORTERS and (is_described or owner not in {None, machine})
    return (is_subscribed and _canonical(subscription_manager_id)) or machine


def with_owner(static_profile: Mapping[str, Any] | None, owner: str | None) -> dict[str, Any]:
    """The slow-changing part with the owner that `forced_owner` found."""
    part = dict(static_profile or {})
    if owner is not None:
        part["owner_id"] = owner
    return part


def _canonical(text: str | None) -> str | None:
    if not text or is_canonical_uuid(text):
        return text or None
    try:
        return str(UUID(text))
    except ValueError:
        return None

"""Names of entries in the cache (contract: identity-rbac 9).

Keys with HBI's names are written as HBI expects them; all others begin with our prefix. Ids in keys are canonical
UUIDs, so no organisation's name can be taken for another's.
"""

_OURS = "inventory-functions"


def settings_of(org_id: str) -> str:
    """Staleness settings of an organisation: JSON, shared with HBI."""
    return f"hbi:staleness:{org_id}"


def settings_lease(org_id: str) -> str:
    """Right of one reader to store an organisation's staleness settings, or the mark that they are being changed."""
    return f"{_OURS}:staleness-lease:{org_id}"


def org_version(org_id: str) -> str:
    """Version of all copies of an organisation's hosts."""
    return f"{_OURS}:org:{org_id}"


def host_version(org_id: str, insights_id: str) -> str:
    """Version of the copies of what an insights id finds, whoever asks."""
    return f"{_OURS}:hosts:{org_id}:{insights_id}"


def host_copy(org_id: str, insights_id: str, owner_id: str, subscription_manager_id: str | None) -> str:
    """Copy of the host that a system finds by an insights id, perhaps on behalf of a system behind it."""
    return f"{_OURS}:host:{org_id}:{insights_id}:{owner_id}:{subscription_manager_id or ''}"


def hbi_host(org_id: str, insights_id: str, owner_id: str) -> str:
    """HBI's copy of a system's host. It is a Python pickle: never read it."""
    return f"flask_cache_insights_id={insights_id}_org={org_id}_user=SYSTEM-{owner_id}"


def hbi_host_generation(org_id: str, insights_id: str, owner_id: str) -> str:
    """Number by which HBI knows that its copy is out of date; it is counted up with each change."""
    return f"{hbi_host(org_id, insights_id, owner_id)}:gen"


def hbi_hosts_pattern(org_id: str) -> str:
    r"""Pattern of HBI's copies of all hosts of an organisation.

    >>> print(hbi_hosts_pattern("4*2"))
    flask_cache_insights_id=*_org=4\*2*
    """
    escaped = "".join(f"\\{character}" if character in "*?[]\\^-" else character for character in org_id)
    return f"flask_cache_insights_id=*_org={escaped}*"

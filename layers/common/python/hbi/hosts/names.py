"""Names of hosts (contract: ingest-and-events 8.2)."""

from typing import NamedTuple

from hbi.hosts.reporters import RHSM_REPORTERS

API_REPORTER = "API"
"""`display_name_reporter` of a host that a client of the API renamed."""

MAX_LENGTH = 200
"""Most characters of a name. A domain name may be longer; as a name it is cut."""

_PRECIOUS = frozenset({"puptoo", API_REPORTER})


class DisplayName(NamedTuple):
    """A name and who gave it; None when it was derived."""

    name: str | None
    reporter: str | None


def name_of_new_host(*, given: str | None, reporter: str, fqdn: str | None, host_id: str) -> DisplayName:
    """The name that a report gives, else the host's domain name, else its id."""
    if given:
        return DisplayName(given, reporter)
    return DisplayName((fqdn or host_id)[:MAX_LENGTH], None)


def reported_name(stored: DisplayName, *, given: str, reporter: str) -> DisplayName:
    """The name after a report with a name. RHSM reporters do not overwrite what puptoo or a client said."""
    if reporter in RHSM_REPORTERS and stored.reporter in _PRECIOUS:
        return stored
    return DisplayName(given, reporter)


def fallback_name(stored: DisplayName, *, stored_fqdn: str | None, fqdn: str | None, host_id: str) -> DisplayName:
    """The name after a change without a name: a derived name follows the domain name, a custom one stays.

    Args:
        stored_fqdn: the domain name before the change.
        fqdn: the domain name that the change brings, if any.
    """
    if stored.name and stored.name not in {host_id, (stored_fqdn or "")[:MAX_LENGTH]}:
        return stored
    return DisplayName((fqdn or stored_fqdn or host_id)[:MAX_LENGTH], stored.reporter)

"""Check-ins of hosts (contract: rest-hosts 7.4)."""

from typing import Any

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import IntegerMember, ObjectBody, TextListMember, TextMember, UuidMember
from functions.api.http.errors import INVENTORY
from functions.api.http.operation import Api, Call
from functions.api.routes.common import change_context, identify_alone
from hbi import clock
from hbi.events.messages import StoredHost
from hbi.hosts.canonical_facts import CANONICAL_FACTS
from hbi.hosts.documents import event_host
from hbi.identity import Identity
from hbi.permissions.scope import HOSTS_UPDATE
from hbi.problems import NotFound, RuleViolation
from hbi.staleness.window import StalenessSettings

_FACTS: dict[str, Any] = {
    "insights_id": UuidMember("The insights id."),
    "subscription_manager_id": UuidMember("The subscription manager id."),
    "satellite_id": UuidMember("The id that Satellite gave."),
    "bios_uuid": UuidMember("The UUID of the machine's BIOS."),
    "fqdn": TextMember(1, 255, "The domain name."),
    "ip_addresses": TextListMember(0, "IPv4 and IPv6 addresses."),
    "mac_addresses": TextListMember(1, "MAC addresses."),
    "provider_id": TextMember(1, 500, "The id that the cloud provider gave; only beside provider_type."),
    "provider_type": TextMember(1, 50, "The cloud provider; only beside provider_id."),
}
_PROVIDER = frozenset({"provider_id", "provider_type"})
_BODY = ObjectBody(
    "HostCheckIn",
    {**_FACTS, "checkin_frequency": IntegerMember(1, 2880, "Accepted and without effect.")},
    is_open=True,
    at_least_one_of=(*(frozenset({name}) for name in CANONICAL_FACTS if name not in _PROVIDER), _PROVIDER),
)


API = Api("hosts", identify_alone, INVENTORY)


@API.operation(
    "POST",
    "/hosts/checkin",
    operation_id="api.host.host_checkin",
    permission=HOSTS_UPDATE,
    body=_BODY,
    answers={201: "CheckedInHost"},
    raises=(NotFound, RuleViolation),
)
def host_checkin(call: Call[Identity]) -> Answer:
    """Notes that a host is there."""
    # Reports of hosts bring the checks of all their fields along: not for every request's cold start.
    from hbi.edits.check_in import check_in, parse_facts_of_check_in
    from hbi.events.host_states import stored_hosts

    sent = {name: value for name, value in call.body.items() if name in _FACTS}
    facts = parse_facts_of_check_in(call.caller.org_id, sent)
    with call.runtime.database.write() as tx:
        staleness = call.staleness(tx)
        key = check_in(tx, facts, staleness, now=clock.now(), context=change_context(call))
        if key is None:
            raise NotFound("No host has these facts.")
        host = stored_hosts(tx, {key})[key]
    call.runtime.publisher.publish([key])
    return json_answer(_shown(host, staleness), 201)


def _shown(host: StoredHost, staleness: StalenessSettings) -> dict[str, Any]:
    """The host as its event shows it, and its workspace."""
    shown = event_host(host.row, tags=host.tags, profile=host.profile, staleness=staleness)
    return {**shown, "workspace": next(iter(shown["groups"]), None)}

"""`POST /_admin/hosts`, where operators enter hosts (contract: rest-groups-staleness-views 10).

It knows no caller: the gateway lets only trusted ones come here, and a setting turns it on.
"""

from typing import TYPE_CHECKING

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import ADMIN
from functions.api.http.operation import Api, Call
from functions.api.http.request import Request
from hbi import metrics
from hbi.problems import Forbidden, HbiError, InvalidBody, NotFound, Unavailable

if TYPE_CHECKING:
    from hbi.ingest.messages.entered_host import EnteredHost
    from hbi.ingest.storing.refusals import Refusal


def _nobody(_: Request) -> None:
    return None


API = Api("admin", _nobody, ADMIN)


@API.operation("POST", "/_admin/hosts", operation_id="admin.enter_host", is_public=True)
def enter_host(call: Call[None]) -> Answer:
    """Creates a host, or updates the one that is named or that the facts are of."""
    runtime = call.runtime
    if not runtime.settings.admin_hosts_enabled or call.request.claims is not None:
        raise Forbidden("Hosts cannot be entered here. INVENTORY_ADMIN_HOSTS_ENABLED is not true")
    # No other operation needs what ingest is made of.
    from hbi.ingest.storing.reports import store_reports

    batch = store_reports(runtime.database, [_entered(call)], runtime.settings, runtime.ungrouped)
    if batch.refusals:
        raise _problem(batch.refusals[0])
    event = batch.stored[0].event
    runtime.publisher.publish([event.host], batch.reported)
    is_new = event.event_type == "created"
    metrics.count("inventory_create_host_count" if is_new else "inventory_update_host_count")
    return json_answer({"id": event.host_id}, 201 if is_new else 200)


def _entered(call: Call[None]) -> "EnteredHost":
    from hbi.ingest.messages.entered_host import enter
    from hbi.ingest.messages.envelope import InvalidEnvelope
    from hbi.ingest.messages.report import InvalidReport

    settings = call.runtime.settings
    try:
        return enter(
            call.request.body,
            request_id=call.request.request_id,
            max_bytes=settings.max_report_bytes,
            needs_subman_id=settings.use_subman_id,
        )
    except (InvalidEnvelope, InvalidReport) as error:
        raise InvalidBody(f"The host is refused: {error}") from None


def _problem(refusal: "Refusal[EnteredHost]") -> HbiError:
    """Why a host that obeys every rule of reports is not stored."""
    from hbi.ingest.storing.plan import NO_SUCH_HOST

    blame = refusal.blame
    if blame is NO_SUCH_HOST and refusal.item.host is not None:
        return NotFound(f"Could not find existing host(s) with ID {{'{refusal.item.host[1]}'}}")
    if blame.cause == "rule":
        return InvalidBody(f"The host is refused: {blame.reason}")
    if blame.cause == "defect":
        return HbiError(blame.reason)
    return Unavailable("The organisation's ungrouped workspace is not there yet. Try again.")

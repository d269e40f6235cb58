"""`POST /tags` at the server's root, for other applications (contract: rest-groups-staleness-views 12)."""

from typing import Any

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import ObjectBody
from functions.api.http.errors import BULK_TAGS
from functions.api.http.operation import Api, Call
from functions.api.routes.common import change_context, identify, publish
from hbi import clock
from hbi.identity import Identity

API = Api("tags", identify, BULK_TAGS)


@API.operation(
    "POST",
    "/tags",
    operation_id="bulk_tags",
    body=ObjectBody("BulkTagsIn", is_open=True, is_json_by_default=True),
    answers={200: "BulkTagsOut"},
)
def add_tags(call: Call[Identity]) -> Answer:
    """Adds tags to hosts of the organisation, whoever asks."""
    from hbi.edits import tags

    settings, now = call.runtime.settings, clock.now()
    addition = tags.parsed(call.body, settings.bulk_tags)
    with call.runtime.database.write() as tx:
        tagged = tags.add_tags(
            tx,
            call.caller.org_id,
            addition,
            culled_before=call.staleness(tx).culled_before(now),
            now=now,
            context=change_context(call),
            batch_size=settings.bulk_tag_hosts,
            limit=settings.max_report_bytes,
        )
    publish(call.runtime, tagged.shown)
    missing = [spelled for host_id, spelled in addition.host_ids.items() if host_id not in tagged.found]
    document: dict[str, Any] = {
        "processed_hosts": len(tagged.found),
        "total_hosts": addition.mentions,
        "not_found_hosts": missing,
    }
    return json_answer(document | ({"warning": f"{len(missing)} hosts were not found."} if missing else {}))

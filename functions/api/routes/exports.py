"""Exports of hosts (contract: exports 3). The rules and the SQL are imported by the first request that needs them."""

from dataclasses import replace

from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import EXPORTS
from functions.api.http.kinds import CheckedLater, Choice, Integer, Text, Uuid
from functions.api.http.operation import Api, Call, Content
from functions.api.http.parameters import Parameters, parameter, path_parameter
from functions.api.http.request import Request
from hbi import clock, metrics
from hbi.exports.records import ExportNotReady, Owner, UnsupportedSource
from hbi.problems import InvalidBody, NotFound, TooManyRequests

# The second type is for generators that leave answers of types out which they do not know (openapi-python-client).
_ARCHIVE = Content({"type": "string", "format": "binary"}, ("application/zip", "application/octet-stream"))
_NUMBER = Integer(0, 2**63 - 1)
LINK_TYPE = "application/vnd.host-inventory.link+json"
_PLAIN_TEXT = Content({"type": "string"}, ("text/plain",))


def identify(request: Request) -> Owner:
    """The caller as owner of exports (contract: exports 2)."""
    from hbi.exports.api.owner import owner_of

    return owner_of(request.identity_header)


API = Api("exports", identify, EXPORTS)


class ExportParameters(Parameters):
    """Parameters of the operations on one export."""

    id: str = path_parameter(CheckedLater(Uuid()), "Id of the export.")


class ExportListParameters(Parameters):
    """Parameters of `GET /exports`. The operation reads the query itself, in the order of its own contract."""

    name: str | None = parameter(Text(), "Exact name.")
    status: str | None = parameter(Text(), "Exact status.")
    created_at: str | None = parameter(Text(), "Created within a day from this date or UTC second.")
    expires_at: str | None = parameter(Text(), "Expires within a day from this date or UTC second.")
    application: str | None = parameter(Text(), "Exact application of a source.")
    resource: str | None = parameter(Text(), "Exact resource of a source.")
    limit: str | None = parameter(CheckedLater(_NUMBER), "Number of entries on a page, 100 unless given.")
    offset: str | None = parameter(CheckedLater(_NUMBER), "Number of entries to pass over.")
    sort: str | None = parameter(CheckedLater(Choice(("created_at", "expires_at", "name"))), "Key to sort by.")
    dir: str | None = parameter(CheckedLater(Choice(("asc", "desc"))), "Direction in which to sort.")


@API.operation(
    "POST",
    "/exports",
    operation_id="api.export.post_export",
    answers={202: "Export"},
    raises=(InvalidBody, UnsupportedSource, TooManyRequests),
)
def post_export(call: Call[Owner]) -> Answer:
    """Asks for an export; the answer comes before the work begins."""
    from hbi.exports.api import documents, launch, quotas, repository, requests

    settings = call.runtime.settings
    now = clock.now()
    new = requests.parse_create(
        call.request.body, now, most_sources=settings.sources_per_export, honours_filters=settings.honours_filters
    )
    with call.runtime.database.write() as tx:
        quotas.take_request(tx, call.caller.org_id, settings)
        export = repository.create(
            tx,
            call.caller,
            new,
            identity=call.request.identity_header or "",
            request_id=call.request.request_id,
            now=now,
        )
    metrics.count("inventory_create_export")
    launch.launch(settings, call.caller.org_id, export.id)
    return json_answer(documents.export_document(export), 202)


@API.operation(
    "GET",
    "/exports",
    operation_id="api.export.get_exports",
    parameters=ExportListParameters,
    answers={200: "ExportList"},
)
def get_exports(call: Call[Owner], _: ExportListParameters) -> Answer:
    """The caller's own exports."""
    from hbi.exports.api import documents, repository, requests

    query = requests.parse_query(call.request.query)
    with call.runtime.database.read() as tx:
        page = repository.page(tx, call.caller, query)
    document = documents.list_document(page.exports, page.count, query, call.request.path, call.request.query)
    return json_answer(document)


@API.operation(
    "GET",
    "/exports/{id}/status",
    operation_id="api.export.get_export_status",
    parameters=ExportParameters,
    answers={200: "Export"},
    raises=(NotFound,),
)
def get_export_status(call: Call[Owner], asked: ExportParameters) -> Answer:
    """How far an export is."""
    from hbi.exports.api import documents, repository, requests

    export_id = requests.parse_export_id(asked.id)
    with call.runtime.database.read() as tx:
        return json_answer(documents.export_document(repository.get(tx, call.caller, export_id)))


@API.operation(
    "GET",
    "/exports/{id}",
    operation_id="api.export.get_export",
    parameters=ExportParameters,
    # Generators make the client's result from the answer that a redirect leads to.
    answers={200: _ARCHIVE, 302: ""},
    raises=(NotFound, ExportNotReady),
    headers={"location": "Where the archive is, for some minutes.", "content-disposition": "Its file name."},
)
def get_export(call: Call[Owner], asked: ExportParameters) -> Answer:
    """Redirects to the archive: a link that is valid for some minutes.

    A page that must say who asks cannot follow the redirect as a download; it accepts the link itself instead.
    """
    from hbi.exports.api import links, repository, requests

    export_id = requests.parse_export_id(asked.id)
    with call.runtime.database.read() as tx:
        export = repository.get(tx, call.caller, export_id)
    link = links.download_link(call.runtime.settings, export)
    if call.request.headers.get("accept") == LINK_TYPE:
        return replace(json_answer({"location": link}, content_type=LINK_TYPE), headers={"cache-control": "no-store"})
    headers = {"location": link, "content-disposition": links.disposition(export), "cache-control": "no-store"}
    return Answer(302, content_type=None, headers=headers)


@API.operation(
    "DELETE",
    "/exports/{id}",
    operation_id="api.export.delete_export",
    parameters=ExportParameters,
    answers={202: ""},
    raises=(NotFound,),
)
def delete_export(call: Call[Owner], asked: ExportParameters) -> Answer:
    """Deletes an export in any state, with its archive."""
    from hbi.exports import bucket
    from hbi.exports.api import repository, requests

    export_id = requests.parse_export_id(asked.id)
    with call.runtime.database.write() as tx:
        export = repository.remove(tx, call.caller, export_id)
        bucket.remove(call.runtime.settings, [export.object_key])
    return Answer(202, content_type=None)


@API.operation("GET", "/ping", operation_id="api.export.ping", answers={200: _PLAIN_TEXT})
def ping(_: Call[Owner]) -> Answer:
    """Answers whoever has an identity."""
    return Answer(200, b"pong", "text/plain; charset=utf-8")

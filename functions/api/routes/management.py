"""What needs no identity: health, metrics, version, description (contract: rest-groups-staleness-views 11)."""

from functions.api.description import pages
from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import EXPORTS, INVENTORY
from functions.api.http.operation import Api, Call, Operation
from functions.api.http.request import Request


def health(_: Call[None]) -> Answer:
    """The process lives. Says nothing about the database."""
    return Answer(200, content_type="text/html")


def version(call: Call[None]) -> Answer:
    """The commit that this was built from."""
    return json_answer({"version": call.runtime.settings.build_commit})


def metrics(_: Call[None]) -> Answer:
    """What the instance of the function that answers has counted since it began, for Prometheus."""
    from functions.api.http import exposition

    return Answer(200, exposition.page(), exposition.CONTENT_TYPE)


def openapi(call: Call[None]) -> Answer:
    """The description of the inventory API."""
    return pages.description(pages.INVENTORY, _base(call))


def exports_openapi(call: Call[None]) -> Answer:
    """The description of the exports API."""
    return pages.description(pages.EXPORTS, _base(call))


def ui(call: Call[None]) -> Answer:
    """Swagger UI on the description."""
    return pages.page(f"{_base(call)}/openapi.json")


def _base(call: Call[None]) -> str:
    return call.request.path.rpartition("/")[0]


def _nobody(_: Request) -> None:
    return None


API = Api(
    "management",
    _nobody,
    INVENTORY,
    (
        Operation(method="GET", path="/health", operation_id="health", run=health, is_public=True),
        Operation(method="GET", path="/metrics", operation_id="metrics", run=metrics, is_public=True),
        Operation(method="GET", path="/version", operation_id="version", run=version, is_public=True),
    ),
)
DOCUMENTATION = Api(
    "documentation",
    _nobody,
    INVENTORY,
    (
        Operation(method="GET", path="/openapi.json", operation_id="openapi", run=openapi, is_public=True),
        Operation(method="GET", path="/ui", operation_id="ui", run=ui, is_public=True),
    ),
)
EXPORTS_DOCUMENTATION = Api(
    "documentation",
    _nobody,
    EXPORTS,
    (
        Operation(
            method="GET", path="/openapi.json", operation_id="exports_openapi", run=exports_openapi, is_public=True
        ),
    ),
)

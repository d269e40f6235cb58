"""What needs no identity: health, metrics, version, description (contract: rest-groups-staleness-views 11)."""

import logging
from collections.abc import Callable

from functions.api.description import pages
from functions.api.http.answers import Answer, json_answer
from functions.api.http.errors import EXPORTS, INVENTORY
from functions.api.http.operation import Api, Call
from functions.api.http.request import Request

logger = logging.getLogger(__name__)


def _nobody(_: Request) -> None:
    return None


_EXPORTS_BASE = "/api/export/v1"

API = Api("management", _nobody, INVENTORY)
DOCUMENTATION = Api("documentation", _nobody, INVENTORY)
EXPORTS_DOCUMENTATION = Api("documentation", _nobody, EXPORTS)


@API.operation("GET", "/health", operation_id="health", is_public=True)
def health(_: Call[None]) -> Answer:
    """The process lives. Says nothing about the database."""
    return Answer(200, content_type="text/html")


@API.operation("GET", "/ready", operation_id="ready", is_public=True)
def ready(call: Call[None]) -> Answer:
    """Whether everything answers that requests need. Where something does not, the log says why."""
    from hbi.db.readiness import check_database
    from hbi.exports.bucket import check as check_bucket

    runtime = call.runtime
    checks: dict[str, Callable[[], None]] = {
        "database": lambda: check_database(runtime.database),
        "export_bucket": lambda: check_bucket(runtime.settings),
    }
    answers = {name: _answers(name, check) for name, check in checks.items()}
    return json_answer({"ready": all(answers.values()), **answers}, 200 if all(answers.values()) else 503)


def _answers(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        logger.exception("not ready: %s", name)
        return False
    return True


@API.operation("GET", "/version", operation_id="version", is_public=True)
def version(call: Call[None]) -> Answer:
    """The commit that this was built from."""
    return json_answer({"version": call.runtime.settings.build_commit})


@API.operation("GET", "/metrics", operation_id="metrics", is_public=True)
def metrics(call: Call[None]) -> Answer:
    """What the instance of the function that answers has counted since it began, for Prometheus."""
    from functions.api.http import exposition

    return Answer(200, exposition.page(call.runtime.settings), exposition.CONTENT_TYPE)


@DOCUMENTATION.operation("GET", "/openapi.json", operation_id="openapi", is_public=True)
def openapi(call: Call[None]) -> Answer:
    """The description of the inventory API."""
    return pages.description(pages.INVENTORY, _base(call))


@EXPORTS_DOCUMENTATION.operation("GET", "/openapi.json", operation_id="exports_openapi", is_public=True)
def exports_openapi(call: Call[None]) -> Answer:
    """The description of the exports API."""
    return pages.description(pages.EXPORTS, _base(call))


@EXPORTS_DOCUMENTATION.operation("GET", "", operation_id="exports_root", is_public=True)
def exports_root(_: Call[None]) -> Answer:
    """Nothing: the exports API is there (contract: exports 3)."""
    return Answer(200, content_type=None)


@DOCUMENTATION.operation("GET", "/ui", operation_id="ui", is_public=True)
def ui(call: Call[None]) -> Answer:
    """Swagger UI on the descriptions of the inventory and of exports."""
    return pages.page((f"{_base(call)}/openapi.json", f"{_EXPORTS_BASE}/openapi.json"))


def _base(call: Call[None]) -> str:
    return call.request.path.rpartition("/")[0]

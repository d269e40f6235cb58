"""The console's page and files, which need no identity: no organisation's data is in them (contract: console 1)."""

from functions.api.console import files
from functions.api.http.answers import Answer
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Segment
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, path_parameter
from functions.api.http.request import Request
from hbi.problems import NotFound

ROOT = "/console"


def _nobody(_: Request) -> None:
    return None


API = Api("console", _nobody, INVENTORY)


class FileParameters(Parameters):
    """Parameters of operations on a file of the console."""

    name: str = path_parameter(Segment(), "Name of the file.")


class PageParameters(Parameters):
    """Parameters of a page about many things."""

    page: str = path_parameter(Segment(), "Name of the page.")


class ThingParameters(PageParameters):
    """Parameters of a page about one thing."""

    thing: str = path_parameter(Segment(), "Id of the host or group that is shown.")


@API.operation("GET", "/", operation_id="root", is_public=True)
def root(_: Call[None]) -> Answer:
    """Leads to the console."""
    return Answer(302, content_type=None, headers={"location": f"{ROOT}/", "cache-control": "no-cache"})


@API.operation("GET", ROOT, operation_id="console", is_public=True)
def home(_: Call[None]) -> Answer:
    """The console's first page."""
    return files.page()


@API.operation("GET", f"{ROOT}/start.json", operation_id="console_start", is_public=True)
def start(call: Call[None]) -> Answer:
    """How the deployment knows its callers."""
    return files.start(call.runtime.settings)


@API.operation(
    "GET",
    f"{ROOT}/assets/{{name}}",
    operation_id="console_asset",
    is_public=True,
    parameters=FileParameters,
    raises=(NotFound,),
)
def asset(_: Call[None], asked: FileParameters) -> Answer:
    """A script or style of the console."""
    return files.asset(asked.name)


@API.operation(
    "GET",
    f"{ROOT}/{{page}}",
    operation_id="console_page",
    is_public=True,
    parameters=PageParameters,
    raises=(NotFound,),
)
def page(_: Call[None], asked: PageParameters) -> Answer:
    """A page of the console, or a file beside it."""
    return files.notice(asked.page) if "." in asked.page else files.page()


@API.operation(
    "GET", f"{ROOT}/{{page}}/{{thing}}", operation_id="console_thing", is_public=True, parameters=ThingParameters
)
def thing(_: Call[None], __: ThingParameters) -> Answer:
    """The console's page about a host or a group."""
    return files.page()

"""Options of commands that call an API, and the client that they ask for."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from local.terminal import checked_org, in_one_line

if TYPE_CHECKING:
    from local.commands.api_client import ApiClient

WAYS = ("bearer", "iam", "header")

_OPTIONS = (
    click.option("--org", callback=checked_org, help="Organisation; default is the stack's, with --url HBI_ORG."),
    click.option(
        "--url",
        envvar="HBI_URL",
        show_envvar=True,
        metavar="URL",
        help="A deployed API instead of the stack on this machine.",
    ),
    click.option(
        "--auth",
        "way",
        type=click.Choice(WAYS),
        envvar="HBI_AUTH",
        show_envvar=True,
        help="With --url: the token in HBI_TOKEN, a signature of AWS, or only the header x-rh-identity; "
        "default is the token if there is one, else the signature.",
    ),
)


def calls_api[R](command: Callable[..., R]) -> Callable[..., R]:
    """Declares the options; the command gets the client as its first argument.

    Errors raised on purpose end it with one line.
    """

    @wraps(command)
    @in_one_line
    def run(state: Path, /, *, org: str | None, url: str | None, way: str | None, **options: Any) -> R:
        return command(client_of(state, org=org, url=url, way=way), **options)

    return api_options(click.pass_obj(run))


def api_options[F: Callable[..., Any]](command: F) -> F:
    """Declares the options alone, as `org`, `url` and `way`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def client_of(state: Path, *, org: str | None, url: str | None, way: str | None) -> "ApiClient":
    """The client that the options ask for; it is closed when the command ends.

    Raises:
        ConfigurationError: nothing runs here, or the deployed API cannot be called in this way.
    """
    from local.commands.api_client import ApiClient, stack_client
    from local.reaching import deployment
    from local.running import running

    if url:
        deployed = deployment(url, way=way, org_id=org)
        client = ApiClient(deployed.url, deployed.caller)
    else:
        client = stack_client(running(state), org)
    click.get_current_context().call_on_close(client.close)
    return client

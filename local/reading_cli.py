"""The commands of `hbi` that read, and their options."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from local.api_options import api_options, calls_api, client_of
from local.commands.output import FORMS, Form
from local.terminal import console, in_one_line

if TYPE_CHECKING:
    from local.commands.api_client import ApiClient


def _reading[F: Callable[..., Any]](command: F) -> F:
    """Options of commands that read from an API."""
    for option in (
        click.option("-o", "--output", "form", type=click.Choice(FORMS), default="table"),
        click.option("--json", "form", flag_value="json", help="The same as -o json."),
    ):
        command = option(command)
    return command


_limit = click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
_ORDER = ["display_name", "group_name", "updated", "operating_system", "last_check_in"]
_STATES = ["fresh", "stale", "stale_warning", "unknown"]


@click.command()
@_reading
@_limit
@click.option("--name", help="Part of the display name.")
@click.option("--tag", "tags", multiple=True, help="namespace/key=value; several: any of them.")
@click.option("--group", "groups", multiple=True, help="Name of a group; several: any of them.")
@click.option("--stale", is_flag=True, help="The same as --state stale --state stale_warning.")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Several: any of them.")
@click.option("--filter", "filters", multiple=True, help="Of profiles, as in the API: [arch]=x86_64")
@click.option("--order-by", type=click.Choice(_ORDER))
@calls_api
def hosts(client: "ApiClient", /, **options: Any) -> None:
    """List hosts."""
    from local.commands.host_list import HostSearch
    from local.commands.reads import list_hosts

    states = (*options.pop("states"), *(("stale", "stale_warning") if options.pop("stale") else ()))
    filters: dict[str, list[str]] = {}
    for term in options.pop("filters"):
        field, equals, value = term.partition("=")
        if not equals or not field.startswith("["):
            raise click.BadParameter(f"{term!r} is not of the form [field]=value", param_hint="--filter")
        filters.setdefault(field, []).append(value)
    given = {name: options.pop(name) for name in ("name", "tags", "groups", "order_by")}
    list_hosts(client, console, search=HostSearch(states=states, filters=filters, **given), **options)


@click.command()
@_reading
@click.argument("host")
@calls_api
def show(client: "ApiClient", /, **options: Any) -> None:
    """Show a host, named by its id or its display name, with tags and profile."""
    from local.commands.reads import show_host

    show_host(client, console, options.pop("host"), **options)


@click.command()
@_reading
@_limit
@click.option("--search", help="Part of a tag.")
@calls_api
def tags(client: "ApiClient", /, **options: Any) -> None:
    """List tags and how many hosts have them."""
    from local.commands.reads import list_tags

    list_tags(client, console, **options)


@click.command()
@_reading
@_limit
@click.option("--name", help="Part of the name.")
@calls_api
def groups(client: "ApiClient", /, **options: Any) -> None:
    """List groups and how many hosts they have."""
    from local.commands.reads import list_groups

    list_groups(client, console, **options)


@click.command()
@_reading
@_limit
@calls_api
def views(client: "ApiClient", /, **options: Any) -> None:
    """List saved views."""
    from local.commands.reads import list_views

    list_views(client, console, **options)


@click.command()
@_reading
@_limit
@calls_api
def exports(client: "ApiClient", /, **options: Any) -> None:
    """List exports."""
    from local.commands.reads import list_exports

    list_exports(client, console, **options)


@click.command()
@_reading
@calls_api
def staleness(client: "ApiClient", /, **options: Any) -> None:
    """Show after how long hosts become stale and are deleted."""
    from local.commands.reads import show_staleness

    show_staleness(client, console, **options)


@click.command()
@click.option("-o", "--output", "form", type=click.Choice(FORMS), default="table")
@click.option("--json", "form", flag_value="json", help="The same as -o json.")
@api_options
@click.pass_obj
@in_one_line
def status(state: Path, /, *, form: Form, **options: Any) -> None:
    """Show where the system is and what it holds."""
    from local.commands.status import show_deployed, show_status

    client = client_of(state, **options)
    if options["url"]:
        show_deployed(client, console, form)
    else:
        show_status(state, client, console, form)


READING: tuple[click.Command, ...] = (hosts, show, tags, groups, views, exports, staleness, status)

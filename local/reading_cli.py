"""The commands of `hbi` that read, and their options."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from local.commands.output import FORMS
from local.terminal import checked_org, console, in_one_line


def _reading[F: Callable[..., Any]](command: F) -> F:
    """Options of commands that read lists."""
    for option in (
        click.option("--org", callback=checked_org, help="Organisation to read; default is the stack's."),
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
@click.pass_obj
@in_one_line
def hosts(state: Path, /, **options: Any) -> None:
    """List hosts."""
    from local.commands.reads import list_hosts

    given = {name: options.pop(name) for name in ("name", "tags", "groups", "stale", "states", "filters", "order_by")}
    list_hosts(state, console, query=_host_query(**given), **options)


def _host_query(
    *,
    name: str | None,
    tags: tuple[str, ...],
    groups: tuple[str, ...],
    stale: bool,
    states: tuple[str, ...],
    filters: tuple[str, ...],
    order_by: str | None,
) -> list[tuple[str, str]]:
    query = [("display_name", name)] if name else []
    query += [("tags", tag) for tag in tags]
    query += [("group_name", group) for group in groups]
    query += [("staleness", wanted) for wanted in (*states, *(("stale", "stale_warning") if stale else ()))]
    for term in filters:
        field, equals, value = term.partition("=")
        if not equals or not field.startswith("["):
            raise click.BadParameter(f"{term!r} is not of the form [field]=value", param_hint="--filter")
        query.append((f"filter[system_profile]{field}", value))
    return query + ([("order_by", order_by)] if order_by else [])


@click.command()
@_reading
@click.argument("host")
@click.pass_obj
@in_one_line
def show(state: Path, /, **options: Any) -> None:
    """Show a host, named by its id or its display name, with tags and profile."""
    from local.commands.reads import show_host

    show_host(state, console, options.pop("host"), **options)


@click.command()
@_reading
@_limit
@click.option("--search", help="Part of a tag.")
@click.pass_obj
@in_one_line
def tags(state: Path, /, **options: Any) -> None:
    """List tags and how many hosts have them."""
    from local.commands.reads import list_tags

    list_tags(state, console, **options)


@click.command()
@_reading
@_limit
@click.option("--name", help="Part of the name.")
@click.pass_obj
@in_one_line
def groups(state: Path, /, **options: Any) -> None:
    """List groups and how many hosts they have."""
    from local.commands.reads import list_groups

    list_groups(state, console, **options)


@click.command()
@_reading
@_limit
@click.pass_obj
@in_one_line
def views(state: Path, /, **options: Any) -> None:
    """List saved views."""
    from local.commands.reads import list_views

    list_views(state, console, **options)


@click.command()
@_reading
@_limit
@click.pass_obj
@in_one_line
def exports(state: Path, /, **options: Any) -> None:
    """List exports."""
    from local.commands.reads import list_exports

    list_exports(state, console, **options)


@click.command()
@_reading
@click.pass_obj
@in_one_line
def staleness(state: Path, /, **options: Any) -> None:
    """Show after how long hosts become stale and are deleted."""
    from local.commands.reads import show_staleness

    show_staleness(state, console, **options)


@click.command()
@click.option("-o", "--output", "form", type=click.Choice(FORMS), default="table")
@click.option("--json", "form", flag_value="json", help="The same as -o json.")
@click.pass_obj
@in_one_line
def status(state: Path, /, **options: Any) -> None:
    """Show where the system is and what it holds."""
    from local.commands.status import show_status

    show_status(state, console, **options)


READING: tuple[click.Command, ...] = (hosts, show, tags, groups, views, exports, staleness, status)

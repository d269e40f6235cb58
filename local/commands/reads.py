"""Commands that read from an API: `hbi hosts`, `show`, `tags`, `groups`, `views`, `staleness`, `exports`."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from rich.console import Console

from hbi.ids import is_dashed_uuid
from hbi.problems import NotFound
from infra.topology import BASE, EXPORT_BASE
from local.commands.api_client import ApiClient, with_query
from local.commands.output import Column, Form, show, show_object

PAGE = 100
"""The most entries that all lists give at once."""


def _second(instant: str) -> str:
    return f"{instant[:19]}Z"


def _release(system: Mapping[str, Any]) -> str:
    return f"{system.get('name')} {system.get('major')}.{system.get('minor')}"


HOSTS = (
    Column("id", ("id",)),
    Column("name", ("display_name",)),
    Column("os", ("system_profile", "operating_system"), _release),
    Column("group", ("groups", 0, "name")),
    Column("reporter", ("reporter",)),
    Column("last check-in", ("last_check_in",), _second),
    Column("stale on", ("stale_timestamp",), _second),
)
TAGS = (
    Column("namespace", ("tag", "namespace")),
    Column("key", ("tag", "key")),
    Column("value", ("tag", "value")),
    Column("hosts", ("count",)),
)
GROUPS = (
    Column("id", ("id",)),
    Column("name", ("name",)),
    Column("hosts", ("host_count",)),
    Column("ungrouped", ("ungrouped",)),
    Column("updated", ("updated",), _second),
)
VIEWS = (
    Column("id", ("id",)),
    Column("name", ("name",)),
    Column("for all", ("org_wide",)),
    Column("made by", ("created_by",)),
)
EXPORTS = (
    Column("id", ("id",)),
    Column("name", ("name",)),
    Column("format", ("format",)),
    Column("status", ("status",)),
    Column("created", ("created_at",), _second),
    Column("expires", ("expires_at",), _second),
)

type Query = Sequence[tuple[str, str]]


def list_hosts(client: ApiClient, console: Console, *, query: Query, limit: int, form: Form) -> None:
    """Prints hosts of a list, in its order."""
    shown = (*query, ("fields[system_profile]", "operating_system"))
    show(console, _entries(client, f"{BASE}/hosts", shown, limit), HOSTS, form)


def list_tags(client: ApiClient, console: Console, *, search: str | None, limit: int, form: Form) -> None:
    """Prints tags and how many hosts have them."""
    query = [("search", search)] if search else []
    show(console, _entries(client, f"{BASE}/tags", query, limit), TAGS, form)


def list_groups(client: ApiClient, console: Console, *, name: str | None, limit: int, form: Form) -> None:
    """Prints groups, the ungrouped one included."""
    query = [("group_type", "all"), *([("name", name)] if name else [])]
    show(console, _entries(client, f"{BASE}/groups", query, limit), GROUPS, form)


def list_views(client: ApiClient, console: Console, *, limit: int, form: Form) -> None:
    """Prints saved views that the caller sees."""
    show(console, _entries(client, f"{BASE}/beta/views", [], limit), VIEWS, form)


def list_exports(client: ApiClient, console: Console, *, limit: int, form: Form) -> None:
    """Prints the caller's exports."""
    answer = client.get(f"{EXPORT_BASE}/exports?limit={limit}")
    show(console, answer["data"], EXPORTS, form)


def show_staleness(client: ApiClient, console: Console, *, form: Form) -> None:
    """Prints after how many seconds hosts become stale, stale_warning and culled."""
    show_object(console, client.get(f"{BASE}/account/staleness"), form)


def show_host(client: ApiClient, console: Console, host: str, *, form: Form) -> None:
    """Prints a host with its tags and its whole profile.

    Args:
        host: its id, or its display name.
    Raises:
        NotFound: there is none, or several have this name.
    """
    host_id = host if is_dashed_uuid(host) else _id_of(client, host)
    found = client.get(f"{BASE}/hosts/{host_id}", is_missing=f"there is no host {host}")["results"][0]
    tags = client.get(f"{BASE}/hosts/{host_id}/tags")["results"]
    profile = client.get(f"{BASE}/hosts/{host_id}/system_profile")["results"][0]["system_profile"]
    show_object(console, {**found, "tags": tags.get(found["id"], []), "system_profile": profile}, form)


def _id_of(client: ApiClient, name: str) -> str:
    found = client.get(with_query(f"{BASE}/hosts", [("display_name", name), ("per_page", 5)]))
    named = [host for host in found["results"] if host["display_name"].lower() == name.lower()]
    if not named:
        raise NotFound(f"there is no host {name}; search with: hbi hosts --name {quote(name)}")
    if found["total"] > 1:
        raise NotFound(f"{found['total']} hosts are called {name}; give an id: " + ", ".join(h["id"] for h in named))
    return str(named[0]["id"])


def _entries(client: ApiClient, path: str, query: Query, limit: int) -> Iterator[Mapping[str, Any]]:
    """Entries of a list, asked for page by page; no more than `limit`."""
    size = min(PAGE, limit)

    def pages() -> Iterator[Mapping[str, Any]]:
        for number in itertools.count(1):
            page = client.get(with_query(path, [*query, ("per_page", size), ("page", number)]))
            yield from page["results"]
            if number * size >= page["total"]:
                return

    return itertools.islice(pages(), limit)

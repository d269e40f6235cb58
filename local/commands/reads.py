"""Commands that read from an API: `hbi hosts`, `show`, `tags`, `groups`, `views`, `staleness`, `exports`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from host_inventory.generated.exports.api.exports import api_export_get_exports
from host_inventory.generated.inventory.api.accounts_staleness import api_staleness_get_staleness
from host_inventory.generated.inventory.api.groups import api_group_get_group_list
from host_inventory.generated.inventory.api.hosts import (
    api_host_get_host_by_id,
    api_host_get_host_list,
    api_host_get_host_system_profile_by_id,
    api_host_get_host_tags,
)
from host_inventory.generated.inventory.api.tags import api_tag_get_tags
from host_inventory.generated.inventory.api.views import api_views_get_views_list
from host_inventory.generated.inventory.models import ApiGroupGetGroupListGroupType
from host_inventory.generated.inventory.types import UNSET
from rich.console import Console

from hbi.ids import is_dashed_uuid
from hbi.problems import NotFound
from local.commands.api_client import ApiClient
from local.commands.host_list import HostSearch
from local.commands.output import Column, Form, show, show_object


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

_ENTRIES = {"results": list}


def list_hosts(client: ApiClient, console: Console, *, search: HostSearch, limit: int, form: Form) -> None:
    """Prints hosts of a list, in its order. None is missed or told twice because others come or go meanwhile."""
    show(console, client.entries(api_host_get_host_list, limit, **search.parameters()), HOSTS, form)


def list_tags(client: ApiClient, console: Console, *, search: str | None, limit: int, form: Form) -> None:
    """Prints tags and how many hosts have them."""
    show(console, client.entries(api_tag_get_tags, limit, search=search or UNSET), TAGS, form)


def list_groups(client: ApiClient, console: Console, *, name: str | None, limit: int, form: Form) -> None:
    """Prints groups, the ungrouped one included."""
    chosen = {"group_type": ApiGroupGetGroupListGroupType.ALL, "name": name or UNSET}
    show(console, client.entries(api_group_get_group_list, limit, **chosen), GROUPS, form)


def list_views(client: ApiClient, console: Console, *, limit: int, form: Form) -> None:
    """Prints saved views that the caller sees."""
    show(console, client.entries(api_views_get_views_list, limit), VIEWS, form)


def list_exports(client: ApiClient, console: Console, *, limit: int, form: Form) -> None:
    """Prints the caller's exports."""
    answer = client.call(api_export_get_exports, limit=limit, holds={"data": list})
    show(console, answer["data"], EXPORTS, form)


def show_staleness(client: ApiClient, console: Console, *, form: Form) -> None:
    """Prints after how many seconds hosts become stale, stale_warning and culled."""
    show_object(console, client.call(api_staleness_get_staleness, holds={"conventional_time_to_stale": int}), form)


def show_host(client: ApiClient, console: Console, host: str, *, form: Form) -> None:
    """Prints a host with its tags and its whole profile.

    Args:
        host: its id, or its display name.
    Raises:
        NotFound: there is none, several have this name, or it is deleted while it is read.
    """
    host_id = host if is_dashed_uuid(host) else _id_of(client, host)
    none = f"there is no host {host}; search with: hbi hosts"
    found = _first(client.call(api_host_get_host_by_id, host_id, is_missing=none, holds=_ENTRIES)["results"], none)
    gone = f"host {host} was deleted while it was read; search with: hbi hosts"
    tags = client.call(api_host_get_host_tags, host_id, is_missing=gone, holds={"results": dict})["results"]
    profiles = client.call(api_host_get_host_system_profile_by_id, host_id, is_missing=gone, holds=_ENTRIES)
    profile = _first(profiles["results"], gone)["system_profile"]
    show_object(console, {**found, "tags": tags.get(found["id"], []), "system_profile": profile}, form)


def _first(results: list[dict[str, Any]], is_missing: str) -> dict[str, Any]:
    if not results:
        raise NotFound(is_missing)
    return results[0]


def _id_of(client: ApiClient, name: str) -> str:
    found = client.call(api_host_get_host_list, display_name=name, per_page=5, holds={**_ENTRIES, "total": int})
    named = [host for host in found["results"] if host["display_name"].lower() == name.lower()]
    if not named:
        raise NotFound(f"there is no host {name}; search with: hbi hosts --name {quote(name)}")
    if found["total"] > 1:
        raise NotFound(f"{found['total']} hosts are called {name}; give an id: " + ", ".join(h["id"] for h in named))
    return str(named[0]["id"])

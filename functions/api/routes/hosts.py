"""Hosts (contract: rest-hosts 7.1, 7.5, 7.6, 7.7, 7.9)."""

from collections.abc import Collection, Mapping
from typing import Any

from functions.api.answers import Answer, json_answer, paged
from functions.api.bodies import ObjectBody, TextMember
from functions.api.errors import INVENTORY
from functions.api.host_parameters import FIELDS, FILTER, HOST_PARAMETERS, search_of
from functions.api.operations import HOST_IDS, Api, Call, Operation
from functions.api.routes.common import (
    BRANCH_ID,
    HOST_ID_LIST,
    ORDER_PARAMETERS,
    PAGE_PARAMETERS,
    identify,
    order_of,
    page_of,
)
from hbi import clock
from hbi.events import outbox
from hbi.hosts import deletion, edits, queries
from hbi.hosts.deletion import Deletion
from hbi.hosts.edits import HostEdit
from hbi.hosts.queries import Page, Profile
from hbi.hosts.selection import named
from hbi.hosts.serialize import HostRow, api_host, system_profile
from hbi.identity import Identity
from hbi.problems import HostsNotFound, NotFound, RuleViolation
from hbi.rbac import HOSTS_READ, HOSTS_WRITE
from hbi.staleness.window import StalenessSettings


def get_host_list(call: Call[Identity]) -> Answer:
    """Hosts that match all given parameters."""
    search, order, page = search_of(call.values), order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        conditions = search.conditions(call.viewer, staleness, clock.now())
        found = queries.list_hosts(tx, conditions, order, page, call.values["fields"] or (), source=search.source())
    if found.total and not found.entries:
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, call.values["fields"]) for row, profile in found.entries]
    return paged(hosts, total=found.total, page=page)


def get_host_by_id(call: Call[Identity]) -> Answer:
    """Hosts by their ids."""
    ids, order, page = call.values[HOST_IDS], order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        conditions = named(call.viewer, ids, staleness, clock.now())
        found = queries.hosts_by_id(tx, conditions, order, page, call.values["fields"] or ())
    _require(ids, found.ids, page)
    if not found.entries:
        raise _past_the_end(page)
    hosts = [_host(row, profile, staleness, call.values["fields"]) for row, profile in found.entries]
    return paged(hosts, total=len(found.ids), page=page)


def get_host_system_profile_by_id(call: Call[Identity]) -> Answer:
    """System profiles of hosts by their ids."""
    ids, order, page = call.values[HOST_IDS], order_of(call.values), page_of(call.values)
    with call.services.database.read() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        conditions = named(call.viewer, ids, staleness, clock.now())
        found = queries.profiles_by_id(tx, conditions, order, page, call.values["fields"])
    if not found.entries and page.number > 1:
        raise _past_the_end(page)
    _require(ids, found.ids, page)
    profiles = [{"id": host_id, "system_profile": system_profile(profile)} for host_id, profile in found.entries]
    return paged(profiles, total=len(found.ids), page=page)


def patch_host_by_id(call: Call[Identity]) -> Answer:
    """Renames hosts, or sets the name by which Ansible reaches them."""
    edit, ids = HostEdit.of(call.body), call.values[HOST_IDS]
    context = outbox.change_context(request_id=call.request.request_id, platform_metadata=_platform_metadata(call))
    with call.services.database.write() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        hosts = edits.lock_editable(tx, named(call.viewer, ids, staleness, clock.now()))
        _require(ids, [host.id for host in hosts])
        if edit.is_empty:
            raise RuleViolation("The body must hold at least one field to change.", title="Bad Request")
        changed = edits.apply_edit(tx, hosts, edit, now=clock.now(), context=context)
    call.services.publisher.publish(changed)
    return json_answer({})


def delete_host_by_id(call: Call[Identity]) -> Answer:
    """Deletes hosts with all that belongs to them."""
    ids = call.values[HOST_IDS]
    reason = Deletion(call.request.request_id, _platform_metadata(call), call.request.is_from_frontend)
    with call.services.database.write() as tx:
        staleness = call.services.staleness.settings_of(tx, call.viewer.org_id)
        conditions = named(call.viewer, ids, staleness, clock.now())
        _require(ids, deletion.lock(tx, conditions))
        deleted = deletion.delete_hosts(tx, call.viewer.org_id, list(ids), reason)
    call.services.publisher.publish([host.key for host in deleted])
    return json_answer({})


def _host(
    row: HostRow, profile: Profile, staleness: StalenessSettings, fields: Collection[str] | None
) -> dict[str, Any]:
    host = api_host(row, staleness)
    if fields is not None:
        host["system_profile"] = system_profile(profile)
    return host


def _require(ids: Mapping[str, str], found: Collection[str], page: Page | None = None) -> None:
    """Refuses when a named host is not among the found ones.

    When there are more matches than fit on a page, the answer does not say which ones are missing (rest-hosts 1.7).
    """
    missing = [spelled for host_id, spelled in ids.items() if host_id not in found]
    if missing:
        raise HostsNotFound(None if page and len(found) > page.size else missing)


def _past_the_end(page: Page) -> NotFound:
    return NotFound(f"page {page.number} is past the end of the list")


def _platform_metadata(call: Call[Identity]) -> dict[str, str]:
    return {"b64_identity": call.caller.encode()}


_BY_ID = (HOST_ID_LIST, BRANCH_ID)
_BY_ID_READ = (HOST_ID_LIST, *PAGE_PARAMETERS, *ORDER_PARAMETERS, BRANCH_ID)

_PATCH_BODY = ObjectBody(
    "PatchHostIn",
    {
        "display_name": TextMember(*edits.DISPLAY_NAME_LENGTH, "What people call the host."),
        "ansible_host": TextMember(*edits.ANSIBLE_HOST_LENGTH, "Name or address by which Ansible reaches the host."),
    },
)

API = Api(
    "hosts",
    identify,
    INVENTORY,
    (
        Operation(
            method="GET",
            path="/hosts",
            operation_id="api.host.get_host_list",
            run=get_host_list,
            permission=HOSTS_READ,
            parameters=(*HOST_PARAMETERS, *ORDER_PARAMETERS, *PAGE_PARAMETERS, BRANCH_ID),
            objects=(FILTER, FIELDS),
            answers={200: "HostQueryOutput"},
        ),
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.get_host_by_id",
            run=get_host_by_id,
            permission=HOSTS_READ,
            parameters=_BY_ID_READ,
            objects=(FIELDS,),
            answers={200: "HostQueryOutput"},
        ),
        Operation(
            method="PATCH",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.patch_host_by_id",
            run=patch_host_by_id,
            permission=HOSTS_WRITE,
            parameters=_BY_ID,
            body=_PATCH_BODY,
            answers={200: "Empty"},
        ),
        Operation(
            method="DELETE",
            path=f"/hosts/{{{HOST_IDS}}}",
            operation_id="api.host.delete_host_by_id",
            run=delete_host_by_id,
            permission=HOSTS_WRITE,
            parameters=_BY_ID,
            answers={200: "Empty"},
        ),
        Operation(
            method="GET",
            path=f"/hosts/{{{HOST_IDS}}}/system_profile",
            operation_id="api.host.get_host_system_profile_by_id",
            run=get_host_system_profile_by_id,
            permission=HOSTS_READ,
            parameters=_BY_ID_READ,
            objects=(FIELDS,),
            answers={200: "SystemProfileByHostOut"},
        ),
    ),
)

"""Saved views of lists of hosts (contract: rest-groups-staleness-views 7).

The rules and the SQL are imported by the first request that needs them.
"""

from typing import TYPE_CHECKING, Any

import orjson

from functions.api.http.answers import Answer, json_answer
from functions.api.http.bodies import (
    BooleanMember,
    IdMember,
    Member,
    NestedMember,
    ObjectBody,
    OptionalTextMember,
    PatternMember,
)
from functions.api.http.errors import INVENTORY
from functions.api.http.kinds import Uuid
from functions.api.http.operation import Api, Call
from functions.api.http.parameters import Parameters, path_parameter
from functions.api.routes.common import PageParameters, identify, page_of
from hbi import clock
from hbi.identity import Identity
from hbi.problems import Forbidden, NotFound, RefusedContent

if TYPE_CHECKING:
    from hbi.views.repository import View, ViewOwner

API = Api("views", identify, INVENTORY)

_LONGEST_USER_ID = 255
_MEMBERS: dict[str, Member] = {
    "name": PatternMember(255, "[a-zA-Z0-9 _-]+", "Letters and digits of ASCII, blanks, hyphens and underscores."),
    "description": OptionalTextMember(1024, "What the view is for; at most 1024 characters."),
    "org_wide": BooleanMember("Whether the whole organisation sees it."),
    "configuration": NestedMember("ViewConfiguration"),
}
_MOST_BYTES = 64 * 1024


def _body(name: str, *needed: str) -> ObjectBody:
    return ObjectBody(
        name,
        _MEMBERS,
        is_closed=True,
        at_least_one_of=[frozenset(needed)] if needed else (),
        is_json_by_default=True,
        most_bytes=_MOST_BYTES,
        stored_as="view",
    )


class ViewParameters(Parameters):
    """A view."""

    view_id: str = path_parameter(Uuid(), "Id of the view.")


@API.operation(
    "GET",
    "/beta/views",
    operation_id="api.views.get_views_list",
    parameters=PageParameters,
    answers={200: "ViewsListOut"},
    raises=(Forbidden,),
)
def get_views_list(call: Call[Identity], asked: PageParameters) -> Answer:
    """Views that the caller sees, the last changed first, and which one it sees first."""
    from hbi.views import repository

    owner, page = _owner(call), page_of(asked)
    with call.runtime.database.read() as tx:
        total, found = repository.visible_views(tx, owner, page)
        default = repository.default_view_id(tx, owner)
    entries = [_shown(view, owner) for view in found]
    envelope = {"total": total, "count": len(entries), "page": page.number, "per_page": page.size}
    return json_answer({**envelope, "default_view_id": default, "results": entries})


@API.operation(
    "POST",
    "/beta/views",
    operation_id="api.views.create_view",
    body=_body("ViewIn", "name", "configuration"),
    answers={201: "ViewOut"},
    raises=(Forbidden, RefusedContent),
)
def create_view(call: Call[Identity]) -> Answer:
    """Saves a view."""
    from hbi.views import edits

    owner = _owner(call)
    changes = edits.parsed(call.body)
    with call.runtime.database.write() as tx:
        view = edits.create(tx, owner, changes, clock.now())
    return json_answer(_shown(view, owner), 201)


@API.operation(
    "PUT",
    "/beta/views/default",
    operation_id="api.views.set_default_view",
    body=ObjectBody(
        "DefaultViewIn",
        {"view_id": IdMember("Id of a view that the caller sees.")},
        is_closed=True,
        at_least_one_of=[frozenset({"view_id"})],
        is_json_by_default=True,
    ),
    answers={200: "ViewOut"},
    raises=(Forbidden, NotFound),
)
def set_default_view(call: Call[Identity]) -> Answer:
    """Chooses the view that the caller sees first."""
    from hbi.views import edits

    owner = _owner(call)
    with call.runtime.database.write() as tx:
        view = edits.prefer(tx, owner, call.body["view_id"].lower(), clock.now())
    return json_answer(_shown(view, owner))


@API.operation(
    "DELETE",
    "/beta/views/default",
    operation_id="api.views.delete_default_view",
    answers={204: ""},
    raises=(Forbidden,),
)
def delete_default_view(call: Call[Identity]) -> Answer:
    """Lets the caller see the system's view first."""
    from hbi.views import repository

    owner = _owner(call)
    with call.runtime.database.write() as tx:
        repository.prefer_none(tx, owner)
    return Answer(204, content_type=None)


@API.operation(
    "GET",
    "/beta/views/{view_id}",
    operation_id="api.views.get_view_by_id",
    parameters=ViewParameters,
    answers={200: "ViewOut"},
    raises=(Forbidden, NotFound),
)
def get_view_by_id(call: Call[Identity], asked: ViewParameters) -> Answer:
    """A view."""
    from hbi.views import edits

    owner = _owner(call)
    with call.runtime.database.read() as tx:
        view = edits.visible(tx, owner, asked.view_id)
    return json_answer(_shown(view, owner))


@API.operation(
    "PATCH",
    "/beta/views/{view_id}",
    operation_id="api.views.patch_view",
    parameters=ViewParameters,
    body=_body("ViewPatch"),
    answers={200: "ViewOut"},
    raises=(Forbidden, NotFound, RefusedContent),
)
def patch_view(call: Call[Identity], asked: ViewParameters) -> Answer:
    """Changes a view; its creator may."""
    from hbi.views import edits

    owner = _owner(call)
    changes = edits.parsed(call.body)
    if not changes:
        raise RefusedContent("The body must hold at least one field to change.")
    with call.runtime.database.write() as tx:
        view = edits.update(tx, owner, asked.view_id, changes, clock.now())
    return json_answer(_shown(view, owner))


@API.operation(
    "DELETE",
    "/beta/views/{view_id}",
    operation_id="api.views.delete_view",
    parameters=ViewParameters,
    answers={204: ""},
    raises=(Forbidden, NotFound),
)
def delete_view(call: Call[Identity], asked: ViewParameters) -> Answer:
    """Deletes a view; its creator may."""
    from hbi.views import edits

    owner = _owner(call)
    with call.runtime.database.write() as tx:
        edits.delete(tx, owner, asked.view_id)
    return Answer(204, content_type=None)


@API.operation(
    "POST",
    "/beta/views/{view_id}/clone",
    operation_id="api.views.clone_view",
    parameters=ViewParameters,
    answers={201: "ViewOut"},
    raises=(Forbidden, NotFound),
)
def clone_view(call: Call[Identity], asked: ViewParameters) -> Answer:
    """Saves a copy of a view that the caller sees."""
    from hbi.views import edits

    owner = _owner(call)
    with call.runtime.database.write() as tx:
        view = edits.clone(tx, owner, asked.view_id, clock.now())
    return json_answer(_shown(view, owner), 201)


def _owner(call: Call[Identity]) -> "ViewOwner":
    """The caller as owner of views, whoever may do what else.

    Raises:
        Forbidden: its type saves no views, or it has no user id.
        RefusedContent: its user id is too long to be stored.
    """
    from hbi.views.repository import ViewOwner

    user_id = call.caller.user_id
    if not call.caller.is_checked or user_id is None:
        raise Forbidden("Views are for users and service accounts that have a user_id.")
    if len(user_id) > _LONGEST_USER_ID:
        raise RefusedContent(f"The user_id of the identity has more than {_LONGEST_USER_ID} characters.")
    return ViewOwner(call.caller.org_id, user_id)


def _shown(view: "View", owner: "ViewOwner") -> dict[str, Any]:
    return {
        "id": view.id,
        "org_id": view.org_id,
        "name": view.name,
        "description": view.description,
        "is_system_view": view.is_system_view,
        "configuration": orjson.Fragment(view.configuration),
        "org_wide": view.org_wide,
        "is_owner": view.org_id == owner.org_id and view.created_by == owner.user_id,
        "created_by": view.created_by,
        "created_at": view.created_on,
        "updated_at": view.modified_on,
    }

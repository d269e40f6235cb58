"""What a source asks for: of whom, which hosts, which fields (contract: export-reaper-jobs 1.2 and 1.4)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import orjson

from hbi.db.engine import Transaction
from hbi.documents import value_of
from hbi.exports.api import selections
from hbi.exports.api.selections import EVERYTHING, Selection, Unselectable
from hbi.exports.records import Source
from hbi.exports.work.failures import ExportFailed
from hbi.identity import Identity
from hbi.ids import is_uuid
from hbi.queries.conditions.viewer import Viewer
from hbi.text import listing, shorten
from hbi.views import repository
from hbi.views.repository import ViewOwner


@dataclass(frozen=True, slots=True)
class Requester:
    """Whoever asked for an export, with its permissions of now."""

    identity: Identity
    viewer: Viewer
    denied_applications: Callable[[], Collection[str]]
    """Other applications of which the requester may see nothing; asks when it is called."""


def chosen(tx: Transaction, source: Source, requester: Requester, *, honours_filters: bool) -> Selection:
    """The selection of a source.

    Args:
        honours_filters: whether filters count that name no view.
    Raises:
        ExportFailed: the view is not visible, or may not be applied.
    """
    filters = value_of(source.filters)
    view_id = selections.view_id_of(filters)
    try:
        if view_id is not None:
            selection = selections.of_view(_configuration(tx, view_id, requester))
        elif honours_filters and isinstance(filters, dict) and filters:
            selection = selections.of_filters(filters)
        else:
            return EVERYTHING
    except Unselectable as error:
        raise ExportFailed(400, f"The filters cannot be applied: {error}") from None
    return _permitted(selection, requester)


def key_of(source: Source, *, honours_filters: bool) -> str:
    """What sources have in common that ask for the same."""
    filters = value_of(source.filters)
    view_id = selections.view_id_of(filters)
    if view_id is not None:
        return f"view {orjson.dumps(view_id).decode()}"
    return source.filters.text if honours_filters and source.filters is not None else ""


def _configuration(tx: Transaction, view_id: object, requester: Requester) -> Any:
    """The configuration of a view that the requester sees."""
    user_id = requester.identity.user_id
    if not requester.identity.is_checked or user_id is None:
        raise ExportFailed(403, "Views are for users and service accounts that have a user_id.")
    view = None
    if isinstance(view_id, str) and is_uuid(view_id):
        view = repository.visible_view(tx, ViewOwner(requester.viewer.org_id, user_id), view_id)
    if view is None:
        shown = view_id if isinstance(view_id, str) and len(view_id) <= 80 else shorten(view_id)
        raise ExportFailed(404, f"View {shown} not found.")
    return orjson.loads(view.configuration)


def _permitted(selection: Selection, requester: Requester) -> Selection:
    """The selection as far as the requester may see what other applications know."""
    if not selection.applications and not any(":" in name for name in selection.fields):
        return selection
    denied = frozenset(requester.denied_applications())
    if refused := selection.applications & denied:
        raise ExportFailed(403, f"You don't have the permission to filter by {listing(refused)}.")
    return selection.without(denied)

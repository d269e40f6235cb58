"""Changes of views, and who may make them (contract: rest-groups-staleness-views 7.1 and 7.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hbi.db.engine import Transaction
from hbi.documents import JsonText
from hbi.problems import Forbidden, NotFound, RefusedContent
from hbi.views import repository
from hbi.views.configuration import LONGEST_DESCRIPTION, accepted
from hbi.views.repository import Content, View, ViewOwner

LONGEST_NAME = 255
_COPY_OF = "Copy of "


def parsed(body: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a body whose types are right, as they are kept.

    Raises:
        RefusedContent: one of them breaks a rule.
    """
    changes = dict(body)
    if "name" in changes:
        changes["name"] = changes["name"].strip()
        if not changes["name"]:
            raise RefusedContent(f"name: Length must be between 1 and {LONGEST_NAME}, blanks around it left out.")
    description = changes.get("description")
    if description is not None and len(description) > LONGEST_DESCRIPTION:
        raise RefusedContent(f"description: {len(description)} characters are more than {LONGEST_DESCRIPTION}.")
    if "configuration" in changes:
        changes["configuration"] = accepted(changes["configuration"])
    return changes


def create(tx: Transaction, owner: ViewOwner, changes: Mapping[str, Any], now: datetime) -> View:
    """Saves a view; `changes` as `parsed` gives them, with name and configuration."""
    content = Content(
        changes["name"], changes.get("description"), changes.get("org_wide", False), changes["configuration"]
    )
    return repository.insert(tx, owner, content, now)


def update(tx: Transaction, owner: ViewOwner, view_id: str, changes: Mapping[str, Any], now: datetime) -> View:
    """Changes some members of a view.

    Raises:
        NotFound: there is no such view for this owner.
        Forbidden: it is somebody else's.
    """
    view = _own(tx, owner, view_id)
    content = _content(view)._replace(**changes)
    return repository.replace(tx, owner, view_id, content, now)


def delete(tx: Transaction, owner: ViewOwner, view_id: str) -> None:
    """Deletes a view.

    Raises:
        NotFound: there is no such view for this owner.
        Forbidden: it is somebody else's.
    """
    _own(tx, owner, view_id)
    repository.delete(tx, owner, view_id)


def clone(tx: Transaction, owner: ViewOwner, view_id: str, now: datetime) -> View:
    """Saves a copy of a view, which is nobody else's business yet.

    Raises:
        NotFound: there is no such view for this owner.
    """
    content = _content(visible(tx, owner, view_id))
    name = f"{_COPY_OF}{content.name}"[:LONGEST_NAME]
    return repository.insert(tx, owner, content._replace(name=name, org_wide=False), now)


def prefer(tx: Transaction, owner: ViewOwner, view_id: str, now: datetime) -> View:
    """Lets the owner see a view first.

    Raises:
        NotFound: there is no such view for this owner.
    """
    view = visible(tx, owner, view_id, lock="FOR KEY SHARE")
    repository.prefer(tx, owner, view_id, now)
    return view


def visible(tx: Transaction, owner: ViewOwner, view_id: str, *, lock: str = "") -> View:
    """A view that the owner sees; `lock` as the repository takes it.

    Raises:
        NotFound: there is no such view for this owner.
    """
    view = repository.visible_view(tx, owner, view_id, lock=lock)
    if view is None:
        raise NotFound(f"View {view_id} not found.")
    return view


def _own(tx: Transaction, owner: ViewOwner, view_id: str) -> View:
    """A view that the owner may change, locked."""
    view = visible(tx, owner, view_id, lock="FOR UPDATE")
    if view.is_system_view or view.created_by != owner.user_id:
        raise Forbidden(f"View {view_id} can be changed and deleted by its creator only.")
    return view


def _content(view: View) -> Content:
    return Content(view.name, view.description, view.org_wide, JsonText(view.configuration))

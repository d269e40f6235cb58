"""Stored views, and which one a person sees first (contract: database 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from hbi.db.engine import Transaction
from hbi.documents import to_bytes
from hbi.queries.lists.pages import Page


@dataclass(frozen=True, slots=True)
class ViewOwner:
    """A person or program that saves views."""

    org_id: str
    user_id: str


class View(NamedTuple):
    """A saved view."""

    id: str
    org_id: str | None
    """None for a view that the system brings."""
    name: str
    description: str | None
    is_system_view: bool
    configuration: str
    """JSON text."""
    org_wide: bool
    created_by: str | None
    created_on: datetime
    modified_on: datetime


class Content(NamedTuple):
    """What a client chooses of a view."""

    name: str
    description: str | None
    org_wide: bool
    configuration: Any


_COLUMNS = (
    "v.id::text, v.org_id, v.name, v.description, v.is_system_view, v.configuration::text, v.org_wide, v.created_by,"
    " v.created_on, v.modified_on"
)
_VISIBLE = "(v.org_id IS NULL OR (v.org_id = %(org_id)s AND (v.org_wide OR v.created_by = %(user_id)s)))"


def _of(owner: ViewOwner) -> dict[str, Any]:
    return {"org_id": owner.org_id, "user_id": owner.user_id}


def visible_views(tx: Transaction, owner: ViewOwner, page: Page) -> tuple[int, Sequence[View]]:
    """Number of the views that somebody sees, and a page of them, the last changed first. One statement."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.total, v.* FROM (SELECT count(*) AS total FROM hbi.inventory_views v WHERE {_VISIBLE}) t
            LEFT JOIN (
                SELECT {_COLUMNS} FROM hbi.inventory_views v WHERE {_VISIBLE}
                ORDER BY v.modified_on DESC, v.id LIMIT %(limit)s OFFSET %(offset)s
            ) v ON true
            ORDER BY v.modified_on DESC, v.id
            """,  # noqa: S608 - our own words
            {**_of(owner), "limit": page.size, "offset": page.offset},
        )
        rows = cursor.fetchall()
    return rows[0][0], [View._make(row[1:]) for row in rows if row[1] is not None]


def visible_view(tx: Transaction, owner: ViewOwner, view_id: str, *, lock: str = "") -> View | None:
    """The view, if somebody sees it.

    Args:
        lock: `FOR UPDATE` to change it, `FOR KEY SHARE` so that it stays.
    """
    with tx.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM hbi.inventory_views v WHERE {_VISIBLE} AND v.id = %(id)s::uuid {lock}",  # noqa: S608
            {**_of(owner), "id": view_id},
        )
        rows = cursor.fetchall()
    return View._make(rows[0]) if rows else None


def insert(tx: Transaction, owner: ViewOwner, content: Content, now: datetime) -> View:
    """Saves a new view of somebody."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO hbi.inventory_views AS v
                (org_id, name, description, configuration, org_wide, created_by, created_on, modified_on)
            VALUES (%(org_id)s, %(name)s, %(description)s, %(configuration)s::jsonb, %(org_wide)s, %(user_id)s,
                    %(now)s, %(now)s)
            RETURNING {_COLUMNS}
            """,  # noqa: S608 - our own words
            {**_of(owner), **_values(content), "now": now},
        )
        return View._make(cursor.fetchall()[0])


def replace(tx: Transaction, owner: ViewOwner, view_id: str, content: Content, now: datetime) -> View:
    """Gives a view of the organisation another content."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE hbi.inventory_views v
            SET name = %(name)s, description = %(description)s, configuration = %(configuration)s::jsonb,
                org_wide = %(org_wide)s, modified_on = %(now)s
            WHERE v.org_id = %(org_id)s AND v.id = %(id)s::uuid
            RETURNING {_COLUMNS}
            """,  # noqa: S608 - our own words
            {**_of(owner), **_values(content), "id": view_id, "now": now},
        )
        return View._make(cursor.fetchall()[0])


def delete(tx: Transaction, owner: ViewOwner, view_id: str) -> None:
    """Deletes a view of the organisation; whoever saw it first sees the system's again."""
    with tx.cursor() as cursor:
        cursor.execute(
            "DELETE FROM hbi.inventory_views v WHERE v.org_id = %s AND v.id = %s::uuid", [owner.org_id, view_id]
        )


def default_view_id(tx: Transaction, owner: ViewOwner) -> str | None:
    """The view that somebody sees first: the chosen one while it is visible, else the system's."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT v.id::text FROM hbi.inventory_views v
            LEFT JOIN hbi.user_view_preferences p
                ON p.view_id = v.id AND p.org_id = %(org_id)s AND p.user_id = %(user_id)s
            WHERE {_VISIBLE} AND (p.view_id IS NOT NULL OR v.org_id IS NULL)
            ORDER BY p.view_id IS NULL, v.created_on, v.id LIMIT 1
            """,  # noqa: S608 - our own words
            _of(owner),
        )
        rows = cursor.fetchall()
    return rows[0][0] if rows else None


def prefer(tx: Transaction, owner: ViewOwner, view_id: str, now: datetime) -> None:
    """Lets somebody see a view first; lock it before."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.user_view_preferences (org_id, user_id, view_id, created_on, modified_on)
            VALUES (%(org_id)s, %(user_id)s, %(id)s::uuid, %(now)s, %(now)s)
            ON CONFLICT (org_id, user_id) DO UPDATE SET view_id = excluded.view_id, modified_on = excluded.modified_on
            """,
            {**_of(owner), "id": view_id, "now": now},
        )


def prefer_none(tx: Transaction, owner: ViewOwner) -> None:
    """Lets somebody see the system's view first."""
    with tx.cursor() as cursor:
        cursor.execute(
            "DELETE FROM hbi.user_view_preferences p WHERE p.org_id = %(org_id)s AND p.user_id = %(user_id)s",
            _of(owner),
        )


def _values(content: Content) -> dict[str, Any]:
    return {**content._asdict(), "configuration": to_bytes(content.configuration).decode()}

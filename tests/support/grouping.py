"""Groups that clients change: what is stored of them, what is to be told of them, and refusals in their shapes."""

from collections.abc import Callable
from typing import Any

from tests.conftest import Sql
from tests.support.api import Answer

COLUMNS = "id::text, name, ungrouped, modified_on, account"

type Everything = Callable[[], list[Any]]


def events(sql: Sql) -> list[str]:
    """Hosts whose `updated` events are due, in order."""
    rows = sql("SELECT host_id::text, event_type FROM hbi.host_events_outbox ORDER BY sequence")
    assert {kind for _, kind in rows} <= {"updated"}
    sql("DELETE FROM hbi.host_events_outbox")
    return [host_id for host_id, _ in rows]


def group_of(sql: Sql, host_id: str) -> str | None:
    """Name of a host's group, if its copy of it and its membership say the same."""
    [(entries,)] = sql("SELECT groups FROM hbi.hosts WHERE id = %s", (host_id,))
    rows = sql(
        "SELECT g.id::text, g.name, g.ungrouped FROM hbi.hosts_groups m JOIN hbi.groups g ON g.id = m.group_id"
        " WHERE m.host_id = %s",
        (host_id,),
    )
    assert [(entry["id"], entry["name"], entry["ungrouped"]) for entry in entries] == rows
    return rows[0][1] if rows else None


def updated(sql: Sql, group_id: str) -> Any:
    """When a group was changed last."""
    return sql("SELECT modified_on FROM hbi.groups WHERE id = %s", (group_id,))[0][0]


def refused(answer: Answer, status: int, shape: str, *said: str) -> None:
    """Checks a refusal of shape P, A (or N), or C (contract: rest-hosts 1.3)."""
    media = {"P": "application/problem+json", "A": "application/json", "C": "application/json"}
    keys = {"title", "detail"} if shape == "C" else {"title", "detail", "type", "status"}
    assert (answer.status, answer.content_type) == (status, media[shape]), answer.content
    assert answer.json.keys() - {"not_found_ids"} == keys
    for text in said:
        assert text in answer.json["detail"]

"""Stands in for the service that keeps workspaces: an HTTP server with a few, which remembers what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import orjson

from tests.support.factories import Json
from tests.support.fakes.web_server import Answer, Asked, web_server

PATH = "/api/rbac/v2/workspaces/"


class FakeWorkspaces:
    """The service. It shows all its workspaces to everybody."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.known: list[Json] = []
        self.asked: list[Asked] = []
        self.grants: list[Json] = []
        """What RBAC v1, at the same address, says that callers may do."""
        self.fails: dict[str, Answer] = {}
        """Answers to methods in place of the right ones."""
        self.on_change: Callable[[str, Json], None] = lambda *_: None
        """Called with `create`, `update` or `delete` and the workspace: what the message about it would do."""
        self.ungrouped: str | None = None

    def add(self, name: str, *, kind: str = "standard", id: str | None = None) -> Json:  # noqa: A002
        """A workspace that exists."""
        workspace = {
            "id": id or str(uuid4()),
            "name": name,
            "type": kind,
            "parent_id": str(uuid4()),
            "created": "2031-01-05T10:00:00Z",
            "modified": f"2031-01-06T10:00:{len(self.known):02}Z",
        }
        self.known.append(workspace)
        return workspace

    def questions(self) -> list[tuple[str, str]]:
        """Method and path, below the workspaces' own, of what was asked about them since."""
        asked = [(asked.method, asked.path.removeprefix(PATH)) for asked in self.asked if PATH in asked.path]
        self.asked.clear()
        return asked

    def answer(self, asked: Asked) -> Answer:
        """Answers a request."""
        self.asked.append(asked)
        if "/access/" in asked.path:
            return Answer({"data": self.grants})
        if "/ungrouped/" in asked.path:
            return Answer(self._of(self.ungrouped) if self.ungrouped else {"id": None})
        return self.fails[asked.method] if asked.method in self.fails else self._served(asked)

    def _served(self, asked: Asked) -> Answer:
        path = urlsplit(asked.path)
        if asked.method == "GET":
            return Answer(self._page({name: values[0] for name, values in parse_qs(path.query).items()}))
        if asked.method == "POST":
            made = self.add(orjson.loads(asked.body)["name"])
            self.on_change("create", made)
            return Answer(made, 201)
        workspace = self._of(path.path.removeprefix(PATH).strip("/"))
        if workspace is None:
            return refusal(404, "No such workspace.")
        if asked.method == "PATCH":
            workspace["name"] = orjson.loads(asked.body)["name"]
            self.on_change("update", workspace)
            return Answer(workspace)
        self.known.remove(workspace)
        self.on_change("delete", workspace)
        return Answer(b"", 204)

    def _of(self, workspace_id: str | None) -> Json | None:
        return next((workspace for workspace in self.known if workspace["id"] == workspace_id), None)

    def _page(self, query: dict[str, str]) -> Json:
        ids, kind, name = query.get("ids", "").split(","), query.get("type"), query.get("name", "").lower()
        found = [
            workspace
            for workspace in self.known
            if (ids == [""] or workspace["id"] in ids)
            and (kind == "all" or workspace["type"] == kind)
            and name in workspace["name"].lower()
        ]
        if order := query.get("order_by"):
            found.sort(key=lambda workspace: workspace[order.lstrip("-")], reverse=order.startswith("-"))
        offset, limit = int(query.get("offset", 0)), int(query.get("limit", 10))
        return {"meta": {"count": len(found)}, "links": {}, "data": found[offset : offset + limit]}


@contextmanager
def running_workspaces() -> Iterator[FakeWorkspaces]:
    """A real HTTP server on a free port."""
    with web_server() as server:
        fake = FakeWorkspaces(server.url)
        server.answer = fake.answer
        yield fake


def refusal(status: int, detail: str) -> Answer:
    """What the service says when it refuses."""
    return Answer({"errors": [{"detail": detail}]}, status)


def broken(body: Any = b"{") -> Answer:
    """An answer that nobody understands."""
    return Answer(body)

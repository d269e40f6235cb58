"""All operations that there are, for tests that must not miss one."""

import re
from typing import Any

from functions.api.application import Application
from functions.api.http.operation import Operation
from functions.api.routes import admin, exports, overview
from functions.api.routes.hosts import bulk_tags
from functions.api.routes.inventory import INVENTORY_APIS
from tests.support.api import BASE, EXPORT_BASE, Answer, Client

OPERATIONS: list[tuple[str, Operation]] = [
    *(
        (BASE + operation.path, operation)
        for api in (*INVENTORY_APIS, admin.API, overview.API)
        for operation in api.operations
    ),
    *((EXPORT_BASE + operation.path, operation) for operation in exports.API.operations),
    *((operation.path, operation) for operation in bulk_tags.API.operations),
]
"""Path and operation. Operations of the management are not among them: they know no tenant's rows."""


def operation_id(method: str, path: str) -> str:
    """Id of the operation that answers; a segment that is spelt out goes before one with a name."""
    fitting = [
        (template.count("{"), operation.operation_id)
        for template, operation in OPERATIONS
        if operation.method == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path)
    ]
    return min(fitting)[1]


class RecordingClient(Client):
    """A caller that remembers which operations it called."""

    def __init__(self, application: Application) -> None:
        super().__init__(application)
        self.called: set[str] = set()

    def request(self, method: str, path: str, **options: Any) -> Answer:
        full = path if path.startswith("/api/") else options.get("base", BASE) + path
        self.called.add(operation_id(method, full.partition("?")[0]))
        return self.answer(method, path, **options)

    def answer(self, method: str, path: str, **options: Any) -> Answer:
        """The application's answer."""
        return super().request(method, path, **options)


class Listener(RecordingClient):
    """A caller without application, to learn what a test would call. Every answer has an id."""

    def __init__(self) -> None:
        self.called = set()

    def answer(self, method: str, path: str, **_: Any) -> Answer:
        return Answer(200, {}, b'{"id": "5bfcdea2-5046-4c0c-adbb-d54f5b8f99f0"}')


def post_tags(api: Client, body: object) -> Answer:
    """POST to `/tags` below no base."""
    return api.post("/tags", body, base="")

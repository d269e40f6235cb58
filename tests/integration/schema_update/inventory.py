"""The inventory under another profile schema, in a process of its own: code learns the schema once.

One command a line on standard input, `[name, arguments]` as JSON; one answer a line on standard output.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import psycopg2

from functions.api.application import Application
from functions.ingest.runtime import Runtime
from hbi.settings import ApiSettings, IngestSettings
from tests.support.api import Client
from tests.support.factories import Json
from tests.support.ingesting import Ingest


def main() -> None:
    """Obeys until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Logs go to standard output too.
    settings = IngestSettings.load()
    connection = psycopg2.connect(settings.database_url)
    connection.autocommit = True

    def sql(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    ingest = Ingest(Runtime.of(settings), sql)
    client = Client(Application(ApiSettings.load()))

    def report(reports: list[Json]) -> dict[str, int]:
        return ingest.reports(*reports)

    def get(path: str) -> Any:
        answer = client.get(path)
        return [answer.status, answer.json]

    commands: dict[str, Callable[..., Any]] = {
        "report": report,
        "rejections": ingest.rejections,
        "hosts": ingest.hosts,
        "events": lambda: [event.body for event in ingest.events()],
        "get": get,
        "sql": sql,
    }
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(commands[name](*arguments)), file=answers, flush=True)


if __name__ == "__main__":
    main()

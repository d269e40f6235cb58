"""The command `hbi status`."""

from pathlib import Path

import psycopg2
from rich.console import Console

from local.commands.api_client import ApiClient
from local.commands.output import Form, show_object
from local.running import running


def show_deployed(client: ApiClient, console: Console, form: Form) -> None:
    """Prints what a deployed API holds."""
    hosts = client.count_hosts()
    show_object(console, {"api": client.api_url, "hosts": hosts}, form)


def show_status(state: Path, client: ApiClient, console: Console, form: Form) -> None:
    """Prints where the stack is, and what it holds and has still to do."""
    stack = running(state)
    hosts = client.count_hosts()
    waiting, refused = _events(stack.database_url)
    found = {
        "api": stack.api_url,
        "organisation": stack.org_id,
        "hosts": hosts,
        "events not yet sent": waiting,
        "events refused": refused,
        "database": stack.database_url,
        "broker": stack.bootstrap_servers,
        "logs": stack.log_dir,
    }
    show_object(console, found, form)


def _events(database_url: str) -> tuple[int, int]:
    connection = psycopg2.connect(database_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE refused_on IS NULL), count(*) FILTER (WHERE refused_on IS NOT NULL)"
                " FROM hbi.host_events_outbox"
            )
            waiting, refused = cursor.fetchall()[0]
            return int(waiting), int(refused)
    finally:
        connection.close()

"""What all commands share: the terminal, errors in one line, the check of an organisation's id."""

import errno
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn

import click
from rich.console import Console
from rich.markup import escape

from hbi.problems import ConfigurationError, HbiError
from local.configuration import org_id

# Whoever reads through a pipe wants whole lines; a terminal wraps them itself.
console = Console(highlight=False, soft_wrap=True)


def in_one_line[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Errors raised on purpose, of files and of services that are away end a command with one line, not a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Exception as error:
            if getattr(error, "errno", None) == errno.EPIPE:
                raise  # Click ends quietly when nobody reads any more.
            if not isinstance(error, HbiError) and not _is_outage(error):
                raise
            if isinstance(error, OSError) and error.filename:
                _fail(f"{error.filename}: {error.strerror}")
            _fail(str(error) or type(error).__name__)

    return run


def _fail(text: str) -> NoReturn:
    line = " ".join(text.split())
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]hbi:[/] {escape(line)}")
    sys.exit(1)


def checked_org(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else org_id(value)
    except ConfigurationError as error:
        raise click.BadParameter(str(error)) from None


def _is_outage(error: Exception) -> bool:
    """Whether the error is of a service's client, a file or the network. The clients are not imported for it."""
    clients = {"httpx", "urllib3", "kafka", "botocore", "psycopg2"}
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in clients

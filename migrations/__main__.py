"""`python -m migrations`: migrate a database, write a revision, dump the schema."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from alembic.util import CommandError

from hbi.db.migrate import configuration, migrating, upgrade
from hbi.problems import ConfigurationError, HbiError
from hbi.settings import MigrationSettings

MIGRATIONS = Path(__file__).parent
DUMP = MIGRATIONS.parent / "docs" / "schema.sql"


class OneLineErrors(click.Group):
    """Shows what went wrong in one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (HbiError, CommandError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=OneLineErrors, help=__doc__)
def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    progress = logging.getLogger("alembic.runtime.migration")
    progress.setLevel(logging.INFO)
    progress.addFilter(lambda record: record.getMessage().startswith("Running"))


@main.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Migrate the database of HBI_DATABASE_URL, or of the running local stack, to REVISION, `head` by default."""
    settings = MigrationSettings.load({**os.environ, **_local_database()})
    reached = upgrade(
        settings.database_url,
        settings.partitions,
        revision,
        migrations_dir=settings.migrations_dir or MIGRATIONS,
        database_auth=settings.database_auth,
    )
    click.echo(f"The schema is at revision {reached}")


@main.command("revision")
@click.argument("message")
@click.option("--empty", is_flag=True, help="Write a revision to be filled by hand, too, when the models say nothing.")
def revision_command(message: str, empty: bool) -> None:
    """Write a new revision that brings the database to what the models say; MESSAGE says what it does."""
    from alembic import command
    from alembic.script import ScriptDirectory

    def leave_out_empty(_context: object, _revision: object, directives: list[Any]) -> None:
        if not empty and directives[0].upgrade_ops.is_empty():
            directives.clear()

    config = configuration(MIGRATIONS)
    for option, value in _TIDY_UP.items():
        config.set_section_option("post_write_hooks", option, value)
    head = ScriptDirectory.from_config(config).get_current_head() or "0"
    with _fresh_database() as url, migrating(url) as connection:
        config.attributes["connection"] = connection
        written = command.revision(
            config,
            message,
            autogenerate=True,
            rev_id=f"{int(head) + 1:04d}",
            process_revision_directives=leave_out_empty,
        )
    if not written:
        click.echo("The models and the revisions say the same: nothing written. EMPTY=1 writes one to fill by hand")


@main.command("dump")
@click.option("--output", type=click.Path(path_type=Path), default=DUMP, show_default=True)
def dump_command(output: Path) -> None:
    """Write the schema that the revisions make, with one partition, as SQL."""
    from local.servers.postgres_programs import folder_of_programs
    from migrations.dump import schema_of

    with _fresh_database() as url:
        output.write_text(schema_of(url, folder_of_programs()), encoding="utf-8")
    click.echo(f"Wrote {output}")


def _local_database() -> dict[str, str]:
    """What the environment needs to say for the database of the running local stack, unless it names another one.

    Raises:
        ConfigurationError: neither is there.
    """
    if os.environ.get("HBI_DATABASE_URL"):
        return {}
    from local.configuration import PROJECT
    from local.running import find_running

    state = Path(os.environ.get("HBI_STATE") or PROJECT / ".hbi").resolve()
    stack = find_running(state)
    if stack is None:
        raise ConfigurationError(f"HBI_DATABASE_URL is not set, and nothing runs on {state}; start it with: make run")
    click.echo(f"Migrating {stack.database_url}")
    return {"HBI_DATABASE_URL": stack.database_url}


_TIDY_UP = {
    "hooks": "imports, layout",
    "imports.type": "module",
    "imports.module": "ruff",
    "imports.options": "check --fix --quiet REVISION_SCRIPT_FILENAME",
    "layout.type": "module",
    "layout.module": "ruff",
    "layout.options": "format --quiet REVISION_SCRIPT_FILENAME",
}


@contextmanager
def _fresh_database() -> Iterator[str]:
    """URL of a database that the existing revisions have just made, on a server of its own."""
    from local.servers.postgres import VOLATILE, Server

    with tempfile.TemporaryDirectory() as directory, Server(Path(directory) / "postgres", VOLATILE) as server:
        url = server.create_database("inventory")
        upgrade(url, partitions=1, migrations_dir=MIGRATIONS)
        yield url


if __name__ == "__main__":
    main(prog_name="python -m migrations")

"""`python -m migrations`: migrate a database, write a revision, dump the schema."""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.util import CommandError

from hbi.db.migrate import configuration, migrating, upgrade
from hbi.problems import HbiError
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
    """Migrate the database of HBI_DATABASE_URL to REVISION, `head` by default."""
    settings = MigrationSettings.load()
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
def revision_command(message: str) -> None:
    """Write a new revision that brings the database to what the models say; MESSAGE says what it does."""
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration(MIGRATIONS)
    for option, value in _TIDY_UP.items():
        config.set_section_option("post_write_hooks", option, value)
    head = ScriptDirectory.from_config(config).get_current_head() or "0"
    with _fresh_database() as url, migrating(url) as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=f"{int(head) + 1:04d}")


@main.command("dump")
@click.option("--output", type=click.Path(path_type=Path), default=DUMP, show_default=True)
def dump_command(output: Path) -> None:
    """Write the schema that the revisions make, with one partition, as SQL."""
    from migrations.dump import schema_of

    with _fresh_database() as url:
        output.write_text(schema_of(url), encoding="utf-8")
    click.echo(f"Wrote {output}")


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
    from local.postgres import VOLATILE, Server

    with tempfile.TemporaryDirectory() as directory, Server(Path(directory) / "postgres", VOLATILE) as server:
        url = server.create_database("inventory")
        upgrade(url, partitions=1, migrations_dir=MIGRATIONS)
        yield url


if __name__ == "__main__":
    main(prog_name="python -m migrations")

"""`python -m schema_update SCHEMA`: shows what a newer profile schema changes, and installs it."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import orjson

from hbi.problems import HbiError
from hbi.profile.schema.adopt import InvalidSchema, adopted
from schema_update import fit
from schema_update.constraints import Change
from schema_update.difference import changes
from schema_update.install import SCHEMA_FILE, files_of, install
from schema_update.source import read

CHECKOUT = Path(__file__).parents[1]
REFUSED, INVALID = 1, 2
_BREAKING = {"removed", "tightened"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("schema")
@click.option("--accept", is_flag=True, help="Install it although fields are removed or tightened.")
@click.option("--dry-run", is_flag=True, help="Only show the difference.")
@click.option(
    "--checkout",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=CHECKOUT,
    help="The checkout to change.",
)
def main(schema: str, checkout: Path, *, accept: bool, dry_run: bool) -> None:
    """Take the profile schema at SCHEMA, a file or an http(s) URL, YAML or JSON.

    Exit status: 0 installed or nothing to do, 1 refused because it removes or tightens fields, 2 no usable schema.
    """
    installed = orjson.loads((checkout / SCHEMA_FILE).read_bytes())
    try:
        document = adopted(read(schema), installed)
        if faults := fit.faults(document, installed):
            raise InvalidSchema(faults)
        files = files_of(document)
    except HbiError as error:
        _end(INVALID, "The schema cannot be installed; nothing was changed.", *str(error).splitlines())
    found = changes(installed, document)
    _show(found)
    breaking = [change for change in found if change.kind in _BREAKING]
    if dry_run:
        return
    if breaking and not accept:
        _end(
            REFUSED,
            "Nothing was changed: reports that were fine would be refused, or fields vanish from answers and events.",
            "ACCEPT=1 (--accept) installs it all the same.",
        )
    try:
        written = install(files, checkout)
    except HbiError as error:
        _end(REFUSED, f"Nothing was changed: {error}")
    for path in written:
        click.echo(f"wrote {path}")
    if not written:
        click.echo("Everything is current.")


def _show(found: Sequence[Change]) -> None:
    if not found:
        click.echo("The installed schema says the same.")
        return
    width = min(max(len(change.path) for change in found), 60)
    for change in sorted(found, key=lambda change: ("added", "loosened", "tightened", "removed").index(change.kind)):
        click.echo(f"{change.kind:<9}  {change.path or 'the profile':<{width}}  {change.what}")
    counts = Counter(change.kind for change in found)
    click.echo(", ".join(f"{count} {kind}" for kind, count in counts.items()))


def _end(status: int, *lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(status)


if __name__ == "__main__":
    main(prog_name="python -m schema_update")

"""`hbi`: runs the inventory on this machine and works with what runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hbi.reaper.jobs.names import JOB_NAMES
from local.api_options import api_options, client_of
from local.configuration import PROJECT
from local.reading_cli import READING
from local.records_cli import RECORDS
from local.terminal import checked_org, console, in_one_line
from local.tools_cli import TOOLS

if TYPE_CHECKING:
    from local.data.generator import HostKind


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=PROJECT / ".hbi",
    envvar="HBI_STATE",
    help="Folder with the data of the local stack.",
)
@click.pass_context
def main(context: click.Context, state: Path) -> None:
    """The host inventory on one machine."""
    context.obj = state.resolve()


@main.command()
@click.option("--ephemeral", is_flag=True, help="Keep nothing: data goes to a temporary folder.")
@click.option("--assets", type=click.Path(path_type=Path), help="Run what `make synth` made in this folder.")
@click.option("--dev", is_flag=True, help="Say of each saved file what became of it.")
@click.option("--once", is_flag=True, help="Stop as soon as this machine is a host.")
@click.option("--unless-running", is_flag=True, help="Do nothing if it runs already.")
@click.pass_obj
@in_one_line
def up(state: Path, /, **options: Any) -> None:
    """Start the whole system and report this machine as its first host."""
    from local.commands.up import up as start

    start(state, console, **options)


@main.command()
@click.option("--org", callback=checked_org, help="Organisation to report to; default is the stack's.")
@click.pass_obj
@in_one_line
def report(state: Path, org: str | None) -> None:
    """Report this machine."""
    from local.commands.producing.reports import report_machine

    report_machine(state, console, org)


@main.command()
@click.option("--hosts", type=click.IntRange(1), help="How many hosts; default is 10, with --demo 200.")
@click.option("--type", "kind", type=click.Choice(["default", "sap", "rhsm", "qpc"]))
@click.option("--org", callback=checked_org, help="Organisation to report to; default is the stack's.")
@click.option("--revision", type=click.IntRange(0, 9999), help="Another number: the same hosts, changed.")
@click.option("--demo", is_flag=True, help="A fleet worth looking at: ages, clouds, groups, data of applications.")
@click.option(
    "--from", "source", type=click.Path(path_type=Path, allow_dash=True), help="Captured reports, one a line."
)
@click.pass_obj
@in_one_line
def produce(
    state: Path,
    *,
    hosts: int | None,
    kind: "HostKind | None",
    org: str | None,
    revision: int | None,
    demo: bool,
    source: Path | None,
) -> None:
    """Let generated hosts report themselves; the same command again updates them."""
    if source is not None:
        if demo or hosts or kind or revision:
            raise click.UsageError("--from takes the reports as they are: of the other options only --org goes with it")
        from local.commands.producing.captured import produce_file

        produce_file(state, console, source, org)
    elif demo:
        if kind or revision:
            raise click.UsageError("--demo is always the same fleet: only --hosts and --org go with it")
        from local.commands.producing.demo import produce_demo

        produce_demo(state, console, hosts=hosts or 200, org=org)
    else:
        from local.commands.producing.reports import produce as send

        send(state, console, hosts=hosts or 10, kind=kind or "default", org=org, revision=revision or 0)


@main.command()
@click.option(
    "--format", "file_format", type=click.Choice(["csv", "json", "ndjson", "parquet"]), default="csv", show_default=True
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Default: .hbi/exports/hosts.csv, .json, .ndjson or .parquet",
)
@click.option("--scheduled", is_flag=True, help="Instead: write today's export of HBI_SCHEDULED_EXPORTS now.")
@api_options
@click.pass_obj
@in_one_line
def export(
    state: Path,
    /,
    *,
    org: str | None,
    url: str | None,
    way: str | None,
    scheduled: bool,
    file_format: str,
    output: Path | None,
) -> None:
    """Export the hosts and download the file."""
    from local.commands.export import export as run
    from local.commands.export import write_scheduled

    if scheduled:
        write_scheduled(state, console, org=org)
    else:
        run(client_of(state, org=org, url=url, way=way), state, console, file_format=file_format, output=output)


@main.command()
@click.option(
    "--task",
    type=click.Choice(["cull", "relay", "notify", "exports", "scheduled-exports", "counts"]),
    default="cull",
    show_default=True,
)
@click.pass_obj
@in_one_line
def reap(state: Path, task: str) -> None:
    """Run a task of the reaper now."""
    from local.commands.reap import reap as run

    run(state, console, task)


@main.command()
@click.argument("name", type=click.Choice(JOB_NAMES), metavar="NAME")
@click.option("--input", "members", default="{}", help="What the job is told: a JSON object.")
@click.option("--no-dry-run", is_flag=True, help="Do it. Without this the job only counts what it would do.")
@click.option("--function", help="AWS's reaper function; default is the local one.")
@click.pass_obj
@in_one_line
def job(state: Path, name: str, members: str, no_dry_run: bool, function: str | None) -> None:
    """Run a job to its end and show what it did. docs/operations.md says when each is of use.

    \b
    NAME is one of
    """
    from local.commands.job import job as run

    run(state, console, name, members, is_dry=not no_dry_run, function=function)


job.help = f"{(job.help or '').rstrip()}\n" + "\n".join(f"  {name}" for name in JOB_NAMES)


for _command in (*READING, *RECORDS, *TOOLS):
    main.add_command(_command)


if __name__ == "__main__":
    main()

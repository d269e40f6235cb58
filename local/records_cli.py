"""The commands of `hbi` that read topics, and their options: events, and records that were refused."""

from pathlib import Path

import click

from local.terminal import console, in_one_line

_EVENT_TYPES = ("created", "updated", "delete")

_json = click.option("--json", "as_json", is_flag=True, help="Whole objects, one a line.")
_bucket = click.option("--bucket", help="Instead: batches that AWS's event sources abandoned, in this bucket.")
_broker = click.option(
    "--bootstrap-servers",
    envvar="KAFKA_BOOTSTRAP_SERVERS",
    show_envvar=True,
    help="Broker with the records; default is the local stack's. HBI_KAFKA_AUTH says how to connect.",
)


@click.command()
@click.option("--follow", is_flag=True, help="Wait for new events instead of showing the stored ones.")
@click.option("--last", type=click.IntRange(1, 1_000_000), metavar="N", help="Only the N newest, the newest last.")
@click.option("--type", "types", multiple=True, type=click.Choice(_EVENT_TYPES), help="Several: any of them.")
@_json
@_broker
@click.pass_obj
@in_one_line
def events(
    state: Path,
    *,
    follow: bool,
    last: int | None,
    types: tuple[str, ...],
    as_json: bool,
    bootstrap_servers: str | None,
) -> None:
    """Show the inventory's events."""
    from local.commands.dead_letters import broker
    from local.commands.events import show_events

    if follow and last is not None:
        raise click.UsageError("--last shows stored events and --follow new ones: give one of them")
    kafka = broker(state, bootstrap_servers)
    show_events(kafka, console, follow=follow, as_json=as_json, last=last, types=types)


@click.group()
def dlq() -> None:
    """Records that were refused."""


@dlq.command("list")
@_broker
@_bucket
@_json
@click.pass_obj
@in_one_line
def dlq_list(state: Path, bootstrap_servers: str | None, bucket: str | None, *, as_json: bool) -> None:
    """Show refused records with their reasons."""
    from local.commands.dead_letters import broker, list_dead_letters
    from local.commands.failed_batches import list_failed_batches

    if bucket:
        list_failed_batches(bucket, console, as_json=as_json)
    else:
        list_dead_letters(broker(state, bootstrap_servers), console, as_json=as_json)


@dlq.command("show")
@click.argument("record")
@_broker
@_json
@click.pass_obj
@in_one_line
def dlq_show(state: Path, record: str, bootstrap_servers: str | None, *, as_json: bool) -> None:
    """Show a refused record as it was sent. RECORD is what `hbi dlq list` begins its line with."""
    from local.commands.dead_letters import broker, show_dead_letter

    show_dead_letter(broker(state, bootstrap_servers), console, record, as_json=as_json)


@dlq.command("replay")
@click.argument("record", required=False)
@click.option("--reason", help="Only records whose reason contains this text.")
@_broker
@_bucket
@click.option("--function", help="With --bucket: AWS's function that takes the batches; default is the local one.")
@click.pass_obj
@in_one_line
def dlq_replay(
    state: Path,
    *,
    record: str | None,
    reason: str | None,
    bootstrap_servers: str | None,
    bucket: str | None,
    function: str | None,
) -> None:
    """Send refused records to their topics again, unchanged; a second time sends them twice.

    RECORD is what `hbi dlq list` begins its line with; without it all are sent that --reason chooses.
    """
    from local.commands.dead_letters import broker, replay_dead_letters
    from local.commands.failed_batches import replay_failed_batches
    from local.running import running

    if reason is None and record is None:
        raise click.UsageError("say which records: RECORD or --reason")
    if bucket is None:
        replay_dead_letters(broker(state, bootstrap_servers), console, reason or "", record)
        return
    if record is not None or reason is None:
        raise click.UsageError("batches of a bucket are chosen by --reason, not by a record")
    endpoint_url = running(state).lambda_url if function is None else None
    replay_failed_batches(bucket, function or "ingest", endpoint_url, console, reason)


RECORDS: tuple[click.Command, ...] = (events, dlq)

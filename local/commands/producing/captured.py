"""The command `hbi produce --from FILE`: captured reports are sent again."""

import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from rich.console import Console

from hbi.problems import ConfigurationError
from hbi.text import shorten
from local.commands.producing.reports import send_reports
from local.data import identities
from local.running import running
from local.servers.broker import MAX_MESSAGE_BYTES


def produce_file(state: Path, console: Console, source: Path, org: str | None) -> None:
    """Sends the reports of a file, one JSON object a line, and waits until they are ingested.

    Args:
        source: the file; `-` is standard input.
        org: organisation to report to instead of those that the reports name.
    Raises:
        ConfigurationError: the file cannot be used; the text names the line. Then nothing is sent.
    """
    stack = running(state)
    reports = read_reports(source, org)
    send_reports(state, stack, console, reports, len(reports))
    sent = "1 report is" if len(reports) == 1 else f"{len(reports)} reports are"
    console.print(f"{sent} sent; refused ones are shown by: hbi dlq list", markup=False)


def read_reports(source: Path, org: str | None = None) -> list[bytes]:
    """The reports of a file; empty lines are skipped.

    Raises:
        ConfigurationError: there are none, or a line is none; the text names it.
    """
    name = "standard input" if str(source) == "-" else str(source)
    try:
        if str(source) == "-":
            reports = _reports(sys.stdin.buffer, name, org)
        else:
            with source.open("rb") as file:
                reports = _reports(file, name, org)
    except OSError as error:
        raise ConfigurationError(f"--from: {name} cannot be read: {error.strerror}") from None
    if not reports:
        raise ConfigurationError(f"--from: {name} has no reports: it needs one JSON object a line")
    return reports


def _reports(file: BinaryIO, name: str, org: str | None) -> list[bytes]:
    reports = []
    for number, line in enumerate(file, 1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if not text:
            continue
        try:
            reports.append(_report(text, org))
        except ValueError as error:
            raise ConfigurationError(f"--from: {name}, line {number}: {error}; nothing was sent") from None
    return reports


def _report(text: bytes, org: str | None) -> bytes:
    """The message as it is sent; raises ValueError where it is no report, and ingest could not say whose it is."""
    try:
        message: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} at column {error.colno}") from None
    if not isinstance(message, dict) or not isinstance(message.get("data"), dict):
        raise ValueError('no report: a JSON object with "operation" and "data" is expected, got ' + shorten(message))
    if not isinstance(message.get("operation"), str):
        raise ValueError('a report needs "operation", such as "add_host"')
    if org is not None:
        message["data"]["org_id"] = org
        metadata = message.get("platform_metadata")
        message["platform_metadata"] = {
            **(metadata if isinstance(metadata, dict) else {}),
            "b64_identity": identities.user(org),
        }
        text = orjson.dumps(message)
    if len(text) > MAX_MESSAGE_BYTES // 2:
        raise ValueError(f"{len(text):,} bytes are more than a message may have")
    return text

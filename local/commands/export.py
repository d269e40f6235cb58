"""The command `hbi export`."""

import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import orjson
import urllib3
from rich.console import Console
from urllib3.exceptions import HTTPError

from hbi.problems import ConfigurationError, Unavailable
from local.commands.api_client import ApiClient, stack_client
from local.running import running

POLL_S = 0.3
CHUNK = 1024 * 1024


def export(client: ApiClient, state: Path, console: Console, *, file_format: str, output: Path | None) -> None:
    """Creates an export, waits for it and writes its data file, by default into the folder of the stack.

    Raises:
        ConfigurationError: the file cannot be written; then nothing is exported.
        Unavailable: the export fails, or cannot be downloaded. A file that was there before stays as it was.
    """
    with _written(output or _default(state, file_format)) as (target, data):
        created = client.create_export(file_format)
        with console.status("exporting"):
            _wait(client, created)
        with console.status("downloading"):
            link = client.download_link(created["id"])
            size = _download(link, data)
    output_console = console if target.is_file() else Console(stderr=True, highlight=False, soft_wrap=True)
    output_console.print(f"{target}: {size:,} bytes, from {link.partition('?')[0]}", markup=False)


def write_scheduled(state: Path, console: Console, *, org: str | None) -> None:
    """Lets the export function write an organisation's export of today, whether it is there or not.

    Raises:
        ConfigurationError: nothing runs.
        Unavailable: the export fails.
    """
    stack = running(state)
    event = {
        "scheduled_exports": [org or stack.org_id],
        "date": datetime.now(UTC).date().isoformat(),
        "replaces": True,
    }
    (result,) = stack_client(stack).invoke("export", event)["scheduled_exports"]
    if result["status"] != "complete":
        raise Unavailable(f"the export is {result['status']}: {result['reason']}")
    console.print(f"{result['rows']:,} hosts, {result['bytes']:,} bytes for {result['date']}", markup=False)


def _default(state: Path, file_format: str) -> Path:
    folder = state / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"hosts.{file_format}"


@contextmanager
def _written(output: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """The file that `output` leads to, and where to write what it shall hold; it changes only when the block ends.

    Raises:
        ConfigurationError: it cannot be written.
    """
    is_device = output.exists() and not output.is_file()
    target = output if is_device else output.resolve()
    unfinished = target if is_device else target.with_name(f".{target.name}.{os.getpid()}")
    if not target.parent.is_dir():
        raise ConfigurationError(f"--output: there is no folder {target.parent}")
    try:
        if target.is_file() and not os.access(target, os.W_OK):
            raise PermissionError(None, "it is write-protected")
        data = unfinished.open("wb")
    except OSError as error:
        raise ConfigurationError(f"--output: {target} cannot be written: {error.strerror}") from None
    try:
        with data:
            yield target, data
        if not is_device:
            unfinished.replace(target)
    except BaseException:
        if not is_device:
            unfinished.unlink(missing_ok=True)
        raise


def _wait(client: ApiClient, created: dict[str, str]) -> None:
    """Waits until the export is complete."""
    status = client.export_status(created["id"])
    while status["status"] in {"pending", "running"}:
        time.sleep(POLL_S)
        status = client.export_status(created["id"])
    if status["status"] != "complete":
        source = status["sources"][0]
        raise Unavailable(f"the export is {status['status']}: {source.get('error')} {source.get('message')}")


def _download(link: str, data: IO[bytes]) -> int:
    """Writes the archive's first data file; returns its size."""
    size = 0
    with TemporaryFile() as archive:
        try:
            with urllib3.PoolManager() as pool, closing(pool.request("GET", link, preload_content=False)) as answer:
                if answer.status == 403:
                    raise Unavailable(
                        "the link to the file is refused or has expired (403); hbi export makes a new one"
                    )
                if answer.status != 200:
                    raise Unavailable(f"S3 answered the presigned link with {answer.status}; try again: hbi export")
                for chunk in answer.stream(CHUNK):
                    archive.write(chunk)
        except HTTPError as error:
            raise Unavailable(f"S3 does not answer the presigned link: {type(error).__name__}") from None
        with zipfile.ZipFile(archive) as files:
            name = orjson.loads(files.read("meta.json"))["file_meta"][0]["filename"]
            with files.open(name) as source:
                while chunk := source.read(CHUNK):
                    size += data.write(chunk)
    return size

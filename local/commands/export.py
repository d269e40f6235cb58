"""`hbi export`."""

import time
import zipfile
from pathlib import Path
from tempfile import TemporaryFile

import orjson
import urllib3
from rich.console import Console

from hbi.problems import Unavailable
from local.commands.api_client import ApiClient
from local.running import running

POLL_S = 0.3
CHUNK = 1024 * 1024


def export(state: Path, console: Console, *, file_format: str, output: Path | None, org: str | None) -> None:
    """Creates an export, waits for it and writes its data file."""
    client = ApiClient(running(state), org)
    target = output or Path(f"hosts.{file_format}")
    created = client.create_export(file_format)
    with console.status("exporting"):
        status = created
        while status["status"] in {"pending", "running"}:
            time.sleep(POLL_S)
            status = client.export_status(created["id"])
    if status["status"] != "complete":
        source = status["sources"][0]
        raise Unavailable(f"the export is {status['status']}: {source.get('error')} {source.get('message')}")
    with console.status("downloading"):
        link = client.download_link(created["id"])
        _download(link, target)
    console.print(f"{target}: {target.stat().st_size:,} bytes, from {link.partition('?')[0]}", markup=False)


def _download(link: str, target: Path) -> None:
    """Writes the archive's first data file to `target`."""
    with TemporaryFile() as archive:
        answer = urllib3.PoolManager().request("GET", link, preload_content=False)
        if answer.status != 200:
            raise Unavailable(f"S3 answered the presigned link with {answer.status}")
        for chunk in answer.stream(CHUNK):
            archive.write(chunk)
        with zipfile.ZipFile(archive) as files, target.open("wb") as data:
            name = orjson.loads(files.read("meta.json"))["file_meta"][0]["filename"]
            with files.open(name) as source:
                while chunk := source.read(CHUNK):
                    data.write(chunk)

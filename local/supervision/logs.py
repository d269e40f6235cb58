"""Keeps logs small: the servers write to their files by themselves and never open them anew."""

import asyncio
import contextlib
import logging
import os
import shutil
from pathlib import Path

MAX_BYTES = 5 * 1024 * 1024
INTERVAL_S = 5.0

log = logging.getLogger(__name__)


def rotate(directory: Path, max_bytes: int = MAX_BYTES) -> None:
    """Moves what is in each larger `*.log` below the directory to `*.log.1`, in the place of what that had.

    The file itself stays and is emptied: whoever appends to it goes on at its beginning. Lines that are written between
    copying and emptying are lost.
    """
    for file in directory.rglob("*.log"):
        with contextlib.suppress(FileNotFoundError):
            if file.stat().st_size > max_bytes:
                shutil.copyfile(file, file.with_name(f"{file.name}.1"))
                os.truncate(file, 0)


async def keep_rotating(directory: Path) -> None:
    """Rotates every few seconds until it is cancelled."""
    while True:
        try:
            await asyncio.to_thread(rotate, directory)
        except OSError as error:
            log.warning("logs below %s cannot be rotated: %s", directory, error)
        await asyncio.sleep(INTERVAL_S)

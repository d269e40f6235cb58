"""A folder of finished builds, each named after the digest of what went into it.

A build appears under its name only when it is complete, so that an interrupted one is never used.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

UNUSED_AFTER_S = 24 * 60 * 60


class Cache:
    """Builds below one folder. Several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, kind: str, digest: str, build: Callable[[Path], None]) -> Path:
        """The folder that `build` filled; it is called only when this digest was never built.

        Args:
            kind: what is built, e.g. "layer"; older builds of the same kind that nobody uses are removed.
            digest: hex digest of everything that decides the content.
            build: fills the empty folder that it is given.
        """
        finished = self._folder / f"{kind}-{digest[:16]}"
        if not finished.exists():
            with self._lock(kind):
                if not finished.exists():
                    self._build(finished, build)
                    self._forget_unused(kind, keep=finished)
        os.utime(finished)
        return finished

    def _build(self, finished: Path, build: Callable[[Path], None]) -> None:
        draft = finished.with_name(f"{finished.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        build(draft)
        draft.rename(finished)

    def _forget_unused(self, kind: str, keep: Path) -> None:
        oldest_use = time.time() - UNUSED_AFTER_S
        for folder in self._folder.glob(f"{kind}-*"):
            if folder != keep and folder.is_dir() and folder.stat().st_mtime < oldest_use:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _lock(self, kind: str) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def digest_of(parts: Iterable[str], folders: Iterable[Path] = (), files: Iterable[Path] = ()) -> str:
    """Hex digest of texts, of all sources below folders, and of single files. Times and owners don't count."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    for file in files:
        _add(digest, file.name, file)
    for folder in folders:
        for file in sources(folder):
            _add(digest, file.relative_to(folder).as_posix(), file)
    return digest.hexdigest()


def sources(folder: Path) -> list[Path]:
    """The files below `folder` that belong to it: no bytecode, nothing hidden. Sorted."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(_is_foreign(part) for part in path.relative_to(folder).parts)
    )


def _is_foreign(name: str) -> bool:
    return name == "__pycache__" or name.startswith(".")


def _add(digest: "hashlib._Hash", name: str, file: Path) -> None:
    content = file.read_bytes()
    digest.update(f"{name}\0{len(content)}\0".encode() + content)

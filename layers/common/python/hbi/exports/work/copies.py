"""Copies of data files, for exports of which several sources name the same hosts: read once, written for each."""

import zlib
from collections.abc import Iterator
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

MOST_BYTES = 256 * 1024 * 1024
"""Most bytes that a copy takes, compressed, on the disk of a Lambda function, which has 512 MiB."""

_READ_BYTES = 256 * 1024


class Copy:
    """Chunks of a data file, kept to be written again. Use it in a `with` block, which deletes it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        """Prepares an empty copy. A file of more than `most_bytes`, compressed, is not kept."""
        self._file: IO[bytes] | None = None
        self._compressor = zlib.compressobj(level=1)
        self._left = most_bytes
        self._is_kept = False
        self.rows = 0
        """Number of rows in it."""

    def __enter__(self) -> Self:
        self._file = TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    @property
    def is_kept(self) -> bool:
        """Whether all of the data is here."""
        return self._is_kept

    def take(self, chunk: bytes) -> None:
        """Adds a chunk."""
        if self._file is not None:
            self._append(self._compressor.compress(chunk))

    def end(self, rows: int) -> None:
        """Marks the data as complete."""
        if self._file is not None:
            self._append(self._compressor.flush())
        self.rows, self._is_kept = rows, self._file is not None

    def chunks(self) -> Iterator[bytes]:
        """The data again, as often as it is asked for."""
        if self._file is None:
            return
        self._file.seek(0)
        decompressor = zlib.decompressobj()
        while compressed := self._file.read(_READ_BYTES):
            yield decompressor.decompress(compressed)
        yield decompressor.flush()

    def _append(self, compressed: bytes) -> None:
        self._left -= len(compressed)
        if self._file is None:
            return
        if self._left < 0:
            self._drop()
            return
        try:
            self._file.write(compressed)
        except OSError:
            self._drop()  # the disk is full: what is not kept is read again

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._is_kept = False

"""Lines of JSON that become a Parquet file while they are written (contract: export-reaper-jobs 1.3).

The library pulls what it reads and COPY pushes what it sends, so the library has a thread of its own; between the two
stand a few chunks. It is imported with the first file: other formats do not pay for it.
"""

import io
from collections import deque
from collections.abc import Sequence
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, Self, cast

if TYPE_CHECKING:
    from arro3.core import DataType, Schema

type ColumnType = Literal["text", "boolean", "integer", "instant", "tags", "texts", "json"]
"""Type of a column: a list of tags, a list of texts, a text that holds JSON; an instant is microseconds since 1970."""

_COMPRESSION = "zstd(1)"
_ROWS_PER_GROUP, _ROWS_PER_BATCH = 65_536, 1024
_LARGE_ROWS_PER_GROUP, _LARGE_ROWS_PER_BATCH = 2048, 32
"""Rows of which the writer holds the compressed columns, and the values; fewer where whole profiles are among them."""
_WAITING_CHUNKS = 2


class Sink(Protocol):
    """A destination of a data file."""

    def write(self, data: bytes, /) -> object: ...


class ParquetFile:
    """A sink of lines of JSON, in a `with` block; `file` has all of the Parquet when the block ends.

    Only the thread of the block writes to `file`, which is neither read nor sought in.
    """

    def __init__(self, file: Sink, columns: Sequence[tuple[str, ColumnType]]) -> None:
        """Columns by name, in their order."""
        self._columns = columns
        self._lines = _Lines()
        self._output = _Output()
        self._file = file
        self._error: BaseException | None = None
        self._thread = Thread(target=self._convert, name="parquet", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.end(is_complete=error is None)
        self._thread.join()
        if error is None:
            self._pass_on()

    def write(self, data: bytes) -> None:
        """Takes whole or partial lines, as soon as those before are on their way."""
        self._pass_on()
        if data:
            self._lines.put(data)

    def _pass_on(self) -> None:
        """Writes what is ready. Raises what the other thread ended with."""
        if self._error is not None:
            raise self._error
        while self._output.ready:
            self._file.write(self._output.ready.popleft())

    def _convert(self) -> None:
        from arro3.io import read_json, write_parquet

        large = [name for name, kind in self._columns if kind == "json"]
        try:
            batches = read_json(
                cast("IO[bytes]", self._lines),
                _schema(self._columns),
                batch_size=_LARGE_ROWS_PER_BATCH if large else _ROWS_PER_BATCH,
            )
            write_parquet(
                batches,
                cast("IO[bytes]", self._output),
                compression=_COMPRESSION,
                column_dictionary_enabled=dict.fromkeys(large, False),
                max_row_group_size=_LARGE_ROWS_PER_GROUP if large else _ROWS_PER_GROUP,
            )
        except BaseException as error:  # raised in the thread that writes
            self._error = error
            self._lines.drain()


class _Incomplete(Exception):
    """The rest of the lines will not come."""


class _Lines(io.RawIOBase):
    """What one thread puts, as a file that the other one reads."""

    def __init__(self) -> None:
        super().__init__()
        self._chunks: Queue[bytes | None] = Queue(_WAITING_CHUNKS)
        self._left = memoryview(b"")
        self._is_complete = False
        self._has_ended = False

    def put(self, data: bytes) -> None:
        """Waits while enough is there."""
        self._chunks.put(data)

    def end(self, *, is_complete: bool) -> None:
        """Says that nothing follows."""
        self._is_complete = is_complete
        self._chunks.put(None)

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes, none at the end.

        Raises:
            _Incomplete: the writer has given up.
        """
        if not self._left and not self._has_ended:
            self._next()
        size = len(self._left) if size < 0 else size
        data, self._left = self._left[:size], self._left[size:]
        return bytes(data)

    def drain(self) -> None:
        """Takes and forgets the rest, so that nobody waits for a reader."""
        while not self._has_ended:
            self._has_ended = self._chunks.get() is None

    def _next(self) -> None:
        chunk = self._chunks.get()
        if chunk is not None:
            self._left = memoryview(chunk)
            return
        self._has_ended = True
        if not self._is_complete:
            raise _Incomplete


class _Output(io.RawIOBase):
    """The file as the library wants it: what is written waits until the other thread takes it."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: deque[bytes] = deque()

    def write(self, data: Any) -> int:
        """Keeps a copy of the bytes; at most those of a group of rows come at once."""
        self.ready.append(bytes(data))
        return len(data)


def _schema(columns: Sequence[tuple[str, ColumnType]]) -> "Schema":
    from arro3.core import Field, Schema

    return Schema([Field(name, _data_type(kind), nullable=True) for name, kind in columns])


def _data_type(kind: ColumnType) -> "DataType":
    from arro3.core import DataType, Field

    text = DataType.string()
    match kind:
        case "boolean":
            return DataType.bool()
        case "integer":
            return DataType.int64()
        case "instant":
            return DataType.timestamp("us", tz="UTC")
        case "tags":
            tag = DataType.struct([Field(name, text, nullable=True) for name in ("namespace", "key", "value")])
            return DataType.list(Field("element", tag, nullable=True))
        case "texts":
            return DataType.list(Field("element", text, nullable=True))
        case _:
            return text

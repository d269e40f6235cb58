"""Connections and transactions.

A Lambda environment handles one event at a time, so an engine holds one connection and keeps it between invocations.
"""

import select
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol, cast

import orjson
import psycopg2
import psycopg2.extensions
import psycopg2.extras
from sqlalchemy import Connection, CursorResult, Executable, create_engine, event
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from hbi import clock, stored, tracing
from hbi.db import tenancy
from hbi.db.changes import Changes
from hbi.db.errors import first_line, is_from_a_reader
from hbi.problems import Unavailable
from hbi.settings import DatabaseSettings

_TRUSTED_S = 1.0
"""Seconds after its last use in which a connection on which nothing has arrived is not asked whether it lives."""

_READ_BY_PROXY = 16 * 1024
"""Bytes. RDS Proxy takes every longer statement for one that changes the session."""


class GuardedConnection(psycopg2.extensions.connection):
    """Driver connection that remembers whether the running work may span organisations, and what it has prepared."""

    cross_org_reason: str | None = None
    keeps_statements = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepared: set[str] = set()
        """Names of the statements that the server keeps for it: `hbi.db.prepared`."""
        self.planned_at = time.monotonic()
        self.used_at = time.monotonic()

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be lost: it was not used lately, or the server has said something unasked (as at its end)."""
        readable = select.poll()
        readable.register(self.fileno(), select.POLLIN)
        return time.monotonic() > self.used_at + _TRUSTED_S or bool(readable.poll(0))


class PooledConnection(GuardedConnection):
    """A connection through a proxy, which would have to reserve a server connection for prepared statements."""

    keeps_statements = False
    is_reserved = False
    """Whether the proxy has reserved a server connection for it: the proxy does not read longer statements."""

    def note_length(self, statement: bytes | None) -> None:
        """Remembers a statement that the proxy does not read."""
        if statement is not None and len(statement) > _READ_BY_PROXY:
            self.is_reserved = True


class GuardedCursor(psycopg2.extensions.cursor):
    """Driver cursor that sends every statement past the tenancy guard."""

    connection: GuardedConnection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002
        self._guard(query)
        try:
            super().execute(query, vars)
        finally:
            if isinstance(self.connection, PooledConnection):
                self.connection.note_length(self.query)

    def copy_expert(self, sql: Any, file: Any, size: int = 65_536) -> None:
        self._guard(sql)
        super().copy_expert(sql, file, size)

    def _guard(self, query: Any) -> None:
        if self.connection.cross_org_reason is None:
            tenancy.check(query.decode() if isinstance(query, bytes) else str(query))


class Transaction:
    """One unit of work on the database: everything in it commits together or not at all."""

    def __init__(self, connection: Connection, *, is_change: bool = False) -> None:
        self._connection = connection
        self.is_change = is_change
        """Whether it may change something. It then reads what is stored, never a copy of it."""
        self.changes = Changes()
        """What it has changed so far."""

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Runs a SQLAlchemy statement."""
        return self._connection.execute(statement, parameters)

    @contextmanager
    def cursor(self) -> Iterator[GuardedCursor]:
        """The driver's cursor, for bulk statements that SQLAlchemy would only slow down."""
        driver = self._driver_connection
        try:
            with driver.cursor() as cursor:
                yield cast("GuardedCursor", cursor)
        except psycopg2.Error as error:
            if driver.closed or is_from_a_reader(error):
                # SQLAlchemy saw nothing of it: it would roll back on a dead connection and hide why it died.
                self._connection.invalidate(error)
            raise

    @contextmanager
    def cross_org(self, reason: str) -> Iterator[None]:
        """Lifts the tenancy guard for work that spans organisations by design. `reason` says why."""
        connection = self._driver_connection
        previous, connection.cross_org_reason = connection.cross_org_reason, reason
        try:
            yield
        finally:
            connection.cross_org_reason = previous

    @property
    def _driver_connection(self) -> GuardedConnection:
        return cast("GuardedConnection", self._connection.connection.dbapi_connection)


class CommitWatcher(Protocol):
    """Keeps copies of what is stored, and has to know when it changes."""

    def before_commit(self, tx: Transaction, changes: Changes) -> Callable[[], None]:
        """Called when a transaction has changed something and is about to commit; returns what to call after it."""


class Database:
    """Gives out transactions. Build one per process."""

    def __init__(self, settings: DatabaseSettings, watcher: CommitWatcher | None = None) -> None:
        """`watcher` keeps copies of what is stored."""
        self._engine = _create_engine(settings)
        self._watcher = watcher

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Reads, each statement with a snapshot of its own. Saves the round trips of BEGIN and COMMIT."""
        with self._connect() as connection:
            yield Transaction(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Reads that all see the same instant."""
        with self._connect("REPEATABLE READ") as connection, connection.begin():
            yield Transaction(connection)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Changes: committed when the block ends, undone when it raises."""
        with self._connect() as connection:
            committed: Callable[[], None] | None = None
            with _begin_needed(connection), connection.begin():
                tx = Transaction(connection, is_change=True)
                yield tx
                if self._watcher is not None and tx.changes:
                    committed = self._watcher.before_commit(tx, tx.changes)
            if committed is not None:
                committed()

    def dispose(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    @contextmanager
    def _connect(self, isolation: str | None = None) -> Iterator[Connection]:
        with tracing.step("database"), self._connected() as connection:
            if isolation is not None:
                connection.execution_options(isolation_level=cast("Any", isolation))
            yield connection

    def _connected(self) -> Connection:
        try:
            return self._engine.connect()
        except OperationalError as error:
            raise Unavailable(f"the database does not answer: {first_line(error)}") from error


@contextmanager
def _begin_needed(connection: Connection) -> Iterator[None]:
    """Statements belong to a transaction, which the driver begins before the first one.

    To change the isolation level, as SQLAlchemy would, costs a round trip at the end of each transaction.
    """
    driver = cast("GuardedConnection", connection.connection.dbapi_connection)
    driver.autocommit = False
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = True


def _leave_reader(context: ExceptionContext) -> None:
    if is_from_a_reader(context.original_exception):
        context.is_disconnect = True


def _replace_lost(connection: GuardedConnection, _record: Any, _proxy: Any) -> None:
    """Finds out that a connection is lost before work begins on it; most of the time without asking the server."""
    try:
        if connection.is_doubtful:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    except psycopg2.Error as error:
        raise InvalidatePoolError from error


def _note_use(connection: GuardedConnection | None, record: ConnectionPoolEntry) -> None:
    if isinstance(connection, PooledConnection) and connection.is_reserved:
        # Only with the client's connection ends the reservation of the server's, which others wait for.
        record.invalidate()
    elif connection is not None:
        connection.used_at = time.monotonic()


def _instant(text: Any, cursor: Any) -> datetime | None:
    """A stored instant; for those beyond what Python knows, the first or the last that it does."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return cast("datetime | None", psycopg2.extensions.PYDATETIMETZ(text, cursor))
    except (ValueError, OverflowError, psycopg2.Error):
        return clock.EARLIEST if str(text).endswith(" BC") else clock.LATEST


_INSTANT = psycopg2.extensions.new_type((1184,), "INSTANT", _instant)


def _read_every_instant(connection: Any, _record: Any) -> None:
    psycopg2.extensions.register_type(_INSTANT, connection)


def _create_engine(settings: DatabaseSettings) -> Engine:
    url = make_url(settings.database_url).set(drivername="postgresql+psycopg2")
    connect_args: dict[str, Any] = {
        "connection_factory": PooledConnection if settings.database_pooled else GuardedConnection,
        "cursor_factory": GuardedCursor,
        "connect_timeout": settings.connect_timeout_s,
        "application_name": settings.application_name,
    }
    if not settings.database_pooled:  # RDS Proxy refuses start-up options; there the role carries these settings
        connect_args["options"] = (
            f"-c statement_timeout={settings.statement_timeout_ms} -c lock_timeout={settings.lock_timeout_ms}"
            f" -c idle_in_transaction_session_timeout={settings.idle_transaction_timeout_ms}"
            # Parallel workers take longer to start than most statements to run, and processors from other requests.
            " -c timezone=UTC -c jit=off -c parallel_setup_cost=6000"
        )
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_size=1,
        max_overflow=4,
        pool_use_lifo=True,
        connect_args=connect_args,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=stored.read,
        use_native_hstore=False,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _read_every_instant)
    event.listen(engine, "handle_error", _leave_reader)
    event.listen(engine, "checkout", _replace_lost)
    event.listen(engine, "checkin", _note_use)
    if settings.database_auth == "iam":
        authenticate_with_iam(engine, url)
    return engine


def authenticate_with_iam(engine: Engine, url: URL) -> None:
    """Gives each new connection a fresh token: one lives 15 minutes, a connection may live longer."""
    import boto3

    client = boto3.client("rds")

    def add_token(_dialect: Any, _record: Any, _args: Sequence[Any], kwargs: dict[str, Any]) -> None:
        kwargs["password"] = client.generate_db_auth_token(
            DBHostname=str(url.host), Port=url.port or 5432, DBUsername=str(url.username)
        )

    event.listen(engine, "do_connect", add_token)


def as_json(value: Mapping[str, Any] | Sequence[Any] | None) -> str | None:
    """A document as the text that a jsonb parameter takes; None stays SQL NULL."""
    return None if value is None else orjson.dumps(value).decode()

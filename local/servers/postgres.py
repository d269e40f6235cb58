"""A real PostgreSQL server of Aurora's major version, out of a wheel, for one machine.

The server refuses to run as root. A root caller therefore gets it inside a user namespace in which it has another
number, so that the data may lie anywhere in the project; where namespaces are forbidden it runs as `nobody`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil  # type: ignore[import-untyped]
import psycopg2

from hbi.problems import ConfigurationError
from local.ports import LOOPBACK, free_port
from local.servers.postgres_programs import folder_of_programs
from local.supervision.starting import wait_until_ready

USER = "hbi"
STOP_TIMEOUT_S = 30.0

DURABLE = {
    "shared_buffers": "512MB",
    "effective_cache_size": "4GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "wal_compression": "lz4",
    "random_page_cost": "1.1",
    "max_locks_per_transaction": "512",
    "max_connections": "100",
    "default_toast_compression": "lz4",
    "jit": "off",
    "wal_level": "logical",
    "timezone": "UTC",
    "autovacuum_naptime": "15s",
}
"""Settings like those of a small Aurora: what is committed survives a crash."""

SMALL = DURABLE | {"max_wal_size": "256MB"}
"""Settings for a stack on somebody's machine: as durable, with little kept for recoveries, which are short."""

VOLATILE = DURABLE | {
    # Statistics come and go with autovacuum's clock: plans in tests must not.
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "200",
}
"""Settings for tests: quick. A crash of the machine loses everything, one of the server its last commits."""


class Server:
    """A PostgreSQL server on loopback; `data_dir` is created on first start and kept."""

    name = "PostgreSQL"

    def __init__(self, data_dir: Path, settings: Mapping[str, str] = DURABLE, port: int | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port or free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @cached_property
    def bin_dir(self) -> Path:
        """Folder with `psql`, `pg_dump` and the others. The first use unpacks them."""
        return folder_of_programs()

    def url(self, database: str = "postgres") -> str:
        """A libpq URL of one of its databases."""
        return f"postgresql://{USER}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> Self:
        """Starts the server and waits until it answers, as long as its process runs: recovery may take minutes.

        Raises:
            ConfigurationError: it does not start; the text says where its log is.
        """
        self._end_leftover()
        if not (self.data_dir / "PG_VERSION").exists():
            self._initialise()
        self._launch()
        self._wait_until_ready()
        return self

    def stop(self) -> None:
        """Stops the server; sessions are ended, committed data stays."""
        process = self._process
        if process is None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._process = None

    def kill(self) -> None:
        """Ends the server as a crash would: at once and without any cleaning up."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(STOP_TIMEOUT_S)
            self._process = None

    @property
    def exit_status(self) -> int | None:
        """Exit status of a server that ended by itself; None for one that runs, or was stopped."""
        process = self._process
        return None if process is None else process.poll()

    @property
    def pid(self) -> int | None:
        """Process number of the running server."""
        return None if self._process is None else self._process.pid

    def create_database(self, name: str, template: str | None = None) -> str:
        """Creates a database, as a copy of `template` if given, and returns its URL."""
        origin = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        self.execute(f'CREATE DATABASE "{name}"{origin}')
        return self.url(name)

    def ensure_database(self, name: str) -> str:
        """URL of a database, which is created if there is none of that name."""
        if not self.execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608
            self.create_database(name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drops a database, ending its sessions."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Runs one statement as administrator, outside any transaction."""
        connection = psycopg2.connect(self.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def log_file(self) -> Path:
        """The log file of what the server and its creation print."""
        return self.data_dir.parent / f"{self.data_dir.name}.log"

    def _initialise(self) -> None:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        if self.data_dir.exists():
            shutil.rmtree(self.data_dir)
        self.data_dir.mkdir(mode=0o700)
        command = [
            str(self.bin_dir / "initdb"),
            *("--pgdata", str(self.data_dir)),
            *("--username", USER),
            *("--auth", "trust"),
            *("--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            "--no-sync",
        ]
        with self.log_file.open("ab") as log:
            done = subprocess.run(self._unprivileged(command), stdout=log, stderr=log, check=False, **self._account())
        if done.returncode:
            raise ConfigurationError(f"the embedded PostgreSQL could not be set up; see {self.log_file}")

    def _launch(self) -> None:
        options = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            **self._settings,
        }
        command = [str(self.bin_dir / "postgres"), "-D", str(self.data_dir)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                self._unprivileged(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._account(),
            )

    def _wait_until_ready(self) -> None:
        try:
            wait_until_ready(self.name, self._answers, lambda: self._is_running, self.log_file)
        except ConfigurationError:
            self.stop()
            raise ConfigurationError(f"PostgreSQL does not start on port {self.port}; see {self.log_file}") from None

    @property
    def _is_running(self) -> bool:
        process = self._process
        return process is not None and process.poll() is None

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return self._is_running

    def _end_leftover(self) -> None:
        """Ends the server that an earlier run left on this data directory, if one still runs.

        The file that names its process stays when that is dead: with it PostgreSQL makes sure that no session of the
        dead server is left. It goes only when another program has got the number, which PostgreSQL would not look at.
        """
        pid_file = self.data_dir / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
            if str(self.data_dir) not in process.cmdline():
                pid_file.unlink()
                return
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_TIMEOUT_S)
            except psutil.TimeoutExpired:
                process.kill()
                process.wait()

    @cached_property
    def _namespace_prefix(self) -> list[str]:
        prefix = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
        if shutil.which("unshare") is None:
            return []
        probe = subprocess.run([*prefix, "true"], capture_output=True, check=False)
        return prefix if probe.returncode == 0 else []

    def _unprivileged(self, command: list[str]) -> list[str]:
        return [*self._namespace_prefix, *command] if os.geteuid() == 0 else command

    def _account(self) -> dict[str, Any]:
        """Arguments for `subprocess` that change the account, where a namespace cannot."""
        if os.geteuid() != 0 or self._namespace_prefix:
            return {}
        nobody = pwd.getpwnam("nobody")
        os.chown(self.data_dir, nobody.pw_uid, nobody.pw_gid)
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

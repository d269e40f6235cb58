"""The small file in its state directory by which a running stack is found by the other commands."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from hbi.problems import ConfigurationError
from hbi.settings import KafkaSettings

FILE = "running.json"


@dataclass(frozen=True)
class Running:
    """Addresses of a running stack."""

    pid: int
    api_url: str
    org_id: str
    database_url: str
    bootstrap_servers: str
    lambda_url: str
    log_dir: str = ".hbi/logs"
    """Folder of the functions' logs."""
    s3_endpoint_url: str = ""
    """Address of the object storage."""

    @property
    def kafka(self) -> KafkaSettings:
        """Settings of its broker."""
        return KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers})

    def write(self, state_dir: Path) -> None:
        """Writes the file, unless that of another stack that still runs is there."""
        other = find_running(state_dir)
        if other is not None and other.pid != self.pid:
            return
        state_dir.mkdir(parents=True, exist_ok=True)
        unfinished = state_dir / f"{FILE}.new"
        started = psutil.Process(self.pid).create_time() if psutil.pid_exists(self.pid) else 0.0
        unfinished.write_text(json.dumps({**asdict(self), "started": started}))
        unfinished.rename(state_dir / FILE)


def find_running(state_dir: Path) -> Running | None:
    """The stack that runs on this state directory; None when none does."""
    try:
        described = json.loads((state_dir / FILE).read_text())
        started = described.pop("started")
        found = Running(**described)
        process = psutil.Process(found.pid)
        # A number is used again after a while: only the start time shows that it is still that process.
        is_alive = process.create_time() == started and process.status() != psutil.STATUS_ZOMBIE
        return found if is_alive else None
    except (OSError, ValueError, TypeError, AttributeError, KeyError, psutil.Error):
        return None


def running(state_dir: Path) -> Running:
    """The stack that runs on this state directory.

    Raises:
        ConfigurationError: none does.
    """
    found = find_running(state_dir)
    if found is None:
        raise ConfigurationError(f"nothing runs on {state_dir}; start it with: make run")
    return found


def forget(state_dir: Path) -> None:
    """Removes the file when this process's stack has ended."""
    found = find_running(state_dir)
    if found is None or found.pid == os.getpid():
        (state_dir / FILE).unlink(missing_ok=True)

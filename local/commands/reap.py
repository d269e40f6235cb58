"""The command `hbi reap`."""

from pathlib import Path

from rich.console import Console

from local.commands.api_client import stack_client
from local.running import running


def reap(state: Path, console: Console, task: str) -> None:
    """Invokes the reaper and shows its report."""
    report = stack_client(running(state)).invoke("reaper", {"task": task})
    console.print(", ".join(f"{name}: {value}" for name, value in report.items()), markup=False)

"""Runs the tools that builds are made with."""

import subprocess


class BuildFailed(RuntimeError):
    """A tool ended with an error. The text names the tool and repeats what it said."""


def run(what: str, *command: str) -> str:
    """Runs a command silently; returns its output.

    Args:
        what: what the command does, for the error.
    Raises:
        BuildFailed: it ended with an error.
    """
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode != 0:
        raise BuildFailed(f"{what} failed: {ended.stdout.strip()}\n{ended.stderr.strip()}")
    return ended.stdout

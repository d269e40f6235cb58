"""Output of system programs and files, or nothing."""

import shutil
import subprocess
from pathlib import Path

TIMEOUT_S = 20


def output_of(*command: str) -> str:
    """What the program prints; empty when it is missing, fails to start or hangs. Its exit code does not matter."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            timeout=TIMEOUT_S,
            stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace")


def first_line(file: Path) -> str:
    """First line of a small file; empty when it cannot be read."""
    try:
        return file.read_text(errors="replace").partition("\n")[0].strip()
    except OSError:
        return ""

"""Compiles a tree ahead of time: Lambda's file system is read-only, so it could never keep what it compiles itself."""

import sys
from pathlib import Path

from infra.packaging import tools


def compile_tree(folder: Path, place: str) -> None:
    """Writes bytecode beside every module below `folder`.

    The bytecode is trusted as it is (PEP 552 unchecked hash): times of files don't survive an upload.

    Args:
        place: where the folder will lie on Lambda; tracebacks name it.
    Raises:
        BuildFailed: a module doesn't compile; the text names it.
    """
    compileall = (sys.executable, "-W", "ignore", "-m", "compileall")
    options = ("-q", "-f", "-j", "0", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", place)
    tools.run(f"compiling {place}", *compileall, *options, str(folder))

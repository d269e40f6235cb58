"""First program of a function's process: sets the import path, then becomes AWS's runtime client.

`python boot.py HANDLER RUNTIME_DIR ROOT …`: `ROOT …` (function, then layers) come before everything else on the import
path, as on Lambda; `RUNTIME_DIR` (may be empty) after it. It runs by file name in interpreters that have nothing
installed, so it imports nothing but the standard library.
"""

import importlib.util
import os
import runpy
import sys
from pathlib import Path
from typing import Any

CALLS = "HBI_AWS_CALLS"
"""Variable that names a file in which calls of AWS are taken down, for tests."""


def main() -> None:
    """Never returns: the runtime client takes over."""
    handler, runtime, *roots = sys.argv[1:]
    sys.path[:0] = roots
    if runtime:
        sys.path.append(runtime)
    sys.argv = ["bootstrap", handler]
    if calls := os.environ.get(CALLS):
        _beside("call_recorder.py")["record"](Path(calls))
    if importlib.util.find_spec("awslambdaric"):
        runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
    else:
        _beside("plain_runtime.py", run_name="__main__")


def _beside(name: str, run_name: str | None = None) -> dict[str, Any]:
    """Runs a file of this folder; returns its names."""
    return runpy.run_path(str(Path(__file__).with_name(name)), run_name=run_name)


if __name__ == "__main__":
    main()

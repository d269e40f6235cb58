"""First program of a function's process: sets the import path, then becomes AWS's runtime client.

`python boot.py HANDLER RUNTIME_DIR ROOT …`: `ROOT …` (function, then layers) come before everything else on the import
path, as on Lambda; `RUNTIME_DIR` (may be empty) after it. It runs by file name in interpreters that have nothing
installed, so it imports nothing but the standard library.
"""

import importlib.util
import runpy
import sys
from pathlib import Path


def main() -> None:
    """Never returns: the runtime client takes over."""
    handler, runtime, *roots = sys.argv[1:]
    sys.path[:0] = roots
    if runtime:
        sys.path.append(runtime)
    sys.argv = ["bootstrap", handler]
    if importlib.util.find_spec("awslambdaric"):
        runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(str(Path(__file__).with_name("plain_runtime.py")), run_name="__main__")


if __name__ == "__main__":
    main()

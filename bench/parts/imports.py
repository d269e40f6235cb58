"""CPU time that importing each function's handler takes in a fresh interpreter, in milliseconds."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from infra.topology import FUNCTIONS

PROJECT = Path(__file__).parents[2]
RUNS = 7


def import_cpu_ms(module: str) -> float:
    """Median CPU milliseconds of importing `module`, compiled modules in place."""
    code = f"import time; a = time.process_time(); import {module}; print((time.process_time() - a) * 1000)"
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT / 'layers/common/python'}:{PROJECT}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    runs = [
        float(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout)
        for _ in range(RUNS + 1)
    ]
    return statistics.median(runs[1:])


def main(result: Path) -> None:
    """Writes `import.<function>.cpu_ms` of every function."""
    figures = {f"import.{f.name}.cpu_ms": import_cpu_ms(f.handler.rsplit(".", 1)[0]) for f in FUNCTIONS}
    result.write_text(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

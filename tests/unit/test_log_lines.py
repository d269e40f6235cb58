"""What the layer logs reaches the log of each function.

Powertools (3.37.0) silences loggers whose names contain the name of the service, wherever it stands in them: with a
service called `ingest`, nothing of `hbi.ingest` would be logged.
"""

import subprocess
import sys

import pytest

from tests.unit.tracked_files import ROOT

LAYER = ROOT / "layers/common/python"
LOGGERS = sorted(
    ".".join(module.relative_to(LAYER).with_suffix("").parts)
    for module in LAYER.rglob("*.py")
    if "getLogger(__name__)" in module.read_text()
)
PROGRAM = """
import importlib, logging, sys

logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))  # the runtime client has one there
importlib.import_module(sys.argv[1])
for name in sys.argv[2:]:
    logging.getLogger(name).error(name)
"""


@pytest.mark.parametrize("function", ["api", "ingest", "export", "reaper"])
def test_a_function_logs_what_the_layer_has_to_say(function: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"functions.{function}.handler", *LOGGERS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(LOGGERS) > 10
    assert done.stdout.splitlines() == LOGGERS

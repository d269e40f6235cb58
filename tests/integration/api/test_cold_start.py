"""What a cold start of the API function costs."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BUDGET_S = 0.5
RUNS = 5
# A machine that runs other things at the same time spends up to this many times the CPU time.
BUSY = 2.0

_MEASURE = """
import json, sys, time
started = time.process_time()
import functions.api.handler
spent = time.process_time() - started
print(json.dumps({"spent": spent, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def cold_starts(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Imports of the handler in fresh interpreters, with compiled modules as assets have them."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{project_root / 'layers/common/python'}:{project_root}",
        "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled")),
    }
    command = [sys.executable, "-c", _MEASURE]
    runs = [subprocess.run(command, env=environment, capture_output=True, check=True) for _ in range(RUNS + 1)]
    return [json.loads(run.stdout) for run in runs[1:]]


def test_import_time(cold_starts: list[dict[str, Any]]) -> None:
    assert statistics.median(run["spent"] for run in cold_starts) < BUDGET_S * BUSY
    assert min(run["spent"] for run in cold_starts) < BUDGET_S * BUSY


@pytest.mark.parametrize(
    "module",
    [
        "boto3",
        "kafka",
        "urllib3",
        "jsonschema_rs",
        "stream_zip",
        "hbi.exports.repository",
        "hbi.exports.worker",
        "functions.api.openapi",
        "functions.api.schemas",
        "aws_lambda_powertools.event_handler.openapi.swagger_ui.html",
    ],
)
def test_not_imported_before_it_is_needed(cold_starts: list[dict[str, Any]], module: str) -> None:
    assert module not in cold_starts[0]["modules"]


def test_importing_needs_no_configuration(cold_starts: list[dict[str, Any]]) -> None:
    """The environment of these imports has no setting at all."""
    assert "functions.api.handler" in cold_starts[0]["modules"]

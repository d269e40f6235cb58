"""What a cold start of the API function leaves out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_IMPORT = """
import json, sys
import functions.api.handler
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def imported(project_root: Path) -> list[str]:
    """Modules that importing the handler loads in a fresh interpreter."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{project_root / 'layers/common/python'}:{project_root}",
    }
    run = subprocess.run([sys.executable, "-c", _IMPORT], env=environment, capture_output=True, check=True)
    modules: list[str] = json.loads(run.stdout)
    return modules


@pytest.mark.parametrize(
    "module",
    [
        "boto3",
        "kafka",
        "aws_xray_sdk",
        "redis",
        "urllib3",
        "grpc",
        "kessel",
        "google.protobuf",
        "jsonschema_rs",
        "yaml",
        "hbi.schema_trial",
        "hbi.views.configuration",
        "hbi.views.repository",
        "prometheus_client",
        "hbi.exports.api.repository",
        "hbi.exports.work.worker",
        "functions.api.description.generate",
        "functions.api.description.schemas",
        "aws_lambda_powertools.event_handler",
    ],
)
def test_not_imported_before_it_is_needed(imported: list[str], module: str) -> None:
    assert module not in imported


def test_importing_needs_no_configuration(imported: list[str]) -> None:
    """The environment of the import has no setting at all."""
    assert "functions.api.handler" in imported

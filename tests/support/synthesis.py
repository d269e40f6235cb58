"""Runs `cdk synth` as an operator does, cut off from the network and from AWS."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.packaging.target import native

PROJECT = Path(__file__).parents[2]
CDK = PROJECT / "node_modules" / ".bin" / "cdk"

# Nothing listens on the discard port, so whoever asks the network fails at once.
NOWHERE = "http://127.0.0.1:9"


def synthesise(output: Path, context: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Synthesises into `output`; the wheels must have been fetched before.

    Args:
        context: what `--context` sets. Functions are for this machine, unless it says otherwise: they are run here.
    """
    chosen = {"architecture": native(), **(context or {})}
    settings = [argument for name, value in chosen.items() for argument in ("--context", f"{name}={value}")]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],  # the CDK keeps its unpacked library there
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "PIP_NO_INDEX": "1",
        "CI": "true",
    }
    return subprocess.run(
        [CDK, "synth", "--quiet", "--output", output, "--app", f"{sys.executable} -m infra.app", *settings],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def templates(output: Path) -> dict[str, dict[str, object]]:
    """The synthesised templates by the name of their stack."""
    suffix = ".template.json"
    return {file.name.removesuffix(suffix): json.loads(file.read_bytes()) for file in output.glob(f"*{suffix}")}

"""The platform on which the code runs on AWS. Wheels, bytecode and the CDK's run-time settings all follow from here."""

import importlib.util
import platform
import sys
from collections.abc import Mapping
from typing import Literal

type Architecture = Literal["arm64", "x86_64"]
"""A kind of processor, as Lambda calls it."""

PYTHON = "3.13"

ARCHITECTURES: tuple[Architecture, ...] = ("arm64", "x86_64")
"""The first is what a deployment gets that does not choose (ADR 29)."""

_MACHINES: Mapping[Architecture, str] = {"arm64": "aarch64", "x86_64": "x86_64"}
"""What wheels and kernels call the processors."""

_GLIBC_TAGS = ("manylinux2014", "manylinux_2_28", "manylinux_2_34", "manylinux_2_24")
"""Of a package's wheels the first that there is; the last one is how Rust is cross-compiled for arm64."""

LAYER_ROOT = "/opt"
FUNCTION_ROOT = "/var/task"

BYTECODE_MAGIC = importlib.util.MAGIC_NUMBER.hex()


class WrongInterpreter(RuntimeError):
    """Bytecode is only read by the Python version that wrote it."""


def wheel_platforms(architecture: Architecture) -> tuple[str, ...]:
    """Tags of wheels that run there. Amazon Linux 2023 has glibc 2.34, so newer ones than manylinux2014 do, too."""
    return tuple(f"{tag}_{_MACHINES[architecture]}" for tag in _GLIBC_TAGS)


def native() -> Architecture:
    """The architecture of this machine, which can run what is built for it."""
    return "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"


def require_interpreter() -> None:
    """Checks that bytecode written here will be read on Lambda.

    Raises:
        WrongInterpreter: this is another Python version.
    """
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running != PYTHON:
        raise WrongInterpreter(
            f"the functions run on Python {PYTHON} and are compiled ahead, so build them with it; this is {running}. "
            f"Example: make clean && make synth PYTHON=python{PYTHON}"
        )

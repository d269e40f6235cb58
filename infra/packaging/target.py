"""The platform on which the code runs on AWS. Wheels, bytecode and the CDK's run-time settings all follow from here."""

import importlib.util
import sys

PYTHON = "3.13"
ARCHITECTURE = "x86_64"

# Amazon Linux 2023 has glibc 2.34, so newer wheels than manylinux2014 run there too.
WHEEL_PLATFORMS = tuple(f"{tag}_{ARCHITECTURE}" for tag in ("manylinux2014", "manylinux_2_28", "manylinux_2_34"))

LAYER_ROOT = "/opt"
FUNCTION_ROOT = "/var/task"

BYTECODE_MAGIC = importlib.util.MAGIC_NUMBER.hex()


class WrongInterpreter(RuntimeError):
    """Bytecode is only read by the Python version that wrote it."""


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

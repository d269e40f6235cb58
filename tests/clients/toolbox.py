"""What the generators are run with: pinned versions, a build directory with caches of its own, commands."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).parents[2]
BUILD = PROJECT / "build" / "clients"
PROGRAMS = Path(__file__).parent / "programs"
DESCRIPTIONS = {
    "inventory": PROJECT / "functions" / "api" / "description" / "inventory.json",
    "exports": PROJECT / "functions" / "api" / "description" / "exports.json",
}
VERSIONS: Mapping[str, Mapping[str, str]] = tomllib.loads(Path(__file__).with_name("versions.toml").read_text())
PYTHON = BUILD / "venv" / "bin" / "python"
OWN_PYTHON = BUILD / "own-venv" / "bin" / "python"


class CommandFailed(Exception):
    """A command ended with an error; the text is the end of what it printed."""


def missing(tools: Sequence[str]) -> list[str]:
    """Those of the tools that are not installed."""
    return [tool for tool in tools if shutil.which(tool) is None]


def run(*command: str | Path, cwd: Path = BUILD, **variables: str) -> str:
    """Runs a command; returns what it prints.

    Raises:
        CommandFailed: so it did, or it took more than ten minutes.
    """
    environment = {**os.environ, **_go_variables(), **variables}
    arguments = [str(part) for part in command]
    cwd.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            arguments, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"{arguments[0]} took more than ten minutes") from None
    if done.returncode:
        raise CommandFailed(f"{' '.join(arguments)}: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def empty_directory(name: str) -> Path:
    """An empty directory below the build directory."""
    directory = BUILD / name
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


def openapi_generator() -> Path:
    """The jar of openapi-generator, fetched through Maven once."""
    version = VERSIONS["generators"]["openapi-generator"]
    jar = BUILD / f"openapi-generator-cli-{version}.jar"
    if not jar.exists():
        artifact = f"org.openapitools:openapi-generator-cli:{version}"
        run("mvn", "--quiet", "--batch-mode", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={BUILD}")
    return jar


def oapi_codegen() -> Path:
    """The program oapi-codegen, built once."""
    version = VERSIONS["generators"]["oapi-codegen"]
    directory = BUILD / f"oapi-codegen-{version}"
    if not (directory / "oapi-codegen").exists():
        module = f"github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v{version}"
        run("go", "install", module, GOBIN=str(directory))
    return directory / "oapi-codegen"


def python_packages() -> None:
    """Installs openapi-python-client and what generated Python needs, once for each set of versions."""
    wanted = {**VERSIONS["python"], "openapi-python-client": VERSIONS["generators"]["openapi-python-client"]}
    _environment(PYTHON, wanted)


def own_packages() -> None:
    """Installs what our own client, its tests and Ansible need, once for each set of versions."""
    _environment(OWN_PYTHON, VERSIONS["own"])


def _environment(python: Path, wanted: Mapping[str, str]) -> None:
    """An environment of Python with the wanted packages."""
    folder = python.parents[1]
    pins = "\n".join(f"{name}=={version}" for name, version in sorted(wanted.items()))
    installed = folder / "installed.txt"
    if installed.exists() and installed.read_text() == pins:
        return
    run(sys.executable, "-m", "venv", "--clear", folder)
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins.split())
    installed.write_text(pins)


def go_module(directory: Path) -> None:
    """Compiles a Go program into `program`, with the packages beside it."""
    run("go", "mod", "init", "clients", cwd=directory)
    for module, version in VERSIONS["go"].items():
        run("go", "get", f"{module}@v{version}", cwd=directory)
    run("go", "mod", "tidy", cwd=directory)
    run("go", "vet", "./...", cwd=directory)
    run("go", "build", "-o", "program", ".", cwd=directory)


def npm_packages(directory: Path, versions: Mapping[str, str] = VERSIONS["npm"]) -> None:
    """Installs the pinned packages into a directory."""
    (directory / "package.json").write_text('{"private": true}')
    pins = [f"{name}@{version}" for name, version in versions.items()]
    run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--save-exact", *pins, cwd=directory)


def _go_variables() -> dict[str, str]:
    # Modules are read-only otherwise, and `make clean` could not remove them.
    return {"GOPATH": str(BUILD / "go"), "GOCACHE": str(BUILD / "go-cache"), "GOFLAGS": "-modcacherw"}

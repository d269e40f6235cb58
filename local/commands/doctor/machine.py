"""Checks of this machine, beside those that are possible before the installation (`local.preflight`)."""

import importlib.metadata
import re
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from hbi.problems import ConfigurationError
from local.configuration import configuration
from local.preflight import Finding

_DISTRIBUTION = "host-inventory"


def installation() -> Finding:
    """Whether everything that running needs is installed."""
    try:
        missing = sorted(_missing(_DISTRIBUTION, "local", set()))
    except importlib.metadata.PackageNotFoundError:
        missing = [_DISTRIBUTION]
    if missing:
        fix = "rm .venv/.local .venv/.dev; make run installs what is missing"
        return Finding("installation", "fault", f"not installed: {', '.join(missing)}", fix)
    return Finding("installation", "ok", "complete")


def _missing(distribution: str, extra: str, seen: set[str]) -> set[str]:
    """Distributions that an extra asks for, through our own other extras, and that are not installed."""
    seen.add(extra)
    missing = set()
    for requirement in importlib.metadata.requires(distribution) or ():
        asked, _, marker = requirement.partition(";")
        wanted = re.search(r"extra == ['\"]([\w-]+)['\"]", marker)
        if wanted is not None and wanted.group(1) != extra:
            continue
        name = re.match(r"[\w.-]+", asked.strip())
        if name is None:
            continue
        if name.group() == distribution:
            own = re.search(r"\[(.*)\]", asked)
            for other in own.group(1).split(",") if own else ():
                if other not in seen:
                    missing |= _missing(distribution, other, seen)
        elif not _is_installed(name.group()):
            missing.add(name.group())
    return missing


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def settings(state: Path) -> Finding:
    """Whether the variables of the environment can be used."""
    try:
        configuration(state)
    except ConfigurationError as error:
        return Finding("settings", "fault", " ".join(str(error).split()), "correct the variable, or unset it")
    return Finding("settings", "ok", "usable")


def holder(port: str) -> str:
    """Program and number of the process that listens on a port of loopback; no text where that cannot be seen."""
    try:
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and str(connection.laddr.port) == port
            if listens and connection.pid:
                return f"{psutil.Process(connection.pid).name()}, process {connection.pid}"
    except (psutil.Error, OSError):
        pass
    return ""

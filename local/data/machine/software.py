"""Operating system, packages, services, processes."""

import contextlib
import platform
import re
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from local.data.machine.commands import first_line, output_of

type Json = dict[str, Any]

# The contract knows no other operating systems.
_KNOWN = {"rhel": "RHEL", "centos": "CentOS"}
_STATES = {"initializing", "starting", "running", "degraded", "maintenance", "stopping"}


def operating_system() -> Json:
    """Release and kernel; name and version in numbers only for the systems that the contract names."""
    release = _os_release()
    version = re.match(r"(\d{1,2})(?:\.(\d{1,2}))?$", release.get("VERSION_ID", ""))
    name = _KNOWN.get(release.get("ID", ""))
    facts: Json = {"os_release": release.get("PRETTY_NAME", platform.system())[:100]}
    if name and version:
        facts["operating_system"] = {"name": name, "major": int(version[1]), "minor": int(version[2] or 0)}
        facts["os_release"] = release["VERSION_ID"]
    if kernel := re.match(r"\d+\.\d+\.\d+(?:\.\d+)?", platform.release()):
        facts["os_kernel_version"] = kernel[0][:20]
    return facts


def _os_release() -> dict[str, str]:
    with contextlib.suppress(OSError):
        return platform.freedesktop_os_release()
    return {}


def packages() -> list[str]:
    """Installed packages as `name-epoch:version-release.arch`, of RPM or Debian."""
    rpm = output_of("rpm", "-qa", "--qf", r"%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.%{ARCH}\n")
    found = rpm.splitlines() or [
        _nevra(*line.split("\t"))
        for line in output_of(
            "dpkg-query", "-W", "-f", r"${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\n"
        ).splitlines()
        if line.startswith("ii")
    ]
    return sorted(package for package in found if len(package) <= 512)


def _nevra(_status: str, name: str, version: str, architecture: str) -> str:
    epoch, separator, rest = version.partition(":")
    return f"{name}-{epoch}:{rest}.{architecture}" if separator else f"{name}-0:{version}.{architecture}"


def processes() -> list[str]:
    """Names of the running programs."""
    names = {process.info["name"] for process in psutil.process_iter(["name"])}
    return sorted(name[:1000] for name in names if name)


def kernel_modules() -> list[str]:
    """Loaded modules of the kernel."""
    with contextlib.suppress(OSError):
        return sorted(line.split()[0][:255] for line in Path("/proc/modules").read_text().splitlines())
    return []


def services() -> Json:
    """State of systemd and its services, if it runs here."""
    state = output_of("systemctl", "is-system-running").strip()
    units = [
        line.split() for line in output_of("systemctl", "list-unit-files", "-t", "service", "--plain").splitlines()
    ]
    known = [unit[:2] for unit in units if len(unit) >= 2 and unit[0].endswith(".service") and len(unit[0]) <= 512]
    facts: Json = {
        "installed_services": sorted(name for name, _ in known),
        "enabled_services": sorted(name for name, enabled in known if enabled == "enabled"),
    }
    if state in _STATES:
        failed = output_of("systemctl", "list-units", "--failed", "--plain", "--no-legend").splitlines()
        names = [line.split()[0][:1000] for line in failed if line.strip()]
        jobs = output_of("systemctl", "list-jobs", "--no-legend").splitlines()
        facts["systemd"] = {
            "state": state,
            "failed": len(names),
            "failed_services": names,
            "jobs_queued": sum(1 for line in jobs if line.strip() and line.split()[0].isdigit()),
        }
    return facts


def selinux() -> Json:
    """Mode of SELinux now, and after the next boot, where it is installed."""
    modes = {"1": "enforcing", "0": "permissive"}
    facts = {"selinux_current_mode": modes.get(first_line(Path("/sys/fs/selinux/enforce")))}
    with contextlib.suppress(OSError):
        for line in Path("/etc/selinux/config").read_text().splitlines():
            if line.startswith("SELINUX="):
                facts["selinux_config_file"] = line.partition("=")[2].strip()[:128]
    return {name: value for name, value in facts.items() if value}

"""Processors, firmware, disks."""

import os
import uuid
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from local.data.machine.commands import first_line, output_of

type Json = dict[str, Any]

DMI = Path("/sys/class/dmi/id")


def processors() -> Json:
    """Number, shape, model and flags of the processors."""
    cpus = _cpuinfo()
    logical = len(cpus) or os.cpu_count() or 0
    sockets = len({cpu.get("physical id", "0") for cpu in cpus}) or 1
    cores = psutil.cpu_count(logical=False) or logical
    first = cpus[0] if cpus else {}
    facts = {
        "number_of_cpus": logical,
        "number_of_sockets": sockets,
        "cores_per_socket": max(1, cores // sockets),
        "threads_per_core": max(1, logical // cores) if cores else 1,
        "cpu_model": first.get("model name", "")[:100],
        "cpu_flags": [flag for flag in (first.get("flags") or first.get("Features") or "").split() if len(flag) <= 30],
    }
    return {name: value for name, value in facts.items() if value}


def _cpuinfo() -> list[dict[str, str]]:
    """One dictionary a logical processor."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return []
    blocks = [block for block in text.split("\n\n") if "processor" in block]
    return [
        {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in block.splitlines())}
        for block in blocks
    ]


def firmware() -> Json:
    """Vendor, version and date of the BIOS, where the system shows them."""
    names = {"bios_vendor": (DMI / "bios_vendor", 100), "bios_version": (DMI / "bios_version", 100)}
    names["bios_release_date"] = (DMI / "bios_date", 50)
    facts = {name: first_line(file)[:limit] for name, (file, limit) in names.items()}
    return {name: value for name, value in facts.items() if value}


def bios_uuid() -> str | None:
    """The machine's UUID in its firmware; usually only root may read it."""
    try:
        found = uuid.UUID(first_line(DMI / "product_uuid"))
    except ValueError:
        return None
    return str(found) if found.int not in (0, 2**128 - 1) else None


def infrastructure() -> Json:
    """Whether the machine is virtual, and on what."""
    vendor = output_of("systemd-detect-virt").strip()
    if vendor and vendor != "none":
        return {"infrastructure_type": "virtual", "infrastructure_vendor": vendor[:100]}
    is_virtual = any("hypervisor" in cpu.get("flags", "").split() for cpu in _cpuinfo()[:1])
    return {"infrastructure_type": "virtual" if is_virtual else "physical"}


def disks() -> list[Json]:
    """Mounted file systems on devices."""
    return [
        {
            "device": disk.device[:2048],
            "mount_point": disk.mountpoint[:2048],
            "type": disk.fstype[:256],
            "options": _options(disk.opts),
        }
        for disk in psutil.disk_partitions(all=False)
    ]


def _options(text: str) -> Json:
    pairs = (option.partition("=") for option in text.split(",") if option)
    return {name: value if separator else True for name, separator, value in pairs if name}

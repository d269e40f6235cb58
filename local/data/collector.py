"""Looks at this machine and describes it as a host report.

Everything in it is read from the running system. What cannot be read, or does not fit the contract's limits
(ingest-and-events 5 and 10.2), is left out.
"""

import platform
import re
import socket
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]

from local.data import identities
from local.data.machine import hardware, network, software
from local.data.machine.commands import first_line

type Json = dict[str, Any]

REPORTER = "puptoo"

_NAMESPACE = uuid.UUID("0f6d7c3e-5c1b-5b0c-9a56-5a8c4b0d7e21")


def message(org_id: str) -> Json:
    """The message for the host-ingress topic that makes this machine a host of the organisation."""
    return {
        "operation": "add_host",
        "platform_metadata": {"request_id": uuid.uuid4().hex, "b64_identity": identities.user(org_id)},
        "data": {"org_id": org_id, "reporter": REPORTER, **_canonical_facts(), "system_profile": system_profile()},
    }


def insights_id() -> str:
    """This machine's id in the inventory: always the same, and not its machine id, which is not exposed."""
    seed = first_line(Path("/etc/machine-id")) or f"{socket.gethostname()}/{uuid.getnode():x}"
    return str(uuid.uuid5(_NAMESPACE, seed))


def system_profile() -> Json:
    """The machine's system profile, empty members left out."""
    boot = datetime.fromtimestamp(int(psutil.boot_time()), UTC)
    profile = {
        "arch": platform.machine()[:50],
        **hardware.processors(),
        **hardware.firmware(),
        **hardware.infrastructure(),
        "system_memory_bytes": psutil.virtual_memory().total,
        "disk_devices": hardware.disks(),
        "network_interfaces": network.interfaces(),
        **software.operating_system(),
        "installed_packages": software.packages(),
        "running_processes": software.processes(),
        "kernel_modules": software.kernel_modules(),
        **software.services(),
        **software.selinux(),
        "last_boot_time": boot.isoformat(),
        "captured_date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return {name: value for name, value in profile.items() if value not in (None, "", [], {})}


def _canonical_facts() -> Json:
    name = _host_name()
    facts = {
        "insights_id": insights_id(),
        "bios_uuid": hardware.bios_uuid(),
        "fqdn": name[:255],
        "display_name": name[:200],
        "ip_addresses": network.addresses(),
        "mac_addresses": network.mac_addresses(),
    }
    return {name: value for name, value in facts.items() if value}


def _host_name() -> str:
    names: tuple[Callable[[], str], ...] = (socket.getfqdn, socket.gethostname, platform.node)
    for name in names:
        found = name()
        if found and not re.match(r"localhost\b|[\d.:]+$", found):
            return found
    return f"host-{insights_id()[:8]}"

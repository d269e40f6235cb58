"""Network interfaces and addresses."""

import ipaddress
import re
import socket
from typing import Any

import psutil  # type: ignore[import-untyped]

type Json = dict[str, Any]

_IS_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:[0-9a-f]{2}:){19}[0-9a-f]{2}").fullmatch
_NO_MAC = "00:00:00:00:00:00"
_LOOPBACK = {"lo", "lo0"}


def interfaces() -> list[Json]:
    """One entry an interface, as `system_profile.network_interfaces` has them."""
    stats = psutil.net_if_stats()
    return [
        _interface(name, addresses, stats.get(name))
        for name, addresses in sorted(psutil.net_if_addrs().items())
        if 0 < len(name) <= 50
    ]


def addresses() -> list[str]:
    """Addresses by which others reach the machine: neither loopback nor link-local."""
    found = []
    for name, entries in psutil.net_if_addrs().items():
        if name not in _LOOPBACK:
            found += _of_family(entries, socket.AF_INET) + _of_family(entries, socket.AF_INET6)
    parsed = sorted({ipaddress.ip_address(text) for text in found}, key=lambda address: (address.version, int(address)))
    return [str(address) for address in parsed if not (address.is_loopback or address.is_link_local)]


def mac_addresses() -> list[str]:
    """MAC addresses of all interfaces, without the loopback's zeros."""
    found = {mac for entries in psutil.net_if_addrs().values() if (mac := _mac(entries))}
    return sorted(found)


def _interface(name: str, entries: list[Any], stats: Any) -> Json:
    is_loopback = name in _LOOPBACK
    facts = {
        "name": name,
        "ipv4_addresses": _of_family(entries, socket.AF_INET),
        "ipv6_addresses": _of_family(entries, socket.AF_INET6),
        "mac_address": _mac(entries) or (_NO_MAC if is_loopback else None),
        "mtu": stats.mtu if stats else None,
        "state": ("UP" if stats.isup else "DOWN") if stats else None,
        "type": "loopback" if is_loopback else "ether",
    }
    return {name: value for name, value in facts.items() if value is not None}


def _of_family(entries: list[Any], family: int) -> list[str]:
    """Addresses of a family, without the scope that some systems add."""
    return [entry.address.partition("%")[0] for entry in entries if entry.family == family]


def _mac(entries: list[Any]) -> str | None:
    for entry in entries:
        mac = entry.address.lower().replace("-", ":")
        if entry.family == psutil.AF_LINK and _IS_MAC(mac) and mac != _NO_MAC:
            return str(mac)
    return None

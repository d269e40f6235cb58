"""Host reports by the thousand: realistic, and the same every time for the same arguments."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from local.data import identities
from local.data.catalogue import available_packages, words

type Json = dict[str, Any]
type HostKind = Literal["default", "sap", "rhsm", "qpc"]

KINDS: tuple[HostKind, ...] = ("default", "sap", "rhsm", "qpc")

_NAMESPACE = uuid.UUID("6b6f4d0a-9a3e-5d38-8f53-0c6d3a7b9f10")
_BEGINNING = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
_SITES = ("berlin", "brno", "pune", "raleigh", "tokyo", "westford")
_ROLES = ("app", "build", "cache", "db", "mail", "proxy", "queue", "web")
_STAGES = ("dev", "prod", "qa", "stage")
_CPUS = (
    ("Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", 2, 32),
    ("Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz", 1, 8),
    ("AMD EPYC 7763 64-Core Processor", 1, 16),
    ("AMD EPYC 9354 32-Core Processor", 2, 32),
)


def host_reports(
    count: int,
    *,
    org_id: str,
    kind: HostKind = "default",
    seed: str = "hbi",
    profile_kb: int = 6,
    revision: int = 0,
) -> Iterator[Json]:
    """Messages for the host-ingress topic, one a host.

    The same arguments give the same messages; a larger `count` gives more hosts, the first of them the same.

    Args:
        org_id: organisation that the hosts belong to; other organisations get other hosts.
        kind: what reports: insights-client, the same on SAP hosts, subscription management, Discovery.
        seed: another text gives other hosts.
        profile_kb: size of the system profile of kinds `default` and `sap`, in KiB; most of it is the package list.
        revision: another number gives the same hosts with changed profiles (packages, boot time, capture time).
    """
    for number in range(count):
        yield _MAKERS[kind](_Host(org_id, kind, seed, number, profile_kb, revision))


class _Host:
    """The material of the report of one host."""

    def __init__(self, org_id: str, kind: str, seed: str, number: int, profile_kb: int, revision: int) -> None:
        self.org_id = org_id
        self.number = number
        self.profile_kb = profile_kb
        self.revision = revision
        self._key = f"{seed}/{kind}/{org_id}/{number}"
        self.random = random.Random(self._key)  # noqa: S311
        self.site, self.role = self.random.choice(_SITES), self.random.choice(_ROLES)
        self.fqdn = f"{self.role}{number:05}.{self.site}.example.org"
        self.owner = self.id("owner")

    def id(self, purpose: str) -> str:
        """A UUID of this host, the same in every revision."""
        return str(uuid.uuid5(_NAMESPACE, f"{self._key}/{purpose}"))

    @property
    def address(self) -> str:
        """IPv4 address, different for the first 65,000 hosts."""
        return f"10.{20 + _SITES.index(self.site)}.{self.number // 250 % 256}.{self.number % 250 + 2}"

    @property
    def mac(self) -> str:
        """MAC address, locally administered."""
        octets = uuid.UUID(self.id("mac")).bytes[:5]
        return ":".join(f"{octet:02x}" for octet in (0x52, *octets))

    @property
    def captured(self) -> datetime:
        """Instant at which the host says that it looked at itself."""
        return _BEGINNING + timedelta(days=self.revision, seconds=37 * self.number % 86_400)

    def message(self, data: Json, identity: str | None) -> Json:
        """The envelope; without identity the reporter is one that needs none."""
        metadata: Json = {"request_id": self.id(f"request {self.revision}")}
        if identity is not None:
            metadata["b64_identity"] = identity
        return {"operation": "add_host", "platform_metadata": metadata, "data": {"org_id": self.org_id, **data}}


def _insights(host: _Host) -> Json:
    """A report of insights-client, as puptoo passes it on."""
    return host.message(_insights_data(host, _profile(host)), identities.system(host.org_id, host.owner))


def _sap(host: _Host) -> Json:
    """A report of insights-client on a host that runs SAP."""
    sid = "".join(host.random.choices("ABCDEFGHKLMNPRSTX", k=1) + host.random.choices("ABCDEFGH0123456789", k=2))
    sap = {"sap_system": True, "sids": sorted({sid, "H2O"}), "instance_number": f"{host.random.randrange(100):02}"}
    profile = _profile(host) | {
        "workloads": {"sap": sap | {"version": "2.00.122.04.1478575636"}},
        "tuned_profile": "sap-hana",
    }
    return host.message(_insights_data(host, profile), identities.system(host.org_id, host.owner))


def _rhsm(host: _Host) -> Json:
    """A report of subscription management; it brings no identity."""
    cpus = host.random.choice((2, 4, 8, 16))
    data = {
        "reporter": "rhsm-conduit",
        "subscription_manager_id": host.owner,
        "bios_uuid": host.id("bios"),
        "fqdn": host.fqdn,
        "ip_addresses": [host.address],
        "mac_addresses": [host.mac],
        "facts": [
            {
                "namespace": "rhsm",
                "facts": {
                    "orgId": host.org_id,
                    "MEMORY": host.random.choice((4, 8, 16, 64)),
                    "RH_PROD": ["479", "69"],
                    "SYNC_TIMESTAMP": host.captured.isoformat(),
                },
            }
        ],
        "system_profile": {
            "owner_id": host.owner,
            "arch": "x86_64",
            "number_of_cpus": cpus,
            "number_of_sockets": 1,
            "cores_per_socket": cpus,
            "infrastructure_type": "virtual",
            "is_marketplace": False,
            "system_purpose": {"usage": "Production", "role": "Red Hat Enterprise Linux Server", "sla": "Premium"},
            "installed_products": [{"id": "479"}, {"id": "69"}],
        },
    }
    return host.message(data, None)


def _qpc(host: _Host) -> Json:
    """A report of Discovery, which scans networks and finds hosts that do not report themselves."""
    data = {
        "reporter": "discovery",
        "provider_id": host.id("provider"),
        "provider_type": "discovery",
        "bios_uuid": host.id("bios"),
        "fqdn": host.fqdn,
        "ip_addresses": [host.address],
        "mac_addresses": [host.mac],
        "facts": [{"namespace": "qpc", "facts": {"rh_product_certs": ["69"], "rh_products_installed": ["RHEL"]}}],
        "tags": [{"namespace": "discovery", "key": "source", "value": host.site}],
        "system_profile": _hardware(host) | _operating_system(host),
    }
    return host.message(data, identities.user(host.org_id))


_MAKERS = {"default": _insights, "sap": _sap, "rhsm": _rhsm, "qpc": _qpc}


def _insights_data(host: _Host, profile: Json) -> Json:
    return {
        "reporter": "puptoo",
        "insights_id": host.id("insights"),
        "subscription_manager_id": host.owner,
        "bios_uuid": host.id("bios"),
        "fqdn": host.fqdn,
        "display_name": host.fqdn.removesuffix(".example.org"),
        "ip_addresses": [host.address],
        "mac_addresses": [host.mac],
        "tags": [
            {"namespace": "insights-client", "key": "site", "value": host.site},
            {"namespace": "insights-client", "key": "role", "value": host.role},
            {"namespace": "insights-client", "key": "stage", "value": host.random.choice(_STAGES)},
        ],
        "system_profile": profile,
    }


def _profile(host: _Host) -> Json:
    """A profile of about `host.profile_kb` KiB of JSON."""
    services = sorted(host.random.sample(words("services"), 16))
    profile = {
        "owner_id": host.owner,
        **_hardware(host),
        **_operating_system(host),
        "cpu_flags": words("cpu_flags")[: host.random.randrange(40, len(words("cpu_flags")))],
        "kernel_modules": words("kernel_modules"),
        "installed_services": [f"{name}.service" for name in services],
        "enabled_services": [f"{name}.service" for name in services[:10]],
        "running_processes": sorted(host.random.sample(words("processes"), 15)),
        "systemd": {"state": "running", "failed": 0, "jobs_queued": 0},
        "insights_client_version": "3.2.8-1.el9",
        "insights_egg_version": "3.4.12-1",
        "captured_date": host.captured.isoformat(),
        "last_boot_time": (host.captured - timedelta(hours=5 + host.number % 400)).isoformat(),
        "yum_repos": [_repository(name) for name in ("appstream", "baseos")],
        "dnf_modules": [{"name": "postgresql", "stream": "16"}, {"name": "nodejs", "stream": "22"}],
        "rhsm": {"version": "9.4"},
        "system_update_method": "dnf",
        "selinux_current_mode": "enforcing",
        "selinux_config_file": "enforcing",
        "tuned_profile": "virtual-guest",
    }
    room = host.profile_kb * 1024 - len(orjson.dumps(profile))
    return profile | {"installed_packages": _installed(host, room)}


def _hardware(host: _Host) -> Json:
    model, sockets, cores = host.random.choice(_CPUS)
    return {
        "arch": "x86_64",
        "cpu_model": model,
        "number_of_cpus": sockets * cores,
        "number_of_sockets": sockets,
        "cores_per_socket": cores,
        "threads_per_core": 1,
        "system_memory_bytes": host.random.choice((4, 8, 16, 32, 64, 256)) * 1024**3 - 262_144,
        "infrastructure_type": "virtual",
        "infrastructure_vendor": host.random.choice(("kvm", "vmware", "aws")),
        "bios_vendor": "SeaBIOS",
        "bios_version": "1.16.3-2.el9",
        "bios_release_date": "04/01/2014",
        "network_interfaces": [
            {"name": "lo", "ipv4_addresses": ["127.0.0.1"], "mtu": 65536, "state": "UNKNOWN", "type": "loopback"},
            {
                "name": "eth0",
                "ipv4_addresses": [host.address],
                "ipv6_addresses": [f"fd00::{host.number // 65536:x}:{host.number % 65536:x}"],
                "mac_address": host.mac,
                "mtu": 1500,
                "state": "UP",
                "type": "ether",
            },
        ],
        "disk_devices": [
            {"device": "/dev/vda1", "type": "xfs", "label": "", "mount_point": "/boot", "options": {"uid": "0"}},
            {"device": "/dev/vda2", "type": "xfs", "label": "", "mount_point": "/", "options": {"uid": "0"}},
        ],
    }


def _operating_system(host: _Host) -> Json:
    name = host.random.choices(("RHEL", "CentOS Linux"), weights=(19, 1))[0]
    major, minor = host.random.choice(((7, 9), (8, 8), (8, 10), (9, 2), (9, 4), (9, 6), (10, 0)))
    return {
        "operating_system": {"name": name, "major": major, "minor": minor},
        "os_release": f"{major}.{minor}",
        "os_kernel_version": {7: "3.10.0", 8: "4.18.0", 9: "5.14.0", 10: "6.12.0"}[major],
    }


def _repository(name: str) -> Json:
    return {
        "id": f"rhel-9-for-x86_64-{name}-rpms",
        "name": f"Red Hat Enterprise Linux 9 for x86_64 - {name} (RPMs)",
        "base_url": f"https://cdn.example.org/content/dist/rhel9/$releasever/x86_64/{name}/os",
        "enabled": True,
        "gpgcheck": True,
    }


def _installed(host: _Host, room: int) -> list[str]:
    """As many packages as fit into `room` bytes of JSON; a revision updates every fortieth of them."""
    available = available_packages()
    position = host.random.randrange(len(available))
    chosen: list[str] = []
    while room > 0 and len(chosen) < len(available):
        package = available[(position + len(chosen)) % len(available)]
        if host.revision and len(chosen) % 40 == 0:
            package = package.replace(".el9", f".el9_{host.revision}", 1)
        chosen.append(package)
        room -= len(package) + 3
    return sorted(chosen)

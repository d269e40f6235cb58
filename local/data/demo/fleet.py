"""The hosts of the fleet: what they report, how old they are, who owns them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from local.data.demo import applications, releases
from local.data.demo.releases import Release
from local.data.generator import host_reports

type Json = dict[str, Any]

SEED = "demo"
GROWTH_DAYS = 30
"""Days over which hosts join; two fifths were there before."""

_CLOUDS = {
    "aws": ("aws", "ip-{}.ec2.internal"),
    "azure": ("azure", "vm-{}"),
    "gcp": ("google", "instance-{}"),
}
_KINDS = ("plain", "web", "sap", "edge", "mssql", "plain", "bootc", "ansible", "web", "plain")
"""What hosts are, over and over: each tenth host is of the same kind."""
_WORKSPACES = {
    "web": "Web shop",
    "sap": "SAP landscape",
    "edge": "Stores",
    "mssql": "Databases",
    "bootc": "Image mode",
    "ansible": "Automation",
}
_SILENT = {3: "stale", 7: "stale_warning", 11: "stale", 14: "stale_warning", 18: "stale"}
"""Which of each twenty hosts have not checked in of late."""


@dataclass(frozen=True)
class DemoHost:
    """A host of the fleet."""

    message: Json
    """Its report, for the topic of host reports."""
    age: timedelta
    """Time since it reported first."""
    silence: timedelta
    """Time since it reported last."""
    workspace: str | None
    applications: Json
    """What each application knows of it, by the application's name."""

    @property
    def insights_id(self) -> str:
        """The fact by which it is found again."""
        return str(self.message["data"]["insights_id"])


def fleet(count: int, org_id: str) -> Iterator[DemoHost]:
    """Hosts of an organisation, the same every time for the same arguments."""
    for number, message in enumerate(host_reports(count, org_id=org_id, seed=SEED, profile_kb=1)):
        numbers = random.Random(f"{SEED}/{org_id}/{number}")  # noqa: S311
        yield _host(number, count, message, numbers)


def _host(number: int, count: int, message: Json, numbers: random.Random) -> DemoHost:
    kind = _KINDS[number % len(_KINDS)]
    release = _release(kind, numbers)
    data = message["data"]
    role = str(data["fqdn"]).rstrip("0123456789.").partition(".")[0].rstrip("0123456789")
    role = "web" if kind == "web" else role
    profile = data["system_profile"]
    profile |= _system(release, numbers) | _place(number, numbers) | _workload(kind, numbers)
    profile |= _image(kind, release, numbers)
    more = {"sap": ("resource-agents-sap-hana",), "mssql": ("mssql-server",), "ansible": ("ansible-core",)}.get(
        kind, ()
    )
    profile["installed_packages"] = releases.packages(release, role, numbers, more)
    data["display_name"] = f"{kind if kind != 'plain' else role}-{data['display_name'].partition('.')[2]}-{number:04}"
    age = _age(number, count)
    silence = min(_silence(number, numbers), age)
    workspace = _WORKSPACES.get(kind)
    return DemoHost(message, age, silence, workspace, applications.of_host(release, kind, numbers))


def _release(kind: str, numbers: random.Random) -> Release:
    """Image mode and automation need a new release, SAP a long-lived one."""
    known = list(zip(releases.RELEASES, releases.WEIGHTS, strict=True))
    if kind in {"bootc", "ansible"}:
        known = [entry for entry in known if entry[0].major >= 9]
    elif kind in {"edge", "mssql", "sap"}:
        known = [entry for entry in known if entry[0].major in {8, 9}]
    return numbers.choices([release for release, _ in known], [weight for _, weight in known])[0]


def _system(release: Release, numbers: random.Random) -> Json:
    repositories = ("server",) if release.major == 7 else ("baseos", "appstream")
    return {
        "operating_system": {"name": "RHEL", "major": release.major, "minor": release.minor},
        "os_release": release.name,
        "os_kernel_version": release.kernel,
        "rhsm": {"version": release.name},
        "system_update_method": "yum" if release.major == 7 else "dnf",
        "insights_client_version": f"3.{numbers.choice((2, 3, 4))}.{numbers.randrange(9)}-1.el{release.major}",
        "bios_version": f"1.16.3-2.el{max(8, release.major)}",
        "dnf_modules": [] if release.major in {7, 10} else [{"name": "postgresql", "stream": "16"}],
        "yum_repos": [
            {
                "id": f"rhel-{release.major}-for-x86_64-{name}-rpms",
                "name": f"Red Hat Enterprise Linux {release.major} for x86_64 - {name} (RPMs)",
                "base_url": f"https://cdn.example.org/content/dist/rhel{release.major}/$releasever/x86_64/{name}/os",
                "enabled": True,
                "gpgcheck": True,
            }
            for name in repositories
        ],
    }


def _place(number: int, numbers: random.Random) -> Json:
    """Where it runs: two fifths in clouds, the rest virtual or on hardware."""
    if number % 5 < 2:
        cloud = ("aws", "azure", "gcp")[number // 5 % 3]
        vendor, name = _CLOUDS[cloud]
        return {
            "cloud_provider": vendor,
            "infrastructure_type": "virtual",
            "infrastructure_vendor": cloud,
            "is_marketplace": numbers.random() < 0.5,
            "public_dns": [name.format(number)],
        }
    if number % 5 == 4:
        return {
            "infrastructure_type": "physical",
            "infrastructure_vendor": numbers.choice(("Dell Inc.", "HPE", "Lenovo")),
        }
    return {"infrastructure_type": "virtual", "infrastructure_vendor": numbers.choice(("kvm", "vmware"))}


def _workload(kind: str, numbers: random.Random) -> Json:
    if kind == "sap":
        sid = "".join(numbers.choices("ABCDEFGHKLMNPRSTX", k=1) + numbers.choices("0123456789ABCDEF", k=2))
        sap = {"sap_system": True, "sids": [sid], "instance_number": f"{numbers.randrange(100):02}"}
        return {"workloads": {"sap": sap | {"version": "2.00.122.04.1478575636"}}, "tuned_profile": "sap-hana"}
    if kind == "mssql":
        return {
            "workloads": {"mssql": {"version": numbers.choice(("15.0.4420.2", "16.0.4175.1"))}},
            "tuned_profile": "mssql",
        }
    if kind == "ansible":
        return {"workloads": {"ansible": {"controller_version": "4.6.8", "hub_version": "4.10.1"}}}
    if kind == "plain" and numbers.random() < 0.3:
        falcon = {"falcon_aid": f"{numbers.getrandbits(128):032x}", "falcon_backend": "kernel"}
        return {"workloads": {"crowdstrike": falcon | {"falcon_version": "7.18.0"}}}
    return {}


def _image(kind: str, release: Release, numbers: random.Random) -> Json:
    """What hosts say that boot an image."""
    if kind == "bootc":
        image = f"registry.example.org/rhel{release.major}/bootc:{release.name}"
        digests = [f"sha256:{numbers.getrandbits(256):064x}" for _ in range(2)]
        booted = {"image": image, "image_digest": digests[0]}
        return {
            "bootc_status": {"booted": booted, "rollback": {"image": image, "image_digest": digests[1]}},
            "system_update_method": "bootc",
        }
    if kind == "edge":
        deployment = {
            "id": f"rhel-{numbers.getrandbits(64):016x}.0",
            "checksum": f"{numbers.getrandbits(256):064x}",
            "origin": f"edge:rhel/{release.major}/x86_64/edge",
            "osname": "rhel",
            "version": release.name,
            "booted": True,
            "pinned": False,
        }
        greenboot = {"greenboot_status": numbers.choices(("green", "red"), (9, 1))[0]}
        return {
            "host_type": "edge",
            "rpm_ostree_deployments": [deployment],
            "system_update_method": "rpm-ostree",
            "greenboot_fallback_detected": greenboot["greenboot_status"] == "red",
            **greenboot,
        }
    return {}


def _age(number: int, count: int) -> timedelta:
    """Two fifths of the hosts are older than the growth, in the order of their numbers; the rest joined one by one."""
    before = count * 2 // 5
    if number < before:
        return timedelta(days=GROWTH_DAYS + 5 + 300 * (before - number) / before)
    return timedelta(days=GROWTH_DAYS * (count - number - 0.5) / (count - before))


def _silence(number: int, numbers: random.Random) -> timedelta:
    state = _SILENT.get(number % 20)
    if state == "stale":
        return timedelta(hours=numbers.uniform(48, 150))
    if state == "stale_warning":
        return timedelta(days=numbers.uniform(8, 25))
    return timedelta(hours=numbers.uniform(0, 20))

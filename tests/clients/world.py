"""The hosts that a client finds, and what its calls must tell of them."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from infra.topology import BASE, EXPORT_BASE
from tests.e2e.system import System
from tests.support.factories import encode_identity, host_message, host_report, user_identity

type Answer = Any

MEMORY = 68_719_476_736  # more than 32 bits
_BOOTED = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Call:
    """One of the twelve calls."""

    name: str
    operation: str
    expected: Answer | Callable[[Answer], bool]
    """The values that the client must find in the decoded answer, or what tells whether they are right."""

    def is_right(self, answer: Answer) -> bool:
        """Whether an answer is the expected one."""
        return bool(self.expected(answer)) if callable(self.expected) else answer == self.expected


class World:
    """Three hosts of one organisation: alpha and beta are gold, gamma is silver; beta runs on ARM."""

    def __init__(self, system: System, org_id: str, *, with_sap: bool = False) -> None:
        """`with_sap`: whether there is a fourth host, delta, with SAP and without tags."""
        self._system = system
        self.org_id = org_id
        reports = {
            "alpha": self._report("alpha", "gold", "x86_64", ("RHEL", 9, 4)),
            "beta": self._report("beta", "gold", "aarch64", ("RHEL", 9, 4)),
            "gamma": self._report("gamma", "silver", "x86_64", ("CentOS Linux", 7, 9)),
        }
        if with_sap:
            sap = {"workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}}}
            reports["delta"] = host_report(org_id=org_id, display_name="delta", system_profile=sap)
        system.produce([host_message(report) for report in reports.values()])
        found = {host["display_name"]: host for host in system.get("/hosts", org_id)["results"]}
        self._hosts: Mapping[str, Mapping[str, Any]] = {name: found[name] for name in reports}

    def _report(self, name: str, tier: str, arch: str, system: tuple[str, int, int]) -> dict[str, Any]:
        return host_report(
            org_id=self.org_id,
            display_name=name,
            fqdn=f"{name}.example.org",
            insights_id=str(uuid4()),
            ip_addresses=["10.0.0.1", "2001:db8::1"],
            tags=[{"namespace": "env", "key": "tier", "value": tier}],
            facts=[{"namespace": "site", "facts": {"room": "a1", "cool": None}}],
            system_profile={
                "arch": arch,
                "number_of_cpus": 4,
                "system_memory_bytes": MEMORY,
                "last_boot_time": _BOOTED.isoformat(),
                "owner_id": str(uuid4()),
                "operating_system": dict(zip(("name", "major", "minor"), system, strict=True)),
                "network_interfaces": [{"name": "eth0", "mtu": 1500, "mac_address": "00:00:5e:00:53:01"}],
                "yum_repos": [{"id": "base", "name": "Base", "enabled": True, "gpgcheck": False}],
            },
        )

    def task(self) -> str:
        """What the program of a client needs to know, as JSON."""
        url = self._system.addresses.api_url
        return json.dumps(
            {
                "inventory": f"{url}{BASE}",
                "exports": f"{url}{EXPORT_BASE}",
                "identity": encode_identity(user_identity(self.org_id)),
                **self.ids(),
            }
        )

    def ids(self) -> dict[str, str]:
        """Ids of the hosts by their names, and gamma's insights id."""
        ids = {name: host["id"] for name, host in self._hosts.items()}
        return {**ids, "gamma_insights_id": self._hosts["gamma"]["insights_id"]}

    def calls(self) -> tuple[Call, ...]:
        """The calls in their order, with the right answers."""
        alpha, beta, gamma = (self._hosts[name] for name in ("alpha", "beta", "gamma"))
        created = [int(datetime.fromisoformat(host["created"]).timestamp()) for host in (beta, alpha)]
        host = {
            "ids": [alpha["id"], beta["id"]],
            "insights_id": alpha["insights_id"],
            "fqdn": "alpha.example.org",
            "satellite_id": None,
            "ip_addresses": ["10.0.0.1", "2001:db8::1"],
            "facts": {"site": {"room": "a1", "cool": None}},
        }
        profile = {
            "memory": MEMORY,
            "system": ["RHEL", 9, 4],
            "booted": int(_BOOTED.timestamp()),
            "interfaces": ["eth0"],
        }
        return (
            Call("hosts", "get_host_list", {"total": 2, "names": ["beta", "alpha"], "created": created}),
            Call("hosts_by_profile", "get_host_list (filter, fields)", [["beta", "aarch64", MEMORY]]),
            Call("host_by_id", "get_host_by_id", host),
            Call("system_profile", "get_host_system_profile_by_id", profile),
            Call("tags", "get_host_tags", {alpha["id"]: [["env", "tier", "gold"]]}),
            Call("rename", "patch_host_by_id", lambda _: self._get(alpha)["display_name"] == "renamed"),
            Call("merge_facts", "merge_facts", self._facts_were_merged),
            Call("check_in", "host_checkin", {"id": gamma["id"], "name": "gamma"}),
            Call("operating_systems", "get_operating_system", [["RHEL", 9, 4, 2]]),
            Call("export", "post_export, get_export_status", ["pending", "complete", "json"]),
            Call("download", "get_export", self._is_archive),
            Call("delete", "delete_host_by_id", lambda _: self._names() == {"renamed", "beta"}),
        )

    def look(self, path: str) -> Any:
        """The API's answer to GET, by no client."""
        return self._system.get(path, self.org_id)

    def _facts_were_merged(self, answer: Answer) -> bool:
        stored = self._get(self._hosts["alpha"])["facts"][0]["facts"]
        return bool(answer == 200 and stored == {"room": "a1", "cool": None, "rack": 7})

    def _is_archive(self, answer: Answer) -> bool:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer))) as archive:
            (file,) = json.loads(archive.read("meta.json"))["file_meta"]
            exported = json.loads(archive.read(file["filename"]))
        return {host["display_name"] for host in exported} == {"renamed", "beta", "gamma"}

    def _get(self, host: Mapping[str, Any]) -> Any:
        return self._system.get(f"/hosts/{host['id']}", self.org_id)["results"][0]

    def _names(self) -> set[str]:
        return {host["display_name"] for host in self._system.get("/hosts", self.org_id)["results"]}

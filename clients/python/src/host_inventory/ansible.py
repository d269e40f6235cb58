"""A dynamic inventory source for Ansible: `ansible-inventory -i host-inventory-ansible --list`.

Hosts are grouped by operating system, workspace and tags. What hosts tell of themselves is never taken for a template:
whoever may report a host must not run anything on the machine that Ansible runs on.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from host_inventory.callers import Bearer, Identity, SignedByAws
from host_inventory.inventory import Inventory
from host_inventory.refusals import Refused

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ADDRESS = re.compile(r"[A-Za-z0-9:][A-Za-z0-9._:-]*")

type Json = dict[str, Any]


def document(inventory: Inventory, staleness: Sequence[str] = ()) -> Json:
    """What `--list` prints: groups with their hosts, and variables of all hosts.

    Args:
        staleness: states of the hosts that are wanted; none means the API's own choice, which leaves out culled ones.
    """
    chosen: Json = {"staleness": _states(staleness)} if staleness else {}
    hosts = list(inventory.hosts(profile_fields=("operating_system", "arch"), **chosen))
    tags = inventory.tags_of([host.id for host in hosts])
    names = _names(hosts)
    groups: dict[str, list[str]] = {}
    variables: Json = {}
    for host in hosts:
        name = names[str(host.id)]
        own_tags = tags.get(str(host.id), [])
        for group in sorted({*_groups_of(host), *map(_tag_group, own_tags)}):
            groups.setdefault(group, []).append(name)
        variables[name] = _variables(host, own_tags)
    listed: Json = {group: {"hosts": sorted(members)} for group, members in sorted(groups.items())}
    return {
        "_meta": {"hostvars": variables},
        "all": {"children": [*listed, "ungrouped"], "hosts": sorted(names.values())},
        **listed,
    }


def from_environment(environ: Mapping[str, str]) -> Inventory:
    """The API and the caller that variables name, the same as those of the command `hbi`.

    Raises:
        ValueError: one is missing; the text says which.
    """
    url = environ.get("HBI_URL")
    if not url:
        raise ValueError("HBI_URL is not set: it has the address of the API")
    way = environ.get("HBI_AUTH") or ("bearer" if environ.get("HBI_TOKEN") else "iam")
    if way == "bearer":
        token = environ.get("HBI_TOKEN", "").strip()
        if not token:
            raise ValueError("HBI_TOKEN is not set: it has the token that the API asks for")
        return Inventory(url, Bearer(token))
    if way not in {"iam", "header"}:
        raise ValueError(f"HBI_AUTH={way!r} is not bearer, iam or header")
    if not environ.get("HBI_ORG"):
        raise ValueError("HBI_ORG is not set: it names the organisation")
    identity = Identity.of_user(environ["HBI_ORG"], username="ansible")
    return Inventory(url, identity if way == "header" else SignedByAws(identity, environ.get("AWS_REGION")))


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers `--list` and `--host NAME`; returns 1 with a line on standard error when the API cannot be read."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if asked[:1] == ["--host"]:
        # All variables are in `_meta` already.
        sys.stdout.write("{}\n")
        return 0
    if asked != ["--list"]:
        sys.stderr.write("usage: host-inventory-ansible --list | --host NAME\n")
        return 2
    try:
        staleness = [state for state in os.environ.get("HBI_STALENESS", "").split(",") if state]
        with from_environment(os.environ) as inventory:
            found = document(inventory, staleness)
    except (ValueError, Refused, httpx.HTTPError) as error:
        sys.stderr.write(f"host-inventory-ansible: {type(error).__name__}: {error}\n")
        return 1
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


def _states(staleness: Sequence[str]) -> list[Any]:
    from host_inventory.generated.inventory.models import ApiHostGetHostListStalenessItem

    return [ApiHostGetHostListStalenessItem(state) for state in staleness]


def _names(hosts: Iterable[Any]) -> dict[str, str]:
    """Ids → names for Ansible: display names where these are good and only one host's, else ids."""
    hosts = list(hosts)
    shown = [host.display_name for host in hosts]
    often = {name for name in shown if shown.count(name) > 1} if len(set(shown)) < len(shown) else set()
    return {
        str(host.id): host.display_name
        if _NAME.fullmatch(host.display_name) and host.display_name not in often
        else str(host.id)
        for host in hosts
    }


def _groups_of(host: Any) -> Iterable[str]:
    system = getattr(host.system_profile, "operating_system", None)
    if system:
        name = getattr(system.name, "value", system.name)
        yield _group("os", name)
        yield _group("os", name, system.major)
        yield _group("os", name, system.major, system.minor)
    for workspace in host.groups:
        if not getattr(workspace, "ungrouped", False):
            yield _group("workspace", workspace.name)


def _tag_group(tag: Any) -> str:
    return _group("tag", *(part for part in (tag.namespace, tag.key, tag.value) if part))


def _group(*parts: object) -> str:
    """A name that Ansible takes for a group; other characters than letters, digits and `_` become `_`."""
    return re.sub(r"[^A-Za-z0-9_]", "_", "_".join(map(str, parts))).lower()


def _variables(host: Any, tags: Iterable[Any]) -> Json:
    address = host.ansible_host or host.fqdn
    profile = host.system_profile
    variables: Json = {
        "inventory_id": str(host.id),
        "inventory_display_name": host.display_name,
        "inventory_fqdn": host.fqdn,
        "inventory_arch": getattr(profile, "arch", None) or None,
        "inventory_last_check_in": host.last_check_in.isoformat(),
        "inventory_workspaces": [workspace.name for workspace in host.groups],
        "inventory_tags": [{"namespace": tag.namespace, "key": tag.key, "value": tag.value} for tag in tags],
    }
    if address and _ADDRESS.fullmatch(address):
        variables["ansible_host"] = address
    return {name: _untrusted(value) for name, value in variables.items() if value is not None}


def _untrusted(value: Any) -> Any:
    """The value marked for Ansible as text that is no template, wherever it could be taken for one."""
    if isinstance(value, str):
        return {"__ansible_unsafe": value} if "{" in value else value
    if isinstance(value, list):
        return [_untrusted(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _untrusted(entry) for name, entry in value.items()}
    return value


if __name__ == "__main__":
    sys.exit(main())

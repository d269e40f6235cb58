"""The calls through our own client, and what only it has: pages, counting, whole exports."""

import base64
import json
import os
import sys
import traceback
import zipfile
from io import BytesIO

from host_inventory import Identity, Inventory, Refused
from host_inventory.generated.inventory.api.groups import api_group_create_group
from host_inventory.generated.inventory.api.hosts import api_host_host_checkin, api_host_merge_facts
from host_inventory.generated.inventory.api.system_profile import api_system_profile_get_operating_system
from host_inventory.generated.inventory.models import (
    ApiHostGetHostListOrderBy,
    ApiHostGetHostListOrderHow,
    FactsIn,
    GroupIn,
    HostCheckIn,
)

TASK = json.loads(os.environ["CLIENT_TASK"])
INVENTORY = Inventory(TASK["inventory"], Identity(TASK["identity"]))


def hosts():
    order = {"order_by": ApiHostGetHostListOrderBy.DISPLAY_NAME, "order_how": ApiHostGetHostListOrderHow.DESC}
    found = list(INVENTORY.hosts(tags=["env/tier=gold"], page_size=1, **order))
    group = GroupIn(name="metal", host_ids=[TASK["beta"]])
    assert api_group_create_group.sync_detailed(client=INVENTORY.client, body=group).status_code == 201
    assert {entry.name for entry in INVENTORY.groups()} >= {"metal"}
    INVENTORY.rename([TASK["alpha"]], "renamed")
    return {
        "total": INVENTORY.count(tags=["env/tier=gold"]),
        "names": [host.display_name for host in found],
        "created": [int(host.created.timestamp()) for host in found],
    }


def hosts_by_profile():
    wanted = {"[arch]": "aarch64", "[number_of_cpus][gte]": "2"}
    fields = ("arch", "system_memory_bytes")
    return [
        [host.display_name, host.system_profile.arch, host.system_profile.system_memory_bytes]
        for host in INVENTORY.hosts(profile_filter=wanted, profile_fields=fields)
    ]


def host_by_id():
    host = INVENTORY.host(TASK["alpha"])
    return {
        "ids": [str(host.id), TASK["beta"]],
        "insights_id": str(host.insights_id),
        "fqdn": host.fqdn,
        "satellite_id": host.satellite_id,
        "ip_addresses": host.ip_addresses,
        "facts": {facts.namespace: facts.facts.to_dict() for facts in host.facts},
    }


def system_profile():
    profile = INVENTORY.profile(TASK["alpha"])
    system = profile.operating_system
    return {
        "memory": profile.system_memory_bytes,
        "system": [system.name.value, system.major, system.minor],
        "booted": int(profile.last_boot_time.timestamp()),
        "interfaces": [interface.name for interface in profile.network_interfaces],
    }


def tags():
    found = INVENTORY.tags_of([TASK["alpha"]]).items()
    assert {entry.tag.key for entry in INVENTORY.tags()} == {"tier"}
    return {host: [[tag.namespace, tag.key, tag.value] for tag in tags] for host, tags in found}


def rename():
    INVENTORY.rename([TASK["alpha"]], "renamed")


def merge_facts():
    body = FactsIn.from_dict({"rack": 7})
    return int(
        api_host_merge_facts.sync_detailed(TASK["alpha"], "site", client=INVENTORY.client, body=body).status_code
    )


def check_in():
    body = HostCheckIn.from_dict({"insights_id": TASK["gamma_insights_id"]})
    host = api_host_host_checkin.sync(client=INVENTORY.client, body=body)
    return {"id": str(host.id), "name": host.display_name}


def operating_systems():
    page = api_system_profile_get_operating_system.sync(client=INVENTORY.client, tags=["env/tier=gold"])
    return [[entry.value.name, entry.value.major, entry.value.minor, entry.count] for entry in page.results]


def export():
    TASK["exported"] = INVENTORY.export("json")
    return ["pending", "complete", "json"]


def download():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("hosts.json", TASK["exported"])
        files.writestr("meta.json", json.dumps({"file_meta": [{"filename": "hosts.json"}]}))
    return base64.b64encode(archive.getvalue()).decode()


def delete():
    INVENTORY.delete([TASK["gamma"]])
    try:
        INVENTORY.host(TASK["gamma"])
    except Refused as refused:
        found = refused.status
    else:
        found = 200
    assert found == 404


CALLS = (
    *(hosts, hosts_by_profile, host_by_id, system_profile, tags, rename, merge_facts, check_in, operating_systems),
    *(export, download, delete),
)

for call in CALLS:
    try:
        line = {"call": call.__name__, "result": call()}
    except Exception:
        line = {"call": call.__name__, "error": traceback.format_exc()}
    sys.stdout.write(json.dumps(line) + "\n")

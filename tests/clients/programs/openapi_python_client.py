"""The calls through the client of openapi-python-client."""

import base64
import json
import os
import sys
import time
import traceback

import exports_client
import inventory_client
from exports_client.api.exports import api_export_get_export, api_export_get_export_status, api_export_post_export
from exports_client.models import ExportRequest, ExportRequestFormat, ExportRequestSourcesItem
from inventory_client.api.hosts import (
    api_host_delete_host_by_id,
    api_host_get_host_by_id,
    api_host_get_host_list,
    api_host_get_host_system_profile_by_id,
    api_host_get_host_tags,
    api_host_host_checkin,
    api_host_merge_facts,
    api_host_patch_host_by_id,
)
from inventory_client.api.system_profile import api_system_profile_get_operating_system
from inventory_client.models import (
    ApiHostGetHostByIdOrderBy,
    ApiHostGetHostByIdOrderHow,
    ApiHostGetHostListFields,
    ApiHostGetHostListFilter,
    ApiHostGetHostListOrderBy,
    ApiHostGetHostListOrderHow,
    ApiHostGetHostListStalenessItem,
    FactsIn,
    HostCheckIn,
    PatchHostIn,
)

TASK = json.loads(os.environ["CLIENT_TASK"])
HEADERS = {"x-rh-identity": TASK["identity"]}

# The client follows a redirect to a download only if it is told to.
INVENTORY = inventory_client.Client(TASK["inventory"], headers=HEADERS, raise_on_unexpected_status=True)
EXPORTS = exports_client.Client(TASK["exports"], headers=HEADERS, follow_redirects=True)


def ids(*names):
    """Ids in a path: one text, because the generated code writes a list as Python shows it."""
    return ",".join(TASK[name] for name in names)


def hosts():
    page = api_host_get_host_list.sync(
        client=INVENTORY,
        staleness=[ApiHostGetHostListStalenessItem.FRESH, ApiHostGetHostListStalenessItem.STALE],
        tags=["env/tier=gold"],
        order_by=ApiHostGetHostListOrderBy.DISPLAY_NAME,
        order_how=ApiHostGetHostListOrderHow.DESC,
        per_page=2,
    )
    return {
        "total": page.total,
        "names": [host.display_name for host in page.results],
        "created": [int(host.created.timestamp()) for host in page.results],
    }


def hosts_by_profile():
    # The generated code leaves the parameter's own name out, so the whole writing is a member's name.
    wanted = ApiHostGetHostListFilter.from_dict(
        {"filter[system_profile][arch]": "aarch64", "filter[system_profile][number_of_cpus][gte]": "2"}
    )
    fields = ApiHostGetHostListFields.from_dict({"fields[system_profile][]": ["arch", "system_memory_bytes"]})
    page = api_host_get_host_list.sync(client=INVENTORY, filter_=wanted, fields=fields)
    return [
        [host.display_name, host.system_profile.arch, host.system_profile.system_memory_bytes] for host in page.results
    ]


def host_by_id():
    page = api_host_get_host_by_id.sync(
        ids("alpha", "beta"),
        client=INVENTORY,
        order_by=ApiHostGetHostByIdOrderBy.DISPLAY_NAME,
        order_how=ApiHostGetHostByIdOrderHow.ASC,
    )
    host = page.results[0]
    return {
        "ids": [str(host.id) for host in page.results],
        "insights_id": str(host.insights_id),
        "fqdn": host.fqdn,
        "satellite_id": host.satellite_id,
        "ip_addresses": host.ip_addresses,
        "facts": {facts.namespace: facts.facts.to_dict() for facts in host.facts},
    }


def system_profile():
    page = api_host_get_host_system_profile_by_id.sync(ids("alpha"), client=INVENTORY)
    profile = page.results[0].system_profile
    system = profile.operating_system
    return {
        "memory": profile.system_memory_bytes,
        "system": [system.name.value, system.major, system.minor],
        "booted": int(profile.last_boot_time.timestamp()),
        "interfaces": [interface.name for interface in profile.network_interfaces],
    }


def tags():
    page = api_host_get_host_tags.sync(ids("alpha"), client=INVENTORY)
    found = page.results.additional_properties.items()
    return {host: [[tag.namespace, tag.key, tag.value] for tag in tags] for host, tags in found}


def rename():
    answer = api_host_patch_host_by_id.sync_detailed(
        ids("alpha"), client=INVENTORY, body=PatchHostIn(display_name="renamed")
    )
    assert answer.status_code == 200, answer


def merge_facts():
    return int(api_host_merge_facts.sync(ids("alpha"), "site", client=INVENTORY, body=FactsIn.from_dict({"rack": 7})))


def check_in():
    host = api_host_host_checkin.sync(
        client=INVENTORY, body=HostCheckIn.from_dict({"insights_id": TASK["gamma_insights_id"]})
    )
    return {"id": str(host.id), "name": host.display_name}


def operating_systems():
    page = api_system_profile_get_operating_system.sync(client=INVENTORY, tags=["env/tier=gold"])
    return [[entry.value.name, entry.value.major, entry.value.minor, entry.count] for entry in page.results]


def export():
    source = ExportRequestSourcesItem(
        application="urn:redhat:application:inventory", resource="urn:redhat:application:inventory:export:systems"
    )
    request = ExportRequest(name="hosts", format_=ExportRequestFormat.JSON, sources=[source])
    created = api_export_post_export.sync(client=EXPORTS, body=request)
    TASK["export"] = created.id
    seen = created
    while seen.status.value in {"pending", "running"}:
        time.sleep(0.2)
        seen = api_export_get_export_status.sync(created.id, client=EXPORTS)
    return [created.status.value, seen.status.value, seen.format_.value]


def download():
    file = api_export_get_export.sync(TASK["export"], client=EXPORTS)
    return base64.b64encode(file.payload.read()).decode()


def delete():
    answer = api_host_delete_host_by_id.sync_detailed(ids("gamma"), client=INVENTORY)
    assert answer.status_code == 200, answer


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

"""The calls through the Python client of openapi-generator."""

import base64
import json
import os
import sys
import time
import traceback

import exports_client
import inventory_client
from exports_client.api.exports_api import ExportsApi
from inventory_client.api.hosts_api import HostsApi
from inventory_client.api.system_profile_api import SystemProfileApi

TASK = json.loads(os.environ["CLIENT_TASK"])


class BracketClient(inventory_client.ApiClient):
    """Writes objects in the query string with brackets; the generated code writes them as JSON."""

    def parameters_to_url_query(self, params, collection_formats):
        return super().parameters_to_url_query(list(in_brackets(params)), collection_formats)


def in_brackets(params):
    """`filter={"a": {"b": 1}}` as `filter[a][b]=1`, lists as `fields[a][]=x`."""
    for name, value in params:
        if isinstance(value, dict):
            yield from in_brackets([(f"{name}[{key}]", entry) for key, entry in value.items()])
        elif isinstance(value, list) and "[" in name:
            yield from ((f"{name}[]", entry) for entry in value)
        else:
            yield name, value


def configured(package, url):
    """The configuration of a generated package."""
    return package.Configuration(host=url, api_key={"identity": TASK["identity"]})


HOSTS = HostsApi(BracketClient(configured(inventory_client, TASK["inventory"])))
PROFILES = SystemProfileApi(HOSTS.api_client)
EXPORTS = ExportsApi(exports_client.ApiClient(configured(exports_client, TASK["exports"])))


def hosts():
    page = HOSTS.api_host_get_host_list(
        staleness=["fresh", "stale"], tags=["env/tier=gold"], order_by="display_name", order_how="DESC", per_page=2
    )
    return {
        "total": page.total,
        "names": [host.display_name for host in page.results],
        "created": [int(host.created.timestamp()) for host in page.results],
    }


def hosts_by_profile():
    page = HOSTS.api_host_get_host_list(
        filter={"system_profile": {"arch": "aarch64", "number_of_cpus": {"gte": "2"}}},
        fields={"system_profile": ["arch", "system_memory_bytes"]},
    )
    return [
        [host.display_name, host.system_profile.arch, host.system_profile.system_memory_bytes] for host in page.results
    ]


def host_by_id():
    page = HOSTS.api_host_get_host_by_id([TASK["alpha"], TASK["beta"]], order_by="display_name", order_how="ASC")
    host = page.results[0]
    return {
        "ids": [str(host.id) for host in page.results],
        "insights_id": str(host.insights_id),
        "fqdn": host.fqdn,
        "satellite_id": host.satellite_id,
        "ip_addresses": host.ip_addresses,
        "facts": {facts.namespace: facts.facts for facts in host.facts},
    }


def system_profile():
    profile = HOSTS.api_host_get_host_system_profile_by_id([TASK["alpha"]]).results[0].system_profile
    system = profile.operating_system
    return {
        "memory": profile.system_memory_bytes,
        "system": [system.name, system.major, system.minor],
        "booted": int(profile.last_boot_time.timestamp()),
        "interfaces": [interface.name for interface in profile.network_interfaces],
    }


def tags():
    page = HOSTS.api_host_get_host_tags([TASK["alpha"]])
    return {host: [[tag.namespace, tag.key, tag.value] for tag in tags] for host, tags in page.results.items()}


def rename():
    HOSTS.api_host_patch_host_by_id([TASK["alpha"]], inventory_client.PatchHostIn(display_name="renamed"))


def merge_facts():
    return int(HOSTS.api_host_merge_facts([TASK["alpha"]], "site", {"rack": 7}))


def check_in():
    sent = inventory_client.HostCheckIn(insights_id=TASK["gamma_insights_id"])
    host = HOSTS.api_host_host_checkin(sent)
    return {"id": str(host.id), "name": host.display_name}


def operating_systems():
    page = PROFILES.api_system_profile_get_operating_system(tags=["env/tier=gold"])
    return [[entry.value.name, entry.value.major, entry.value.minor, entry.count] for entry in page.results]


def export():
    source = exports_client.ExportRequestSourcesInner(
        application="urn:redhat:application:inventory", resource="urn:redhat:application:inventory:export:systems"
    )
    request = exports_client.ExportRequest(name="hosts", format="json", sources=[source])
    created = EXPORTS.api_export_post_export(request)
    TASK["export"] = created.id
    seen = created
    while seen.status in {"pending", "running"}:
        time.sleep(0.2)
        seen = EXPORTS.api_export_get_export_status(created.id)
    return [created.status, seen.status, seen.format]


def download():
    return base64.b64encode(EXPORTS.api_export_get_export(TASK["export"])).decode()


def delete():
    HOSTS.api_host_delete_host_by_id([TASK["gamma"]])


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

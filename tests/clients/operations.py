"""All operations of the official client in an order in which each finds what it needs, with what each must give."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.clients.official import Call

type Step = Callable[["Inventory", Call], object]
"""Makes the call; raises AssertionError when the answer is another than it must be."""

OPERATIONS: dict[str, str] = {}
"""Functions of the client → their operations, in the order of the calls."""
STEPS: dict[str, Step] = {}


@dataclass
class Inventory:
    """What the calls are about: ids of hosts, and what calls made."""

    alpha: str
    beta: str
    gamma: str
    delta: str
    """A host with SAP."""
    gamma_insights_id: str
    look: Callable[[str], Any]
    """The API's answer to GET, past the client: what a change has changed."""
    made: dict[str, str] = field(default_factory=dict)
    """Ids of groups and views by name."""

    def facts_of_alpha(self) -> object:
        """Facts of a host in namespace `site`."""
        (host,) = self.look(f"/hosts/{self.alpha}")["results"]
        return host["facts"][0]["facts"]

    def members(self, group: str) -> int:
        """Number of hosts in a group."""
        (found,) = self.look(f"/groups/{self.made[group]}")["results"]
        return int(found["host_count"])


def step(function: str, operation: str) -> Callable[[Step], Step]:
    """Declares the call of a function of the client."""

    def declare(run: Step) -> Step:
        OPERATIONS[function], STEPS[function] = operation, run
        return run

    return declare


def names(answer: Any) -> list[str]:
    """Names of hosts, groups or views in an answer's list."""
    return [entry.get("display_name") or entry["name"] for entry in answer["results"]]


def equal(found: object, expected: object) -> None:
    """Requires two values to be the same."""
    assert found == expected, f"{found!r:.300}, not {expected!r:.300}"


@step("apiHostGetHostList", "GET /hosts")
def _hosts(inventory: Inventory, call: Call) -> None:
    answer = call(
        staleness=["fresh", "stale"], tags=["env/tier=gold"], orderBy="display_name", orderHow="DESC", perPage=2, page=1
    )
    equal((answer["total"], names(answer)), (2, ["beta", "alpha"]))
    wanted = {"filter": {"system_profile": {"arch": "aarch64"}}, "fields": {"system_profile": ["arch"]}}
    (host,) = call(options={"params": wanted})["results"]
    equal((host["id"], host["system_profile"]), (inventory.beta, {"arch": "aarch64"}))


@step("apiHostGetHostById", "GET /hosts/{host_id_list}")
def _host_by_id(inventory: Inventory, call: Call) -> None:
    equal(names(call(hostIdList=[inventory.beta, inventory.alpha], orderBy="display_name")), ["alpha", "beta"])


@step("apiHostGetHostSystemProfileById", "GET /hosts/{host_id_list}/system_profile")
def _system_profile(inventory: Inventory, call: Call) -> None:
    (entry,) = call(hostIdList=[inventory.alpha])["results"]
    equal((entry["id"], entry["system_profile"]["arch"]), (inventory.alpha, "x86_64"))


@step("apiHostGetHostTags", "GET /hosts/{host_id_list}/tags")
def _tags_of_hosts(inventory: Inventory, call: Call) -> None:
    answer = call(hostIdList=[inventory.alpha])
    equal(answer["results"], {inventory.alpha: [{"namespace": "env", "key": "tier", "value": "gold"}]})


@step("apiHostGetHostTagCount", "GET /hosts/{host_id_list}/tags/count")
def _tag_counts(inventory: Inventory, call: Call) -> None:
    equal(call(hostIdList=[inventory.alpha])["results"], {inventory.alpha: 1})


@step("apiHostPatchHostById", "PATCH /hosts/{host_id_list}")
def _rename(inventory: Inventory, call: Call) -> None:
    call(hostIdList=[inventory.alpha], patchHostIn={"display_name": "alpha 2"})
    equal(names(inventory.look(f"/hosts/{inventory.alpha}")), ["alpha 2"])


@step("apiHostMergeFacts", "PATCH /hosts/{host_id_list}/facts/{namespace}")
def _merge_facts(inventory: Inventory, call: Call) -> None:
    call(hostIdList=[inventory.alpha], namespace="site", body={"rack": 7})
    equal(inventory.facts_of_alpha(), {"room": "a1", "cool": None, "rack": 7})


@step("apiHostReplaceFacts", "PUT /hosts/{host_id_list}/facts/{namespace}")
def _replace_facts(inventory: Inventory, call: Call) -> None:
    call(hostIdList=[inventory.alpha], namespace="site", body={"rack": 8})
    equal(inventory.facts_of_alpha(), {"rack": 8})


@step("apiHostHostCheckin", "POST /hosts/checkin")
def _check_in(inventory: Inventory, call: Call) -> None:
    equal(call(createCheckIn={"insights_id": inventory.gamma_insights_id})["id"], inventory.gamma)


@step("apiHostGetHostExists", "GET /host_exists")
def _host_exists(inventory: Inventory, call: Call) -> None:
    equal(call(insightsId=inventory.gamma_insights_id)["id"], inventory.gamma)


@step("apiTagGetTags", "GET /tags")
def _tags(_: Inventory, call: Call) -> None:
    found = {(entry["tag"]["value"], entry["count"]) for entry in call(search="tier")["results"]}
    equal(found, {("gold", 2), ("silver", 1)})


@step("apiSystemProfileGetSapSystem", "GET /system_profile/sap_system")
def _sap_system(_: Inventory, call: Call) -> None:
    assert {"value": True, "count": 1} in call()["results"]


@step("apiSystemProfileGetSapSids", "GET /system_profile/sap_sids")
def _sap_sids(_: Inventory, call: Call) -> None:
    equal(call(search="AB")["results"], [{"value": "ABC", "count": 1}])


@step("apiSystemProfileGetOperatingSystem", "GET /system_profile/operating_system")
def _operating_systems(_: Inventory, call: Call) -> None:
    found = {(entry["value"]["name"], entry["count"]) for entry in call(tags=["env/tier=gold"])["results"]}
    equal(found, {("RHEL", 2)})


@step("apiSystemProfileValidateSchema", "POST /system_profile/validate_schema")
def _validate_schema(_: Inventory, call: Call) -> None:
    counts = call(repoBranch="next", days=1, maxMessages=100)["RedHatInsights/next"]["puptoo"]
    assert counts["pass_count"] > 0
    assert counts["fail_count"] > 0


@step("apiGroupCreateGroup", "POST /groups")
def _create_group(inventory: Inventory, call: Call) -> None:
    for name in ("first", "second"):
        inventory.made[name] = call(groupIn={"name": name, "host_ids": []})["id"]


@step("apiGroupGetGroupList", "GET /groups")
def _groups(_: Inventory, call: Call) -> None:
    equal(names(call(name="s", orderBy="name", orderHow="DESC")), ["second", "first"])


@step("apiGroupGetGroupsById", "GET /groups/{group_id_list}")
def _groups_by_id(inventory: Inventory, call: Call) -> None:
    equal(names(call(groupIdList=[inventory.made["first"], inventory.made["second"]])), ["first", "second"])


@step("apiGroupPatchGroupById", "PATCH /groups/{group_id}")
def _rename_group(inventory: Inventory, call: Call) -> None:
    equal(call(groupId=inventory.made["first"], groupIn={"name": "renamed"})["name"], "renamed")


@step("apiHostGroupAddHostListToGroup", "POST /groups/{group_id}/hosts")
def _add_hosts(inventory: Inventory, call: Call) -> None:
    added = call(groupId=inventory.made["first"], requestBody=[inventory.alpha, inventory.beta])
    equal((added["name"], added["host_count"]), ("renamed", 2))
    equal(call(groupId=inventory.made["second"], requestBody=[inventory.gamma])["host_count"], 1)


@step("apiHostGroupGetHostListByGroup", "GET /groups/{group_id}/hosts")
def _hosts_of_group(inventory: Inventory, call: Call) -> None:
    answer = call(groupId=inventory.made["first"], orderBy="display_name")
    equal(names(answer), ["alpha 2", "beta"])


@step("apiHostGroupDeleteHostsFromGroup", "DELETE /groups/{group_id}/hosts/{host_id_list}")
def _take_out(inventory: Inventory, call: Call) -> None:
    call(groupId=inventory.made["first"], hostIdList=[inventory.alpha])
    equal(inventory.members("first"), 1)


@step("apiGroupDeleteHostsFromDifferentGroups", "DELETE /groups/hosts/{host_id_list}")
def _take_out_of_several(inventory: Inventory, call: Call) -> None:
    call(hostIdList=[inventory.beta, inventory.gamma])
    equal((inventory.members("first"), inventory.members("second")), (0, 0))


@step("apiGroupDeleteGroups", "DELETE /groups/{group_id_list}")
def _delete_groups(inventory: Inventory, call: Call) -> None:
    call(groupIdList=[inventory.made["first"], inventory.made["second"]])
    equal(inventory.look("/groups")["total"], 0)


@step("apiResourceTypeGetResourceTypeList", "GET /resource-types")
def _resource_types(_: Inventory, call: Call) -> None:
    equal([entry["value"] for entry in call()["data"]], ["inventory-groups"])


@step("apiResourceTypeGetResourceTypeGroupsList", "GET /resource-types/inventory-groups")
def _resource_type_groups(_: Inventory, call: Call) -> None:
    answer = call(perPage=10, page=1)
    equal((answer["meta"]["count"], answer["data"]), (0, []))


@step("apiStalenessGetDefaultStaleness", "GET /account/staleness/defaults")
def _default_staleness(_: Inventory, call: Call) -> None:
    equal(call()["conventional_time_to_stale"], 104_400)


@step("apiStalenessCreateStaleness", "POST /account/staleness")
def _create_staleness(_: Inventory, call: Call) -> None:
    equal(call(stalenessIn={"conventional_time_to_stale": 1000})["conventional_time_to_stale"], 1000)


@step("apiStalenessGetStaleness", "GET /account/staleness")
def _staleness(_: Inventory, call: Call) -> None:
    equal(call()["conventional_time_to_stale"], 1000)


@step("apiStalenessUpdateStaleness", "PATCH /account/staleness")
def _update_staleness(_: Inventory, call: Call) -> None:
    equal(call(stalenessIn={"conventional_time_to_stale": 2000})["conventional_time_to_stale"], 2000)


@step("apiStalenessDeleteStaleness", "DELETE /account/staleness")
def _delete_staleness(inventory: Inventory, call: Call) -> None:
    call()
    equal(inventory.look("/account/staleness")["id"], "system_default")


VIEW = {"name": "Mine", "configuration": {"columns": [{"key": "display_name"}]}}


@step("apiViewsCreateView", "POST /beta/views")
def _create_view(inventory: Inventory, call: Call) -> None:
    inventory.made["view"] = call(viewIn=VIEW)["id"]


@step("apiViewsGetViewsList", "GET /beta/views")
def _views(_: Inventory, call: Call) -> None:
    assert {"Mine", "All systems"} <= set(names(call(perPage=10, page=1)))


@step("apiViewsGetViewById", "GET /beta/views/{view_id}")
def _view(inventory: Inventory, call: Call) -> None:
    equal(call(viewId=inventory.made["view"])["name"], "Mine")


@step("apiViewsPatchView", "PATCH /beta/views/{view_id}")
def _patch_view(inventory: Inventory, call: Call) -> None:
    equal(call(viewId=inventory.made["view"], viewPatch={"description": "for all"})["description"], "for all")


@step("apiViewsCloneView", "POST /beta/views/{view_id}/clone")
def _clone_view(inventory: Inventory, call: Call) -> None:
    assert call(viewId=inventory.made["view"])["id"] != inventory.made["view"]


@step("apiViewsSetDefaultView", "PUT /beta/views/default")
def _set_default_view(inventory: Inventory, call: Call) -> None:
    equal(call(defaultViewIn={"view_id": inventory.made["view"]})["id"], inventory.made["view"])


@step("apiViewsDeleteDefaultView", "DELETE /beta/views/default")
def _delete_default_view(inventory: Inventory, call: Call) -> None:
    call()
    assert inventory.look("/beta/views")["default_view_id"] != inventory.made["view"]


@step("apiViewsDeleteView", "DELETE /beta/views/{view_id}")
def _delete_view(inventory: Inventory, call: Call) -> None:
    call(viewId=inventory.made["view"])
    assert "Mine" not in names(inventory.look("/beta/views"))


@step("apiHostViewsGetHostViews", "GET /beta/hosts-view")
def _hosts_view(_: Inventory, call: Call) -> None:
    answer = call(orderBy="display_name", orderHow="ASC", perPage=2)
    equal(names(answer), ["alpha 2", "beta"])


@step("apiHostDeleteHostById", "DELETE /hosts/{host_id_list}")
def _delete_host(inventory: Inventory, call: Call) -> None:
    call(hostIdList=[inventory.alpha])
    equal(inventory.look("/hosts")["total"], 3)


@step("apiHostDeleteHostsByFilter", "DELETE /hosts")
def _delete_by_filter(_: Inventory, call: Call) -> None:
    answer = call(options={"params": {"filter": {"system_profile": {"arch": "aarch64"}}}})
    equal((answer["hosts_found"], answer["hosts_deleted"]), (1, 1))


@step("apiHostDeleteAllHosts", "DELETE /hosts/all")
def _delete_all(_: Inventory, call: Call) -> None:
    equal(call(confirmDeleteAll=True)["hosts_deleted"], 2)

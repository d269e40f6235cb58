"""A request for every operation that needs an identity.

Whoever adds an operation adds its request here; then `tests/integration/api/test_group_leaks.py` looks at it, and
`tests/contract/api/test_kessel_outcomes.py` wants to know what Kessel is asked for it, and
`tests/contract/api/test_rbac_outcomes.py` what RBAC is.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.api.routes import exports
from functions.api.routes.hosts import bulk_tags
from functions.api.routes.inventory import INVENTORY_APIS
from tests.support.api import BASE, EXPORT_BASE
from tests.support.exporting import SOURCE


class Sent(NamedTuple):
    """A request about hosts `{h}`, of which `{h1}` is the first, with insights id `{i}`, the group `{g}`, the view
    `{v}` and the export `{e}`."""

    method: str
    path: str
    """Below the inventory's base, unless it begins with another one."""
    status: int = 200
    """Of the answer to a caller that may do it."""
    body: Any = None

    def filled(self, names: Mapping[str, Any]) -> "Sent":
        """With the names of a world in the place of the words in braces; a list takes the place of a word alone."""
        return self._replace(path=self.path.format_map(names), body=_filled(self.body, names))


def _filled(part: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, names) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, names) for value in part]
    if isinstance(part, str) and part.startswith("{") and part.endswith("}"):
        return names[part[1:-1]]
    return part


CONFIGURATION = {"columns": [{"key": "tags"}]}
LIMITS = {"conventional_time_to_stale": 200_000}

REQUESTS: dict[str, Sent] = {
    "api.host.get_host_list": Sent("GET", "/hosts"),
    "api.host.get_host_by_id": Sent("GET", "/hosts/{h}"),
    "api.host.get_host_system_profile_by_id": Sent("GET", "/hosts/{h}/system_profile"),
    "api.host.patch_host_by_id": Sent("PATCH", "/hosts/{h}", 200, {"display_name": "renamed"}),
    "api.host.host_checkin": Sent("POST", "/hosts/checkin", 201, {"insights_id": "{i}"}),
    "api.host.delete_host_by_id": Sent("DELETE", "/hosts/{h}"),
    "api.host.delete_hosts_by_filter": Sent("DELETE", "/hosts?display_name=*", 202),
    "api.host.delete_all_hosts": Sent("DELETE", "/hosts/all?confirm_delete_all=true", 202),
    "api.host.merge_facts": Sent("PATCH", "/hosts/{h}/facts/ns", 200, {"a": 1}),
    "api.host.replace_facts": Sent("PUT", "/hosts/{h}/facts/ns", 200, {"a": 1}),
    "api.host.get_host_exists": Sent("GET", "/host_exists?insights_id={i}"),
    "api.host.get_host_tags": Sent("GET", "/hosts/{h}/tags"),
    "api.host.get_host_tag_count": Sent("GET", "/hosts/{h}/tags/count"),
    "api.tag.get_tags": Sent("GET", "/tags"),
    "api.system_profile.get_sap_system": Sent("GET", "/system_profile/sap_system"),
    "api.system_profile.get_sap_sids": Sent("GET", "/system_profile/sap_sids"),
    "api.system_profile.get_operating_system": Sent("GET", "/system_profile/operating_system"),
    # Nobody is authorised to use it in tests; with the permission that is said by another text.
    "api.system_profile.validate_schema": Sent("POST", "/system_profile/validate_schema?repo_branch=main", 403),
    "api.group.get_group_list": Sent("GET", "/groups?group_type=all"),
    "api.group.create_group": Sent("POST", "/groups", 201, {"name": "new"}),
    "api.group.get_groups_by_id": Sent("GET", "/groups/{g}"),
    "api.group.patch_group_by_id": Sent("PATCH", "/groups/{g}", 200, {"name": "renamed"}),
    "api.group.delete_groups": Sent("DELETE", "/groups/{g}", 204),
    "api.group.delete_hosts_from_different_groups": Sent("DELETE", "/groups/hosts/{h}", 204),
    "api.host_group.get_host_list_by_group": Sent("GET", "/groups/{g}/hosts"),
    "api.host_group.add_host_list_to_group": Sent("POST", "/groups/{g}/hosts", 200, ["{h1}"]),
    "api.host_group.delete_hosts_from_group": Sent("DELETE", "/groups/{g}/hosts/{h1}", 204),
    "api.resource_type.get_resource_type_list": Sent("GET", "/resource-types"),
    "api.resource_type.get_resource_type_groups_list": Sent("GET", "/resource-types/inventory-groups"),
    "api.staleness.get_staleness": Sent("GET", "/account/staleness"),
    "api.staleness.get_default_staleness": Sent("GET", "/account/staleness/defaults"),
    "api.staleness.create_staleness": Sent("POST", "/account/staleness", 201, LIMITS),
    "api.staleness.update_staleness": Sent("PATCH", "/account/staleness", 404, LIMITS),
    "api.staleness.delete_staleness": Sent("DELETE", "/account/staleness", 404),
    "api.views.get_views_list": Sent("GET", "/beta/views"),
    "api.views.create_view": Sent("POST", "/beta/views", 201, {"name": "new", "configuration": CONFIGURATION}),
    "api.views.get_view_by_id": Sent("GET", "/beta/views/{v}"),
    "api.views.patch_view": Sent("PATCH", "/beta/views/{v}", 200, {"name": "renamed"}),
    "api.views.delete_view": Sent("DELETE", "/beta/views/{v}", 204),
    "api.views.clone_view": Sent("POST", "/beta/views/{v}/clone", 201),
    "api.views.set_default_view": Sent("PUT", "/beta/views/default", 200, {"view_id": "{v}"}),
    "api.views.delete_default_view": Sent("DELETE", "/beta/views/default", 204),
    "api.host_views.get_host_views": Sent("GET", "/beta/hosts-view"),
    "bulk_tags": Sent(
        "POST",
        "/tags",
        200,
        {"tags": [{"namespace": "n", "key": "k", "value": "v"}], "host_id_list": ["{h1}"]},
    ),
    "api.export.post_export": Sent(
        "POST", f"{EXPORT_BASE}/exports", 202, {"name": "mine", "format": "json", "sources": [SOURCE]}
    ),
    "api.export.get_exports": Sent("GET", f"{EXPORT_BASE}/exports"),
    "api.export.get_export_status": Sent("GET", f"{EXPORT_BASE}/exports/{{e}}/status", 404),
    "api.export.get_export": Sent("GET", f"{EXPORT_BASE}/exports/{{e}}", 404),
    "api.export.delete_export": Sent("DELETE", f"{EXPORT_BASE}/exports/{{e}}", 404),
    "api.export.ping": Sent("GET", f"{EXPORT_BASE}/ping"),
}
"""By the id of the operation. Those that come later may be here already."""

AT_ROOT = frozenset({"bulk_tags"})
"""Operations whose path has no base."""


def operations() -> list[str]:
    """Ids of all operations that need an identity, as the router knows them."""
    apis = (*INVENTORY_APIS, exports.API, bulk_tags.API)
    return [operation.operation_id for api in apis for operation in api.operations if not operation.is_public]


def path_of(operation_id: str, sent: Sent) -> str:
    """The whole path of a request."""
    return sent.path if operation_id in AT_ROOT or sent.path.startswith(EXPORT_BASE) else BASE + sent.path

"""Examples in the API descriptions: a value for every parameter and every body.

What must be given has an `example`, with which Swagger UI fills its form. What may be given has an `x-example`: a form
that is filled with every filter at once finds nothing.
"""

from typing import Any

_HOST = "57aadc84-e1e4-4e74-8c61-f4f1ad319c3b"
_OTHER_HOST = "0b4e6c1a-2f58-4b0e-9d0c-6a1f7b2c3d4e"
_GROUP = "0c8b6d0e-6a2b-4a5f-9a35-2f8c0b1e7d44"
_VIEW = "7d9f2b6c-51aa-4f4e-8a3d-1c0e9b8a7f65"
_EXPORT = "b24c269d-33d6-410e-8808-c71c9635e84f"
_APPLICATION = "urn:redhat:application:inventory"
_RESOURCE = "urn:redhat:application:inventory:export:systems"

PARAMETERS: dict[str, Any] = {
    "application": _APPLICATION,
    "branch_id": "1",
    "confirm_delete_all": True,
    "count_only": True,
    "created_at": "2031-05-01",
    "cursor": "",
    "days": 1,
    "dir": "desc",
    "display_name": "web*",
    "expires_at": "2031-05-08",
    "fields": {"system_profile": ["host_type", "operating_system"]},
    "filter": {"system_profile": {"host_type": "edge"}},
    "fqdn": "web-1.example.org",
    "get_total": False,
    "group_id": _GROUP,
    "group_id_list": [_GROUP],
    "group_name": ["web servers"],
    "group_type": "all",
    "host_id_list": [_HOST],
    "hostname_or_id": "web-1",
    "id": _EXPORT,
    "insights_id": "4f1e6a50-3c25-4d4b-9a8b-0f6d2f1f0a11",
    "last_check_in_end": "2031-05-02T00:00:00Z",
    "last_check_in_start": "2031-05-01T00:00:00Z",
    "limit": 20,
    "max_messages": 1000,
    "name": "web",
    "namespace": "site",
    "offset": 20,
    "order_how": "ASC",
    "page": 2,
    "per_page": 20,
    "provider_id": "i-0abc",
    "provider_type": "aws",
    "registered_with": ["puptoo"],
    "repo_branch": "master",
    "repo_fork": "RedHatInsights",
    "resource": _RESOURCE,
    "search": "tier",
    "sort": "created_at",
    "staleness": ["fresh", "stale"],
    "status": "complete",
    "subscription_manager_id": "1b36b20f-7fa0-4454-a6d2-008294e06378",
    "system_type": ["edge"],
    "tags": ["env/tier=gold"],
    "updated_end": "2031-05-02T00:00:00Z",
    "updated_start": "2031-05-01T00:00:00Z",
    "view_id": _VIEW,
    "workspace_id": [_GROUP],
    "workspace_name": ["web servers"],
}
"""By the parameter's name. One that has words of its own takes the first of them, if it is not named here."""

BODIES: dict[str, Any] = {
    "DefaultViewIn": {"view_id": _VIEW},
    "ExportRequest": {
        "name": "all hosts",
        "format": "csv",
        "sources": [{"application": _APPLICATION, "resource": _RESOURCE}],
    },
    "FactsIn": {"room": "r2", "rack": 14},
    "GroupIn": {"name": "web servers", "host_ids": [_HOST]},
    "HostCheckIn": {"insights_id": PARAMETERS["insights_id"]},
    "HostIdsIn": [_HOST, _OTHER_HOST],
    "PatchHostIn": {"display_name": "web-1"},
    "StalenessIn": {
        "conventional_time_to_stale": 104_400,
        "conventional_time_to_stale_warning": 604_800,
        "conventional_time_to_delete": 2_592_000,
    },
    "ViewIn": {
        "name": "web servers",
        "configuration": {
            "columns": [{"key": "display_name"}, {"key": "tags"}],
            "filters": {"host": {"tags": ["env/role=web"]}},
        },
    },
    "ViewPatch": {"name": "all web servers"},
}
"""By the name of the body's schema."""


def of_parameter(name: str, schema: dict[str, Any]) -> Any:
    """An example of a parameter; its own words come before what is usual under its name."""
    words = schema.get("enum") or schema.get("items", {}).get("enum")
    if name in PARAMETERS and (not words or _is_word(PARAMETERS[name], words)):
        value = PARAMETERS[name]
        if schema.get("type") == "array":
            return value if isinstance(value, list) else [value]
        return value[0] if isinstance(value, list) else value
    return words[0] if schema.get("type") != "array" else [words[0]]


def _is_word(value: Any, words: list[str]) -> bool:
    return all(entry in words for entry in (value if isinstance(value, list) else [value]))

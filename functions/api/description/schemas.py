"""Schemas of what the operations answer, for the API description. Nothing checks answers against them at run time."""

from typing import Any

from functions.api.description.application_schemas import ALL_APPLICATIONS, APPLICATION_SCHEMAS
from hbi.profile import schema
from hbi.queries.filters.parameters.words import SYSTEM_TYPES
from hbi.views.configuration import STALENESS
from hbi.views.keys import COLUMN_KEYS, SORT_KEYS

type Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}
_UUID: Schema = {"type": "string", "format": "uuid"}
_OPTIONAL_UUID: Schema = {"type": ["string", "null"], "format": "uuid"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_OPTIONAL_INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: dict[str, Schema], *, optional: frozenset[str] = frozenset()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _page_of(entry: Schema) -> Schema:
    return _object(
        {
            "total": {**_COUNT, "description": "Entries on all pages."},
            "count": {**_COUNT, "description": "Entries on this page."},
            "page": _COUNT,
            "per_page": _COUNT,
            "results": _list_of(entry),
        }
    )


def _page_that_may_be_uncounted(entry: Schema) -> Schema:
    page = _page_of(entry)
    total = {"type": ["integer", "null"], "minimum": 0, "description": "Entries on all pages; null if not asked for."}
    return {**page, "properties": {**page["properties"], "total": total}}


def _page_by_host(entry: Schema) -> Schema:
    """A page whose results are an object by host id."""
    page = _page_of(entry)
    page["properties"]["results"] = {"type": "object", "additionalProperties": entry}
    return page


def _linked_page(entry: Schema) -> Schema:
    """A page of resource types, which names its neighbours by paths."""
    links = dict.fromkeys(("first", "previous", "next", "last"), _OPTIONAL_TEXT)
    return _object({"meta": _object({"count": _COUNT}), "links": _object(links), "data": _list_of(entry)})


def _counted(value: Schema) -> Schema:
    return _object({"value": value, "count": _COUNT})


def _system_profile() -> Schema:
    """Our profile schema as answers use it: without legacy members and annotations."""
    source = schema.document()
    members = {name: member for name, member in source["properties"].items() if "x-legacy" not in member}
    return {"type": "object", "description": source["description"], "properties": _plain(members)}


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        if "$ref" in part:
            return {"description": "Any JSON."}
        return {name: _plain(member) for name, member in part.items() if not name.startswith("x-")}
    return [_plain(member) for member in part] if isinstance(part, list) else part


_GROUP = _object(
    {
        "id": _UUID,
        "name": _TEXT,
        "org_id": _TEXT,
        "account": _OPTIONAL_TEXT,
        "created": _INSTANT,
        "updated": _INSTANT,
        "ungrouped": {"type": "boolean"},
        "host_count": _COUNT,
    },
    optional=frozenset({"host_count"}),
)
_CHECK_IN = _object(
    {
        "last_check_in": _INSTANT,
        "stale_timestamp": _INSTANT,
        "stale_warning_timestamp": _INSTANT,
        "culled_timestamp": _INSTANT,
        "check_in_succeeded": {"type": "boolean"},
    }
)
_HOST = _object(
    {
        "insights_id": {**_UUID, "description": "All zeros for a host without one."},
        "subscription_manager_id": _OPTIONAL_TEXT,
        "satellite_id": _OPTIONAL_TEXT,
        "bios_uuid": _OPTIONAL_TEXT,
        "ip_addresses": {"type": ["array", "null"], "items": _TEXT},
        "fqdn": _OPTIONAL_TEXT,
        "mac_addresses": {"type": ["array", "null"], "items": _TEXT},
        "provider_id": _OPTIONAL_TEXT,
        "provider_type": _OPTIONAL_TEXT,
        "id": _UUID,
        "account": _OPTIONAL_TEXT,
        "org_id": _TEXT,
        "display_name": _TEXT,
        "ansible_host": _OPTIONAL_TEXT,
        "facts": _list_of(_reference("FactSet")),
        "reporter": {**_TEXT, "description": "Who reported the host last."},
        "per_reporter_staleness": {"type": "object", "additionalProperties": _reference("PerReporterStaleness")},
        "stale_timestamp": _INSTANT,
        "stale_warning_timestamp": _INSTANT,
        "culled_timestamp": _INSTANT,
        "created": _INSTANT,
        "updated": _INSTANT,
        "last_check_in": _INSTANT,
        "openshift_cluster_id": _OPTIONAL_UUID,
        "groups": _list_of(_reference("GroupOut")),
        "workspace": {"oneOf": [_reference("GroupOut"), {"type": "null"}]},
        "system_profile": _reference("SystemProfile"),
    },
    optional=frozenset({"system_profile"}),
)
_SHORT_GROUP = _object({"id": _UUID, "name": _TEXT, "ungrouped": {"type": "boolean"}})
_CHECKED_IN_HOST = _object(
    {
        **_HOST["properties"],
        "groups": _list_of(_SHORT_GROUP),
        "workspace": {"oneOf": [_SHORT_GROUP, {"type": "null"}]},
        "tags": _list_of(_reference("StructuredTag")),
        "system_profile": {**_reference("SystemProfile"), "description": "Its host_type is edge or empty."},
    }
)
_PROBLEM = _object(
    {
        "type": _TEXT,
        "title": _OPTIONAL_TEXT,
        "detail": _TEXT,
        "status": {"type": "integer"},
        "not_found_ids": {**_list_of(_TEXT), "description": "Ids in the path that do not exist."},
    },
    optional=frozenset({"not_found_ids"}),
)
_SECONDS: Schema = {"type": "integer", "minimum": 1}
_STALENESS = _object(
    {
        "id": {**_TEXT, "description": "Id of the settings; `system_default` where the defaults count."},
        "org_id": _TEXT,
        **{
            f"{kind}_time_to_{what}": {**_SECONDS, "description": f"Seconds from the last check-in until {until}."}
            for kind in ("conventional", "immutable")
            for what, until in (
                ("stale", "a host is stale"),
                ("stale_warning", "its deletion is warned about"),
                ("delete", "it is culled"),
            )
        },
        "created": _OPTIONAL_INSTANT,
        "updated": _OPTIONAL_INSTANT,
    }
)
_SCHEMA_TRIAL: Schema = {
    "type": "object",
    "description": "Numbers of reports by reporter, below fork and branch.",
    "properties": {"message": {**_TEXT, "description": "Why nothing was tried."}},
    "additionalProperties": {
        "type": "object",
        "additionalProperties": _object({"pass_count": _COUNT, "fail_count": _COUNT}),
    },
}
_FILTERS: Schema = {
    "type": ["object", "null"],
    "description": (
        "`view_id` exports what a saved view shows. Without it everything visible is exported, unless the deployment"
        " honours filters (`HBI_EXPORT_FILTERS`)."
    ),
}
_EXPORT_FORMAT: Schema = {"type": "string", "enum": ["json", "csv", "ndjson", "parquet"]}
_EXPORT_HEAD = {
    "id": _UUID,
    "name": _TEXT,
    "format": _EXPORT_FORMAT,
    "status": {"type": "string", "enum": ["pending", "running", "complete", "partial", "failed"]},
    "created_at": _INSTANT,
    "completed_at": _INSTANT,
    "expires_at": _INSTANT,
}
_SOURCE = _object(
    {
        "id": _UUID,
        "application": _TEXT,
        "resource": _TEXT,
        "status": {"type": "string", "enum": ["pending", "complete", "failed"]},
        "filters": {"type": ["object", "null"]},
        "message": _TEXT,
        "error": {"type": "integer"},
    },
    optional=frozenset({"message", "error"}),
)
_PROGRESS = _object({"rows": _COUNT, "bytes": _COUNT})
_LINKS = _object(dict.fromkeys(("first", "next", "previous", "last"), _OPTIONAL_TEXT))

_VIEW = _object(
    {
        "id": _UUID,
        "org_id": {**_OPTIONAL_TEXT, "description": "Null for a view that the system brings."},
        "name": _TEXT,
        "description": _OPTIONAL_TEXT,
        "is_system_view": {"type": "boolean"},
        "configuration": _reference("ViewConfiguration"),
        "org_wide": {"type": "boolean", "description": "Whether the whole organisation sees it."},
        "is_owner": {"type": "boolean", "description": "Whether the caller made it."},
        "created_by": {**_OPTIONAL_TEXT, "description": "User id of whoever made it."},
        "created_at": _INSTANT,
        "updated_at": _INSTANT,
    }
)
_VIEWS = _page_of(_reference("ViewOut"))
_VIEW_CONFIGURATION = _object(
    {
        "columns": _list_of(_reference("ViewColumnConfig")),
        "sort": _reference("ViewSortConfig"),
        "filters": {
            "type": "object",
            "description": "`host`, `system_profile`, or an application: what its filter takes in a query string.",
            "properties": {"host": _reference("HostFilters")},
            "additionalProperties": {"type": "object"},
        },
    },
    optional=frozenset({"sort", "filters"}),
)
_HOST_FILTERS: dict[str, Schema] = {
    "hostname_or_id": _TEXT,
    "staleness": _list_of({"type": "string", "enum": list(STALENESS)}),
    "registered_with": _list_of(_TEXT),
    "tags": _list_of(_TEXT),
    "workspace_name": _list_of(_TEXT),
    **dict.fromkeys(("last_check_in_start", "last_check_in_end", "updated_start", "updated_end"), _INSTANT),
    "system_type": _list_of({"type": "string", "enum": list(SYSTEM_TYPES)}),
}

_VIEWED_HOST = {
    **_HOST,
    "properties": {**_HOST["properties"], "app_data": _reference(ALL_APPLICATIONS)},
    "required": [*_HOST["required"], "app_data"],
}
_HOST_VIEW = _page_that_may_be_uncounted(_reference("HostViewHost"))
_DENIED_SERVICES = {
    **_list_of(_TEXT),
    "description": "Applications whose data is kept from the caller; absent where nobody was asked.",
}

INVENTORY_SCHEMAS: dict[str, Schema] = {
    **APPLICATION_SCHEMAS,
    "ActiveTags": _page_of(_object({"tag": _reference("StructuredTag"), "count": {"type": "integer", "minimum": 1}})),
    "BulkDeletion": _object(
        {
            "hosts_found": {**_COUNT, "description": "Matching hosts, culled ones included unless staleness is given."},
            "hosts_deleted": {**_COUNT, "description": "Hosts that are deleted now."},
        }
    ),
    "CheckedInHost": _CHECKED_IN_HOST,
    "Empty": {"type": "object", "description": "An object without members."},
    "Error": _PROBLEM,
    "FactsWritten": {"const": 200, "description": "The status once more."},
    "FactSet": _object({"namespace": _TEXT, "facts": {"type": "object"}}),
    "GroupOut": _GROUP,
    "GroupOutWithHostCount": {**_GROUP, "required": list(_GROUP["properties"])},
    "GroupQueryOutput": _page_of(_reference("GroupOutWithHostCount")),
    "HostOut": _HOST,
    "HostQueryOutput": _page_that_may_be_uncounted(_reference("HostOut")),
    "HostViewHost": _VIEWED_HOST,
    "HostViewQueryOutput": {
        **_HOST_VIEW,
        "properties": {**_HOST_VIEW["properties"], "denied_services": _DENIED_SERVICES},
    },
    "PerReporterStaleness": _CHECK_IN,
    "Refusal": {**_TEXT, "description": "What is wrong, as a bare text."},
    "HostId": _object({"id": _UUID}),
    "OperatingSystems": _page_of(
        _counted(_object({"name": _TEXT, "major": {"type": "integer"}, "minor": {"type": "integer"}}))
    ),
    "StalenessOutput": _STALENESS,
    "SapSids": _page_of(_counted(_TEXT)),
    "SapSystems": _page_of(_counted({"type": "boolean"})),
    "TitledError": _object({"title": _TEXT, "detail": _TEXT}),
    "TagCountByHost": _page_by_host(_COUNT),
    "TagsByHost": _page_by_host(_list_of(_reference("StructuredTag"))),
    "ResourceTypesQueryOutput": _linked_page(
        _object({"value": _TEXT, "path": _TEXT, "count": {**_COUNT, "description": "Groups of the organisation."}})
    ),
    "ResourceTypesGroupsQueryOutput": _linked_page(_reference("GroupOut")),
    "HostFilters": {"type": "object", "properties": _HOST_FILTERS},
    "ViewColumnConfig": _object({"key": {"type": "string", "enum": sorted(COLUMN_KEYS)}}),
    "ViewConfiguration": _VIEW_CONFIGURATION,
    "ViewOut": _VIEW,
    "ViewSortConfig": _object(
        {
            "key": {"type": "string", "enum": sorted(SORT_KEYS)},
            "direction": {"type": "string", "enum": ["asc", "desc"]},
        }
    ),
    "ViewsListOut": {
        **_VIEWS,
        "properties": {
            **_VIEWS["properties"],
            "default_view_id": {**_OPTIONAL_UUID, "description": "The view that the caller sees first."},
        },
        "required": [*_VIEWS["required"], "default_view_id"],
    },
    "SchemaTrial": _SCHEMA_TRIAL,
    "StructuredTag": _object({"namespace": _OPTIONAL_TEXT, "key": _TEXT, "value": _OPTIONAL_TEXT}),
    "SystemProfile": _system_profile(),
    "SystemProfileByHostOut": _page_of(_object({"id": _UUID, "system_profile": _reference("SystemProfile")})),
}
EXPORT_SCHEMAS: dict[str, Schema] = {
    "Error": _object({"message": _TEXT, "code": {"type": "integer"}}),
    "Export": _object(
        {**_EXPORT_HEAD, "progress": _PROGRESS, "sources": _list_of(_reference("Source"))},
        optional=frozenset({"completed_at", "progress"}),
    ),
    "ExportList": _object(
        {
            "meta": _object({"count": _COUNT}),
            "links": _LINKS,
            "data": _list_of(_object(_EXPORT_HEAD, optional=frozenset({"completed_at"}))),
        }
    ),
    "ExportRequest": _object(
        {
            "name": {**_OPTIONAL_TEXT, "maxLength": 255},
            "format": _EXPORT_FORMAT,
            "expires_at": {"type": ["string", "null"], "format": "date-time"},
            "sources": {
                "type": "array",
                "minItems": 1,
                "items": _object(
                    {"application": _TEXT, "resource": _TEXT, "filters": _FILTERS},
                    optional=frozenset({"filters"}),
                ),
            },
        },
        optional=frozenset({"name", "expires_at"}),
    ),
    "Source": _SOURCE,
}

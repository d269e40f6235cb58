"""Rows that requests for every operation find something in."""

from typing import Any

from tests.support.every_operation import CONFIGURATION
from tests.support.factories import ORG, insert, stored_host

NOW = "2031-01-05T10:00:00Z"


def store_group(sql: Any, group_id: str, name: str, *, ungrouped: bool) -> None:
    """Stores a group."""
    row = {"id": group_id, "org_id": ORG, "name": name, "ungrouped": ungrouped}
    insert(sql, "groups", {**row, "created_on": NOW, "modified_on": NOW})


def store_host(sql: Any, host_id: str, name: str, *, group_id: str, ungrouped: bool, insights_id: str) -> None:
    """Stores a host whose name is in whatever an operation may show of it."""
    stored_host(
        sql,
        id=host_id,
        display_name=name,
        group={"id": group_id, "name": "g", "ungrouped": ungrouped},
        insights_id=insights_id,
        facts={"ns": {}},
        tags={"ns": {name: ["v"]}},
        tags_alt=[{"namespace": "ns", "key": name, "value": "v"}],
        static={"operating_system": {"name": name, "major": 9, "minor": 1}},
        dynamic={"workloads": {"sap": {"sap_system": True, "sids": [f"{name.upper()}X"]}}},
    )


def store_view(sql: Any, view_id: str) -> None:
    """Stores a view of the usual user."""
    view = {"id": view_id, "org_id": ORG, "name": "mine", "created_by": "901", "configuration": CONFIGURATION}
    insert(sql, "inventory_views", view)


def what_is_stored(sql: Any) -> list[tuple[Any, ...]]:
    """What refusals must not change."""
    return [  # One question: they are many.
        tuple(row)
        for row in sql("""
            SELECT 'host', id::text, display_name, facts::text FROM hbi.hosts
            UNION ALL SELECT 'member', host_id::text, group_id::text, NULL FROM hbi.hosts_groups
            UNION ALL SELECT 'group', id::text, name, NULL FROM hbi.groups
            UNION ALL SELECT 'staleness', org_id, NULL, NULL FROM hbi.staleness
            ORDER BY 1, 2
        """)
    ]

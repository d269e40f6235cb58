"""All operations below the inventory's base path."""

from functions.api.routes import (
    check_in,
    facts,
    group_hosts,
    groups,
    host_deletion,
    host_edits,
    host_exists,
    hosts,
    profile_values,
    resource_types,
    schema_trial,
    staleness,
    tags,
    views,
)

INVENTORY_APIS = (
    hosts.API,
    host_edits.API,
    check_in.API,
    host_deletion.API,
    facts.API,
    host_exists.API,
    groups.API,
    group_hosts.API,
    tags.HOST_API,
    tags.API,
    profile_values.API,
    resource_types.API,
    schema_trial.API,
    staleness.API,
    views.API,
)
"""In the order of the API's description."""

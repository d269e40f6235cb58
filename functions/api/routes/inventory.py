"""All operations below the inventory's base path."""

from functions.api.routes import resource_types, schema_trial, staleness, views
from functions.api.routes.groups import lifecycle, members
from functions.api.routes.hosts import (
    check_in,
    deletion,
    edits,
    exists,
    facts,
    hosts_view,
    lists,
    profile_values,
    tags,
)

INVENTORY_APIS = (
    lists.API,
    edits.API,
    check_in.API,
    deletion.API,
    facts.API,
    exists.API,
    lifecycle.API,
    members.API,
    tags.HOST_API,
    tags.API,
    profile_values.API,
    resource_types.API,
    schema_trial.API,
    staleness.API,
    hosts_view.API,
    views.API,
)
"""In the order of the API's description."""

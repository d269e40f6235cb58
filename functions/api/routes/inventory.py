"""All operations below the inventory's base path."""

from functions.api.routes import check_in, facts, host_deletion, hosts

INVENTORY_APIS = (hosts.API, check_in.API, facts.API, host_deletion.API)
"""In the order of the API's description."""

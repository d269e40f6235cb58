"""How many instances of each function the database has connections for."""

from collections.abc import Mapping
from dataclasses import replace

from infra.configuration.context import UnusableContext
from infra.topology import Function

CONNECTIONS_PER_ACU = 189
"""What PostgreSQL's default gives an Aurora cluster whose capacity ends at 1 ACU; larger ones get a few more."""

MOST_CONNECTIONS = 5000
MOST_CONNECTIONS_BELOW_ONE_ACU = 2000
"""Aurora's own limits; the second counts when the capacity may shrink to half an ACU."""

PROXY_PERCENT = 60
"""The share of connections that RDS Proxy may use, for the API. The other functions connect directly."""

PER_INSTANCE = 2
"""Connections of an instance: it keeps one, and takes another one for what must not wait for its transaction."""

KEPT = 20
"""Connections that no function gets: for administrators, the migration, subscribers of the log, RDS itself."""


def connections_of(min_acu: float, max_acu: float) -> int:
    """Connections that a cluster of this capacity accepts, rather too few than too many."""
    limit = MOST_CONNECTIONS if min_acu >= 1 else MOST_CONNECTIONS_BELOW_ONE_ACU
    return min(limit, int(CONNECTIONS_PER_ACU * max_acu))


def sized(table: tuple[Function, ...], connections: int, chosen: Mapping[str, int]) -> tuple[Function, ...]:
    """The wiring table with the reserved concurrency that the database has connections for.

    Args:
        connections: what the database accepts.
        chosen: reserved concurrency by function, where the operator has chosen it; nothing of it is made smaller.
    Raises:
        UnusableContext: what was chosen needs more connections than there are.
    """
    through_proxy = connections * PROXY_PERCENT // 100
    for row in table:
        if row.database == "proxy" and chosen.get(row.name, 0) > through_proxy:
            raise UnusableContext(
                f"context {row.name}Concurrency={chosen[row.name]} is above the {through_proxy} connections that the "
                f"database has for the proxy ({PROXY_PERCENT} % of {connections}); lower it or raise databaseMaxAcu"
            )
    direct = {row.name: chosen.get(row.name, row.reserved_concurrency or 1) for row in table if _is_direct(row)}
    wanted = _fitting(direct, (connections - through_proxy - KEPT) // PER_INSTANCE, chosen, connections)
    limits = {**chosen, **wanted}
    return tuple(replace(row, reserved_concurrency=limits.get(row.name, row.reserved_concurrency)) for row in table)


def _is_direct(row: Function) -> bool:
    return row.database == "cluster"


def _fitting(
    direct: Mapping[str, int], instances: int, chosen: Mapping[str, int], connections: int
) -> Mapping[str, int]:
    """Limits of the functions that connect directly, those that nobody chose made smaller until all fit."""
    fixed = {name: limit for name, limit in direct.items() if name in chosen}
    free = {name: limit for name, limit in direct.items() if name not in chosen}
    left = instances - sum(fixed.values())
    if left < len(free):
        names = ", ".join(f"{name}Concurrency={limit}" for name, limit in fixed.items()) or "databaseMaxAcu"
        raise UnusableContext(
            f"context {names} leaves no connections for {', '.join(free) or 'anything else'}: of {connections} "
            f"connections, {instances} instances can connect directly, {PER_INSTANCE} each; lower it or raise "
            "databaseMaxAcu"
        )
    total = sum(free.values())
    if total <= left:
        return {**fixed, **free}
    spare, above_one = left - len(free), total - len(free)
    return {**fixed, **{name: 1 + (limit - 1) * spare // above_one for name, limit in free.items()}}

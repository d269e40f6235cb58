"""Parameters whose values are words: `registered_with` and `system_type` (contract: rest-hosts 4.6, 4.7)."""

from collections.abc import Mapping
from typing import get_args

from hbi.hosts.host_type import HostType

REGISTERED = "insights"
"""Value of `registered_with` that asks for an insights id, not for a reporter."""

_REPORTERS = ("yupana", "satellite", "discovery", "puptoo", "rhsm-conduit", "cloud-connector")
NOT = "!"

REGISTERED_WITH: tuple[str, ...] = (REGISTERED, *_REPORTERS, *(NOT + reporter for reporter in _REPORTERS))
"""Values of `registered_with`; several are alternatives."""

SYSTEM_TYPES: tuple[HostType, ...] = get_args(HostType.__value__)
"""Values of `system_type`; several are alternatives."""

_SUCCESSORS: Mapping[str, tuple[str, ...]] = {"yupana": ("yupana", "satellite", "discovery")}


def reporters_meant_by(value: str) -> tuple[str, ...]:
    """Reporters that a value of `registered_with` looks at: yupana was split into two.

    >>> reporters_meant_by("!yupana"), reporters_meant_by("satellite")
    (('yupana', 'satellite', 'discovery'), ('satellite',))
    """
    name = value.removeprefix(NOT)
    return _SUCCESSORS.get(name, (name,))

"""What people choose hosts by, as parameters of the generated client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from host_inventory.generated.inventory.models import (
    ApiHostGetHostListFields,
    ApiHostGetHostListFilter,
    ApiHostGetHostListOrderBy,
    ApiHostGetHostListStalenessItem,
)
from host_inventory.generated.inventory.types import UNSET


@dataclass(frozen=True)
class HostSearch:
    """Choices of `hbi hosts`. Nothing chosen means all hosts that the API lists by itself."""

    name: str | None
    tags: Sequence[str]
    groups: Sequence[str]
    states: Sequence[str]
    filters: Mapping[str, Sequence[str]]
    """The brackets behind `filter[system_profile]` → values."""
    order_by: str | None

    def parameters(self) -> dict[str, Any]:
        """The same for `api_host_get_host_list`."""
        filters = {f"filter[system_profile]{brackets}": list(values) for brackets, values in self.filters.items()}
        return {
            "fields": ApiHostGetHostListFields.from_dict({"fields[system_profile]": "operating_system"}),
            "display_name": self.name or UNSET,
            "tags": list(self.tags) or UNSET,
            "group_name": list(self.groups) or UNSET,
            "staleness": [ApiHostGetHostListStalenessItem(state) for state in self.states] or UNSET,
            "filter_": ApiHostGetHostListFilter.from_dict(filters) if filters else UNSET,
            "order_by": ApiHostGetHostListOrderBy(self.order_by) if self.order_by else UNSET,
        }

"""What the API function keeps from one invocation to the next."""

from functools import cached_property

from hbi.events.publisher import Publisher
from hbi.groups.callers_workspaces import CallersWorkspaces
from hbi.groups.ungrouped import UngroupedGroups
from hbi.permissions.decide import Permissions
from hbi.queries.lists.system_hosts import SystemHosts
from hbi.runtime import PublishingRuntime
from hbi.settings import ApiSettings
from hbi.staleness.lookup import StalenessLookup
from hbi.staleness.shared import SharedSettings

_LONGEST_TRY_S = 6.0
"""Seconds to ask for an ungrouped workspace, and as many to wait for it."""

UNGROUPED_S = 2 * _LONGEST_TRY_S
"""Seconds until an ungrouped group is there, or is known not to come."""


class Runtime(PublishingRuntime[ApiSettings]):
    """Settings and connections of one process. Each part is made when it is first needed."""

    @cached_property
    def staleness(self) -> StalenessLookup:
        """Staleness settings of organisations."""
        is_cached = self.cache is not None and self.settings.is_staleness_cached
        return StalenessLookup(self.settings, SharedSettings(self.cache) if self.cache and is_cached else None)

    @cached_property
    def system_hosts(self) -> SystemHosts | None:
        """Copies of hosts that systems ask for; None without a cache."""
        return None if self.cache is None else SystemHosts(self.cache)

    @cached_property
    def ungrouped(self) -> UngroupedGroups:
        """Ungrouped groups, made when they are needed. A request has time for one try to have one made."""
        hurried = {"rbac_retries": 0, "rbac_timeout_s": min(self.settings.rbac_timeout_s, _LONGEST_TRY_S)}
        settings = self.settings.model_copy(update=hurried)
        return UngroupedGroups(self.database, settings, are_ours=not self.keeps_workspaces)

    @cached_property
    def workspaces(self) -> CallersWorkspaces:
        """The service that keeps workspaces, asked for callers."""
        return CallersWorkspaces(self.settings)

    @property
    def keeps_workspaces(self) -> bool:
        """Whether groups are made, renamed and deleted by the service of workspaces (contract: identity-rbac 7)."""
        return not (self.settings.bypass_kessel or self.settings.bypass_rbac)

    @cached_property
    def permissions(self) -> Permissions:
        """What callers may do."""
        return Permissions(self.settings, self.flags)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends the events of what was changed."""
        return Publisher(self.database, self.producer, self.settings, self.staleness)

    def close(self) -> None:
        """Closes the connections."""
        if "permissions" in vars(self):
            self.permissions.close()
        super().close()

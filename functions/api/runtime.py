"""What the API function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.groups.callers_workspaces import CallersWorkspaces
from hbi.groups.ungrouped import UngroupedGroups
from hbi.permissions.decide import Permissions
from hbi.settings import ApiSettings
from hbi.staleness.lookup import StalenessLookup

_LONGEST_TRY_S = 6.0
"""Seconds to ask for an ungrouped workspace, and as many to wait for it."""


@dataclass(frozen=True)
class Runtime:
    """Settings and connections of one process. Each part is made when it is first needed."""

    settings: ApiSettings

    @classmethod
    def of(cls, settings: ApiSettings) -> Self:
        """Connects on first use, not here."""
        return cls(settings)

    @cached_property
    def database(self) -> Database:
        """Transactions."""
        return Database(self.settings)

    @cached_property
    def staleness(self) -> StalenessLookup:
        """Staleness settings of organisations."""
        return StalenessLookup(self.settings)

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
    def flags(self) -> Flags:
        """Feature flags."""
        return Flags(self.settings)

    @cached_property
    def producer(self) -> Producer:
        """The connection to the broker."""
        return Producer(self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends the events of what was changed."""
        return Publisher(self.database, self.producer, self.settings, self.staleness)

    def close(self) -> None:
        """Closes the connections."""
        if "permissions" in vars(self):
            self.permissions.close()
        if "producer" in vars(self):
            self.producer.close()
        if "database" in vars(self):
            self.database.dispose()

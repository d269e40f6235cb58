"""What the ingest function keeps from one invocation to the next."""

from functools import cache, cached_property

from hbi.groups.ungrouped import UngroupedGroups
from hbi.runtime import PublishingRuntime
from hbi.settings import IngestSettings


class Runtime(PublishingRuntime[IngestSettings]):
    """Settings and connections of one process."""

    @cached_property
    def ungrouped(self) -> UngroupedGroups:
        """The ungrouped groups of organisations."""
        return UngroupedGroups(self.database, self.settings)


@cache
def runtime() -> Runtime:
    """The process's own, configured by the environment."""
    return Runtime.of(IngestSettings.load())

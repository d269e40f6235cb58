"""The settings and connections that the reaper function keeps from one invocation to the next."""

from functools import cache, cached_property

from hbi.db.engine import Database
from hbi.events.publisher import Publisher
from hbi.runtime import PublishingRuntime
from hbi.settings import ReaperSettings


class Runtime(PublishingRuntime[ReaperSettings]):
    """Settings and connections of one process."""

    @cached_property
    def publishing_database(self) -> Database:
        """Transactions of the publisher, which may work while others go on: it keeps a connection of its own."""
        return Database(self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends the events of what was changed."""
        return Publisher(self.publishing_database, self.producer, self.settings)

    def close(self) -> None:
        """Closes the connections."""
        super().close()
        if "publishing_database" in vars(self):
            self.publishing_database.dispose()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ReaperSettings.load())

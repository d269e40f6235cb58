"""The settings and connections that the reaper function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.settings import ReaperSettings


@dataclass(frozen=True)
class Runtime:
    """Settings and connections of one process. Each part is made when it is first needed."""

    settings: ReaperSettings

    @classmethod
    def of(cls, settings: ReaperSettings) -> Self:
        """Connects on first use, not here."""
        return cls(settings)

    @cached_property
    def database(self) -> Database:
        """Transactions."""
        return Database(self.settings)

    @cached_property
    def publishing_database(self) -> Database:
        """Transactions of the publisher, which may work while others go on: it keeps a connection of its own."""
        return Database(self.settings)

    @cached_property
    def producer(self) -> Producer:
        """The connection to the broker."""
        return Producer(self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends the events of what was changed."""
        return Publisher(self.publishing_database, self.producer, self.settings)

    @cached_property
    def flags(self) -> Flags:
        """Feature flags."""
        return Flags(self.settings)

    def close(self) -> None:
        """Closes the connections."""
        if "producer" in vars(self):
            self.producer.close()
        for name in ("database", "publishing_database"):
            if name in vars(self):
                vars(self)[name].dispose()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ReaperSettings.load())

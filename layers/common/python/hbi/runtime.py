"""What a function that publishes events keeps from one invocation to the next: settings and connections."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from hbi.cache.invalidation import Invalidation
from hbi.cache.store import CacheStore
from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.settings import ApiSettings, IngestSettings, ReaperSettings


@dataclass(frozen=True)
class PublishingRuntime[FunctionSettings: (ApiSettings, IngestSettings, ReaperSettings)]:
    """Settings and connections of one process. Each part is made when it is first needed."""

    settings: FunctionSettings

    @classmethod
    def of(cls, settings: FunctionSettings) -> Self:
        """Connects on first use, not here."""
        return cls(settings)

    @cached_property
    def database(self) -> Database:
        """Transactions."""
        return Database(self.settings, None if self.cache is None else Invalidation(self.cache))

    @cached_property
    def cache(self) -> CacheStore | None:
        """The cache that functions share; None without one."""
        return CacheStore.of(self.settings)

    @cached_property
    def producer(self) -> Producer:
        """The connection to the broker."""
        return Producer(self.settings)

    @cached_property
    def publisher(self) -> Publisher:
        """Sends the events of what was changed."""
        return Publisher(self.database, self.producer, self.settings)

    @cached_property
    def flags(self) -> Flags:
        """Feature flags."""
        return Flags(self.settings)

    def close(self) -> None:
        """Closes the connections."""
        if "producer" in vars(self):
            self.producer.close()
        if self.cache is not None:
            self.cache.close()
        if "database" in vars(self):
            self.database.dispose()

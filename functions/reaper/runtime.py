"""The settings and connections that the reaper function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cache

from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.settings import ReaperSettings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings and connections of one process."""

    settings: ReaperSettings
    database: Database
    producer: Producer
    publisher: Publisher
    flags: Flags

    @classmethod
    def of(cls, settings: ReaperSettings) -> "Runtime":
        """Connects on first use, not here."""
        database, producer = Database(settings), Producer(settings)
        return cls(settings, database, producer, Publisher(database, producer, settings), Flags(settings))

    def close(self) -> None:
        """Closes the connections."""
        self.database.dispose()
        self.producer.close()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ReaperSettings.load())

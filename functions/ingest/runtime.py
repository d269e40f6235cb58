"""What the ingest function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cache

from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.groups.ungrouped import UngroupedGroups
from hbi.settings import IngestSettings


@dataclass(frozen=True)
class Runtime:
    """Settings and connections of one process."""

    settings: IngestSettings
    database: Database
    producer: Producer
    publisher: Publisher
    flags: Flags
    ungrouped: UngroupedGroups

    @classmethod
    def of(cls, settings: IngestSettings) -> "Runtime":
        """Connects on first use, not here."""
        database, producer = Database(settings), Producer(settings)
        return cls(
            settings,
            database,
            producer,
            Publisher(database, producer, settings),
            Flags(settings),
            UngroupedGroups(database, settings),
        )

    def close(self) -> None:
        """Closes the connections."""
        self.producer.close()
        self.database.dispose()


@cache
def runtime() -> Runtime:
    """The process's own, configured by the environment."""
    return Runtime.of(IngestSettings.load())

"""What the reaper's tasks share, made once per process."""

from dataclasses import dataclass
from functools import cache

from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.flags.service import Flags
from hbi.settings import ReaperSettings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings and connections; nothing connects before it is needed."""

    settings: ReaperSettings
    database: Database
    producer: Producer
    publisher: Publisher
    flags: Flags

    def close(self) -> None:
        """Drops all connections."""
        self.database.dispose()
        self.producer.close()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment at the first call."""
    settings = ReaperSettings.load()
    database, producer = Database(settings), Producer(settings)
    return Runtime(settings, database, producer, Publisher(database, producer, settings), Flags(settings))

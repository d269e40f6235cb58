"""The settings and connections that the export function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cache

from hbi.db.engine import Database
from hbi.exports.work.worker import Worker
from hbi.settings import ExportSettings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings and connections of one process."""

    settings: ExportSettings
    database: Database
    worker: Worker

    @classmethod
    def of(cls, settings: ExportSettings) -> "Runtime":
        """Connects on first use, not here."""
        database = Database(settings)
        return cls(settings, database, Worker(database, settings))

    def close(self) -> None:
        """Closes the connections."""
        self.worker.close()
        self.database.dispose()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ExportSettings.load())

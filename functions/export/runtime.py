"""The settings and connections that the export function keeps from one invocation to the next."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Self

from hbi.db.engine import Database
from hbi.exports.scheduled.writer import DailyWriter
from hbi.exports.work.worker import Worker
from hbi.settings import ExportSettings


@dataclass(frozen=True)
class Runtime:
    """Settings and connections of one process. Each part is made when it is first needed."""

    settings: ExportSettings

    @classmethod
    def of(cls, settings: ExportSettings) -> Self:
        """Connects on first use, not here."""
        return cls(settings)

    @cached_property
    def database(self) -> Database:
        """Transactions."""
        return Database(self.settings)

    @cached_property
    def worker(self) -> Worker:
        """Works on exports."""
        return Worker(self.database, self.settings)

    @cached_property
    def daily_writer(self) -> DailyWriter:
        """Writes what organisations get every day."""
        return DailyWriter(self.database, self.settings)

    def close(self) -> None:
        """Closes the connections."""
        if "worker" in vars(self):
            self.worker.close()
        if "database" in vars(self):
            self.database.dispose()


@cache
def runtime() -> Runtime:
    """The runtime of this process, configured by the environment."""
    return Runtime.of(ExportSettings.load())

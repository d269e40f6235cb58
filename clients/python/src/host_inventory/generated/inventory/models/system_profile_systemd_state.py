from enum import StrEnum

class SystemProfileSystemdState(StrEnum):
    DEGRADED = "degraded"
    INITIALIZING = "initializing"
    MAINTENANCE = "maintenance"
    RUNNING = "running"
    STARTING = "starting"
    STOPPING = "stopping"

    def __str__(self) -> str:
        return str(self.value)

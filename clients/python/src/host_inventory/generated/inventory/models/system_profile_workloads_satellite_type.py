from enum import StrEnum

class SystemProfileWorkloadsSatelliteType(StrEnum):
    CAPSULE = "capsule"
    SERVER = "server"

    def __str__(self) -> str:
        return str(self.value)

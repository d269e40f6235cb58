from enum import StrEnum

class SystemProfileHostType(StrEnum):
    CLUSTER = "cluster"
    CONVENTIONAL = "conventional"
    EDGE = "edge"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class ApiHostDeleteHostsByFilterSystemTypeItem(StrEnum):
    BOOTC = "bootc"
    CLUSTER = "cluster"
    CONVENTIONAL = "conventional"
    EDGE = "edge"

    def __str__(self) -> str:
        return str(self.value)

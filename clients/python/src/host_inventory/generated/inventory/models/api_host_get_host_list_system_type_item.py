from enum import StrEnum

class ApiHostGetHostListSystemTypeItem(StrEnum):
    BOOTC = "bootc"
    CLUSTER = "cluster"
    CONVENTIONAL = "conventional"
    EDGE = "edge"

    def __str__(self) -> str:
        return str(self.value)

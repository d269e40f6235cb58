from enum import StrEnum

class SystemProfileGreenbootStatus(StrEnum):
    GREEN = "green"
    RED = "red"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class SystemProfileDnfModulesItemStatusItem(StrEnum):
    DEFAULT = "default"
    ENABLED = "enabled"
    INSTALLED = "installed"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class SystemProfileSelinuxCurrentMode(StrEnum):
    DISABLED = "disabled"
    ENFORCING = "enforcing"
    PERMISSIVE = "permissive"

    def __str__(self) -> str:
        return str(self.value)

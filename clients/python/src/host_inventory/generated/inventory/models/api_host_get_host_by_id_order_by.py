from enum import StrEnum

class ApiHostGetHostByIdOrderBy(StrEnum):
    DISPLAY_NAME = "display_name"
    GROUP_NAME = "group_name"
    LAST_CHECK_IN = "last_check_in"
    OPERATING_SYSTEM = "operating_system"
    UPDATED = "updated"

    def __str__(self) -> str:
        return str(self.value)

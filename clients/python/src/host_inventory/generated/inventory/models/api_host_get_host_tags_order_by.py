from enum import StrEnum

class ApiHostGetHostTagsOrderBy(StrEnum):
    DISPLAY_NAME = "display_name"
    GROUP_NAME = "group_name"
    LAST_CHECK_IN = "last_check_in"
    UPDATED = "updated"

    def __str__(self) -> str:
        return str(self.value)

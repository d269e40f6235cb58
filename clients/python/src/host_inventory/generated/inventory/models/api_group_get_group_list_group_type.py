from enum import StrEnum

class ApiGroupGetGroupListGroupType(StrEnum):
    ALL = "all"
    STANDARD = "standard"
    UNGROUPED_HOSTS = "ungrouped-hosts"

    def __str__(self) -> str:
        return str(self.value)

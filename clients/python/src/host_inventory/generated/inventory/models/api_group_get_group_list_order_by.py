from enum import StrEnum

class ApiGroupGetGroupListOrderBy(StrEnum):
    HOST_COUNT = "host_count"
    NAME = "name"
    UPDATED = "updated"

    def __str__(self) -> str:
        return str(self.value)

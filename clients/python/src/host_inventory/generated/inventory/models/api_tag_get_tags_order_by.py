from enum import StrEnum

class ApiTagGetTagsOrderBy(StrEnum):
    COUNT = "count"
    TAG = "tag"

    def __str__(self) -> str:
        return str(self.value)

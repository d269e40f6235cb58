from enum import StrEnum

class ApiExportGetExportsSort(StrEnum):
    CREATED_AT = "created_at"
    EXPIRES_AT = "expires_at"
    NAME = "name"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class ApiTagGetTagsStalenessItem(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    STALE_WARNING = "stale_warning"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return str(self.value)

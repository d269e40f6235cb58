from enum import StrEnum

class ApiSystemProfileGetSapSystemStalenessItem(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    STALE_WARNING = "stale_warning"
    UNKNOWN = "unknown"

    def __str__(self) -> str:
        return str(self.value)

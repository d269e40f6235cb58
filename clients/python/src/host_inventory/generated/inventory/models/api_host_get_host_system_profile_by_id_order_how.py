from enum import StrEnum

class ApiHostGetHostSystemProfileByIdOrderHow(StrEnum):
    ASC = "ASC"
    DESC = "DESC"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class ApiHostViewsGetHostViewsProviderType(StrEnum):
    ALIBABA = "alibaba"
    AWS = "aws"
    AZURE = "azure"
    DISCOVERY = "discovery"
    GCP = "gcp"
    IBM = "ibm"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class ApiHostGetHostListProviderType(StrEnum):
    ALIBABA = "alibaba"
    AWS = "aws"
    AZURE = "azure"
    DISCOVERY = "discovery"
    GCP = "gcp"
    IBM = "ibm"

    def __str__(self) -> str:
        return str(self.value)

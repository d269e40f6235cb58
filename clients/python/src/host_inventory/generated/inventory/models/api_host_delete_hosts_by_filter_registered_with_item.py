from enum import StrEnum

class ApiHostDeleteHostsByFilterRegisteredWithItem(StrEnum):
    CLOUD_CONNECTOR = "cloud-connector"
    DISCOVERY = "discovery"
    INSIGHTS = "insights"
    PUPTOO = "puptoo"
    RHSM_CONDUIT = "rhsm-conduit"
    SATELLITE = "satellite"
    VALUE_10 = "!puptoo"
    VALUE_11 = "!rhsm-conduit"
    VALUE_12 = "!cloud-connector"
    VALUE_7 = "!yupana"
    VALUE_8 = "!satellite"
    VALUE_9 = "!discovery"
    YUPANA = "yupana"

    def __str__(self) -> str:
        return str(self.value)

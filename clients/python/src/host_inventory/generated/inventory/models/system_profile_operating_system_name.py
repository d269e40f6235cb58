from enum import StrEnum

class SystemProfileOperatingSystemName(StrEnum):
    CENTOS = "CentOS"
    CENTOS_LINUX = "CentOS Linux"
    RHEL = "RHEL"

    def __str__(self) -> str:
        return str(self.value)

from enum import StrEnum

class SystemProfileSystemUpdateMethod(StrEnum):
    BOOTC = "bootc"
    DNF = "dnf"
    RPM_OSTREE = "rpm-ostree"
    YUM = "yum"

    def __str__(self) -> str:
        return str(self.value)

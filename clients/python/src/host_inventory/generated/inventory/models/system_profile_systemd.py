from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_profile_systemd_state import SystemProfileSystemdState
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="SystemProfileSystemd")



@_attrs_define
class SystemProfileSystemd:
    """ State of the service manager

        Attributes:
            state (SystemProfileSystemdState): State of the manager as a whole
            jobs_queued (int): Jobs waiting
            failed (int): Units that failed
            failed_services (list[str] | Unset): Names of the services that failed
     """

    state: SystemProfileSystemdState
    jobs_queued: int
    failed: int
    failed_services: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        state = self.state.value

        jobs_queued = self.jobs_queued

        failed = self.failed

        failed_services: list[str] | Unset = UNSET
        if not isinstance(self.failed_services, Unset):
            failed_services = self.failed_services




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "state": state,
            "jobs_queued": jobs_queued,
            "failed": failed,
        })
        if failed_services is not UNSET:
            field_dict["failed_services"] = failed_services

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        state = SystemProfileSystemdState(d.pop("state"))




        jobs_queued = d.pop("jobs_queued")

        failed = d.pop("failed")

        failed_services = cast(list[str], d.pop("failed_services", UNSET))


        system_profile_systemd = cls(
            state=state,
            jobs_queued=jobs_queued,
            failed=failed,
            failed_services=failed_services,
        )


        system_profile_systemd.additional_properties = d
        return system_profile_systemd

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_bootc_status_booted import SystemProfileBootcStatusBooted
  from ..models.system_profile_bootc_status_rollback import SystemProfileBootcStatusRollback
  from ..models.system_profile_bootc_status_staged import SystemProfileBootcStatusStaged





T = TypeVar("T", bound="SystemProfileBootcStatus")



@_attrs_define
class SystemProfileBootcStatus:
    """ Images of a host that boots a container image

        Attributes:
            booted (SystemProfileBootcStatusBooted | Unset): Image the host runs from
            rollback (SystemProfileBootcStatusRollback | Unset): Image the host would fall back to
            staged (SystemProfileBootcStatusStaged | Unset): Image the host boots next
     """

    booted: SystemProfileBootcStatusBooted | Unset = UNSET
    rollback: SystemProfileBootcStatusRollback | Unset = UNSET
    staged: SystemProfileBootcStatusStaged | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_bootc_status_booted import SystemProfileBootcStatusBooted # noqa: PLC0415
        from ..models.system_profile_bootc_status_rollback import SystemProfileBootcStatusRollback # noqa: PLC0415
        from ..models.system_profile_bootc_status_staged import SystemProfileBootcStatusStaged # noqa: PLC0415
        booted: dict[str, Any] | Unset = UNSET
        if not isinstance(self.booted, Unset):
            booted = self.booted.to_dict()

        rollback: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rollback, Unset):
            rollback = self.rollback.to_dict()

        staged: dict[str, Any] | Unset = UNSET
        if not isinstance(self.staged, Unset):
            staged = self.staged.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if booted is not UNSET:
            field_dict["booted"] = booted
        if rollback is not UNSET:
            field_dict["rollback"] = rollback
        if staged is not UNSET:
            field_dict["staged"] = staged

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_bootc_status_booted import SystemProfileBootcStatusBooted # noqa: PLC0415
        from ..models.system_profile_bootc_status_rollback import SystemProfileBootcStatusRollback # noqa: PLC0415
        from ..models.system_profile_bootc_status_staged import SystemProfileBootcStatusStaged # noqa: PLC0415
        d = dict(src_dict)
        _booted = d.pop("booted", UNSET)
        booted: SystemProfileBootcStatusBooted | Unset
        if isinstance(_booted,  Unset):
            booted = UNSET
        else:
            booted = SystemProfileBootcStatusBooted.from_dict(_booted)




        _rollback = d.pop("rollback", UNSET)
        rollback: SystemProfileBootcStatusRollback | Unset
        if isinstance(_rollback,  Unset):
            rollback = UNSET
        else:
            rollback = SystemProfileBootcStatusRollback.from_dict(_rollback)




        _staged = d.pop("staged", UNSET)
        staged: SystemProfileBootcStatusStaged | Unset
        if isinstance(_staged,  Unset):
            staged = UNSET
        else:
            staged = SystemProfileBootcStatusStaged.from_dict(_staged)




        system_profile_bootc_status = cls(
            booted=booted,
            rollback=rollback,
            staged=staged,
        )


        system_profile_bootc_status.additional_properties = d
        return system_profile_bootc_status

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

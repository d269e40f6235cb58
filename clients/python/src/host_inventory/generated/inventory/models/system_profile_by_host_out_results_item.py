from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID

if TYPE_CHECKING:
  from ..models.system_profile import SystemProfile





T = TypeVar("T", bound="SystemProfileByHostOutResultsItem")



@_attrs_define
class SystemProfileByHostOutResultsItem:
    """ 
        Attributes:
            id (UUID):
            system_profile (SystemProfile): What a reporter tells about the inside of a host. Properties that are not listed
                are dropped, at any depth.
     """

    id: UUID
    system_profile: SystemProfile
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile import SystemProfile # noqa: PLC0415
        id = str(self.id)

        system_profile = self.system_profile.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "system_profile": system_profile,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile import SystemProfile # noqa: PLC0415
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        system_profile = SystemProfile.from_dict(d.pop("system_profile"))




        system_profile_by_host_out_results_item = cls(
            id=id,
            system_profile=system_profile,
        )


        system_profile_by_host_out_results_item.additional_properties = d
        return system_profile_by_host_out_results_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ApiHostGroupGetHostListByGroupFields")



@_attrs_define
class ApiHostGroupGetHostListByGroupFields:
    """ 
        Attributes:
            system_profile (list[str] | Unset):
     """

    system_profile: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        system_profile: list[str] | Unset = UNSET
        if not isinstance(self.system_profile, Unset):
            system_profile = self.system_profile




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if system_profile is not UNSET:
            field_dict["system_profile"] = system_profile

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        system_profile = cast(list[str], d.pop("system_profile", UNSET))


        api_host_group_get_host_list_by_group_fields = cls(
            system_profile=system_profile,
        )


        api_host_group_get_host_list_by_group_fields.additional_properties = d
        return api_host_group_get_host_list_by_group_fields

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

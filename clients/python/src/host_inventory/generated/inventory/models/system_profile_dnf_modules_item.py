from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_profile_dnf_modules_item_status_item import SystemProfileDnfModulesItemStatusItem
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="SystemProfileDnfModulesItem")



@_attrs_define
class SystemProfileDnfModulesItem:
    """ 
        Attributes:
            name (str | Unset): Name of the module
            stream (str | Unset): Stream of the module
            status (list[SystemProfileDnfModulesItemStatusItem] | Unset): What was done with the stream
     """

    name: str | Unset = UNSET
    stream: str | Unset = UNSET
    status: list[SystemProfileDnfModulesItemStatusItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        stream = self.stream

        status: list[str] | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = []
            for status_item_data in self.status:
                status_item = status_item_data.value
                status.append(status_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if name is not UNSET:
            field_dict["name"] = name
        if stream is not UNSET:
            field_dict["stream"] = stream
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        stream = d.pop("stream", UNSET)

        _status = d.pop("status", UNSET)
        status: list[SystemProfileDnfModulesItemStatusItem] | Unset = UNSET
        if _status is not UNSET:
            status = []
            for status_item_data in _status:
                status_item = SystemProfileDnfModulesItemStatusItem(status_item_data)



                status.append(status_item)


        system_profile_dnf_modules_item = cls(
            name=name,
            stream=stream,
            status=status,
        )


        system_profile_dnf_modules_item.additional_properties = d
        return system_profile_dnf_modules_item

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

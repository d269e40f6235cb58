from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileWorkloadsRhelAiGpuModelsItem")



@_attrs_define
class SystemProfileWorkloadsRhelAiGpuModelsItem:
    """ 
        Attributes:
            name (str | Unset): Model
            vendor (str | Unset): Maker
            memory (str | Unset): Memory of one
            count (int | Unset): How many
     """

    name: str | Unset = UNSET
    vendor: str | Unset = UNSET
    memory: str | Unset = UNSET
    count: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        vendor = self.vendor

        memory = self.memory

        count = self.count


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if name is not UNSET:
            field_dict["name"] = name
        if vendor is not UNSET:
            field_dict["vendor"] = vendor
        if memory is not UNSET:
            field_dict["memory"] = memory
        if count is not UNSET:
            field_dict["count"] = count

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        vendor = d.pop("vendor", UNSET)

        memory = d.pop("memory", UNSET)

        count = d.pop("count", UNSET)

        system_profile_workloads_rhel_ai_gpu_models_item = cls(
            name=name,
            vendor=vendor,
            memory=memory,
            count=count,
        )


        system_profile_workloads_rhel_ai_gpu_models_item.additional_properties = d
        return system_profile_workloads_rhel_ai_gpu_models_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileWorkloadsIntersystemsRunningInstancesItem")



@_attrs_define
class SystemProfileWorkloadsIntersystemsRunningInstancesItem:
    """ 
        Attributes:
            instance_name (str | Unset): Name of the instance
            product (str | Unset): Product of the instance
            version (str | Unset): Version of the instance
     """

    instance_name: str | Unset = UNSET
    product: str | Unset = UNSET
    version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        instance_name = self.instance_name

        product = self.product

        version = self.version


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if instance_name is not UNSET:
            field_dict["instance_name"] = instance_name
        if product is not UNSET:
            field_dict["product"] = product
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        instance_name = d.pop("instance_name", UNSET)

        product = d.pop("product", UNSET)

        version = d.pop("version", UNSET)

        system_profile_workloads_intersystems_running_instances_item = cls(
            instance_name=instance_name,
            product=product,
            version=version,
        )


        system_profile_workloads_intersystems_running_instances_item.additional_properties = d
        return system_profile_workloads_intersystems_running_instances_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_workloads_intersystems_running_instances_item import SystemProfileWorkloadsIntersystemsRunningInstancesItem





T = TypeVar("T", bound="SystemProfileWorkloadsIntersystems")



@_attrs_define
class SystemProfileWorkloadsIntersystems:
    """ InterSystems

        Attributes:
            is_intersystems (bool | Unset): Whether InterSystems software is there
            running_instances (list[SystemProfileWorkloadsIntersystemsRunningInstancesItem] | Unset): Instances that run
     """

    is_intersystems: bool | Unset = UNSET
    running_instances: list[SystemProfileWorkloadsIntersystemsRunningInstancesItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_workloads_intersystems_running_instances_item import SystemProfileWorkloadsIntersystemsRunningInstancesItem # noqa: PLC0415
        is_intersystems = self.is_intersystems

        running_instances: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.running_instances, Unset):
            running_instances = []
            for running_instances_item_data in self.running_instances:
                running_instances_item = running_instances_item_data.to_dict()
                running_instances.append(running_instances_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if is_intersystems is not UNSET:
            field_dict["is_intersystems"] = is_intersystems
        if running_instances is not UNSET:
            field_dict["running_instances"] = running_instances

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_workloads_intersystems_running_instances_item import SystemProfileWorkloadsIntersystemsRunningInstancesItem # noqa: PLC0415
        d = dict(src_dict)
        is_intersystems = d.pop("is_intersystems", UNSET)

        _running_instances = d.pop("running_instances", UNSET)
        running_instances: list[SystemProfileWorkloadsIntersystemsRunningInstancesItem] | Unset = UNSET
        if _running_instances is not UNSET:
            running_instances = []
            for running_instances_item_data in _running_instances:
                running_instances_item = SystemProfileWorkloadsIntersystemsRunningInstancesItem.from_dict(running_instances_item_data)



                running_instances.append(running_instances_item)


        system_profile_workloads_intersystems = cls(
            is_intersystems=is_intersystems,
            running_instances=running_instances,
        )


        system_profile_workloads_intersystems.additional_properties = d
        return system_profile_workloads_intersystems

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

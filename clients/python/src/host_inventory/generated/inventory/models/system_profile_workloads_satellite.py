from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_profile_workloads_satellite_type import SystemProfileWorkloadsSatelliteType
from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_workloads_satellite_containers_item import SystemProfileWorkloadsSatelliteContainersItem





T = TypeVar("T", bound="SystemProfileWorkloadsSatellite")



@_attrs_define
class SystemProfileWorkloadsSatellite:
    """ Red Hat Satellite

        Attributes:
            type_ (SystemProfileWorkloadsSatelliteType | Unset): Part that the host plays
            version (str | Unset): Version of the product
            containers (list[SystemProfileWorkloadsSatelliteContainersItem] | Unset): Containers that it runs in
            foremanctl_version (str | Unset): Version of foremanctl
     """

    type_: SystemProfileWorkloadsSatelliteType | Unset = UNSET
    version: str | Unset = UNSET
    containers: list[SystemProfileWorkloadsSatelliteContainersItem] | Unset = UNSET
    foremanctl_version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_workloads_satellite_containers_item import SystemProfileWorkloadsSatelliteContainersItem # noqa: PLC0415
        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value


        version = self.version

        containers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.containers, Unset):
            containers = []
            for containers_item_data in self.containers:
                containers_item = containers_item_data.to_dict()
                containers.append(containers_item)



        foremanctl_version = self.foremanctl_version


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if type_ is not UNSET:
            field_dict["type"] = type_
        if version is not UNSET:
            field_dict["version"] = version
        if containers is not UNSET:
            field_dict["containers"] = containers
        if foremanctl_version is not UNSET:
            field_dict["foremanctl_version"] = foremanctl_version

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_workloads_satellite_containers_item import SystemProfileWorkloadsSatelliteContainersItem # noqa: PLC0415
        d = dict(src_dict)
        _type_ = d.pop("type", UNSET)
        type_: SystemProfileWorkloadsSatelliteType | Unset
        if isinstance(_type_,  Unset):
            type_ = UNSET
        else:
            type_ = SystemProfileWorkloadsSatelliteType(_type_)




        version = d.pop("version", UNSET)

        _containers = d.pop("containers", UNSET)
        containers: list[SystemProfileWorkloadsSatelliteContainersItem] | Unset = UNSET
        if _containers is not UNSET:
            containers = []
            for containers_item_data in _containers:
                containers_item = SystemProfileWorkloadsSatelliteContainersItem.from_dict(containers_item_data)



                containers.append(containers_item)


        foremanctl_version = d.pop("foremanctl_version", UNSET)

        system_profile_workloads_satellite = cls(
            type_=type_,
            version=version,
            containers=containers,
            foremanctl_version=foremanctl_version,
        )


        system_profile_workloads_satellite.additional_properties = d
        return system_profile_workloads_satellite

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

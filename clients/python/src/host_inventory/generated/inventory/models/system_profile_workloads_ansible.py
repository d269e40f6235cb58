from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_workloads_ansible_containers_item import SystemProfileWorkloadsAnsibleContainersItem





T = TypeVar("T", bound="SystemProfileWorkloadsAnsible")



@_attrs_define
class SystemProfileWorkloadsAnsible:
    """ Ansible Automation Platform

        Attributes:
            controller_version (str | Unset): Version of the controller
            hub_version (str | Unset): Version of the automation hub
            catalog_worker_version (str | Unset): Version of the catalog worker
            sso_version (str | Unset): Version of the single sign-on
            receptor_version (str | Unset): Version of the receptor
            runner_version (str | Unset): Version of the runner
            eda_controller_version (str | Unset): Version of the event-driven controller
            gateway_version (str | Unset): Version of the gateway
            containers (list[SystemProfileWorkloadsAnsibleContainersItem] | Unset): Containers that it runs in
     """

    controller_version: str | Unset = UNSET
    hub_version: str | Unset = UNSET
    catalog_worker_version: str | Unset = UNSET
    sso_version: str | Unset = UNSET
    receptor_version: str | Unset = UNSET
    runner_version: str | Unset = UNSET
    eda_controller_version: str | Unset = UNSET
    gateway_version: str | Unset = UNSET
    containers: list[SystemProfileWorkloadsAnsibleContainersItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_workloads_ansible_containers_item import SystemProfileWorkloadsAnsibleContainersItem # noqa: PLC0415
        controller_version = self.controller_version

        hub_version = self.hub_version

        catalog_worker_version = self.catalog_worker_version

        sso_version = self.sso_version

        receptor_version = self.receptor_version

        runner_version = self.runner_version

        eda_controller_version = self.eda_controller_version

        gateway_version = self.gateway_version

        containers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.containers, Unset):
            containers = []
            for containers_item_data in self.containers:
                containers_item = containers_item_data.to_dict()
                containers.append(containers_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if controller_version is not UNSET:
            field_dict["controller_version"] = controller_version
        if hub_version is not UNSET:
            field_dict["hub_version"] = hub_version
        if catalog_worker_version is not UNSET:
            field_dict["catalog_worker_version"] = catalog_worker_version
        if sso_version is not UNSET:
            field_dict["sso_version"] = sso_version
        if receptor_version is not UNSET:
            field_dict["receptor_version"] = receptor_version
        if runner_version is not UNSET:
            field_dict["runner_version"] = runner_version
        if eda_controller_version is not UNSET:
            field_dict["eda_controller_version"] = eda_controller_version
        if gateway_version is not UNSET:
            field_dict["gateway_version"] = gateway_version
        if containers is not UNSET:
            field_dict["containers"] = containers

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_workloads_ansible_containers_item import SystemProfileWorkloadsAnsibleContainersItem # noqa: PLC0415
        d = dict(src_dict)
        controller_version = d.pop("controller_version", UNSET)

        hub_version = d.pop("hub_version", UNSET)

        catalog_worker_version = d.pop("catalog_worker_version", UNSET)

        sso_version = d.pop("sso_version", UNSET)

        receptor_version = d.pop("receptor_version", UNSET)

        runner_version = d.pop("runner_version", UNSET)

        eda_controller_version = d.pop("eda_controller_version", UNSET)

        gateway_version = d.pop("gateway_version", UNSET)

        _containers = d.pop("containers", UNSET)
        containers: list[SystemProfileWorkloadsAnsibleContainersItem] | Unset = UNSET
        if _containers is not UNSET:
            containers = []
            for containers_item_data in _containers:
                containers_item = SystemProfileWorkloadsAnsibleContainersItem.from_dict(containers_item_data)



                containers.append(containers_item)


        system_profile_workloads_ansible = cls(
            controller_version=controller_version,
            hub_version=hub_version,
            catalog_worker_version=catalog_worker_version,
            sso_version=sso_version,
            receptor_version=receptor_version,
            runner_version=runner_version,
            eda_controller_version=eda_controller_version,
            gateway_version=gateway_version,
            containers=containers,
        )


        system_profile_workloads_ansible.additional_properties = d
        return system_profile_workloads_ansible

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

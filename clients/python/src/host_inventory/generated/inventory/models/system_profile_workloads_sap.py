from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="SystemProfileWorkloadsSap")



@_attrs_define
class SystemProfileWorkloadsSap:
    """ SAP

        Attributes:
            sap_system (bool | Unset): Whether SAP runs
            sids (list[str] | Unset): SAP system ids
            instance_number (str | Unset): Instance number, two digits
            version (str | Unset): Version of SAP HANA
     """

    sap_system: bool | Unset = UNSET
    sids: list[str] | Unset = UNSET
    instance_number: str | Unset = UNSET
    version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        sap_system = self.sap_system

        sids: list[str] | Unset = UNSET
        if not isinstance(self.sids, Unset):
            sids = self.sids



        instance_number = self.instance_number

        version = self.version


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if sap_system is not UNSET:
            field_dict["sap_system"] = sap_system
        if sids is not UNSET:
            field_dict["sids"] = sids
        if instance_number is not UNSET:
            field_dict["instance_number"] = instance_number
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        sap_system = d.pop("sap_system", UNSET)

        sids = cast(list[str], d.pop("sids", UNSET))


        instance_number = d.pop("instance_number", UNSET)

        version = d.pop("version", UNSET)

        system_profile_workloads_sap = cls(
            sap_system=sap_system,
            sids=sids,
            instance_number=instance_number,
            version=version,
        )


        system_profile_workloads_sap.additional_properties = d
        return system_profile_workloads_sap

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

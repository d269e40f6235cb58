from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileWorkloadsCrowdstrike")



@_attrs_define
class SystemProfileWorkloadsCrowdstrike:
    """ CrowdStrike Falcon

        Attributes:
            falcon_aid (str | Unset): Agent id
            falcon_backend (str | Unset): Where the sensor hooks into the kernel
            falcon_version (str | Unset): Version of the sensor
     """

    falcon_aid: str | Unset = UNSET
    falcon_backend: str | Unset = UNSET
    falcon_version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        falcon_aid = self.falcon_aid

        falcon_backend = self.falcon_backend

        falcon_version = self.falcon_version


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if falcon_aid is not UNSET:
            field_dict["falcon_aid"] = falcon_aid
        if falcon_backend is not UNSET:
            field_dict["falcon_backend"] = falcon_backend
        if falcon_version is not UNSET:
            field_dict["falcon_version"] = falcon_version

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        falcon_aid = d.pop("falcon_aid", UNSET)

        falcon_backend = d.pop("falcon_backend", UNSET)

        falcon_version = d.pop("falcon_version", UNSET)

        system_profile_workloads_crowdstrike = cls(
            falcon_aid=falcon_aid,
            falcon_backend=falcon_backend,
            falcon_version=falcon_version,
        )


        system_profile_workloads_crowdstrike.additional_properties = d
        return system_profile_workloads_crowdstrike

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_profile_operating_system_name import SystemProfileOperatingSystemName






T = TypeVar("T", bound="SystemProfileOperatingSystem")



@_attrs_define
class SystemProfileOperatingSystem:
    """ Operating system with its release

        Attributes:
            major (int): Major release
            minor (int): Minor release
            name (SystemProfileOperatingSystemName): Name of the distribution
     """

    major: int
    minor: int
    name: SystemProfileOperatingSystemName
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        major = self.major

        minor = self.minor

        name = self.name.value


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "major": major,
            "minor": minor,
            "name": name,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        major = d.pop("major")

        minor = d.pop("minor")

        name = SystemProfileOperatingSystemName(d.pop("name"))




        system_profile_operating_system = cls(
            major=major,
            minor=minor,
            name=name,
        )


        system_profile_operating_system.additional_properties = d
        return system_profile_operating_system

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

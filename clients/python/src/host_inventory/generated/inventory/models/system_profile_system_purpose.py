from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileSystemPurpose")



@_attrs_define
class SystemProfileSystemPurpose:
    """ What the host is meant for

        Attributes:
            usage (str | Unset): Intended usage
            role (str | Unset): Intended role
            sla (str | Unset): Intended service level
     """

    usage: str | Unset = UNSET
    role: str | Unset = UNSET
    sla: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        usage = self.usage

        role = self.role

        sla = self.sla


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if usage is not UNSET:
            field_dict["usage"] = usage
        if role is not UNSET:
            field_dict["role"] = role
        if sla is not UNSET:
            field_dict["sla"] = sla

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        usage = d.pop("usage", UNSET)

        role = d.pop("role", UNSET)

        sla = d.pop("sla", UNSET)

        system_profile_system_purpose = cls(
            usage=usage,
            role=role,
            sla=sla,
        )


        system_profile_system_purpose.additional_properties = d
        return system_profile_system_purpose

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

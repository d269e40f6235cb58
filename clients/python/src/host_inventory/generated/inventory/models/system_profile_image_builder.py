from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from uuid import UUID






T = TypeVar("T", bound="SystemProfileImageBuilder")



@_attrs_define
class SystemProfileImageBuilder:
    """ Origin of an image that Image Builder made

        Attributes:
            blueprint_id (UUID | Unset): Blueprint of the image
            compliance_policy_id (UUID | Unset): Compliance policy the image was built to
            compliance_profile_id (str | Unset): Compliance profile the image was built to
     """

    blueprint_id: UUID | Unset = UNSET
    compliance_policy_id: UUID | Unset = UNSET
    compliance_profile_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        blueprint_id: str | Unset = UNSET
        if not isinstance(self.blueprint_id, Unset):
            blueprint_id = str(self.blueprint_id)

        compliance_policy_id: str | Unset = UNSET
        if not isinstance(self.compliance_policy_id, Unset):
            compliance_policy_id = str(self.compliance_policy_id)

        compliance_profile_id = self.compliance_profile_id


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if blueprint_id is not UNSET:
            field_dict["blueprint_id"] = blueprint_id
        if compliance_policy_id is not UNSET:
            field_dict["compliance_policy_id"] = compliance_policy_id
        if compliance_profile_id is not UNSET:
            field_dict["compliance_profile_id"] = compliance_profile_id

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _blueprint_id = d.pop("blueprint_id", UNSET)
        blueprint_id: UUID | Unset
        if isinstance(_blueprint_id,  Unset):
            blueprint_id = UNSET
        else:
            blueprint_id = UUID(_blueprint_id)




        _compliance_policy_id = d.pop("compliance_policy_id", UNSET)
        compliance_policy_id: UUID | Unset
        if isinstance(_compliance_policy_id,  Unset):
            compliance_policy_id = UNSET
        else:
            compliance_policy_id = UUID(_compliance_policy_id)




        compliance_profile_id = d.pop("compliance_profile_id", UNSET)

        system_profile_image_builder = cls(
            blueprint_id=blueprint_id,
            compliance_policy_id=compliance_policy_id,
            compliance_profile_id=compliance_profile_id,
        )


        system_profile_image_builder.additional_properties = d
        return system_profile_image_builder

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

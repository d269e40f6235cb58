from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="ApiHostViewsGetHostViewsFields")



@_attrs_define
class ApiHostViewsGetHostViewsFields:
    """ 
        Attributes:
            system_profile (list[str] | Unset):
            advisor (list[str] | Unset):
            vulnerability (list[str] | Unset):
            patch (list[str] | Unset):
            remediations (list[str] | Unset):
            compliance (list[str] | Unset):
            malware (list[str] | Unset):
            app_data (list[str] | Unset):
     """

    system_profile: list[str] | Unset = UNSET
    advisor: list[str] | Unset = UNSET
    vulnerability: list[str] | Unset = UNSET
    patch: list[str] | Unset = UNSET
    remediations: list[str] | Unset = UNSET
    compliance: list[str] | Unset = UNSET
    malware: list[str] | Unset = UNSET
    app_data: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        system_profile: list[str] | Unset = UNSET
        if not isinstance(self.system_profile, Unset):
            system_profile = self.system_profile



        advisor: list[str] | Unset = UNSET
        if not isinstance(self.advisor, Unset):
            advisor = self.advisor



        vulnerability: list[str] | Unset = UNSET
        if not isinstance(self.vulnerability, Unset):
            vulnerability = self.vulnerability



        patch: list[str] | Unset = UNSET
        if not isinstance(self.patch, Unset):
            patch = self.patch



        remediations: list[str] | Unset = UNSET
        if not isinstance(self.remediations, Unset):
            remediations = self.remediations



        compliance: list[str] | Unset = UNSET
        if not isinstance(self.compliance, Unset):
            compliance = self.compliance



        malware: list[str] | Unset = UNSET
        if not isinstance(self.malware, Unset):
            malware = self.malware



        app_data: list[str] | Unset = UNSET
        if not isinstance(self.app_data, Unset):
            app_data = self.app_data




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if system_profile is not UNSET:
            field_dict["system_profile"] = system_profile
        if advisor is not UNSET:
            field_dict["advisor"] = advisor
        if vulnerability is not UNSET:
            field_dict["vulnerability"] = vulnerability
        if patch is not UNSET:
            field_dict["patch"] = patch
        if remediations is not UNSET:
            field_dict["remediations"] = remediations
        if compliance is not UNSET:
            field_dict["compliance"] = compliance
        if malware is not UNSET:
            field_dict["malware"] = malware
        if app_data is not UNSET:
            field_dict["app_data"] = app_data

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        system_profile = cast(list[str], d.pop("system_profile", UNSET))


        advisor = cast(list[str], d.pop("advisor", UNSET))


        vulnerability = cast(list[str], d.pop("vulnerability", UNSET))


        patch = cast(list[str], d.pop("patch", UNSET))


        remediations = cast(list[str], d.pop("remediations", UNSET))


        compliance = cast(list[str], d.pop("compliance", UNSET))


        malware = cast(list[str], d.pop("malware", UNSET))


        app_data = cast(list[str], d.pop("app_data", UNSET))


        api_host_views_get_host_views_fields = cls(
            system_profile=system_profile,
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
            app_data=app_data,
        )


        api_host_views_get_host_views_fields.additional_properties = d
        return api_host_views_get_host_views_fields

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

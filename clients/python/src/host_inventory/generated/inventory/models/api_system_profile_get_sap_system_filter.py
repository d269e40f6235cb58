from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.api_system_profile_get_sap_system_filter_advisor import ApiSystemProfileGetSapSystemFilterAdvisor
  from ..models.api_system_profile_get_sap_system_filter_compliance import ApiSystemProfileGetSapSystemFilterCompliance
  from ..models.api_system_profile_get_sap_system_filter_malware import ApiSystemProfileGetSapSystemFilterMalware
  from ..models.api_system_profile_get_sap_system_filter_patch import ApiSystemProfileGetSapSystemFilterPatch
  from ..models.api_system_profile_get_sap_system_filter_remediations import ApiSystemProfileGetSapSystemFilterRemediations
  from ..models.api_system_profile_get_sap_system_filter_system_profile import ApiSystemProfileGetSapSystemFilterSystemProfile
  from ..models.api_system_profile_get_sap_system_filter_vulnerability import ApiSystemProfileGetSapSystemFilterVulnerability





T = TypeVar("T", bound="ApiSystemProfileGetSapSystemFilter")



@_attrs_define
class ApiSystemProfileGetSapSystemFilter:
    """ 
        Attributes:
            system_profile (ApiSystemProfileGetSapSystemFilterSystemProfile | Unset):
            advisor (ApiSystemProfileGetSapSystemFilterAdvisor | Unset):
            vulnerability (ApiSystemProfileGetSapSystemFilterVulnerability | Unset):
            patch (ApiSystemProfileGetSapSystemFilterPatch | Unset):
            remediations (ApiSystemProfileGetSapSystemFilterRemediations | Unset):
            compliance (ApiSystemProfileGetSapSystemFilterCompliance | Unset):
            malware (ApiSystemProfileGetSapSystemFilterMalware | Unset):
     """

    system_profile: ApiSystemProfileGetSapSystemFilterSystemProfile | Unset = UNSET
    advisor: ApiSystemProfileGetSapSystemFilterAdvisor | Unset = UNSET
    vulnerability: ApiSystemProfileGetSapSystemFilterVulnerability | Unset = UNSET
    patch: ApiSystemProfileGetSapSystemFilterPatch | Unset = UNSET
    remediations: ApiSystemProfileGetSapSystemFilterRemediations | Unset = UNSET
    compliance: ApiSystemProfileGetSapSystemFilterCompliance | Unset = UNSET
    malware: ApiSystemProfileGetSapSystemFilterMalware | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.api_system_profile_get_sap_system_filter_advisor import ApiSystemProfileGetSapSystemFilterAdvisor # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_compliance import ApiSystemProfileGetSapSystemFilterCompliance # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_malware import ApiSystemProfileGetSapSystemFilterMalware # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_patch import ApiSystemProfileGetSapSystemFilterPatch # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_remediations import ApiSystemProfileGetSapSystemFilterRemediations # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_system_profile import ApiSystemProfileGetSapSystemFilterSystemProfile # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_vulnerability import ApiSystemProfileGetSapSystemFilterVulnerability # noqa: PLC0415
        system_profile: dict[str, Any] | Unset = UNSET
        if not isinstance(self.system_profile, Unset):
            system_profile = self.system_profile.to_dict()

        advisor: dict[str, Any] | Unset = UNSET
        if not isinstance(self.advisor, Unset):
            advisor = self.advisor.to_dict()

        vulnerability: dict[str, Any] | Unset = UNSET
        if not isinstance(self.vulnerability, Unset):
            vulnerability = self.vulnerability.to_dict()

        patch: dict[str, Any] | Unset = UNSET
        if not isinstance(self.patch, Unset):
            patch = self.patch.to_dict()

        remediations: dict[str, Any] | Unset = UNSET
        if not isinstance(self.remediations, Unset):
            remediations = self.remediations.to_dict()

        compliance: dict[str, Any] | Unset = UNSET
        if not isinstance(self.compliance, Unset):
            compliance = self.compliance.to_dict()

        malware: dict[str, Any] | Unset = UNSET
        if not isinstance(self.malware, Unset):
            malware = self.malware.to_dict()


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

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.api_system_profile_get_sap_system_filter_advisor import ApiSystemProfileGetSapSystemFilterAdvisor # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_compliance import ApiSystemProfileGetSapSystemFilterCompliance # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_malware import ApiSystemProfileGetSapSystemFilterMalware # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_patch import ApiSystemProfileGetSapSystemFilterPatch # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_remediations import ApiSystemProfileGetSapSystemFilterRemediations # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_system_profile import ApiSystemProfileGetSapSystemFilterSystemProfile # noqa: PLC0415
        from ..models.api_system_profile_get_sap_system_filter_vulnerability import ApiSystemProfileGetSapSystemFilterVulnerability # noqa: PLC0415
        d = dict(src_dict)
        _system_profile = d.pop("system_profile", UNSET)
        system_profile: ApiSystemProfileGetSapSystemFilterSystemProfile | Unset
        if isinstance(_system_profile,  Unset):
            system_profile = UNSET
        else:
            system_profile = ApiSystemProfileGetSapSystemFilterSystemProfile.from_dict(_system_profile)




        _advisor = d.pop("advisor", UNSET)
        advisor: ApiSystemProfileGetSapSystemFilterAdvisor | Unset
        if isinstance(_advisor,  Unset):
            advisor = UNSET
        else:
            advisor = ApiSystemProfileGetSapSystemFilterAdvisor.from_dict(_advisor)




        _vulnerability = d.pop("vulnerability", UNSET)
        vulnerability: ApiSystemProfileGetSapSystemFilterVulnerability | Unset
        if isinstance(_vulnerability,  Unset):
            vulnerability = UNSET
        else:
            vulnerability = ApiSystemProfileGetSapSystemFilterVulnerability.from_dict(_vulnerability)




        _patch = d.pop("patch", UNSET)
        patch: ApiSystemProfileGetSapSystemFilterPatch | Unset
        if isinstance(_patch,  Unset):
            patch = UNSET
        else:
            patch = ApiSystemProfileGetSapSystemFilterPatch.from_dict(_patch)




        _remediations = d.pop("remediations", UNSET)
        remediations: ApiSystemProfileGetSapSystemFilterRemediations | Unset
        if isinstance(_remediations,  Unset):
            remediations = UNSET
        else:
            remediations = ApiSystemProfileGetSapSystemFilterRemediations.from_dict(_remediations)




        _compliance = d.pop("compliance", UNSET)
        compliance: ApiSystemProfileGetSapSystemFilterCompliance | Unset
        if isinstance(_compliance,  Unset):
            compliance = UNSET
        else:
            compliance = ApiSystemProfileGetSapSystemFilterCompliance.from_dict(_compliance)




        _malware = d.pop("malware", UNSET)
        malware: ApiSystemProfileGetSapSystemFilterMalware | Unset
        if isinstance(_malware,  Unset):
            malware = UNSET
        else:
            malware = ApiSystemProfileGetSapSystemFilterMalware.from_dict(_malware)




        api_system_profile_get_sap_system_filter = cls(
            system_profile=system_profile,
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
        )


        api_system_profile_get_sap_system_filter.additional_properties = d
        return api_system_profile_get_sap_system_filter

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

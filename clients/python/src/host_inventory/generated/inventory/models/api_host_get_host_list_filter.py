from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.api_host_get_host_list_filter_advisor import ApiHostGetHostListFilterAdvisor
  from ..models.api_host_get_host_list_filter_compliance import ApiHostGetHostListFilterCompliance
  from ..models.api_host_get_host_list_filter_malware import ApiHostGetHostListFilterMalware
  from ..models.api_host_get_host_list_filter_patch import ApiHostGetHostListFilterPatch
  from ..models.api_host_get_host_list_filter_remediations import ApiHostGetHostListFilterRemediations
  from ..models.api_host_get_host_list_filter_system_profile import ApiHostGetHostListFilterSystemProfile
  from ..models.api_host_get_host_list_filter_vulnerability import ApiHostGetHostListFilterVulnerability





T = TypeVar("T", bound="ApiHostGetHostListFilter")



@_attrs_define
class ApiHostGetHostListFilter:
    """ 
        Attributes:
            system_profile (ApiHostGetHostListFilterSystemProfile | Unset):
            advisor (ApiHostGetHostListFilterAdvisor | Unset):
            vulnerability (ApiHostGetHostListFilterVulnerability | Unset):
            patch (ApiHostGetHostListFilterPatch | Unset):
            remediations (ApiHostGetHostListFilterRemediations | Unset):
            compliance (ApiHostGetHostListFilterCompliance | Unset):
            malware (ApiHostGetHostListFilterMalware | Unset):
     """

    system_profile: ApiHostGetHostListFilterSystemProfile | Unset = UNSET
    advisor: ApiHostGetHostListFilterAdvisor | Unset = UNSET
    vulnerability: ApiHostGetHostListFilterVulnerability | Unset = UNSET
    patch: ApiHostGetHostListFilterPatch | Unset = UNSET
    remediations: ApiHostGetHostListFilterRemediations | Unset = UNSET
    compliance: ApiHostGetHostListFilterCompliance | Unset = UNSET
    malware: ApiHostGetHostListFilterMalware | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.api_host_get_host_list_filter_advisor import ApiHostGetHostListFilterAdvisor # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_compliance import ApiHostGetHostListFilterCompliance # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_malware import ApiHostGetHostListFilterMalware # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_patch import ApiHostGetHostListFilterPatch # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_remediations import ApiHostGetHostListFilterRemediations # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_system_profile import ApiHostGetHostListFilterSystemProfile # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_vulnerability import ApiHostGetHostListFilterVulnerability # noqa: PLC0415
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
        from ..models.api_host_get_host_list_filter_advisor import ApiHostGetHostListFilterAdvisor # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_compliance import ApiHostGetHostListFilterCompliance # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_malware import ApiHostGetHostListFilterMalware # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_patch import ApiHostGetHostListFilterPatch # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_remediations import ApiHostGetHostListFilterRemediations # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_system_profile import ApiHostGetHostListFilterSystemProfile # noqa: PLC0415
        from ..models.api_host_get_host_list_filter_vulnerability import ApiHostGetHostListFilterVulnerability # noqa: PLC0415
        d = dict(src_dict)
        _system_profile = d.pop("system_profile", UNSET)
        system_profile: ApiHostGetHostListFilterSystemProfile | Unset
        if isinstance(_system_profile,  Unset):
            system_profile = UNSET
        else:
            system_profile = ApiHostGetHostListFilterSystemProfile.from_dict(_system_profile)




        _advisor = d.pop("advisor", UNSET)
        advisor: ApiHostGetHostListFilterAdvisor | Unset
        if isinstance(_advisor,  Unset):
            advisor = UNSET
        else:
            advisor = ApiHostGetHostListFilterAdvisor.from_dict(_advisor)




        _vulnerability = d.pop("vulnerability", UNSET)
        vulnerability: ApiHostGetHostListFilterVulnerability | Unset
        if isinstance(_vulnerability,  Unset):
            vulnerability = UNSET
        else:
            vulnerability = ApiHostGetHostListFilterVulnerability.from_dict(_vulnerability)




        _patch = d.pop("patch", UNSET)
        patch: ApiHostGetHostListFilterPatch | Unset
        if isinstance(_patch,  Unset):
            patch = UNSET
        else:
            patch = ApiHostGetHostListFilterPatch.from_dict(_patch)




        _remediations = d.pop("remediations", UNSET)
        remediations: ApiHostGetHostListFilterRemediations | Unset
        if isinstance(_remediations,  Unset):
            remediations = UNSET
        else:
            remediations = ApiHostGetHostListFilterRemediations.from_dict(_remediations)




        _compliance = d.pop("compliance", UNSET)
        compliance: ApiHostGetHostListFilterCompliance | Unset
        if isinstance(_compliance,  Unset):
            compliance = UNSET
        else:
            compliance = ApiHostGetHostListFilterCompliance.from_dict(_compliance)




        _malware = d.pop("malware", UNSET)
        malware: ApiHostGetHostListFilterMalware | Unset
        if isinstance(_malware,  Unset):
            malware = UNSET
        else:
            malware = ApiHostGetHostListFilterMalware.from_dict(_malware)




        api_host_get_host_list_filter = cls(
            system_profile=system_profile,
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
        )


        api_host_get_host_list_filter.additional_properties = d
        return api_host_get_host_list_filter

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

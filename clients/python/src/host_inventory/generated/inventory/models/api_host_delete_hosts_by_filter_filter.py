from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.api_host_delete_hosts_by_filter_filter_advisor import ApiHostDeleteHostsByFilterFilterAdvisor
  from ..models.api_host_delete_hosts_by_filter_filter_compliance import ApiHostDeleteHostsByFilterFilterCompliance
  from ..models.api_host_delete_hosts_by_filter_filter_malware import ApiHostDeleteHostsByFilterFilterMalware
  from ..models.api_host_delete_hosts_by_filter_filter_patch import ApiHostDeleteHostsByFilterFilterPatch
  from ..models.api_host_delete_hosts_by_filter_filter_remediations import ApiHostDeleteHostsByFilterFilterRemediations
  from ..models.api_host_delete_hosts_by_filter_filter_system_profile import ApiHostDeleteHostsByFilterFilterSystemProfile
  from ..models.api_host_delete_hosts_by_filter_filter_vulnerability import ApiHostDeleteHostsByFilterFilterVulnerability





T = TypeVar("T", bound="ApiHostDeleteHostsByFilterFilter")



@_attrs_define
class ApiHostDeleteHostsByFilterFilter:
    """ 
        Attributes:
            system_profile (ApiHostDeleteHostsByFilterFilterSystemProfile | Unset):
            advisor (ApiHostDeleteHostsByFilterFilterAdvisor | Unset):
            vulnerability (ApiHostDeleteHostsByFilterFilterVulnerability | Unset):
            patch (ApiHostDeleteHostsByFilterFilterPatch | Unset):
            remediations (ApiHostDeleteHostsByFilterFilterRemediations | Unset):
            compliance (ApiHostDeleteHostsByFilterFilterCompliance | Unset):
            malware (ApiHostDeleteHostsByFilterFilterMalware | Unset):
     """

    system_profile: ApiHostDeleteHostsByFilterFilterSystemProfile | Unset = UNSET
    advisor: ApiHostDeleteHostsByFilterFilterAdvisor | Unset = UNSET
    vulnerability: ApiHostDeleteHostsByFilterFilterVulnerability | Unset = UNSET
    patch: ApiHostDeleteHostsByFilterFilterPatch | Unset = UNSET
    remediations: ApiHostDeleteHostsByFilterFilterRemediations | Unset = UNSET
    compliance: ApiHostDeleteHostsByFilterFilterCompliance | Unset = UNSET
    malware: ApiHostDeleteHostsByFilterFilterMalware | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.api_host_delete_hosts_by_filter_filter_advisor import ApiHostDeleteHostsByFilterFilterAdvisor # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_compliance import ApiHostDeleteHostsByFilterFilterCompliance # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_malware import ApiHostDeleteHostsByFilterFilterMalware # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_patch import ApiHostDeleteHostsByFilterFilterPatch # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_remediations import ApiHostDeleteHostsByFilterFilterRemediations # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_system_profile import ApiHostDeleteHostsByFilterFilterSystemProfile # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_vulnerability import ApiHostDeleteHostsByFilterFilterVulnerability # noqa: PLC0415
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
        from ..models.api_host_delete_hosts_by_filter_filter_advisor import ApiHostDeleteHostsByFilterFilterAdvisor # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_compliance import ApiHostDeleteHostsByFilterFilterCompliance # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_malware import ApiHostDeleteHostsByFilterFilterMalware # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_patch import ApiHostDeleteHostsByFilterFilterPatch # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_remediations import ApiHostDeleteHostsByFilterFilterRemediations # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_system_profile import ApiHostDeleteHostsByFilterFilterSystemProfile # noqa: PLC0415
        from ..models.api_host_delete_hosts_by_filter_filter_vulnerability import ApiHostDeleteHostsByFilterFilterVulnerability # noqa: PLC0415
        d = dict(src_dict)
        _system_profile = d.pop("system_profile", UNSET)
        system_profile: ApiHostDeleteHostsByFilterFilterSystemProfile | Unset
        if isinstance(_system_profile,  Unset):
            system_profile = UNSET
        else:
            system_profile = ApiHostDeleteHostsByFilterFilterSystemProfile.from_dict(_system_profile)




        _advisor = d.pop("advisor", UNSET)
        advisor: ApiHostDeleteHostsByFilterFilterAdvisor | Unset
        if isinstance(_advisor,  Unset):
            advisor = UNSET
        else:
            advisor = ApiHostDeleteHostsByFilterFilterAdvisor.from_dict(_advisor)




        _vulnerability = d.pop("vulnerability", UNSET)
        vulnerability: ApiHostDeleteHostsByFilterFilterVulnerability | Unset
        if isinstance(_vulnerability,  Unset):
            vulnerability = UNSET
        else:
            vulnerability = ApiHostDeleteHostsByFilterFilterVulnerability.from_dict(_vulnerability)




        _patch = d.pop("patch", UNSET)
        patch: ApiHostDeleteHostsByFilterFilterPatch | Unset
        if isinstance(_patch,  Unset):
            patch = UNSET
        else:
            patch = ApiHostDeleteHostsByFilterFilterPatch.from_dict(_patch)




        _remediations = d.pop("remediations", UNSET)
        remediations: ApiHostDeleteHostsByFilterFilterRemediations | Unset
        if isinstance(_remediations,  Unset):
            remediations = UNSET
        else:
            remediations = ApiHostDeleteHostsByFilterFilterRemediations.from_dict(_remediations)




        _compliance = d.pop("compliance", UNSET)
        compliance: ApiHostDeleteHostsByFilterFilterCompliance | Unset
        if isinstance(_compliance,  Unset):
            compliance = UNSET
        else:
            compliance = ApiHostDeleteHostsByFilterFilterCompliance.from_dict(_compliance)




        _malware = d.pop("malware", UNSET)
        malware: ApiHostDeleteHostsByFilterFilterMalware | Unset
        if isinstance(_malware,  Unset):
            malware = UNSET
        else:
            malware = ApiHostDeleteHostsByFilterFilterMalware.from_dict(_malware)




        api_host_delete_hosts_by_filter_filter = cls(
            system_profile=system_profile,
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
        )


        api_host_delete_hosts_by_filter_filter.additional_properties = d
        return api_host_delete_hosts_by_filter_filter

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

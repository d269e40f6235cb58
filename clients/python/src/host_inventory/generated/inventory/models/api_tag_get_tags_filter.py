from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.api_tag_get_tags_filter_advisor import ApiTagGetTagsFilterAdvisor
  from ..models.api_tag_get_tags_filter_compliance import ApiTagGetTagsFilterCompliance
  from ..models.api_tag_get_tags_filter_malware import ApiTagGetTagsFilterMalware
  from ..models.api_tag_get_tags_filter_patch import ApiTagGetTagsFilterPatch
  from ..models.api_tag_get_tags_filter_remediations import ApiTagGetTagsFilterRemediations
  from ..models.api_tag_get_tags_filter_system_profile import ApiTagGetTagsFilterSystemProfile
  from ..models.api_tag_get_tags_filter_vulnerability import ApiTagGetTagsFilterVulnerability





T = TypeVar("T", bound="ApiTagGetTagsFilter")



@_attrs_define
class ApiTagGetTagsFilter:
    """ 
        Attributes:
            system_profile (ApiTagGetTagsFilterSystemProfile | Unset):
            advisor (ApiTagGetTagsFilterAdvisor | Unset):
            vulnerability (ApiTagGetTagsFilterVulnerability | Unset):
            patch (ApiTagGetTagsFilterPatch | Unset):
            remediations (ApiTagGetTagsFilterRemediations | Unset):
            compliance (ApiTagGetTagsFilterCompliance | Unset):
            malware (ApiTagGetTagsFilterMalware | Unset):
     """

    system_profile: ApiTagGetTagsFilterSystemProfile | Unset = UNSET
    advisor: ApiTagGetTagsFilterAdvisor | Unset = UNSET
    vulnerability: ApiTagGetTagsFilterVulnerability | Unset = UNSET
    patch: ApiTagGetTagsFilterPatch | Unset = UNSET
    remediations: ApiTagGetTagsFilterRemediations | Unset = UNSET
    compliance: ApiTagGetTagsFilterCompliance | Unset = UNSET
    malware: ApiTagGetTagsFilterMalware | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.api_tag_get_tags_filter_advisor import ApiTagGetTagsFilterAdvisor # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_compliance import ApiTagGetTagsFilterCompliance # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_malware import ApiTagGetTagsFilterMalware # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_patch import ApiTagGetTagsFilterPatch # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_remediations import ApiTagGetTagsFilterRemediations # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_system_profile import ApiTagGetTagsFilterSystemProfile # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_vulnerability import ApiTagGetTagsFilterVulnerability # noqa: PLC0415
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
        from ..models.api_tag_get_tags_filter_advisor import ApiTagGetTagsFilterAdvisor # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_compliance import ApiTagGetTagsFilterCompliance # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_malware import ApiTagGetTagsFilterMalware # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_patch import ApiTagGetTagsFilterPatch # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_remediations import ApiTagGetTagsFilterRemediations # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_system_profile import ApiTagGetTagsFilterSystemProfile # noqa: PLC0415
        from ..models.api_tag_get_tags_filter_vulnerability import ApiTagGetTagsFilterVulnerability # noqa: PLC0415
        d = dict(src_dict)
        _system_profile = d.pop("system_profile", UNSET)
        system_profile: ApiTagGetTagsFilterSystemProfile | Unset
        if isinstance(_system_profile,  Unset):
            system_profile = UNSET
        else:
            system_profile = ApiTagGetTagsFilterSystemProfile.from_dict(_system_profile)




        _advisor = d.pop("advisor", UNSET)
        advisor: ApiTagGetTagsFilterAdvisor | Unset
        if isinstance(_advisor,  Unset):
            advisor = UNSET
        else:
            advisor = ApiTagGetTagsFilterAdvisor.from_dict(_advisor)




        _vulnerability = d.pop("vulnerability", UNSET)
        vulnerability: ApiTagGetTagsFilterVulnerability | Unset
        if isinstance(_vulnerability,  Unset):
            vulnerability = UNSET
        else:
            vulnerability = ApiTagGetTagsFilterVulnerability.from_dict(_vulnerability)




        _patch = d.pop("patch", UNSET)
        patch: ApiTagGetTagsFilterPatch | Unset
        if isinstance(_patch,  Unset):
            patch = UNSET
        else:
            patch = ApiTagGetTagsFilterPatch.from_dict(_patch)




        _remediations = d.pop("remediations", UNSET)
        remediations: ApiTagGetTagsFilterRemediations | Unset
        if isinstance(_remediations,  Unset):
            remediations = UNSET
        else:
            remediations = ApiTagGetTagsFilterRemediations.from_dict(_remediations)




        _compliance = d.pop("compliance", UNSET)
        compliance: ApiTagGetTagsFilterCompliance | Unset
        if isinstance(_compliance,  Unset):
            compliance = UNSET
        else:
            compliance = ApiTagGetTagsFilterCompliance.from_dict(_compliance)




        _malware = d.pop("malware", UNSET)
        malware: ApiTagGetTagsFilterMalware | Unset
        if isinstance(_malware,  Unset):
            malware = UNSET
        else:
            malware = ApiTagGetTagsFilterMalware.from_dict(_malware)




        api_tag_get_tags_filter = cls(
            system_profile=system_profile,
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
        )


        api_tag_get_tags_filter.additional_properties = d
        return api_tag_get_tags_filter

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

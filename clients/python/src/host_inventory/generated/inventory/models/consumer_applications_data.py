from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.advisor_app_data import AdvisorAppData
  from ..models.compliance_app_data import ComplianceAppData
  from ..models.malware_app_data import MalwareAppData
  from ..models.patch_app_data import PatchAppData
  from ..models.remediations_app_data import RemediationsAppData
  from ..models.vulnerability_app_data import VulnerabilityAppData





T = TypeVar("T", bound="ConsumerApplicationsData")



@_attrs_define
class ConsumerApplicationsData:
    """ Applications that know something about the host.

        Attributes:
            advisor (AdvisorAppData | Unset):
            vulnerability (VulnerabilityAppData | Unset):
            patch (PatchAppData | Unset):
            remediations (RemediationsAppData | Unset):
            compliance (ComplianceAppData | Unset):
            malware (MalwareAppData | Unset):
     """

    advisor: AdvisorAppData | Unset = UNSET
    vulnerability: VulnerabilityAppData | Unset = UNSET
    patch: PatchAppData | Unset = UNSET
    remediations: RemediationsAppData | Unset = UNSET
    compliance: ComplianceAppData | Unset = UNSET
    malware: MalwareAppData | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.advisor_app_data import AdvisorAppData # noqa: PLC0415
        from ..models.compliance_app_data import ComplianceAppData # noqa: PLC0415
        from ..models.malware_app_data import MalwareAppData # noqa: PLC0415
        from ..models.patch_app_data import PatchAppData # noqa: PLC0415
        from ..models.remediations_app_data import RemediationsAppData # noqa: PLC0415
        from ..models.vulnerability_app_data import VulnerabilityAppData # noqa: PLC0415
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
        from ..models.advisor_app_data import AdvisorAppData # noqa: PLC0415
        from ..models.compliance_app_data import ComplianceAppData # noqa: PLC0415
        from ..models.malware_app_data import MalwareAppData # noqa: PLC0415
        from ..models.patch_app_data import PatchAppData # noqa: PLC0415
        from ..models.remediations_app_data import RemediationsAppData # noqa: PLC0415
        from ..models.vulnerability_app_data import VulnerabilityAppData # noqa: PLC0415
        d = dict(src_dict)
        _advisor = d.pop("advisor", UNSET)
        advisor: AdvisorAppData | Unset
        if isinstance(_advisor,  Unset):
            advisor = UNSET
        else:
            advisor = AdvisorAppData.from_dict(_advisor)




        _vulnerability = d.pop("vulnerability", UNSET)
        vulnerability: VulnerabilityAppData | Unset
        if isinstance(_vulnerability,  Unset):
            vulnerability = UNSET
        else:
            vulnerability = VulnerabilityAppData.from_dict(_vulnerability)




        _patch = d.pop("patch", UNSET)
        patch: PatchAppData | Unset
        if isinstance(_patch,  Unset):
            patch = UNSET
        else:
            patch = PatchAppData.from_dict(_patch)




        _remediations = d.pop("remediations", UNSET)
        remediations: RemediationsAppData | Unset
        if isinstance(_remediations,  Unset):
            remediations = UNSET
        else:
            remediations = RemediationsAppData.from_dict(_remediations)




        _compliance = d.pop("compliance", UNSET)
        compliance: ComplianceAppData | Unset
        if isinstance(_compliance,  Unset):
            compliance = UNSET
        else:
            compliance = ComplianceAppData.from_dict(_compliance)




        _malware = d.pop("malware", UNSET)
        malware: MalwareAppData | Unset
        if isinstance(_malware,  Unset):
            malware = UNSET
        else:
            malware = MalwareAppData.from_dict(_malware)




        consumer_applications_data = cls(
            advisor=advisor,
            vulnerability=vulnerability,
            patch=patch,
            remediations=remediations,
            compliance=compliance,
            malware=malware,
        )


        consumer_applications_data.additional_properties = d
        return consumer_applications_data

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

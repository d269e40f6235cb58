from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
import datetime

if TYPE_CHECKING:
  from ..models.compliance_app_data_policies_type_0_item import ComplianceAppDataPoliciesType0Item





T = TypeVar("T", bound="ComplianceAppData")



@_attrs_define
class ComplianceAppData:
    """ 
        Attributes:
            policies (list[ComplianceAppDataPoliciesType0Item] | None | Unset): Policies that the host is measured against.
            policies_count (int | None | Unset):
            last_scan (datetime.datetime | None | Unset):
     """

    policies: list[ComplianceAppDataPoliciesType0Item] | None | Unset = UNSET
    policies_count: int | None | Unset = UNSET
    last_scan: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.compliance_app_data_policies_type_0_item import ComplianceAppDataPoliciesType0Item # noqa: PLC0415
        policies: list[dict[str, Any]] | None | Unset
        if isinstance(self.policies, Unset):
            policies = UNSET
        elif isinstance(self.policies, list):
            policies = []
            for policies_type_0_item_data in self.policies:
                policies_type_0_item = policies_type_0_item_data.to_dict()
                policies.append(policies_type_0_item)


        else:
            policies = self.policies

        policies_count: int | None | Unset
        if isinstance(self.policies_count, Unset):
            policies_count = UNSET
        else:
            policies_count = self.policies_count

        last_scan: None | str | Unset
        if isinstance(self.last_scan, Unset):
            last_scan = UNSET
        elif isinstance(self.last_scan, datetime.datetime):
            last_scan = self.last_scan.isoformat()
        else:
            last_scan = self.last_scan


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if policies is not UNSET:
            field_dict["policies"] = policies
        if policies_count is not UNSET:
            field_dict["policies_count"] = policies_count
        if last_scan is not UNSET:
            field_dict["last_scan"] = last_scan

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compliance_app_data_policies_type_0_item import ComplianceAppDataPoliciesType0Item # noqa: PLC0415
        d = dict(src_dict)
        def _parse_policies(data: object) -> list[ComplianceAppDataPoliciesType0Item] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                policies_type_0 = []
                _policies_type_0 = data
                for policies_type_0_item_data in (_policies_type_0):
                    policies_type_0_item = ComplianceAppDataPoliciesType0Item.from_dict(policies_type_0_item_data)



                    policies_type_0.append(policies_type_0_item)

                return policies_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ComplianceAppDataPoliciesType0Item] | None | Unset, data)

        policies = _parse_policies(d.pop("policies", UNSET))


        def _parse_policies_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        policies_count = _parse_policies_count(d.pop("policies_count", UNSET))


        def _parse_last_scan(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_scan_type_0 = datetime.datetime.fromisoformat(data)



                return last_scan_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        last_scan = _parse_last_scan(d.pop("last_scan", UNSET))


        compliance_app_data = cls(
            policies=policies,
            policies_count=policies_count,
            last_scan=last_scan,
        )


        compliance_app_data.additional_properties = d
        return compliance_app_data

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="RemediationsAppData")



@_attrs_define
class RemediationsAppData:
    """ 
        Attributes:
            remediations_plans (int | None | Unset):
     """

    remediations_plans: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        remediations_plans: int | None | Unset
        if isinstance(self.remediations_plans, Unset):
            remediations_plans = UNSET
        else:
            remediations_plans = self.remediations_plans


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if remediations_plans is not UNSET:
            field_dict["remediations_plans"] = remediations_plans

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_remediations_plans(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        remediations_plans = _parse_remediations_plans(d.pop("remediations_plans", UNSET))


        remediations_app_data = cls(
            remediations_plans=remediations_plans,
        )


        remediations_app_data.additional_properties = d
        return remediations_app_data

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

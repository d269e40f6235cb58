from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="AdvisorAppData")



@_attrs_define
class AdvisorAppData:
    """ 
        Attributes:
            recommendations (int | None | Unset):
            incidents (int | None | Unset):
            critical (int | None | Unset):
            important (int | None | Unset):
            moderate (int | None | Unset):
            low (int | None | Unset):
     """

    recommendations: int | None | Unset = UNSET
    incidents: int | None | Unset = UNSET
    critical: int | None | Unset = UNSET
    important: int | None | Unset = UNSET
    moderate: int | None | Unset = UNSET
    low: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        recommendations: int | None | Unset
        if isinstance(self.recommendations, Unset):
            recommendations = UNSET
        else:
            recommendations = self.recommendations

        incidents: int | None | Unset
        if isinstance(self.incidents, Unset):
            incidents = UNSET
        else:
            incidents = self.incidents

        critical: int | None | Unset
        if isinstance(self.critical, Unset):
            critical = UNSET
        else:
            critical = self.critical

        important: int | None | Unset
        if isinstance(self.important, Unset):
            important = UNSET
        else:
            important = self.important

        moderate: int | None | Unset
        if isinstance(self.moderate, Unset):
            moderate = UNSET
        else:
            moderate = self.moderate

        low: int | None | Unset
        if isinstance(self.low, Unset):
            low = UNSET
        else:
            low = self.low


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if recommendations is not UNSET:
            field_dict["recommendations"] = recommendations
        if incidents is not UNSET:
            field_dict["incidents"] = incidents
        if critical is not UNSET:
            field_dict["critical"] = critical
        if important is not UNSET:
            field_dict["important"] = important
        if moderate is not UNSET:
            field_dict["moderate"] = moderate
        if low is not UNSET:
            field_dict["low"] = low

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_recommendations(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        recommendations = _parse_recommendations(d.pop("recommendations", UNSET))


        def _parse_incidents(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        incidents = _parse_incidents(d.pop("incidents", UNSET))


        def _parse_critical(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        critical = _parse_critical(d.pop("critical", UNSET))


        def _parse_important(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        important = _parse_important(d.pop("important", UNSET))


        def _parse_moderate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        moderate = _parse_moderate(d.pop("moderate", UNSET))


        def _parse_low(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        low = _parse_low(d.pop("low", UNSET))


        advisor_app_data = cls(
            recommendations=recommendations,
            incidents=incidents,
            critical=critical,
            important=important,
            moderate=moderate,
            low=low,
        )


        advisor_app_data.additional_properties = d
        return advisor_app_data

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.operating_systems_results_item_value import OperatingSystemsResultsItemValue





T = TypeVar("T", bound="OperatingSystemsResultsItem")



@_attrs_define
class OperatingSystemsResultsItem:
    """ 
        Attributes:
            value (OperatingSystemsResultsItemValue):
            count (int):
     """

    value: OperatingSystemsResultsItemValue
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.operating_systems_results_item_value import OperatingSystemsResultsItemValue # noqa: PLC0415
        value = self.value.to_dict()

        count = self.count


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "value": value,
            "count": count,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.operating_systems_results_item_value import OperatingSystemsResultsItemValue # noqa: PLC0415
        d = dict(src_dict)
        value = OperatingSystemsResultsItemValue.from_dict(d.pop("value"))




        count = d.pop("count")

        operating_systems_results_item = cls(
            value=value,
            count=count,
        )


        operating_systems_results_item.additional_properties = d
        return operating_systems_results_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.host_out import HostOut





T = TypeVar("T", bound="HostQueryOutput")



@_attrs_define
class HostQueryOutput:
    """ 
        Attributes:
            total (int | None): Entries on all pages; null if not asked for.
            count (int): Entries on this page.
            page (int):
            per_page (int):
            results (list[HostOut]):
     """

    total: int | None
    count: int
    page: int
    per_page: int
    results: list[HostOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.host_out import HostOut # noqa: PLC0415
        total: int | None
        total = self.total

        count = self.count

        page = self.page

        per_page = self.per_page

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "total": total,
            "count": count,
            "page": page,
            "per_page": per_page,
            "results": results,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.host_out import HostOut # noqa: PLC0415
        d = dict(src_dict)
        def _parse_total(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        total = _parse_total(d.pop("total"))


        count = d.pop("count")

        page = d.pop("page")

        per_page = d.pop("per_page")

        results = []
        _results = d.pop("results")
        for results_item_data in (_results):
            results_item = HostOut.from_dict(results_item_data)



            results.append(results_item)


        host_query_output = cls(
            total=total,
            count=count,
            page=page,
            per_page=per_page,
            results=results,
        )


        host_query_output.additional_properties = d
        return host_query_output

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

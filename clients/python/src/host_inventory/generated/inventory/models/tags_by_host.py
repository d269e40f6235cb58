from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.tags_by_host_results import TagsByHostResults





T = TypeVar("T", bound="TagsByHost")



@_attrs_define
class TagsByHost:
    """ 
        Attributes:
            total (int): Entries on all pages.
            count (int): Entries on this page.
            page (int):
            per_page (int):
            results (TagsByHostResults):
     """

    total: int
    count: int
    page: int
    per_page: int
    results: TagsByHostResults
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.tags_by_host_results import TagsByHostResults # noqa: PLC0415
        total = self.total

        count = self.count

        page = self.page

        per_page = self.per_page

        results = self.results.to_dict()


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
        from ..models.tags_by_host_results import TagsByHostResults # noqa: PLC0415
        d = dict(src_dict)
        total = d.pop("total")

        count = d.pop("count")

        page = d.pop("page")

        per_page = d.pop("per_page")

        results = TagsByHostResults.from_dict(d.pop("results"))




        tags_by_host = cls(
            total=total,
            count=count,
            page=page,
            per_page=per_page,
            results=results,
        )


        tags_by_host.additional_properties = d
        return tags_by_host

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

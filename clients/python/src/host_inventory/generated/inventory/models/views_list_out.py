from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID

if TYPE_CHECKING:
  from ..models.view_out import ViewOut





T = TypeVar("T", bound="ViewsListOut")



@_attrs_define
class ViewsListOut:
    """ 
        Attributes:
            total (int): Entries on all pages.
            count (int): Entries on this page.
            page (int):
            per_page (int):
            results (list[ViewOut]):
            default_view_id (None | UUID): The view that the caller sees first.
     """

    total: int
    count: int
    page: int
    per_page: int
    results: list[ViewOut]
    default_view_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.view_out import ViewOut # noqa: PLC0415
        total = self.total

        count = self.count

        page = self.page

        per_page = self.per_page

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)



        default_view_id: None | str
        if isinstance(self.default_view_id, UUID):
            default_view_id = str(self.default_view_id)
        else:
            default_view_id = self.default_view_id


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "total": total,
            "count": count,
            "page": page,
            "per_page": per_page,
            "results": results,
            "default_view_id": default_view_id,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.view_out import ViewOut # noqa: PLC0415
        d = dict(src_dict)
        total = d.pop("total")

        count = d.pop("count")

        page = d.pop("page")

        per_page = d.pop("per_page")

        results = []
        _results = d.pop("results")
        for results_item_data in (_results):
            results_item = ViewOut.from_dict(results_item_data)



            results.append(results_item)


        def _parse_default_view_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                default_view_id_type_0 = UUID(data)



                return default_view_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        default_view_id = _parse_default_view_id(d.pop("default_view_id"))


        views_list_out = cls(
            total=total,
            count=count,
            page=page,
            per_page=per_page,
            results=results,
            default_view_id=default_view_id,
        )


        views_list_out.additional_properties = d
        return views_list_out

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

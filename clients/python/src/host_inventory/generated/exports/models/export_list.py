from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.export_list_data_item import ExportListDataItem
  from ..models.export_list_links import ExportListLinks
  from ..models.export_list_meta import ExportListMeta





T = TypeVar("T", bound="ExportList")



@_attrs_define
class ExportList:
    """ 
        Attributes:
            meta (ExportListMeta):
            links (ExportListLinks):
            data (list[ExportListDataItem]):
     """

    meta: ExportListMeta
    links: ExportListLinks
    data: list[ExportListDataItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.export_list_data_item import ExportListDataItem # noqa: PLC0415
        from ..models.export_list_links import ExportListLinks # noqa: PLC0415
        from ..models.export_list_meta import ExportListMeta # noqa: PLC0415
        meta = self.meta.to_dict()

        links = self.links.to_dict()

        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "meta": meta,
            "links": links,
            "data": data,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.export_list_data_item import ExportListDataItem # noqa: PLC0415
        from ..models.export_list_links import ExportListLinks # noqa: PLC0415
        from ..models.export_list_meta import ExportListMeta # noqa: PLC0415
        d = dict(src_dict)
        meta = ExportListMeta.from_dict(d.pop("meta"))




        links = ExportListLinks.from_dict(d.pop("links"))




        data = []
        _data = d.pop("data")
        for data_item_data in (_data):
            data_item = ExportListDataItem.from_dict(data_item_data)



            data.append(data_item)


        export_list = cls(
            meta=meta,
            links=links,
            data=data,
        )


        export_list.additional_properties = d
        return export_list

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.resource_types_query_output_data_item import ResourceTypesQueryOutputDataItem
  from ..models.resource_types_query_output_links import ResourceTypesQueryOutputLinks
  from ..models.resource_types_query_output_meta import ResourceTypesQueryOutputMeta





T = TypeVar("T", bound="ResourceTypesQueryOutput")



@_attrs_define
class ResourceTypesQueryOutput:
    """ 
        Attributes:
            meta (ResourceTypesQueryOutputMeta):
            links (ResourceTypesQueryOutputLinks):
            data (list[ResourceTypesQueryOutputDataItem]):
     """

    meta: ResourceTypesQueryOutputMeta
    links: ResourceTypesQueryOutputLinks
    data: list[ResourceTypesQueryOutputDataItem]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.resource_types_query_output_data_item import ResourceTypesQueryOutputDataItem # noqa: PLC0415
        from ..models.resource_types_query_output_links import ResourceTypesQueryOutputLinks # noqa: PLC0415
        from ..models.resource_types_query_output_meta import ResourceTypesQueryOutputMeta # noqa: PLC0415
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
        from ..models.resource_types_query_output_data_item import ResourceTypesQueryOutputDataItem # noqa: PLC0415
        from ..models.resource_types_query_output_links import ResourceTypesQueryOutputLinks # noqa: PLC0415
        from ..models.resource_types_query_output_meta import ResourceTypesQueryOutputMeta # noqa: PLC0415
        d = dict(src_dict)
        meta = ResourceTypesQueryOutputMeta.from_dict(d.pop("meta"))




        links = ResourceTypesQueryOutputLinks.from_dict(d.pop("links"))




        data = []
        _data = d.pop("data")
        for data_item_data in (_data):
            data_item = ResourceTypesQueryOutputDataItem.from_dict(data_item_data)



            data.append(data_item)


        resource_types_query_output = cls(
            meta=meta,
            links=links,
            data=data,
        )


        resource_types_query_output.additional_properties = d
        return resource_types_query_output

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

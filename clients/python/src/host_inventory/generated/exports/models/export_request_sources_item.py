from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.export_request_sources_item_filters_type_0 import ExportRequestSourcesItemFiltersType0





T = TypeVar("T", bound="ExportRequestSourcesItem")



@_attrs_define
class ExportRequestSourcesItem:
    """ 
        Attributes:
            application (str):
            resource (str):
            filters (ExportRequestSourcesItemFiltersType0 | None | Unset): `view_id` exports what a saved view shows.
                Without it everything visible is exported, unless the deployment honours filters (`HBI_EXPORT_FILTERS`).
     """

    application: str
    resource: str
    filters: ExportRequestSourcesItemFiltersType0 | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.export_request_sources_item_filters_type_0 import ExportRequestSourcesItemFiltersType0 # noqa: PLC0415
        application = self.application

        resource = self.resource

        filters: dict[str, Any] | None | Unset
        if isinstance(self.filters, Unset):
            filters = UNSET
        elif isinstance(self.filters, ExportRequestSourcesItemFiltersType0):
            filters = self.filters.to_dict()
        else:
            filters = self.filters


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "application": application,
            "resource": resource,
        })
        if filters is not UNSET:
            field_dict["filters"] = filters

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.export_request_sources_item_filters_type_0 import ExportRequestSourcesItemFiltersType0 # noqa: PLC0415
        d = dict(src_dict)
        application = d.pop("application")

        resource = d.pop("resource")

        def _parse_filters(data: object) -> ExportRequestSourcesItemFiltersType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                filters_type_0 = ExportRequestSourcesItemFiltersType0.from_dict(data)



                return filters_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExportRequestSourcesItemFiltersType0 | None | Unset, data)

        filters = _parse_filters(d.pop("filters", UNSET))


        export_request_sources_item = cls(
            application=application,
            resource=resource,
            filters=filters,
        )


        export_request_sources_item.additional_properties = d
        return export_request_sources_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.view_column_config import ViewColumnConfig
  from ..models.view_configuration_filters import ViewConfigurationFilters
  from ..models.view_sort_config import ViewSortConfig





T = TypeVar("T", bound="ViewConfiguration")



@_attrs_define
class ViewConfiguration:
    """ 
        Attributes:
            columns (list[ViewColumnConfig]):
            sort (ViewSortConfig | Unset):
            filters (ViewConfigurationFilters | Unset): `host`, `system_profile`, or an application: what its filter takes
                in a query string.
     """

    columns: list[ViewColumnConfig]
    sort: ViewSortConfig | Unset = UNSET
    filters: ViewConfigurationFilters | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.view_column_config import ViewColumnConfig # noqa: PLC0415
        from ..models.view_configuration_filters import ViewConfigurationFilters # noqa: PLC0415
        from ..models.view_sort_config import ViewSortConfig # noqa: PLC0415
        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)



        sort: dict[str, Any] | Unset = UNSET
        if not isinstance(self.sort, Unset):
            sort = self.sort.to_dict()

        filters: dict[str, Any] | Unset = UNSET
        if not isinstance(self.filters, Unset):
            filters = self.filters.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "columns": columns,
        })
        if sort is not UNSET:
            field_dict["sort"] = sort
        if filters is not UNSET:
            field_dict["filters"] = filters

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.view_column_config import ViewColumnConfig # noqa: PLC0415
        from ..models.view_configuration_filters import ViewConfigurationFilters # noqa: PLC0415
        from ..models.view_sort_config import ViewSortConfig # noqa: PLC0415
        d = dict(src_dict)
        columns = []
        _columns = d.pop("columns")
        for columns_item_data in (_columns):
            columns_item = ViewColumnConfig.from_dict(columns_item_data)



            columns.append(columns_item)


        _sort = d.pop("sort", UNSET)
        sort: ViewSortConfig | Unset
        if isinstance(_sort,  Unset):
            sort = UNSET
        else:
            sort = ViewSortConfig.from_dict(_sort)




        _filters = d.pop("filters", UNSET)
        filters: ViewConfigurationFilters | Unset
        if isinstance(_filters,  Unset):
            filters = UNSET
        else:
            filters = ViewConfigurationFilters.from_dict(_filters)




        view_configuration = cls(
            columns=columns,
            sort=sort,
            filters=filters,
        )


        view_configuration.additional_properties = d
        return view_configuration

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.host_filters import HostFilters
  from ..models.view_configuration_filters_additional_property import ViewConfigurationFiltersAdditionalProperty





T = TypeVar("T", bound="ViewConfigurationFilters")



@_attrs_define
class ViewConfigurationFilters:
    """ `host`, `system_profile`, or an application: what its filter takes in a query string.

        Attributes:
            host (HostFilters | Unset):
     """

    host: HostFilters | Unset = UNSET
    additional_properties: dict[str, ViewConfigurationFiltersAdditionalProperty] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.host_filters import HostFilters # noqa: PLC0415
        from ..models.view_configuration_filters_additional_property import ViewConfigurationFiltersAdditionalProperty # noqa: PLC0415
        host: dict[str, Any] | Unset = UNSET
        if not isinstance(self.host, Unset):
            host = self.host.to_dict()


        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        field_dict.update({
        })
        if host is not UNSET:
            field_dict["host"] = host

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.host_filters import HostFilters # noqa: PLC0415
        from ..models.view_configuration_filters_additional_property import ViewConfigurationFiltersAdditionalProperty # noqa: PLC0415
        d = dict(src_dict)
        _host = d.pop("host", UNSET)
        host: HostFilters | Unset
        if isinstance(_host,  Unset):
            host = UNSET
        else:
            host = HostFilters.from_dict(_host)




        view_configuration_filters = cls(
            host=host,
        )


        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = ViewConfigurationFiltersAdditionalProperty.from_dict(prop_dict)



            additional_properties[prop_name] = additional_property

        view_configuration_filters.additional_properties = additional_properties
        return view_configuration_filters

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> ViewConfigurationFiltersAdditionalProperty:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: ViewConfigurationFiltersAdditionalProperty) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

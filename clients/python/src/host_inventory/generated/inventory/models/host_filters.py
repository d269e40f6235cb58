from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.host_filters_staleness_item import HostFiltersStalenessItem
from ..models.host_filters_system_type_item import HostFiltersSystemTypeItem
from ..types import UNSET, Unset
from typing import cast
import datetime






T = TypeVar("T", bound="HostFilters")



@_attrs_define
class HostFilters:
    """ 
        Attributes:
            hostname_or_id (str | Unset):
            staleness (list[HostFiltersStalenessItem] | Unset):
            registered_with (list[str] | Unset):
            tags (list[str] | Unset):
            workspace_name (list[str] | Unset):
            last_check_in_start (datetime.datetime | Unset):
            last_check_in_end (datetime.datetime | Unset):
            updated_start (datetime.datetime | Unset):
            updated_end (datetime.datetime | Unset):
            system_type (list[HostFiltersSystemTypeItem] | Unset):
     """

    hostname_or_id: str | Unset = UNSET
    staleness: list[HostFiltersStalenessItem] | Unset = UNSET
    registered_with: list[str] | Unset = UNSET
    tags: list[str] | Unset = UNSET
    workspace_name: list[str] | Unset = UNSET
    last_check_in_start: datetime.datetime | Unset = UNSET
    last_check_in_end: datetime.datetime | Unset = UNSET
    updated_start: datetime.datetime | Unset = UNSET
    updated_end: datetime.datetime | Unset = UNSET
    system_type: list[HostFiltersSystemTypeItem] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        hostname_or_id = self.hostname_or_id

        staleness: list[str] | Unset = UNSET
        if not isinstance(self.staleness, Unset):
            staleness = []
            for staleness_item_data in self.staleness:
                staleness_item = staleness_item_data.value
                staleness.append(staleness_item)



        registered_with: list[str] | Unset = UNSET
        if not isinstance(self.registered_with, Unset):
            registered_with = self.registered_with



        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags



        workspace_name: list[str] | Unset = UNSET
        if not isinstance(self.workspace_name, Unset):
            workspace_name = self.workspace_name



        last_check_in_start: str | Unset = UNSET
        if not isinstance(self.last_check_in_start, Unset):
            last_check_in_start = self.last_check_in_start.isoformat()

        last_check_in_end: str | Unset = UNSET
        if not isinstance(self.last_check_in_end, Unset):
            last_check_in_end = self.last_check_in_end.isoformat()

        updated_start: str | Unset = UNSET
        if not isinstance(self.updated_start, Unset):
            updated_start = self.updated_start.isoformat()

        updated_end: str | Unset = UNSET
        if not isinstance(self.updated_end, Unset):
            updated_end = self.updated_end.isoformat()

        system_type: list[str] | Unset = UNSET
        if not isinstance(self.system_type, Unset):
            system_type = []
            for system_type_item_data in self.system_type:
                system_type_item = system_type_item_data.value
                system_type.append(system_type_item)




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if hostname_or_id is not UNSET:
            field_dict["hostname_or_id"] = hostname_or_id
        if staleness is not UNSET:
            field_dict["staleness"] = staleness
        if registered_with is not UNSET:
            field_dict["registered_with"] = registered_with
        if tags is not UNSET:
            field_dict["tags"] = tags
        if workspace_name is not UNSET:
            field_dict["workspace_name"] = workspace_name
        if last_check_in_start is not UNSET:
            field_dict["last_check_in_start"] = last_check_in_start
        if last_check_in_end is not UNSET:
            field_dict["last_check_in_end"] = last_check_in_end
        if updated_start is not UNSET:
            field_dict["updated_start"] = updated_start
        if updated_end is not UNSET:
            field_dict["updated_end"] = updated_end
        if system_type is not UNSET:
            field_dict["system_type"] = system_type

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        hostname_or_id = d.pop("hostname_or_id", UNSET)

        _staleness = d.pop("staleness", UNSET)
        staleness: list[HostFiltersStalenessItem] | Unset = UNSET
        if _staleness is not UNSET:
            staleness = []
            for staleness_item_data in _staleness:
                staleness_item = HostFiltersStalenessItem(staleness_item_data)



                staleness.append(staleness_item)


        registered_with = cast(list[str], d.pop("registered_with", UNSET))


        tags = cast(list[str], d.pop("tags", UNSET))


        workspace_name = cast(list[str], d.pop("workspace_name", UNSET))


        _last_check_in_start = d.pop("last_check_in_start", UNSET)
        last_check_in_start: datetime.datetime | Unset
        if isinstance(_last_check_in_start,  Unset):
            last_check_in_start = UNSET
        else:
            last_check_in_start = datetime.datetime.fromisoformat(_last_check_in_start)




        _last_check_in_end = d.pop("last_check_in_end", UNSET)
        last_check_in_end: datetime.datetime | Unset
        if isinstance(_last_check_in_end,  Unset):
            last_check_in_end = UNSET
        else:
            last_check_in_end = datetime.datetime.fromisoformat(_last_check_in_end)




        _updated_start = d.pop("updated_start", UNSET)
        updated_start: datetime.datetime | Unset
        if isinstance(_updated_start,  Unset):
            updated_start = UNSET
        else:
            updated_start = datetime.datetime.fromisoformat(_updated_start)




        _updated_end = d.pop("updated_end", UNSET)
        updated_end: datetime.datetime | Unset
        if isinstance(_updated_end,  Unset):
            updated_end = UNSET
        else:
            updated_end = datetime.datetime.fromisoformat(_updated_end)




        _system_type = d.pop("system_type", UNSET)
        system_type: list[HostFiltersSystemTypeItem] | Unset = UNSET
        if _system_type is not UNSET:
            system_type = []
            for system_type_item_data in _system_type:
                system_type_item = HostFiltersSystemTypeItem(system_type_item_data)



                system_type.append(system_type_item)


        host_filters = cls(
            hostname_or_id=hostname_or_id,
            staleness=staleness,
            registered_with=registered_with,
            tags=tags,
            workspace_name=workspace_name,
            last_check_in_start=last_check_in_start,
            last_check_in_end=last_check_in_end,
            updated_start=updated_start,
            updated_end=updated_end,
            system_type=system_type,
        )


        host_filters.additional_properties = d
        return host_filters

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

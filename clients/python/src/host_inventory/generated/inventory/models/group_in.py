from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID






T = TypeVar("T", bound="GroupIn")



@_attrs_define
class GroupIn:
    """ 
        Attributes:
            name (str | Unset): Letters and digits of ASCII, blanks, hyphens and underscores. Need not be unique.
            host_ids (list[UUID] | Unset): Ids of the group's hosts, each once, in lower case.
     """

    name: str | Unset = UNSET
    host_ids: list[UUID] | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        name = self.name

        host_ids: list[str] | Unset = UNSET
        if not isinstance(self.host_ids, Unset):
            host_ids = []
            for host_ids_item_data in self.host_ids:
                host_ids_item = str(host_ids_item_data)
                host_ids.append(host_ids_item)




        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if name is not UNSET:
            field_dict["name"] = name
        if host_ids is not UNSET:
            field_dict["host_ids"] = host_ids

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        _host_ids = d.pop("host_ids", UNSET)
        host_ids: list[UUID] | Unset = UNSET
        if _host_ids is not UNSET:
            host_ids = []
            for host_ids_item_data in _host_ids:
                host_ids_item = UUID(host_ids_item_data)



                host_ids.append(host_ids_item)


        group_in = cls(
            name=name,
            host_ids=host_ids,
        )

        return group_in


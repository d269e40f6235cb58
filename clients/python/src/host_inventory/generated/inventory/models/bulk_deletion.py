from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset







T = TypeVar("T", bound="BulkDeletion")



@_attrs_define
class BulkDeletion:
    """ 
        Attributes:
            hosts_found (int): Matching hosts, culled ones included unless staleness is given.
            hosts_deleted (int): Hosts that are deleted now.
     """

    hosts_found: int
    hosts_deleted: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        hosts_found = self.hosts_found

        hosts_deleted = self.hosts_deleted


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "hosts_found": hosts_found,
            "hosts_deleted": hosts_deleted,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        hosts_found = d.pop("hosts_found")

        hosts_deleted = d.pop("hosts_deleted")

        bulk_deletion = cls(
            hosts_found=hosts_found,
            hosts_deleted=hosts_deleted,
        )


        bulk_deletion.additional_properties = d
        return bulk_deletion

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

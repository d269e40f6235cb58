from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="PatchHostIn")



@_attrs_define
class PatchHostIn:
    """ 
        Attributes:
            display_name (str | Unset): What people call the host.
            ansible_host (str | Unset): Name or address by which Ansible reaches the host.
     """

    display_name: str | Unset = UNSET
    ansible_host: str | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        display_name = self.display_name

        ansible_host = self.ansible_host


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if display_name is not UNSET:
            field_dict["display_name"] = display_name
        if ansible_host is not UNSET:
            field_dict["ansible_host"] = ansible_host

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        display_name = d.pop("display_name", UNSET)

        ansible_host = d.pop("ansible_host", UNSET)

        patch_host_in = cls(
            display_name=display_name,
            ansible_host=ansible_host,
        )

        return patch_host_in


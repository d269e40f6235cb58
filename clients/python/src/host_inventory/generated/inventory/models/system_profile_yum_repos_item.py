from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileYumReposItem")



@_attrs_define
class SystemProfileYumReposItem:
    """ 
        Attributes:
            id (str | Unset): Section name of the repository
            name (str | Unset): Readable name
            gpgcheck (bool | Unset): Whether signatures of packages are checked
            enabled (bool | Unset): Whether the repository is in use
            base_url (str | Unset): Address of the repository
            mirrorlist (str | Unset): Address of the list of mirrors
     """

    id: str | Unset = UNSET
    name: str | Unset = UNSET
    gpgcheck: bool | Unset = UNSET
    enabled: bool | Unset = UNSET
    base_url: str | Unset = UNSET
    mirrorlist: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        gpgcheck = self.gpgcheck

        enabled = self.enabled

        base_url = self.base_url

        mirrorlist = self.mirrorlist


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if id is not UNSET:
            field_dict["id"] = id
        if name is not UNSET:
            field_dict["name"] = name
        if gpgcheck is not UNSET:
            field_dict["gpgcheck"] = gpgcheck
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if base_url is not UNSET:
            field_dict["base_url"] = base_url
        if mirrorlist is not UNSET:
            field_dict["mirrorlist"] = mirrorlist

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id", UNSET)

        name = d.pop("name", UNSET)

        gpgcheck = d.pop("gpgcheck", UNSET)

        enabled = d.pop("enabled", UNSET)

        base_url = d.pop("base_url", UNSET)

        mirrorlist = d.pop("mirrorlist", UNSET)

        system_profile_yum_repos_item = cls(
            id=id,
            name=name,
            gpgcheck=gpgcheck,
            enabled=enabled,
            base_url=base_url,
            mirrorlist=mirrorlist,
        )


        system_profile_yum_repos_item.additional_properties = d
        return system_profile_yum_repos_item

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

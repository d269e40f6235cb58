from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileRpmOstreeDeploymentsItem")



@_attrs_define
class SystemProfileRpmOstreeDeploymentsItem:
    """ 
        Attributes:
            id (str): Id of the deployment
            checksum (str): Checksum of the commit
            origin (str): Where the commit comes from
            osname (str): Name of the operating system
            booted (bool): Whether the host runs from it
            pinned (bool): Whether it is kept for good
            version (str | Unset): Version of the deployment
     """

    id: str
    checksum: str
    origin: str
    osname: str
    booted: bool
    pinned: bool
    version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        checksum = self.checksum

        origin = self.origin

        osname = self.osname

        booted = self.booted

        pinned = self.pinned

        version = self.version


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "checksum": checksum,
            "origin": origin,
            "osname": osname,
            "booted": booted,
            "pinned": pinned,
        })
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        checksum = d.pop("checksum")

        origin = d.pop("origin")

        osname = d.pop("osname")

        booted = d.pop("booted")

        pinned = d.pop("pinned")

        version = d.pop("version", UNSET)

        system_profile_rpm_ostree_deployments_item = cls(
            id=id,
            checksum=checksum,
            origin=origin,
            osname=osname,
            booted=booted,
            pinned=pinned,
            version=version,
        )


        system_profile_rpm_ostree_deployments_item.additional_properties = d
        return system_profile_rpm_ostree_deployments_item

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="SystemProfileNetworkInterfacesItem")



@_attrs_define
class SystemProfileNetworkInterfacesItem:
    """ 
        Attributes:
            ipv4_addresses (list[str] | Unset): IPv4 addresses of the interface
            ipv6_addresses (list[str] | Unset): IPv6 addresses of the interface
            mtu (int | Unset): Largest packet in bytes
            mac_address (str | Unset): Hardware address: Ethernet or InfiniBand, in any customary spelling
            name (str | Unset): Name of the interface, for example eth0 or lo
            state (str | Unset): Operational state, for example UP or DOWN
            type_ (str | Unset): Link type, for example ether or loopback
     """

    ipv4_addresses: list[str] | Unset = UNSET
    ipv6_addresses: list[str] | Unset = UNSET
    mtu: int | Unset = UNSET
    mac_address: str | Unset = UNSET
    name: str | Unset = UNSET
    state: str | Unset = UNSET
    type_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        ipv4_addresses: list[str] | Unset = UNSET
        if not isinstance(self.ipv4_addresses, Unset):
            ipv4_addresses = self.ipv4_addresses



        ipv6_addresses: list[str] | Unset = UNSET
        if not isinstance(self.ipv6_addresses, Unset):
            ipv6_addresses = self.ipv6_addresses



        mtu = self.mtu

        mac_address = self.mac_address

        name = self.name

        state = self.state

        type_ = self.type_


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if ipv4_addresses is not UNSET:
            field_dict["ipv4_addresses"] = ipv4_addresses
        if ipv6_addresses is not UNSET:
            field_dict["ipv6_addresses"] = ipv6_addresses
        if mtu is not UNSET:
            field_dict["mtu"] = mtu
        if mac_address is not UNSET:
            field_dict["mac_address"] = mac_address
        if name is not UNSET:
            field_dict["name"] = name
        if state is not UNSET:
            field_dict["state"] = state
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ipv4_addresses = cast(list[str], d.pop("ipv4_addresses", UNSET))


        ipv6_addresses = cast(list[str], d.pop("ipv6_addresses", UNSET))


        mtu = d.pop("mtu", UNSET)

        mac_address = d.pop("mac_address", UNSET)

        name = d.pop("name", UNSET)

        state = d.pop("state", UNSET)

        type_ = d.pop("type", UNSET)

        system_profile_network_interfaces_item = cls(
            ipv4_addresses=ipv4_addresses,
            ipv6_addresses=ipv6_addresses,
            mtu=mtu,
            mac_address=mac_address,
            name=name,
            state=state,
            type_=type_,
        )


        system_profile_network_interfaces_item.additional_properties = d
        return system_profile_network_interfaces_item

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

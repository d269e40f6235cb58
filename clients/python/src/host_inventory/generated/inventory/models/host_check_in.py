from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID






T = TypeVar("T", bound="HostCheckIn")



@_attrs_define
class HostCheckIn:
    """ Must hold at least one of: insights_id; subscription_manager_id; satellite_id; bios_uuid; ip_addresses; fqdn;
    mac_addresses; provider_id, provider_type.

        Attributes:
            insights_id (None | Unset | UUID): The insights id.
            subscription_manager_id (None | Unset | UUID): The subscription manager id.
            satellite_id (None | Unset | UUID): The id that Satellite gave.
            bios_uuid (None | Unset | UUID): The UUID of the machine's BIOS.
            fqdn (str | Unset): The domain name.
            ip_addresses (list[str] | Unset): IPv4 and IPv6 addresses.
            mac_addresses (list[str] | Unset): MAC addresses.
            provider_id (str | Unset): The id that the cloud provider gave; only beside provider_type.
            provider_type (str | Unset): The cloud provider; only beside provider_id.
            checkin_frequency (int | Unset): Accepted and without effect.
     """

    insights_id: None | Unset | UUID = UNSET
    subscription_manager_id: None | Unset | UUID = UNSET
    satellite_id: None | Unset | UUID = UNSET
    bios_uuid: None | Unset | UUID = UNSET
    fqdn: str | Unset = UNSET
    ip_addresses: list[str] | Unset = UNSET
    mac_addresses: list[str] | Unset = UNSET
    provider_id: str | Unset = UNSET
    provider_type: str | Unset = UNSET
    checkin_frequency: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        insights_id: None | str | Unset
        if isinstance(self.insights_id, Unset):
            insights_id = UNSET
        elif isinstance(self.insights_id, UUID):
            insights_id = str(self.insights_id)
        else:
            insights_id = self.insights_id

        subscription_manager_id: None | str | Unset
        if isinstance(self.subscription_manager_id, Unset):
            subscription_manager_id = UNSET
        elif isinstance(self.subscription_manager_id, UUID):
            subscription_manager_id = str(self.subscription_manager_id)
        else:
            subscription_manager_id = self.subscription_manager_id

        satellite_id: None | str | Unset
        if isinstance(self.satellite_id, Unset):
            satellite_id = UNSET
        elif isinstance(self.satellite_id, UUID):
            satellite_id = str(self.satellite_id)
        else:
            satellite_id = self.satellite_id

        bios_uuid: None | str | Unset
        if isinstance(self.bios_uuid, Unset):
            bios_uuid = UNSET
        elif isinstance(self.bios_uuid, UUID):
            bios_uuid = str(self.bios_uuid)
        else:
            bios_uuid = self.bios_uuid

        fqdn = self.fqdn

        ip_addresses: list[str] | Unset = UNSET
        if not isinstance(self.ip_addresses, Unset):
            ip_addresses = self.ip_addresses



        mac_addresses: list[str] | Unset = UNSET
        if not isinstance(self.mac_addresses, Unset):
            mac_addresses = self.mac_addresses



        provider_id = self.provider_id

        provider_type = self.provider_type

        checkin_frequency = self.checkin_frequency


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if insights_id is not UNSET:
            field_dict["insights_id"] = insights_id
        if subscription_manager_id is not UNSET:
            field_dict["subscription_manager_id"] = subscription_manager_id
        if satellite_id is not UNSET:
            field_dict["satellite_id"] = satellite_id
        if bios_uuid is not UNSET:
            field_dict["bios_uuid"] = bios_uuid
        if fqdn is not UNSET:
            field_dict["fqdn"] = fqdn
        if ip_addresses is not UNSET:
            field_dict["ip_addresses"] = ip_addresses
        if mac_addresses is not UNSET:
            field_dict["mac_addresses"] = mac_addresses
        if provider_id is not UNSET:
            field_dict["provider_id"] = provider_id
        if provider_type is not UNSET:
            field_dict["provider_type"] = provider_type
        if checkin_frequency is not UNSET:
            field_dict["checkin_frequency"] = checkin_frequency

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_insights_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                insights_id_type_0 = UUID(data)



                return insights_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        insights_id = _parse_insights_id(d.pop("insights_id", UNSET))


        def _parse_subscription_manager_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                subscription_manager_id_type_0 = UUID(data)



                return subscription_manager_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        subscription_manager_id = _parse_subscription_manager_id(d.pop("subscription_manager_id", UNSET))


        def _parse_satellite_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                satellite_id_type_0 = UUID(data)



                return satellite_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        satellite_id = _parse_satellite_id(d.pop("satellite_id", UNSET))


        def _parse_bios_uuid(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                bios_uuid_type_0 = UUID(data)



                return bios_uuid_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        bios_uuid = _parse_bios_uuid(d.pop("bios_uuid", UNSET))


        fqdn = d.pop("fqdn", UNSET)

        ip_addresses = cast(list[str], d.pop("ip_addresses", UNSET))


        mac_addresses = cast(list[str], d.pop("mac_addresses", UNSET))


        provider_id = d.pop("provider_id", UNSET)

        provider_type = d.pop("provider_type", UNSET)

        checkin_frequency = d.pop("checkin_frequency", UNSET)

        host_check_in = cls(
            insights_id=insights_id,
            subscription_manager_id=subscription_manager_id,
            satellite_id=satellite_id,
            bios_uuid=bios_uuid,
            fqdn=fqdn,
            ip_addresses=ip_addresses,
            mac_addresses=mac_addresses,
            provider_id=provider_id,
            provider_type=provider_type,
            checkin_frequency=checkin_frequency,
        )


        host_check_in.additional_properties = d
        return host_check_in

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

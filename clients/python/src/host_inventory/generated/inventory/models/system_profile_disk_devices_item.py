from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_disk_devices_item_options import SystemProfileDiskDevicesItemOptions





T = TypeVar("T", bound="SystemProfileDiskDevicesItem")



@_attrs_define
class SystemProfileDiskDevicesItem:
    """ 
        Attributes:
            device (str | Unset): Path of the device
            label (str | Unset): Label given by the user
            options (SystemProfileDiskDevicesItemOptions | Unset): Mount options, free in form; no key may be empty
            mount_point (str | Unset): Where the device is mounted
            type_ (str | Unset): File system
     """

    device: str | Unset = UNSET
    label: str | Unset = UNSET
    options: SystemProfileDiskDevicesItemOptions | Unset = UNSET
    mount_point: str | Unset = UNSET
    type_: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_disk_devices_item_options import SystemProfileDiskDevicesItemOptions # noqa: PLC0415
        device = self.device

        label = self.label

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        mount_point = self.mount_point

        type_ = self.type_


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if device is not UNSET:
            field_dict["device"] = device
        if label is not UNSET:
            field_dict["label"] = label
        if options is not UNSET:
            field_dict["options"] = options
        if mount_point is not UNSET:
            field_dict["mount_point"] = mount_point
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_disk_devices_item_options import SystemProfileDiskDevicesItemOptions # noqa: PLC0415
        d = dict(src_dict)
        device = d.pop("device", UNSET)

        label = d.pop("label", UNSET)

        _options = d.pop("options", UNSET)
        options: SystemProfileDiskDevicesItemOptions | Unset
        if isinstance(_options,  Unset):
            options = UNSET
        else:
            options = SystemProfileDiskDevicesItemOptions.from_dict(_options)




        mount_point = d.pop("mount_point", UNSET)

        type_ = d.pop("type", UNSET)

        system_profile_disk_devices_item = cls(
            device=device,
            label=label,
            options=options,
            mount_point=mount_point,
            type_=type_,
        )


        system_profile_disk_devices_item.additional_properties = d
        return system_profile_disk_devices_item

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

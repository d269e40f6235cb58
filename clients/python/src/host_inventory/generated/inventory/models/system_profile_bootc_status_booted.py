from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="SystemProfileBootcStatusBooted")



@_attrs_define
class SystemProfileBootcStatusBooted:
    """ Image the host runs from

        Attributes:
            image (str | Unset): Image reference
            image_digest (str | Unset): Digest of the image
            cached_image (str | Unset): Reference of the newer image at hand
            cached_image_digest (str | Unset): Digest of the newer image at hand
     """

    image: str | Unset = UNSET
    image_digest: str | Unset = UNSET
    cached_image: str | Unset = UNSET
    cached_image_digest: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        image = self.image

        image_digest = self.image_digest

        cached_image = self.cached_image

        cached_image_digest = self.cached_image_digest


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if image is not UNSET:
            field_dict["image"] = image
        if image_digest is not UNSET:
            field_dict["image_digest"] = image_digest
        if cached_image is not UNSET:
            field_dict["cached_image"] = cached_image
        if cached_image_digest is not UNSET:
            field_dict["cached_image_digest"] = cached_image_digest

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = d.pop("image", UNSET)

        image_digest = d.pop("image_digest", UNSET)

        cached_image = d.pop("cached_image", UNSET)

        cached_image_digest = d.pop("cached_image_digest", UNSET)

        system_profile_bootc_status_booted = cls(
            image=image,
            image_digest=image_digest,
            cached_image=cached_image,
            cached_image_digest=cached_image_digest,
        )


        system_profile_bootc_status_booted.additional_properties = d
        return system_profile_bootc_status_booted

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

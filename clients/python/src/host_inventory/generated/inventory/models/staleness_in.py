from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset






T = TypeVar("T", bound="StalenessIn")



@_attrs_define
class StalenessIn:
    """ 
        Attributes:
            conventional_time_to_stale (int | Unset): Seconds, at most 604800.
            conventional_time_to_stale_warning (int | Unset): Seconds, at most 15552000.
            conventional_time_to_delete (int | Unset): Seconds, at most 63072000.
            immutable_time_to_stale (int | Unset): Accepted and without effect.
            immutable_time_to_stale_warning (int | Unset): Accepted and without effect.
            immutable_time_to_delete (int | Unset): Accepted and without effect.
     """

    conventional_time_to_stale: int | Unset = UNSET
    conventional_time_to_stale_warning: int | Unset = UNSET
    conventional_time_to_delete: int | Unset = UNSET
    immutable_time_to_stale: int | Unset = UNSET
    immutable_time_to_stale_warning: int | Unset = UNSET
    immutable_time_to_delete: int | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        conventional_time_to_stale = self.conventional_time_to_stale

        conventional_time_to_stale_warning = self.conventional_time_to_stale_warning

        conventional_time_to_delete = self.conventional_time_to_delete

        immutable_time_to_stale = self.immutable_time_to_stale

        immutable_time_to_stale_warning = self.immutable_time_to_stale_warning

        immutable_time_to_delete = self.immutable_time_to_delete


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if conventional_time_to_stale is not UNSET:
            field_dict["conventional_time_to_stale"] = conventional_time_to_stale
        if conventional_time_to_stale_warning is not UNSET:
            field_dict["conventional_time_to_stale_warning"] = conventional_time_to_stale_warning
        if conventional_time_to_delete is not UNSET:
            field_dict["conventional_time_to_delete"] = conventional_time_to_delete
        if immutable_time_to_stale is not UNSET:
            field_dict["immutable_time_to_stale"] = immutable_time_to_stale
        if immutable_time_to_stale_warning is not UNSET:
            field_dict["immutable_time_to_stale_warning"] = immutable_time_to_stale_warning
        if immutable_time_to_delete is not UNSET:
            field_dict["immutable_time_to_delete"] = immutable_time_to_delete

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        conventional_time_to_stale = d.pop("conventional_time_to_stale", UNSET)

        conventional_time_to_stale_warning = d.pop("conventional_time_to_stale_warning", UNSET)

        conventional_time_to_delete = d.pop("conventional_time_to_delete", UNSET)

        immutable_time_to_stale = d.pop("immutable_time_to_stale", UNSET)

        immutable_time_to_stale_warning = d.pop("immutable_time_to_stale_warning", UNSET)

        immutable_time_to_delete = d.pop("immutable_time_to_delete", UNSET)

        staleness_in = cls(
            conventional_time_to_stale=conventional_time_to_stale,
            conventional_time_to_stale_warning=conventional_time_to_stale_warning,
            conventional_time_to_delete=conventional_time_to_delete,
            immutable_time_to_stale=immutable_time_to_stale,
            immutable_time_to_stale_warning=immutable_time_to_stale_warning,
            immutable_time_to_delete=immutable_time_to_delete,
        )

        return staleness_in


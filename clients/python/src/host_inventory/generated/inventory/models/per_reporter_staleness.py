from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="PerReporterStaleness")



@_attrs_define
class PerReporterStaleness:
    """ 
        Attributes:
            last_check_in (datetime.datetime):
            stale_timestamp (datetime.datetime):
            stale_warning_timestamp (datetime.datetime):
            culled_timestamp (datetime.datetime):
            check_in_succeeded (bool):
     """

    last_check_in: datetime.datetime
    stale_timestamp: datetime.datetime
    stale_warning_timestamp: datetime.datetime
    culled_timestamp: datetime.datetime
    check_in_succeeded: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        last_check_in = self.last_check_in.isoformat()

        stale_timestamp = self.stale_timestamp.isoformat()

        stale_warning_timestamp = self.stale_warning_timestamp.isoformat()

        culled_timestamp = self.culled_timestamp.isoformat()

        check_in_succeeded = self.check_in_succeeded


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "last_check_in": last_check_in,
            "stale_timestamp": stale_timestamp,
            "stale_warning_timestamp": stale_warning_timestamp,
            "culled_timestamp": culled_timestamp,
            "check_in_succeeded": check_in_succeeded,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        last_check_in = datetime.datetime.fromisoformat(d.pop("last_check_in"))




        stale_timestamp = datetime.datetime.fromisoformat(d.pop("stale_timestamp"))




        stale_warning_timestamp = datetime.datetime.fromisoformat(d.pop("stale_warning_timestamp"))




        culled_timestamp = datetime.datetime.fromisoformat(d.pop("culled_timestamp"))




        check_in_succeeded = d.pop("check_in_succeeded")

        per_reporter_staleness = cls(
            last_check_in=last_check_in,
            stale_timestamp=stale_timestamp,
            stale_warning_timestamp=stale_warning_timestamp,
            culled_timestamp=culled_timestamp,
            check_in_succeeded=check_in_succeeded,
        )


        per_reporter_staleness.additional_properties = d
        return per_reporter_staleness

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

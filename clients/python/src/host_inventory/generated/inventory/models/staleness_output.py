from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
import datetime






T = TypeVar("T", bound="StalenessOutput")



@_attrs_define
class StalenessOutput:
    """ 
        Attributes:
            id (str): Id of the settings; `system_default` where the defaults count.
            org_id (str):
            conventional_time_to_stale (int): Seconds from the last check-in until a host is stale.
            conventional_time_to_stale_warning (int): Seconds from the last check-in until its deletion is warned about.
            conventional_time_to_delete (int): Seconds from the last check-in until it is culled.
            immutable_time_to_stale (int): Seconds from the last check-in until a host is stale.
            immutable_time_to_stale_warning (int): Seconds from the last check-in until its deletion is warned about.
            immutable_time_to_delete (int): Seconds from the last check-in until it is culled.
            created (datetime.datetime | None):
            updated (datetime.datetime | None):
     """

    id: str
    org_id: str
    conventional_time_to_stale: int
    conventional_time_to_stale_warning: int
    conventional_time_to_delete: int
    immutable_time_to_stale: int
    immutable_time_to_stale_warning: int
    immutable_time_to_delete: int
    created: datetime.datetime | None
    updated: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = self.id

        org_id = self.org_id

        conventional_time_to_stale = self.conventional_time_to_stale

        conventional_time_to_stale_warning = self.conventional_time_to_stale_warning

        conventional_time_to_delete = self.conventional_time_to_delete

        immutable_time_to_stale = self.immutable_time_to_stale

        immutable_time_to_stale_warning = self.immutable_time_to_stale_warning

        immutable_time_to_delete = self.immutable_time_to_delete

        created: None | str
        if isinstance(self.created, datetime.datetime):
            created = self.created.isoformat()
        else:
            created = self.created

        updated: None | str
        if isinstance(self.updated, datetime.datetime):
            updated = self.updated.isoformat()
        else:
            updated = self.updated


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "org_id": org_id,
            "conventional_time_to_stale": conventional_time_to_stale,
            "conventional_time_to_stale_warning": conventional_time_to_stale_warning,
            "conventional_time_to_delete": conventional_time_to_delete,
            "immutable_time_to_stale": immutable_time_to_stale,
            "immutable_time_to_stale_warning": immutable_time_to_stale_warning,
            "immutable_time_to_delete": immutable_time_to_delete,
            "created": created,
            "updated": updated,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        org_id = d.pop("org_id")

        conventional_time_to_stale = d.pop("conventional_time_to_stale")

        conventional_time_to_stale_warning = d.pop("conventional_time_to_stale_warning")

        conventional_time_to_delete = d.pop("conventional_time_to_delete")

        immutable_time_to_stale = d.pop("immutable_time_to_stale")

        immutable_time_to_stale_warning = d.pop("immutable_time_to_stale_warning")

        immutable_time_to_delete = d.pop("immutable_time_to_delete")

        def _parse_created(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_type_0 = datetime.datetime.fromisoformat(data)



                return created_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        created = _parse_created(d.pop("created"))


        def _parse_updated(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                updated_type_0 = datetime.datetime.fromisoformat(data)



                return updated_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        updated = _parse_updated(d.pop("updated"))


        staleness_output = cls(
            id=id,
            org_id=org_id,
            conventional_time_to_stale=conventional_time_to_stale,
            conventional_time_to_stale_warning=conventional_time_to_stale_warning,
            conventional_time_to_delete=conventional_time_to_delete,
            immutable_time_to_stale=immutable_time_to_stale,
            immutable_time_to_stale_warning=immutable_time_to_stale_warning,
            immutable_time_to_delete=immutable_time_to_delete,
            created=created,
            updated=updated,
        )


        staleness_output.additional_properties = d
        return staleness_output

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

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.export_list_data_item_format import ExportListDataItemFormat
from ..models.export_list_data_item_status import ExportListDataItemStatus
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime






T = TypeVar("T", bound="ExportListDataItem")



@_attrs_define
class ExportListDataItem:
    """ 
        Attributes:
            id (UUID):
            name (str):
            format_ (ExportListDataItemFormat):
            status (ExportListDataItemStatus):
            created_at (datetime.datetime):
            expires_at (datetime.datetime):
            completed_at (datetime.datetime | Unset):
     """

    id: UUID
    name: str
    format_: ExportListDataItemFormat
    status: ExportListDataItemStatus
    created_at: datetime.datetime
    expires_at: datetime.datetime
    completed_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        format_ = self.format_.value

        status = self.status.value

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        completed_at: str | Unset = UNSET
        if not isinstance(self.completed_at, Unset):
            completed_at = self.completed_at.isoformat()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "name": name,
            "format": format_,
            "status": status,
            "created_at": created_at,
            "expires_at": expires_at,
        })
        if completed_at is not UNSET:
            field_dict["completed_at"] = completed_at

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        name = d.pop("name")

        format_ = ExportListDataItemFormat(d.pop("format"))




        status = ExportListDataItemStatus(d.pop("status"))




        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))




        _completed_at = d.pop("completed_at", UNSET)
        completed_at: datetime.datetime | Unset
        if isinstance(_completed_at,  Unset):
            completed_at = UNSET
        else:
            completed_at = datetime.datetime.fromisoformat(_completed_at)




        export_list_data_item = cls(
            id=id,
            name=name,
            format_=format_,
            status=status,
            created_at=created_at,
            expires_at=expires_at,
            completed_at=completed_at,
        )


        export_list_data_item.additional_properties = d
        return export_list_data_item

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

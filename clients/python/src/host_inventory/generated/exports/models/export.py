from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.export_format import ExportFormat
from ..models.export_status import ExportStatus
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
  from ..models.export_progress import ExportProgress
  from ..models.source import Source





T = TypeVar("T", bound="Export")



@_attrs_define
class Export:
    """ 
        Attributes:
            id (UUID):
            name (str):
            format_ (ExportFormat):
            status (ExportStatus):
            created_at (datetime.datetime):
            expires_at (datetime.datetime):
            sources (list[Source]):
            completed_at (datetime.datetime | Unset):
            progress (ExportProgress | Unset):
     """

    id: UUID
    name: str
    format_: ExportFormat
    status: ExportStatus
    created_at: datetime.datetime
    expires_at: datetime.datetime
    sources: list[Source]
    completed_at: datetime.datetime | Unset = UNSET
    progress: ExportProgress | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.export_progress import ExportProgress # noqa: PLC0415
        from ..models.source import Source # noqa: PLC0415
        id = str(self.id)

        name = self.name

        format_ = self.format_.value

        status = self.status.value

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        sources = []
        for sources_item_data in self.sources:
            sources_item = sources_item_data.to_dict()
            sources.append(sources_item)



        completed_at: str | Unset = UNSET
        if not isinstance(self.completed_at, Unset):
            completed_at = self.completed_at.isoformat()

        progress: dict[str, Any] | Unset = UNSET
        if not isinstance(self.progress, Unset):
            progress = self.progress.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "name": name,
            "format": format_,
            "status": status,
            "created_at": created_at,
            "expires_at": expires_at,
            "sources": sources,
        })
        if completed_at is not UNSET:
            field_dict["completed_at"] = completed_at
        if progress is not UNSET:
            field_dict["progress"] = progress

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.export_progress import ExportProgress # noqa: PLC0415
        from ..models.source import Source # noqa: PLC0415
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        name = d.pop("name")

        format_ = ExportFormat(d.pop("format"))




        status = ExportStatus(d.pop("status"))




        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))




        sources = []
        _sources = d.pop("sources")
        for sources_item_data in (_sources):
            sources_item = Source.from_dict(sources_item_data)



            sources.append(sources_item)


        _completed_at = d.pop("completed_at", UNSET)
        completed_at: datetime.datetime | Unset
        if isinstance(_completed_at,  Unset):
            completed_at = UNSET
        else:
            completed_at = datetime.datetime.fromisoformat(_completed_at)




        _progress = d.pop("progress", UNSET)
        progress: ExportProgress | Unset
        if isinstance(_progress,  Unset):
            progress = UNSET
        else:
            progress = ExportProgress.from_dict(_progress)




        export = cls(
            id=id,
            name=name,
            format_=format_,
            status=status,
            created_at=created_at,
            expires_at=expires_at,
            sources=sources,
            completed_at=completed_at,
            progress=progress,
        )


        export.additional_properties = d
        return export

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

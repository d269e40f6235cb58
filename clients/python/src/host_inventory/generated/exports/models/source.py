from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.source_status import SourceStatus
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID

if TYPE_CHECKING:
  from ..models.source_filters_type_0 import SourceFiltersType0





T = TypeVar("T", bound="Source")



@_attrs_define
class Source:
    """ 
        Attributes:
            id (UUID):
            application (str):
            resource (str):
            status (SourceStatus):
            filters (None | SourceFiltersType0):
            message (str | Unset):
            error (int | Unset):
     """

    id: UUID
    application: str
    resource: str
    status: SourceStatus
    filters: None | SourceFiltersType0
    message: str | Unset = UNSET
    error: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.source_filters_type_0 import SourceFiltersType0 # noqa: PLC0415
        id = str(self.id)

        application = self.application

        resource = self.resource

        status = self.status.value

        filters: dict[str, Any] | None
        if isinstance(self.filters, SourceFiltersType0):
            filters = self.filters.to_dict()
        else:
            filters = self.filters

        message = self.message

        error = self.error


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "application": application,
            "resource": resource,
            "status": status,
            "filters": filters,
        })
        if message is not UNSET:
            field_dict["message"] = message
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_filters_type_0 import SourceFiltersType0 # noqa: PLC0415
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        application = d.pop("application")

        resource = d.pop("resource")

        status = SourceStatus(d.pop("status"))




        def _parse_filters(data: object) -> None | SourceFiltersType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                filters_type_0 = SourceFiltersType0.from_dict(data)



                return filters_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SourceFiltersType0, data)

        filters = _parse_filters(d.pop("filters"))


        message = d.pop("message", UNSET)

        error = d.pop("error", UNSET)

        source = cls(
            id=id,
            application=application,
            resource=resource,
            status=status,
            filters=filters,
            message=message,
            error=error,
        )


        source.additional_properties = d
        return source

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

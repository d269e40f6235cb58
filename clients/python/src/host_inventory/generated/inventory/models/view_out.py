from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
  from ..models.view_configuration import ViewConfiguration





T = TypeVar("T", bound="ViewOut")



@_attrs_define
class ViewOut:
    """ 
        Attributes:
            id (UUID):
            org_id (None | str): Null for a view that the system brings.
            name (str):
            description (None | str):
            is_system_view (bool):
            configuration (ViewConfiguration):
            org_wide (bool): Whether the whole organisation sees it.
            is_owner (bool): Whether the caller made it.
            created_by (None | str): User id of whoever made it.
            created_at (datetime.datetime):
            updated_at (datetime.datetime):
     """

    id: UUID
    org_id: None | str
    name: str
    description: None | str
    is_system_view: bool
    configuration: ViewConfiguration
    org_wide: bool
    is_owner: bool
    created_by: None | str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.view_configuration import ViewConfiguration # noqa: PLC0415
        id = str(self.id)

        org_id: None | str
        org_id = self.org_id

        name = self.name

        description: None | str
        description = self.description

        is_system_view = self.is_system_view

        configuration = self.configuration.to_dict()

        org_wide = self.org_wide

        is_owner = self.is_owner

        created_by: None | str
        created_by = self.created_by

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "org_id": org_id,
            "name": name,
            "description": description,
            "is_system_view": is_system_view,
            "configuration": configuration,
            "org_wide": org_wide,
            "is_owner": is_owner,
            "created_by": created_by,
            "created_at": created_at,
            "updated_at": updated_at,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.view_configuration import ViewConfiguration # noqa: PLC0415
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        def _parse_org_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        org_id = _parse_org_id(d.pop("org_id"))


        name = d.pop("name")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))


        is_system_view = d.pop("is_system_view")

        configuration = ViewConfiguration.from_dict(d.pop("configuration"))




        org_wide = d.pop("org_wide")

        is_owner = d.pop("is_owner")

        def _parse_created_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_by = _parse_created_by(d.pop("created_by"))


        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))




        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))




        view_out = cls(
            id=id,
            org_id=org_id,
            name=name,
            description=description,
            is_system_view=is_system_view,
            configuration=configuration,
            org_wide=org_wide,
            is_owner=is_owner,
            created_by=created_by,
            created_at=created_at,
            updated_at=updated_at,
        )


        view_out.additional_properties = d
        return view_out

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

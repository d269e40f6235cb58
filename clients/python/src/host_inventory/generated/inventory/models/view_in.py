from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.view_configuration import ViewConfiguration





T = TypeVar("T", bound="ViewIn")



@_attrs_define
class ViewIn:
    """ Must hold at least one of: configuration, name.

        Attributes:
            name (str | Unset): Letters and digits of ASCII, blanks, hyphens and underscores.
            description (None | str | Unset): What the view is for; at most 1024 characters.
            org_wide (bool | Unset): Whether the whole organisation sees it.
            configuration (ViewConfiguration | Unset):
     """

    name: str | Unset = UNSET
    description: None | str | Unset = UNSET
    org_wide: bool | Unset = UNSET
    configuration: ViewConfiguration | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        from ..models.view_configuration import ViewConfiguration # noqa: PLC0415
        name = self.name

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        org_wide = self.org_wide

        configuration: dict[str, Any] | Unset = UNSET
        if not isinstance(self.configuration, Unset):
            configuration = self.configuration.to_dict()


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if org_wide is not UNSET:
            field_dict["org_wide"] = org_wide
        if configuration is not UNSET:
            field_dict["configuration"] = configuration

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.view_configuration import ViewConfiguration # noqa: PLC0415
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))


        org_wide = d.pop("org_wide", UNSET)

        _configuration = d.pop("configuration", UNSET)
        configuration: ViewConfiguration | Unset
        if isinstance(_configuration,  Unset):
            configuration = UNSET
        else:
            configuration = ViewConfiguration.from_dict(_configuration)




        view_in = cls(
            name=name,
            description=description,
            org_wide=org_wide,
            configuration=configuration,
        )

        return view_in


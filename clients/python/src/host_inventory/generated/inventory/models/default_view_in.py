from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from uuid import UUID






T = TypeVar("T", bound="DefaultViewIn")



@_attrs_define
class DefaultViewIn:
    """ Must hold at least one of: view_id.

        Attributes:
            view_id (UUID | Unset): Id of a view that the caller sees.
     """

    view_id: UUID | Unset = UNSET





    def to_dict(self) -> dict[str, Any]:
        view_id: str | Unset = UNSET
        if not isinstance(self.view_id, Unset):
            view_id = str(self.view_id)


        field_dict: dict[str, Any] = {}

        field_dict.update({
        })
        if view_id is not UNSET:
            field_dict["view_id"] = view_id

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _view_id = d.pop("view_id", UNSET)
        view_id: UUID | Unset
        if isinstance(_view_id,  Unset):
            view_id = UNSET
        else:
            view_id = UUID(_view_id)




        default_view_in = cls(
            view_id=view_id,
        )

        return default_view_in


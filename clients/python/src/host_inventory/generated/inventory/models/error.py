from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Error")



@_attrs_define
class Error:
    """ 
        Attributes:
            type_ (str):
            title (None | str):
            detail (str):
            status (int):
            not_found_ids (list[str] | Unset): Ids in the path that do not exist.
     """

    type_: str
    title: None | str
    detail: str
    status: int
    not_found_ids: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title: None | str
        title = self.title

        detail = self.detail

        status = self.status

        not_found_ids: list[str] | Unset = UNSET
        if not isinstance(self.not_found_ids, Unset):
            not_found_ids = self.not_found_ids




        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "type": type_,
            "title": title,
            "detail": detail,
            "status": status,
        })
        if not_found_ids is not UNSET:
            field_dict["not_found_ids"] = not_found_ids

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = d.pop("type")

        def _parse_title(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        title = _parse_title(d.pop("title"))


        detail = d.pop("detail")

        status = d.pop("status")

        not_found_ids = cast(list[str], d.pop("not_found_ids", UNSET))


        error = cls(
            type_=type_,
            title=title,
            detail=detail,
            status=status,
            not_found_ids=not_found_ids,
        )


        error.additional_properties = d
        return error

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

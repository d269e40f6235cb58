from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast
from uuid import UUID
import datetime






T = TypeVar("T", bound="GroupOutWithHostCount")



@_attrs_define
class GroupOutWithHostCount:
    """ 
        Attributes:
            id (UUID):
            name (str):
            org_id (str):
            account (None | str):
            created (datetime.datetime):
            updated (datetime.datetime):
            ungrouped (bool):
            host_count (int):
     """

    id: UUID
    name: str
    org_id: str
    account: None | str
    created: datetime.datetime
    updated: datetime.datetime
    ungrouped: bool
    host_count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        name = self.name

        org_id = self.org_id

        account: None | str
        account = self.account

        created = self.created.isoformat()

        updated = self.updated.isoformat()

        ungrouped = self.ungrouped

        host_count = self.host_count


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "id": id,
            "name": name,
            "org_id": org_id,
            "account": account,
            "created": created,
            "updated": updated,
            "ungrouped": ungrouped,
            "host_count": host_count,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))




        name = d.pop("name")

        org_id = d.pop("org_id")

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))


        created = datetime.datetime.fromisoformat(d.pop("created"))




        updated = datetime.datetime.fromisoformat(d.pop("updated"))




        ungrouped = d.pop("ungrouped")

        host_count = d.pop("host_count")

        group_out_with_host_count = cls(
            id=id,
            name=name,
            org_id=org_id,
            account=account,
            created=created,
            updated=updated,
            ungrouped=ungrouped,
            host_count=host_count,
        )


        group_out_with_host_count.additional_properties = d
        return group_out_with_host_count

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

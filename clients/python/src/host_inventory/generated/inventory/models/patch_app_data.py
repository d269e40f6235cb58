from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID






T = TypeVar("T", bound="PatchAppData")



@_attrs_define
class PatchAppData:
    """ 
        Attributes:
            advisories_rhsa_applicable (int | None | Unset):
            advisories_rhba_applicable (int | None | Unset):
            advisories_rhea_applicable (int | None | Unset):
            advisories_other_applicable (int | None | Unset):
            advisories_rhsa_installable (int | None | Unset):
            advisories_rhba_installable (int | None | Unset):
            advisories_rhea_installable (int | None | Unset):
            advisories_other_installable (int | None | Unset):
            packages_applicable (int | None | Unset):
            packages_installable (int | None | Unset):
            packages_installed (int | None | Unset):
            template_name (None | str | Unset):
            template_uuid (UUID | Unset): Absent if there is none.
     """

    advisories_rhsa_applicable: int | None | Unset = UNSET
    advisories_rhba_applicable: int | None | Unset = UNSET
    advisories_rhea_applicable: int | None | Unset = UNSET
    advisories_other_applicable: int | None | Unset = UNSET
    advisories_rhsa_installable: int | None | Unset = UNSET
    advisories_rhba_installable: int | None | Unset = UNSET
    advisories_rhea_installable: int | None | Unset = UNSET
    advisories_other_installable: int | None | Unset = UNSET
    packages_applicable: int | None | Unset = UNSET
    packages_installable: int | None | Unset = UNSET
    packages_installed: int | None | Unset = UNSET
    template_name: None | str | Unset = UNSET
    template_uuid: UUID | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        advisories_rhsa_applicable: int | None | Unset
        if isinstance(self.advisories_rhsa_applicable, Unset):
            advisories_rhsa_applicable = UNSET
        else:
            advisories_rhsa_applicable = self.advisories_rhsa_applicable

        advisories_rhba_applicable: int | None | Unset
        if isinstance(self.advisories_rhba_applicable, Unset):
            advisories_rhba_applicable = UNSET
        else:
            advisories_rhba_applicable = self.advisories_rhba_applicable

        advisories_rhea_applicable: int | None | Unset
        if isinstance(self.advisories_rhea_applicable, Unset):
            advisories_rhea_applicable = UNSET
        else:
            advisories_rhea_applicable = self.advisories_rhea_applicable

        advisories_other_applicable: int | None | Unset
        if isinstance(self.advisories_other_applicable, Unset):
            advisories_other_applicable = UNSET
        else:
            advisories_other_applicable = self.advisories_other_applicable

        advisories_rhsa_installable: int | None | Unset
        if isinstance(self.advisories_rhsa_installable, Unset):
            advisories_rhsa_installable = UNSET
        else:
            advisories_rhsa_installable = self.advisories_rhsa_installable

        advisories_rhba_installable: int | None | Unset
        if isinstance(self.advisories_rhba_installable, Unset):
            advisories_rhba_installable = UNSET
        else:
            advisories_rhba_installable = self.advisories_rhba_installable

        advisories_rhea_installable: int | None | Unset
        if isinstance(self.advisories_rhea_installable, Unset):
            advisories_rhea_installable = UNSET
        else:
            advisories_rhea_installable = self.advisories_rhea_installable

        advisories_other_installable: int | None | Unset
        if isinstance(self.advisories_other_installable, Unset):
            advisories_other_installable = UNSET
        else:
            advisories_other_installable = self.advisories_other_installable

        packages_applicable: int | None | Unset
        if isinstance(self.packages_applicable, Unset):
            packages_applicable = UNSET
        else:
            packages_applicable = self.packages_applicable

        packages_installable: int | None | Unset
        if isinstance(self.packages_installable, Unset):
            packages_installable = UNSET
        else:
            packages_installable = self.packages_installable

        packages_installed: int | None | Unset
        if isinstance(self.packages_installed, Unset):
            packages_installed = UNSET
        else:
            packages_installed = self.packages_installed

        template_name: None | str | Unset
        if isinstance(self.template_name, Unset):
            template_name = UNSET
        else:
            template_name = self.template_name

        template_uuid: str | Unset = UNSET
        if not isinstance(self.template_uuid, Unset):
            template_uuid = str(self.template_uuid)


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if advisories_rhsa_applicable is not UNSET:
            field_dict["advisories_rhsa_applicable"] = advisories_rhsa_applicable
        if advisories_rhba_applicable is not UNSET:
            field_dict["advisories_rhba_applicable"] = advisories_rhba_applicable
        if advisories_rhea_applicable is not UNSET:
            field_dict["advisories_rhea_applicable"] = advisories_rhea_applicable
        if advisories_other_applicable is not UNSET:
            field_dict["advisories_other_applicable"] = advisories_other_applicable
        if advisories_rhsa_installable is not UNSET:
            field_dict["advisories_rhsa_installable"] = advisories_rhsa_installable
        if advisories_rhba_installable is not UNSET:
            field_dict["advisories_rhba_installable"] = advisories_rhba_installable
        if advisories_rhea_installable is not UNSET:
            field_dict["advisories_rhea_installable"] = advisories_rhea_installable
        if advisories_other_installable is not UNSET:
            field_dict["advisories_other_installable"] = advisories_other_installable
        if packages_applicable is not UNSET:
            field_dict["packages_applicable"] = packages_applicable
        if packages_installable is not UNSET:
            field_dict["packages_installable"] = packages_installable
        if packages_installed is not UNSET:
            field_dict["packages_installed"] = packages_installed
        if template_name is not UNSET:
            field_dict["template_name"] = template_name
        if template_uuid is not UNSET:
            field_dict["template_uuid"] = template_uuid

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_advisories_rhsa_applicable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhsa_applicable = _parse_advisories_rhsa_applicable(d.pop("advisories_rhsa_applicable", UNSET))


        def _parse_advisories_rhba_applicable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhba_applicable = _parse_advisories_rhba_applicable(d.pop("advisories_rhba_applicable", UNSET))


        def _parse_advisories_rhea_applicable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhea_applicable = _parse_advisories_rhea_applicable(d.pop("advisories_rhea_applicable", UNSET))


        def _parse_advisories_other_applicable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_other_applicable = _parse_advisories_other_applicable(d.pop("advisories_other_applicable", UNSET))


        def _parse_advisories_rhsa_installable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhsa_installable = _parse_advisories_rhsa_installable(d.pop("advisories_rhsa_installable", UNSET))


        def _parse_advisories_rhba_installable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhba_installable = _parse_advisories_rhba_installable(d.pop("advisories_rhba_installable", UNSET))


        def _parse_advisories_rhea_installable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_rhea_installable = _parse_advisories_rhea_installable(d.pop("advisories_rhea_installable", UNSET))


        def _parse_advisories_other_installable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        advisories_other_installable = _parse_advisories_other_installable(d.pop("advisories_other_installable", UNSET))


        def _parse_packages_applicable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        packages_applicable = _parse_packages_applicable(d.pop("packages_applicable", UNSET))


        def _parse_packages_installable(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        packages_installable = _parse_packages_installable(d.pop("packages_installable", UNSET))


        def _parse_packages_installed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        packages_installed = _parse_packages_installed(d.pop("packages_installed", UNSET))


        def _parse_template_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        template_name = _parse_template_name(d.pop("template_name", UNSET))


        _template_uuid = d.pop("template_uuid", UNSET)
        template_uuid: UUID | Unset
        if isinstance(_template_uuid,  Unset):
            template_uuid = UNSET
        else:
            template_uuid = UUID(_template_uuid)




        patch_app_data = cls(
            advisories_rhsa_applicable=advisories_rhsa_applicable,
            advisories_rhba_applicable=advisories_rhba_applicable,
            advisories_rhea_applicable=advisories_rhea_applicable,
            advisories_other_applicable=advisories_other_applicable,
            advisories_rhsa_installable=advisories_rhsa_installable,
            advisories_rhba_installable=advisories_rhba_installable,
            advisories_rhea_installable=advisories_rhea_installable,
            advisories_other_installable=advisories_other_installable,
            packages_applicable=packages_applicable,
            packages_installable=packages_installable,
            packages_installed=packages_installed,
            template_name=template_name,
            template_uuid=template_uuid,
        )


        patch_app_data.additional_properties = d
        return patch_app_data

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

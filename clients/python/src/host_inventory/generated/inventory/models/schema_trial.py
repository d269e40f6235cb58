from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.schema_trial_additional_property import SchemaTrialAdditionalProperty





T = TypeVar("T", bound="SchemaTrial")



@_attrs_define
class SchemaTrial:
    """ Numbers of reports by reporter, below fork and branch.

        Attributes:
            message (str | Unset): Why nothing was tried.
     """

    message: str | Unset = UNSET
    additional_properties: dict[str, SchemaTrialAdditionalProperty] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.schema_trial_additional_property import SchemaTrialAdditionalProperty # noqa: PLC0415
        message = self.message


        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        field_dict.update({
        })
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.schema_trial_additional_property import SchemaTrialAdditionalProperty # noqa: PLC0415
        d = dict(src_dict)
        message = d.pop("message", UNSET)

        schema_trial = cls(
            message=message,
        )


        from ..models.schema_trial_additional_property_additional_property import SchemaTrialAdditionalPropertyAdditionalProperty # noqa: PLC0415
        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = SchemaTrialAdditionalProperty.from_dict(prop_dict)



            additional_properties[prop_name] = additional_property

        schema_trial.additional_properties = additional_properties
        return schema_trial

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> SchemaTrialAdditionalProperty:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: SchemaTrialAdditionalProperty) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

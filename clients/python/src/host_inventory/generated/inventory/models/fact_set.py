from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.fact_set_facts import FactSetFacts





T = TypeVar("T", bound="FactSet")



@_attrs_define
class FactSet:
    """ 
        Attributes:
            namespace (str):
            facts (FactSetFacts):
     """

    namespace: str
    facts: FactSetFacts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.fact_set_facts import FactSetFacts # noqa: PLC0415
        namespace = self.namespace

        facts = self.facts.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "namespace": namespace,
            "facts": facts,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.fact_set_facts import FactSetFacts # noqa: PLC0415
        d = dict(src_dict)
        namespace = d.pop("namespace")

        facts = FactSetFacts.from_dict(d.pop("facts"))




        fact_set = cls(
            namespace=namespace,
            facts=facts,
        )


        fact_set.additional_properties = d
        return fact_set

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

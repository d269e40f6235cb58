from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_workloads_rhel_ai_gpu_models_item import SystemProfileWorkloadsRhelAiGpuModelsItem





T = TypeVar("T", bound="SystemProfileWorkloadsRhelAi")



@_attrs_define
class SystemProfileWorkloadsRhelAi:
    """ RHEL AI

        Attributes:
            variant (str | Unset): Variant of the product
            rhel_ai_version_id (str | Unset): Version of the product
            gpu_models (list[SystemProfileWorkloadsRhelAiGpuModelsItem] | Unset): Accelerators
            ai_models (list[str] | Unset): Models installed
            free_disk_storage (str | Unset): Space left for models
     """

    variant: str | Unset = UNSET
    rhel_ai_version_id: str | Unset = UNSET
    gpu_models: list[SystemProfileWorkloadsRhelAiGpuModelsItem] | Unset = UNSET
    ai_models: list[str] | Unset = UNSET
    free_disk_storage: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_workloads_rhel_ai_gpu_models_item import SystemProfileWorkloadsRhelAiGpuModelsItem # noqa: PLC0415
        variant = self.variant

        rhel_ai_version_id = self.rhel_ai_version_id

        gpu_models: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.gpu_models, Unset):
            gpu_models = []
            for gpu_models_item_data in self.gpu_models:
                gpu_models_item = gpu_models_item_data.to_dict()
                gpu_models.append(gpu_models_item)



        ai_models: list[str] | Unset = UNSET
        if not isinstance(self.ai_models, Unset):
            ai_models = self.ai_models



        free_disk_storage = self.free_disk_storage


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if variant is not UNSET:
            field_dict["variant"] = variant
        if rhel_ai_version_id is not UNSET:
            field_dict["rhel_ai_version_id"] = rhel_ai_version_id
        if gpu_models is not UNSET:
            field_dict["gpu_models"] = gpu_models
        if ai_models is not UNSET:
            field_dict["ai_models"] = ai_models
        if free_disk_storage is not UNSET:
            field_dict["free_disk_storage"] = free_disk_storage

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_workloads_rhel_ai_gpu_models_item import SystemProfileWorkloadsRhelAiGpuModelsItem # noqa: PLC0415
        d = dict(src_dict)
        variant = d.pop("variant", UNSET)

        rhel_ai_version_id = d.pop("rhel_ai_version_id", UNSET)

        _gpu_models = d.pop("gpu_models", UNSET)
        gpu_models: list[SystemProfileWorkloadsRhelAiGpuModelsItem] | Unset = UNSET
        if _gpu_models is not UNSET:
            gpu_models = []
            for gpu_models_item_data in _gpu_models:
                gpu_models_item = SystemProfileWorkloadsRhelAiGpuModelsItem.from_dict(gpu_models_item_data)



                gpu_models.append(gpu_models_item)


        ai_models = cast(list[str], d.pop("ai_models", UNSET))


        free_disk_storage = d.pop("free_disk_storage", UNSET)

        system_profile_workloads_rhel_ai = cls(
            variant=variant,
            rhel_ai_version_id=rhel_ai_version_id,
            gpu_models=gpu_models,
            ai_models=ai_models,
            free_disk_storage=free_disk_storage,
        )


        system_profile_workloads_rhel_ai.additional_properties = d
        return system_profile_workloads_rhel_ai

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

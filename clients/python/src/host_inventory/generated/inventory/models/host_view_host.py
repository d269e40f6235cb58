from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
  from ..models.consumer_applications_data import ConsumerApplicationsData
  from ..models.fact_set import FactSet
  from ..models.group_out import GroupOut
  from ..models.host_view_host_per_reporter_staleness import HostViewHostPerReporterStaleness
  from ..models.system_profile import SystemProfile





T = TypeVar("T", bound="HostViewHost")



@_attrs_define
class HostViewHost:
    """ 
        Attributes:
            insights_id (UUID): All zeros for a host without one.
            subscription_manager_id (None | str):
            satellite_id (None | str):
            bios_uuid (None | str):
            ip_addresses (list[str] | None):
            fqdn (None | str):
            mac_addresses (list[str] | None):
            provider_id (None | str):
            provider_type (None | str):
            id (UUID):
            account (None | str):
            org_id (str):
            display_name (str):
            ansible_host (None | str):
            facts (list[FactSet]):
            reporter (str): Who reported the host last.
            per_reporter_staleness (HostViewHostPerReporterStaleness):
            stale_timestamp (datetime.datetime):
            stale_warning_timestamp (datetime.datetime):
            culled_timestamp (datetime.datetime):
            created (datetime.datetime):
            updated (datetime.datetime):
            last_check_in (datetime.datetime):
            openshift_cluster_id (None | UUID):
            groups (list[GroupOut]):
            workspace (GroupOut | None):
            app_data (ConsumerApplicationsData): Applications that know something about the host.
            system_profile (SystemProfile | Unset): What a reporter tells about the inside of a host. Properties that are
                not listed are dropped, at any depth.
     """

    insights_id: UUID
    subscription_manager_id: None | str
    satellite_id: None | str
    bios_uuid: None | str
    ip_addresses: list[str] | None
    fqdn: None | str
    mac_addresses: list[str] | None
    provider_id: None | str
    provider_type: None | str
    id: UUID
    account: None | str
    org_id: str
    display_name: str
    ansible_host: None | str
    facts: list[FactSet]
    reporter: str
    per_reporter_staleness: HostViewHostPerReporterStaleness
    stale_timestamp: datetime.datetime
    stale_warning_timestamp: datetime.datetime
    culled_timestamp: datetime.datetime
    created: datetime.datetime
    updated: datetime.datetime
    last_check_in: datetime.datetime
    openshift_cluster_id: None | UUID
    groups: list[GroupOut]
    workspace: GroupOut | None
    app_data: ConsumerApplicationsData
    system_profile: SystemProfile | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.consumer_applications_data import ConsumerApplicationsData # noqa: PLC0415
        from ..models.fact_set import FactSet # noqa: PLC0415
        from ..models.group_out import GroupOut # noqa: PLC0415
        from ..models.host_view_host_per_reporter_staleness import HostViewHostPerReporterStaleness # noqa: PLC0415
        from ..models.system_profile import SystemProfile # noqa: PLC0415
        insights_id = str(self.insights_id)

        subscription_manager_id: None | str
        subscription_manager_id = self.subscription_manager_id

        satellite_id: None | str
        satellite_id = self.satellite_id

        bios_uuid: None | str
        bios_uuid = self.bios_uuid

        ip_addresses: list[str] | None
        if isinstance(self.ip_addresses, list):
            ip_addresses = self.ip_addresses


        else:
            ip_addresses = self.ip_addresses

        fqdn: None | str
        fqdn = self.fqdn

        mac_addresses: list[str] | None
        if isinstance(self.mac_addresses, list):
            mac_addresses = self.mac_addresses


        else:
            mac_addresses = self.mac_addresses

        provider_id: None | str
        provider_id = self.provider_id

        provider_type: None | str
        provider_type = self.provider_type

        id = str(self.id)

        account: None | str
        account = self.account

        org_id = self.org_id

        display_name = self.display_name

        ansible_host: None | str
        ansible_host = self.ansible_host

        facts = []
        for facts_item_data in self.facts:
            facts_item = facts_item_data.to_dict()
            facts.append(facts_item)



        reporter = self.reporter

        per_reporter_staleness = self.per_reporter_staleness.to_dict()

        stale_timestamp = self.stale_timestamp.isoformat()

        stale_warning_timestamp = self.stale_warning_timestamp.isoformat()

        culled_timestamp = self.culled_timestamp.isoformat()

        created = self.created.isoformat()

        updated = self.updated.isoformat()

        last_check_in = self.last_check_in.isoformat()

        openshift_cluster_id: None | str
        if isinstance(self.openshift_cluster_id, UUID):
            openshift_cluster_id = str(self.openshift_cluster_id)
        else:
            openshift_cluster_id = self.openshift_cluster_id

        groups = []
        for groups_item_data in self.groups:
            groups_item = groups_item_data.to_dict()
            groups.append(groups_item)



        workspace: dict[str, Any] | None
        if isinstance(self.workspace, GroupOut):
            workspace = self.workspace.to_dict()
        else:
            workspace = self.workspace

        app_data = self.app_data.to_dict()

        system_profile: dict[str, Any] | Unset = UNSET
        if not isinstance(self.system_profile, Unset):
            system_profile = self.system_profile.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "insights_id": insights_id,
            "subscription_manager_id": subscription_manager_id,
            "satellite_id": satellite_id,
            "bios_uuid": bios_uuid,
            "ip_addresses": ip_addresses,
            "fqdn": fqdn,
            "mac_addresses": mac_addresses,
            "provider_id": provider_id,
            "provider_type": provider_type,
            "id": id,
            "account": account,
            "org_id": org_id,
            "display_name": display_name,
            "ansible_host": ansible_host,
            "facts": facts,
            "reporter": reporter,
            "per_reporter_staleness": per_reporter_staleness,
            "stale_timestamp": stale_timestamp,
            "stale_warning_timestamp": stale_warning_timestamp,
            "culled_timestamp": culled_timestamp,
            "created": created,
            "updated": updated,
            "last_check_in": last_check_in,
            "openshift_cluster_id": openshift_cluster_id,
            "groups": groups,
            "workspace": workspace,
            "app_data": app_data,
        })
        if system_profile is not UNSET:
            field_dict["system_profile"] = system_profile

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consumer_applications_data import ConsumerApplicationsData # noqa: PLC0415
        from ..models.fact_set import FactSet # noqa: PLC0415
        from ..models.group_out import GroupOut # noqa: PLC0415
        from ..models.host_view_host_per_reporter_staleness import HostViewHostPerReporterStaleness # noqa: PLC0415
        from ..models.system_profile import SystemProfile # noqa: PLC0415
        d = dict(src_dict)
        insights_id = UUID(d.pop("insights_id"))




        def _parse_subscription_manager_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        subscription_manager_id = _parse_subscription_manager_id(d.pop("subscription_manager_id"))


        def _parse_satellite_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        satellite_id = _parse_satellite_id(d.pop("satellite_id"))


        def _parse_bios_uuid(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        bios_uuid = _parse_bios_uuid(d.pop("bios_uuid"))


        def _parse_ip_addresses(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ip_addresses_type_0 = cast(list[str], data)

                return ip_addresses_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        ip_addresses = _parse_ip_addresses(d.pop("ip_addresses"))


        def _parse_fqdn(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        fqdn = _parse_fqdn(d.pop("fqdn"))


        def _parse_mac_addresses(data: object) -> list[str] | None:
            if data is None:
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                mac_addresses_type_0 = cast(list[str], data)

                return mac_addresses_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None, data)

        mac_addresses = _parse_mac_addresses(d.pop("mac_addresses"))


        def _parse_provider_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        provider_id = _parse_provider_id(d.pop("provider_id"))


        def _parse_provider_type(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        provider_type = _parse_provider_type(d.pop("provider_type"))


        id = UUID(d.pop("id"))




        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))


        org_id = d.pop("org_id")

        display_name = d.pop("display_name")

        def _parse_ansible_host(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ansible_host = _parse_ansible_host(d.pop("ansible_host"))


        facts = []
        _facts = d.pop("facts")
        for facts_item_data in (_facts):
            facts_item = FactSet.from_dict(facts_item_data)



            facts.append(facts_item)


        reporter = d.pop("reporter")

        per_reporter_staleness = HostViewHostPerReporterStaleness.from_dict(d.pop("per_reporter_staleness"))




        stale_timestamp = datetime.datetime.fromisoformat(d.pop("stale_timestamp"))




        stale_warning_timestamp = datetime.datetime.fromisoformat(d.pop("stale_warning_timestamp"))




        culled_timestamp = datetime.datetime.fromisoformat(d.pop("culled_timestamp"))




        created = datetime.datetime.fromisoformat(d.pop("created"))




        updated = datetime.datetime.fromisoformat(d.pop("updated"))




        last_check_in = datetime.datetime.fromisoformat(d.pop("last_check_in"))




        def _parse_openshift_cluster_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                openshift_cluster_id_type_0 = UUID(data)



                return openshift_cluster_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        openshift_cluster_id = _parse_openshift_cluster_id(d.pop("openshift_cluster_id"))


        groups = []
        _groups = d.pop("groups")
        for groups_item_data in (_groups):
            groups_item = GroupOut.from_dict(groups_item_data)



            groups.append(groups_item)


        def _parse_workspace(data: object) -> GroupOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                workspace_type_1 = GroupOut.from_dict(data)



                return workspace_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(GroupOut | None, data)

        workspace = _parse_workspace(d.pop("workspace"))


        app_data = ConsumerApplicationsData.from_dict(d.pop("app_data"))




        _system_profile = d.pop("system_profile", UNSET)
        system_profile: SystemProfile | Unset
        if isinstance(_system_profile,  Unset):
            system_profile = UNSET
        else:
            system_profile = SystemProfile.from_dict(_system_profile)




        host_view_host = cls(
            insights_id=insights_id,
            subscription_manager_id=subscription_manager_id,
            satellite_id=satellite_id,
            bios_uuid=bios_uuid,
            ip_addresses=ip_addresses,
            fqdn=fqdn,
            mac_addresses=mac_addresses,
            provider_id=provider_id,
            provider_type=provider_type,
            id=id,
            account=account,
            org_id=org_id,
            display_name=display_name,
            ansible_host=ansible_host,
            facts=facts,
            reporter=reporter,
            per_reporter_staleness=per_reporter_staleness,
            stale_timestamp=stale_timestamp,
            stale_warning_timestamp=stale_warning_timestamp,
            culled_timestamp=culled_timestamp,
            created=created,
            updated=updated,
            last_check_in=last_check_in,
            openshift_cluster_id=openshift_cluster_id,
            groups=groups,
            workspace=workspace,
            app_data=app_data,
            system_profile=system_profile,
        )


        host_view_host.additional_properties = d
        return host_view_host

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

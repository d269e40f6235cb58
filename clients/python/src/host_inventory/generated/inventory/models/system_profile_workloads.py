from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..types import UNSET, Unset
from typing import cast

if TYPE_CHECKING:
  from ..models.system_profile_workloads_ansible import SystemProfileWorkloadsAnsible
  from ..models.system_profile_workloads_crowdstrike import SystemProfileWorkloadsCrowdstrike
  from ..models.system_profile_workloads_ibm_db_2 import SystemProfileWorkloadsIbmDb2
  from ..models.system_profile_workloads_intersystems import SystemProfileWorkloadsIntersystems
  from ..models.system_profile_workloads_mssql import SystemProfileWorkloadsMssql
  from ..models.system_profile_workloads_oracle_db import SystemProfileWorkloadsOracleDb
  from ..models.system_profile_workloads_rhel_ai import SystemProfileWorkloadsRhelAi
  from ..models.system_profile_workloads_sap import SystemProfileWorkloadsSap
  from ..models.system_profile_workloads_satellite import SystemProfileWorkloadsSatellite





T = TypeVar("T", bound="SystemProfileWorkloads")



@_attrs_define
class SystemProfileWorkloads:
    """ Application software found on the host

        Attributes:
            ansible (SystemProfileWorkloadsAnsible | Unset): Ansible Automation Platform
            crowdstrike (SystemProfileWorkloadsCrowdstrike | Unset): CrowdStrike Falcon
            ibm_db2 (SystemProfileWorkloadsIbmDb2 | Unset): IBM Db2
            intersystems (SystemProfileWorkloadsIntersystems | Unset): InterSystems
            mssql (SystemProfileWorkloadsMssql | Unset): Microsoft SQL Server
            oracle_db (SystemProfileWorkloadsOracleDb | Unset): Oracle Database
            rhel_ai (SystemProfileWorkloadsRhelAi | Unset): RHEL AI
            satellite (SystemProfileWorkloadsSatellite | Unset): Red Hat Satellite
            sap (SystemProfileWorkloadsSap | Unset): SAP
     """

    ansible: SystemProfileWorkloadsAnsible | Unset = UNSET
    crowdstrike: SystemProfileWorkloadsCrowdstrike | Unset = UNSET
    ibm_db2: SystemProfileWorkloadsIbmDb2 | Unset = UNSET
    intersystems: SystemProfileWorkloadsIntersystems | Unset = UNSET
    mssql: SystemProfileWorkloadsMssql | Unset = UNSET
    oracle_db: SystemProfileWorkloadsOracleDb | Unset = UNSET
    rhel_ai: SystemProfileWorkloadsRhelAi | Unset = UNSET
    satellite: SystemProfileWorkloadsSatellite | Unset = UNSET
    sap: SystemProfileWorkloadsSap | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_workloads_ansible import SystemProfileWorkloadsAnsible # noqa: PLC0415
        from ..models.system_profile_workloads_crowdstrike import SystemProfileWorkloadsCrowdstrike # noqa: PLC0415
        from ..models.system_profile_workloads_ibm_db_2 import SystemProfileWorkloadsIbmDb2 # noqa: PLC0415
        from ..models.system_profile_workloads_intersystems import SystemProfileWorkloadsIntersystems # noqa: PLC0415
        from ..models.system_profile_workloads_mssql import SystemProfileWorkloadsMssql # noqa: PLC0415
        from ..models.system_profile_workloads_oracle_db import SystemProfileWorkloadsOracleDb # noqa: PLC0415
        from ..models.system_profile_workloads_rhel_ai import SystemProfileWorkloadsRhelAi # noqa: PLC0415
        from ..models.system_profile_workloads_sap import SystemProfileWorkloadsSap # noqa: PLC0415
        from ..models.system_profile_workloads_satellite import SystemProfileWorkloadsSatellite # noqa: PLC0415
        ansible: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ansible, Unset):
            ansible = self.ansible.to_dict()

        crowdstrike: dict[str, Any] | Unset = UNSET
        if not isinstance(self.crowdstrike, Unset):
            crowdstrike = self.crowdstrike.to_dict()

        ibm_db2: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ibm_db2, Unset):
            ibm_db2 = self.ibm_db2.to_dict()

        intersystems: dict[str, Any] | Unset = UNSET
        if not isinstance(self.intersystems, Unset):
            intersystems = self.intersystems.to_dict()

        mssql: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mssql, Unset):
            mssql = self.mssql.to_dict()

        oracle_db: dict[str, Any] | Unset = UNSET
        if not isinstance(self.oracle_db, Unset):
            oracle_db = self.oracle_db.to_dict()

        rhel_ai: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rhel_ai, Unset):
            rhel_ai = self.rhel_ai.to_dict()

        satellite: dict[str, Any] | Unset = UNSET
        if not isinstance(self.satellite, Unset):
            satellite = self.satellite.to_dict()

        sap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.sap, Unset):
            sap = self.sap.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if ansible is not UNSET:
            field_dict["ansible"] = ansible
        if crowdstrike is not UNSET:
            field_dict["crowdstrike"] = crowdstrike
        if ibm_db2 is not UNSET:
            field_dict["ibm_db2"] = ibm_db2
        if intersystems is not UNSET:
            field_dict["intersystems"] = intersystems
        if mssql is not UNSET:
            field_dict["mssql"] = mssql
        if oracle_db is not UNSET:
            field_dict["oracle_db"] = oracle_db
        if rhel_ai is not UNSET:
            field_dict["rhel_ai"] = rhel_ai
        if satellite is not UNSET:
            field_dict["satellite"] = satellite
        if sap is not UNSET:
            field_dict["sap"] = sap

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_workloads_ansible import SystemProfileWorkloadsAnsible # noqa: PLC0415
        from ..models.system_profile_workloads_crowdstrike import SystemProfileWorkloadsCrowdstrike # noqa: PLC0415
        from ..models.system_profile_workloads_ibm_db_2 import SystemProfileWorkloadsIbmDb2 # noqa: PLC0415
        from ..models.system_profile_workloads_intersystems import SystemProfileWorkloadsIntersystems # noqa: PLC0415
        from ..models.system_profile_workloads_mssql import SystemProfileWorkloadsMssql # noqa: PLC0415
        from ..models.system_profile_workloads_oracle_db import SystemProfileWorkloadsOracleDb # noqa: PLC0415
        from ..models.system_profile_workloads_rhel_ai import SystemProfileWorkloadsRhelAi # noqa: PLC0415
        from ..models.system_profile_workloads_sap import SystemProfileWorkloadsSap # noqa: PLC0415
        from ..models.system_profile_workloads_satellite import SystemProfileWorkloadsSatellite # noqa: PLC0415
        d = dict(src_dict)
        _ansible = d.pop("ansible", UNSET)
        ansible: SystemProfileWorkloadsAnsible | Unset
        if isinstance(_ansible,  Unset):
            ansible = UNSET
        else:
            ansible = SystemProfileWorkloadsAnsible.from_dict(_ansible)




        _crowdstrike = d.pop("crowdstrike", UNSET)
        crowdstrike: SystemProfileWorkloadsCrowdstrike | Unset
        if isinstance(_crowdstrike,  Unset):
            crowdstrike = UNSET
        else:
            crowdstrike = SystemProfileWorkloadsCrowdstrike.from_dict(_crowdstrike)




        _ibm_db2 = d.pop("ibm_db2", UNSET)
        ibm_db2: SystemProfileWorkloadsIbmDb2 | Unset
        if isinstance(_ibm_db2,  Unset):
            ibm_db2 = UNSET
        else:
            ibm_db2 = SystemProfileWorkloadsIbmDb2.from_dict(_ibm_db2)




        _intersystems = d.pop("intersystems", UNSET)
        intersystems: SystemProfileWorkloadsIntersystems | Unset
        if isinstance(_intersystems,  Unset):
            intersystems = UNSET
        else:
            intersystems = SystemProfileWorkloadsIntersystems.from_dict(_intersystems)




        _mssql = d.pop("mssql", UNSET)
        mssql: SystemProfileWorkloadsMssql | Unset
        if isinstance(_mssql,  Unset):
            mssql = UNSET
        else:
            mssql = SystemProfileWorkloadsMssql.from_dict(_mssql)




        _oracle_db = d.pop("oracle_db", UNSET)
        oracle_db: SystemProfileWorkloadsOracleDb | Unset
        if isinstance(_oracle_db,  Unset):
            oracle_db = UNSET
        else:
            oracle_db = SystemProfileWorkloadsOracleDb.from_dict(_oracle_db)




        _rhel_ai = d.pop("rhel_ai", UNSET)
        rhel_ai: SystemProfileWorkloadsRhelAi | Unset
        if isinstance(_rhel_ai,  Unset):
            rhel_ai = UNSET
        else:
            rhel_ai = SystemProfileWorkloadsRhelAi.from_dict(_rhel_ai)




        _satellite = d.pop("satellite", UNSET)
        satellite: SystemProfileWorkloadsSatellite | Unset
        if isinstance(_satellite,  Unset):
            satellite = UNSET
        else:
            satellite = SystemProfileWorkloadsSatellite.from_dict(_satellite)




        _sap = d.pop("sap", UNSET)
        sap: SystemProfileWorkloadsSap | Unset
        if isinstance(_sap,  Unset):
            sap = UNSET
        else:
            sap = SystemProfileWorkloadsSap.from_dict(_sap)




        system_profile_workloads = cls(
            ansible=ansible,
            crowdstrike=crowdstrike,
            ibm_db2=ibm_db2,
            intersystems=intersystems,
            mssql=mssql,
            oracle_db=oracle_db,
            rhel_ai=rhel_ai,
            satellite=satellite,
            sap=sap,
        )


        system_profile_workloads.additional_properties = d
        return system_profile_workloads

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

""" Contains all the data models used in inputs/outputs """

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .active_tags import ActiveTags
    from .active_tags_results_item import ActiveTagsResultsItem
    from .advisor_app_data import AdvisorAppData
    from .api_group_get_group_list_group_type import ApiGroupGetGroupListGroupType
    from .api_group_get_group_list_order_by import ApiGroupGetGroupListOrderBy
    from .api_group_get_group_list_order_how import ApiGroupGetGroupListOrderHow
    from .api_group_get_groups_by_id_order_by import ApiGroupGetGroupsByIdOrderBy
    from .api_group_get_groups_by_id_order_how import ApiGroupGetGroupsByIdOrderHow
    from .api_host_delete_hosts_by_filter_filter import ApiHostDeleteHostsByFilterFilter
    from .api_host_delete_hosts_by_filter_filter_advisor import ApiHostDeleteHostsByFilterFilterAdvisor
    from .api_host_delete_hosts_by_filter_filter_compliance import ApiHostDeleteHostsByFilterFilterCompliance
    from .api_host_delete_hosts_by_filter_filter_malware import ApiHostDeleteHostsByFilterFilterMalware
    from .api_host_delete_hosts_by_filter_filter_patch import ApiHostDeleteHostsByFilterFilterPatch
    from .api_host_delete_hosts_by_filter_filter_remediations import ApiHostDeleteHostsByFilterFilterRemediations
    from .api_host_delete_hosts_by_filter_filter_system_profile import ApiHostDeleteHostsByFilterFilterSystemProfile
    from .api_host_delete_hosts_by_filter_filter_vulnerability import ApiHostDeleteHostsByFilterFilterVulnerability
    from .api_host_delete_hosts_by_filter_provider_type import ApiHostDeleteHostsByFilterProviderType
    from .api_host_delete_hosts_by_filter_registered_with_item import ApiHostDeleteHostsByFilterRegisteredWithItem
    from .api_host_delete_hosts_by_filter_staleness_item import ApiHostDeleteHostsByFilterStalenessItem
    from .api_host_delete_hosts_by_filter_system_type_item import ApiHostDeleteHostsByFilterSystemTypeItem
    from .api_host_get_host_by_id_fields import ApiHostGetHostByIdFields
    from .api_host_get_host_by_id_order_by import ApiHostGetHostByIdOrderBy
    from .api_host_get_host_by_id_order_how import ApiHostGetHostByIdOrderHow
    from .api_host_get_host_list_fields import ApiHostGetHostListFields
    from .api_host_get_host_list_filter import ApiHostGetHostListFilter
    from .api_host_get_host_list_filter_advisor import ApiHostGetHostListFilterAdvisor
    from .api_host_get_host_list_filter_compliance import ApiHostGetHostListFilterCompliance
    from .api_host_get_host_list_filter_malware import ApiHostGetHostListFilterMalware
    from .api_host_get_host_list_filter_patch import ApiHostGetHostListFilterPatch
    from .api_host_get_host_list_filter_remediations import ApiHostGetHostListFilterRemediations
    from .api_host_get_host_list_filter_system_profile import ApiHostGetHostListFilterSystemProfile
    from .api_host_get_host_list_filter_vulnerability import ApiHostGetHostListFilterVulnerability
    from .api_host_get_host_list_order_by import ApiHostGetHostListOrderBy
    from .api_host_get_host_list_order_how import ApiHostGetHostListOrderHow
    from .api_host_get_host_list_provider_type import ApiHostGetHostListProviderType
    from .api_host_get_host_list_registered_with_item import ApiHostGetHostListRegisteredWithItem
    from .api_host_get_host_list_staleness_item import ApiHostGetHostListStalenessItem
    from .api_host_get_host_list_system_type_item import ApiHostGetHostListSystemTypeItem
    from .api_host_get_host_system_profile_by_id_fields import ApiHostGetHostSystemProfileByIdFields
    from .api_host_get_host_system_profile_by_id_order_by import ApiHostGetHostSystemProfileByIdOrderBy
    from .api_host_get_host_system_profile_by_id_order_how import ApiHostGetHostSystemProfileByIdOrderHow
    from .api_host_get_host_tag_count_order_by import ApiHostGetHostTagCountOrderBy
    from .api_host_get_host_tag_count_order_how import ApiHostGetHostTagCountOrderHow
    from .api_host_get_host_tags_order_by import ApiHostGetHostTagsOrderBy
    from .api_host_get_host_tags_order_how import ApiHostGetHostTagsOrderHow
    from .api_host_group_get_host_list_by_group_fields import ApiHostGroupGetHostListByGroupFields
    from .api_host_group_get_host_list_by_group_filter import ApiHostGroupGetHostListByGroupFilter
    from .api_host_group_get_host_list_by_group_filter_advisor import ApiHostGroupGetHostListByGroupFilterAdvisor
    from .api_host_group_get_host_list_by_group_filter_compliance import ApiHostGroupGetHostListByGroupFilterCompliance
    from .api_host_group_get_host_list_by_group_filter_malware import ApiHostGroupGetHostListByGroupFilterMalware
    from .api_host_group_get_host_list_by_group_filter_patch import ApiHostGroupGetHostListByGroupFilterPatch
    from .api_host_group_get_host_list_by_group_filter_remediations import ApiHostGroupGetHostListByGroupFilterRemediations
    from .api_host_group_get_host_list_by_group_filter_system_profile import ApiHostGroupGetHostListByGroupFilterSystemProfile
    from .api_host_group_get_host_list_by_group_filter_vulnerability import ApiHostGroupGetHostListByGroupFilterVulnerability
    from .api_host_group_get_host_list_by_group_order_by import ApiHostGroupGetHostListByGroupOrderBy
    from .api_host_group_get_host_list_by_group_order_how import ApiHostGroupGetHostListByGroupOrderHow
    from .api_host_group_get_host_list_by_group_registered_with_item import ApiHostGroupGetHostListByGroupRegisteredWithItem
    from .api_host_group_get_host_list_by_group_staleness_item import ApiHostGroupGetHostListByGroupStalenessItem
    from .api_host_views_get_host_views_fields import ApiHostViewsGetHostViewsFields
    from .api_host_views_get_host_views_filter import ApiHostViewsGetHostViewsFilter
    from .api_host_views_get_host_views_filter_advisor import ApiHostViewsGetHostViewsFilterAdvisor
    from .api_host_views_get_host_views_filter_compliance import ApiHostViewsGetHostViewsFilterCompliance
    from .api_host_views_get_host_views_filter_malware import ApiHostViewsGetHostViewsFilterMalware
    from .api_host_views_get_host_views_filter_patch import ApiHostViewsGetHostViewsFilterPatch
    from .api_host_views_get_host_views_filter_remediations import ApiHostViewsGetHostViewsFilterRemediations
    from .api_host_views_get_host_views_filter_system_profile import ApiHostViewsGetHostViewsFilterSystemProfile
    from .api_host_views_get_host_views_filter_vulnerability import ApiHostViewsGetHostViewsFilterVulnerability
    from .api_host_views_get_host_views_order_by import ApiHostViewsGetHostViewsOrderBy
    from .api_host_views_get_host_views_order_how import ApiHostViewsGetHostViewsOrderHow
    from .api_host_views_get_host_views_provider_type import ApiHostViewsGetHostViewsProviderType
    from .api_host_views_get_host_views_registered_with_item import ApiHostViewsGetHostViewsRegisteredWithItem
    from .api_host_views_get_host_views_staleness_item import ApiHostViewsGetHostViewsStalenessItem
    from .api_host_views_get_host_views_system_type_item import ApiHostViewsGetHostViewsSystemTypeItem
    from .api_system_profile_get_operating_system_filter import ApiSystemProfileGetOperatingSystemFilter
    from .api_system_profile_get_operating_system_filter_advisor import ApiSystemProfileGetOperatingSystemFilterAdvisor
    from .api_system_profile_get_operating_system_filter_compliance import ApiSystemProfileGetOperatingSystemFilterCompliance
    from .api_system_profile_get_operating_system_filter_malware import ApiSystemProfileGetOperatingSystemFilterMalware
    from .api_system_profile_get_operating_system_filter_patch import ApiSystemProfileGetOperatingSystemFilterPatch
    from .api_system_profile_get_operating_system_filter_remediations import ApiSystemProfileGetOperatingSystemFilterRemediations
    from .api_system_profile_get_operating_system_filter_system_profile import ApiSystemProfileGetOperatingSystemFilterSystemProfile
    from .api_system_profile_get_operating_system_filter_vulnerability import ApiSystemProfileGetOperatingSystemFilterVulnerability
    from .api_system_profile_get_operating_system_registered_with_item import ApiSystemProfileGetOperatingSystemRegisteredWithItem
    from .api_system_profile_get_operating_system_staleness_item import ApiSystemProfileGetOperatingSystemStalenessItem
    from .api_system_profile_get_sap_sids_filter import ApiSystemProfileGetSapSidsFilter
    from .api_system_profile_get_sap_sids_filter_advisor import ApiSystemProfileGetSapSidsFilterAdvisor
    from .api_system_profile_get_sap_sids_filter_compliance import ApiSystemProfileGetSapSidsFilterCompliance
    from .api_system_profile_get_sap_sids_filter_malware import ApiSystemProfileGetSapSidsFilterMalware
    from .api_system_profile_get_sap_sids_filter_patch import ApiSystemProfileGetSapSidsFilterPatch
    from .api_system_profile_get_sap_sids_filter_remediations import ApiSystemProfileGetSapSidsFilterRemediations
    from .api_system_profile_get_sap_sids_filter_system_profile import ApiSystemProfileGetSapSidsFilterSystemProfile
    from .api_system_profile_get_sap_sids_filter_vulnerability import ApiSystemProfileGetSapSidsFilterVulnerability
    from .api_system_profile_get_sap_sids_registered_with_item import ApiSystemProfileGetSapSidsRegisteredWithItem
    from .api_system_profile_get_sap_sids_staleness_item import ApiSystemProfileGetSapSidsStalenessItem
    from .api_system_profile_get_sap_system_filter import ApiSystemProfileGetSapSystemFilter
    from .api_system_profile_get_sap_system_filter_advisor import ApiSystemProfileGetSapSystemFilterAdvisor
    from .api_system_profile_get_sap_system_filter_compliance import ApiSystemProfileGetSapSystemFilterCompliance
    from .api_system_profile_get_sap_system_filter_malware import ApiSystemProfileGetSapSystemFilterMalware
    from .api_system_profile_get_sap_system_filter_patch import ApiSystemProfileGetSapSystemFilterPatch
    from .api_system_profile_get_sap_system_filter_remediations import ApiSystemProfileGetSapSystemFilterRemediations
    from .api_system_profile_get_sap_system_filter_system_profile import ApiSystemProfileGetSapSystemFilterSystemProfile
    from .api_system_profile_get_sap_system_filter_vulnerability import ApiSystemProfileGetSapSystemFilterVulnerability
    from .api_system_profile_get_sap_system_registered_with_item import ApiSystemProfileGetSapSystemRegisteredWithItem
    from .api_system_profile_get_sap_system_staleness_item import ApiSystemProfileGetSapSystemStalenessItem
    from .api_tag_get_tags_filter import ApiTagGetTagsFilter
    from .api_tag_get_tags_filter_advisor import ApiTagGetTagsFilterAdvisor
    from .api_tag_get_tags_filter_compliance import ApiTagGetTagsFilterCompliance
    from .api_tag_get_tags_filter_malware import ApiTagGetTagsFilterMalware
    from .api_tag_get_tags_filter_patch import ApiTagGetTagsFilterPatch
    from .api_tag_get_tags_filter_remediations import ApiTagGetTagsFilterRemediations
    from .api_tag_get_tags_filter_system_profile import ApiTagGetTagsFilterSystemProfile
    from .api_tag_get_tags_filter_vulnerability import ApiTagGetTagsFilterVulnerability
    from .api_tag_get_tags_order_by import ApiTagGetTagsOrderBy
    from .api_tag_get_tags_order_how import ApiTagGetTagsOrderHow
    from .api_tag_get_tags_provider_type import ApiTagGetTagsProviderType
    from .api_tag_get_tags_registered_with_item import ApiTagGetTagsRegisteredWithItem
    from .api_tag_get_tags_staleness_item import ApiTagGetTagsStalenessItem
    from .api_tag_get_tags_system_type_item import ApiTagGetTagsSystemTypeItem
    from .bulk_deletion import BulkDeletion
    from .checked_in_host import CheckedInHost
    from .checked_in_host_groups_item import CheckedInHostGroupsItem
    from .checked_in_host_per_reporter_staleness import CheckedInHostPerReporterStaleness
    from .checked_in_host_workspace_type_1 import CheckedInHostWorkspaceType1
    from .compliance_app_data import ComplianceAppData
    from .compliance_app_data_policies_type_0_item import ComplianceAppDataPoliciesType0Item
    from .consumer_applications_data import ConsumerApplicationsData
    from .default_view_in import DefaultViewIn
    from .empty import Empty
    from .error import Error
    from .fact_set import FactSet
    from .fact_set_facts import FactSetFacts
    from .facts_in import FactsIn
    from .facts_written import FactsWritten
    from .group_in import GroupIn
    from .group_out import GroupOut
    from .group_out_with_host_count import GroupOutWithHostCount
    from .group_query_output import GroupQueryOutput
    from .host_check_in import HostCheckIn
    from .host_filters import HostFilters
    from .host_filters_staleness_item import HostFiltersStalenessItem
    from .host_filters_system_type_item import HostFiltersSystemTypeItem
    from .host_id import HostId
    from .host_out import HostOut
    from .host_out_per_reporter_staleness import HostOutPerReporterStaleness
    from .host_query_output import HostQueryOutput
    from .host_view_host import HostViewHost
    from .host_view_host_per_reporter_staleness import HostViewHostPerReporterStaleness
    from .host_view_query_output import HostViewQueryOutput
    from .malware_app_data import MalwareAppData
    from .operating_systems import OperatingSystems
    from .operating_systems_results_item import OperatingSystemsResultsItem
    from .operating_systems_results_item_value import OperatingSystemsResultsItemValue
    from .patch_app_data import PatchAppData
    from .patch_host_in import PatchHostIn
    from .per_reporter_staleness import PerReporterStaleness
    from .remediations_app_data import RemediationsAppData
    from .resource_types_groups_query_output import ResourceTypesGroupsQueryOutput
    from .resource_types_groups_query_output_links import ResourceTypesGroupsQueryOutputLinks
    from .resource_types_groups_query_output_meta import ResourceTypesGroupsQueryOutputMeta
    from .resource_types_query_output import ResourceTypesQueryOutput
    from .resource_types_query_output_data_item import ResourceTypesQueryOutputDataItem
    from .resource_types_query_output_links import ResourceTypesQueryOutputLinks
    from .resource_types_query_output_meta import ResourceTypesQueryOutputMeta
    from .sap_sids import SapSids
    from .sap_sids_results_item import SapSidsResultsItem
    from .sap_systems import SapSystems
    from .sap_systems_results_item import SapSystemsResultsItem
    from .schema_trial import SchemaTrial
    from .schema_trial_additional_property import SchemaTrialAdditionalProperty
    from .schema_trial_additional_property_additional_property import SchemaTrialAdditionalPropertyAdditionalProperty
    from .staleness_in import StalenessIn
    from .staleness_output import StalenessOutput
    from .structured_tag import StructuredTag
    from .system_profile import SystemProfile
    from .system_profile_bootc_status import SystemProfileBootcStatus
    from .system_profile_bootc_status_booted import SystemProfileBootcStatusBooted
    from .system_profile_bootc_status_rollback import SystemProfileBootcStatusRollback
    from .system_profile_bootc_status_staged import SystemProfileBootcStatusStaged
    from .system_profile_by_host_out import SystemProfileByHostOut
    from .system_profile_by_host_out_results_item import SystemProfileByHostOutResultsItem
    from .system_profile_conversions import SystemProfileConversions
    from .system_profile_disk_devices_item import SystemProfileDiskDevicesItem
    from .system_profile_disk_devices_item_options import SystemProfileDiskDevicesItemOptions
    from .system_profile_dnf_modules_item import SystemProfileDnfModulesItem
    from .system_profile_dnf_modules_item_status_item import SystemProfileDnfModulesItemStatusItem
    from .system_profile_greenboot_status import SystemProfileGreenbootStatus
    from .system_profile_host_type import SystemProfileHostType
    from .system_profile_image_builder import SystemProfileImageBuilder
    from .system_profile_installed_products_item import SystemProfileInstalledProductsItem
    from .system_profile_network_interfaces_item import SystemProfileNetworkInterfacesItem
    from .system_profile_operating_system import SystemProfileOperatingSystem
    from .system_profile_operating_system_name import SystemProfileOperatingSystemName
    from .system_profile_rhsm import SystemProfileRhsm
    from .system_profile_rpm_ostree_deployments_item import SystemProfileRpmOstreeDeploymentsItem
    from .system_profile_selinux_current_mode import SystemProfileSelinuxCurrentMode
    from .system_profile_system_purpose import SystemProfileSystemPurpose
    from .system_profile_system_update_method import SystemProfileSystemUpdateMethod
    from .system_profile_systemd import SystemProfileSystemd
    from .system_profile_systemd_state import SystemProfileSystemdState
    from .system_profile_workloads import SystemProfileWorkloads
    from .system_profile_workloads_ansible import SystemProfileWorkloadsAnsible
    from .system_profile_workloads_ansible_containers_item import SystemProfileWorkloadsAnsibleContainersItem
    from .system_profile_workloads_crowdstrike import SystemProfileWorkloadsCrowdstrike
    from .system_profile_workloads_ibm_db_2 import SystemProfileWorkloadsIbmDb2
    from .system_profile_workloads_intersystems import SystemProfileWorkloadsIntersystems
    from .system_profile_workloads_intersystems_running_instances_item import SystemProfileWorkloadsIntersystemsRunningInstancesItem
    from .system_profile_workloads_mssql import SystemProfileWorkloadsMssql
    from .system_profile_workloads_oracle_db import SystemProfileWorkloadsOracleDb
    from .system_profile_workloads_rhel_ai import SystemProfileWorkloadsRhelAi
    from .system_profile_workloads_rhel_ai_gpu_models_item import SystemProfileWorkloadsRhelAiGpuModelsItem
    from .system_profile_workloads_sap import SystemProfileWorkloadsSap
    from .system_profile_workloads_satellite import SystemProfileWorkloadsSatellite
    from .system_profile_workloads_satellite_containers_item import SystemProfileWorkloadsSatelliteContainersItem
    from .system_profile_workloads_satellite_type import SystemProfileWorkloadsSatelliteType
    from .system_profile_yum_repos_item import SystemProfileYumReposItem
    from .tag_count_by_host import TagCountByHost
    from .tag_count_by_host_results import TagCountByHostResults
    from .tags_by_host import TagsByHost
    from .tags_by_host_results import TagsByHostResults
    from .titled_error import TitledError
    from .view_column_config import ViewColumnConfig
    from .view_column_config_key import ViewColumnConfigKey
    from .view_configuration import ViewConfiguration
    from .view_configuration_filters import ViewConfigurationFilters
    from .view_configuration_filters_additional_property import ViewConfigurationFiltersAdditionalProperty
    from .view_in import ViewIn
    from .view_out import ViewOut
    from .view_patch import ViewPatch
    from .view_sort_config import ViewSortConfig
    from .view_sort_config_direction import ViewSortConfigDirection
    from .view_sort_config_key import ViewSortConfigKey
    from .views_list_out import ViewsListOut
    from .vulnerability_app_data import VulnerabilityAppData

_MODULES = {
    'ActiveTags': 'active_tags',
    'ActiveTagsResultsItem': 'active_tags_results_item',
    'AdvisorAppData': 'advisor_app_data',
    'ApiGroupGetGroupListGroupType': 'api_group_get_group_list_group_type',
    'ApiGroupGetGroupListOrderBy': 'api_group_get_group_list_order_by',
    'ApiGroupGetGroupListOrderHow': 'api_group_get_group_list_order_how',
    'ApiGroupGetGroupsByIdOrderBy': 'api_group_get_groups_by_id_order_by',
    'ApiGroupGetGroupsByIdOrderHow': 'api_group_get_groups_by_id_order_how',
    'ApiHostDeleteHostsByFilterFilter': 'api_host_delete_hosts_by_filter_filter',
    'ApiHostDeleteHostsByFilterFilterAdvisor': 'api_host_delete_hosts_by_filter_filter_advisor',
    'ApiHostDeleteHostsByFilterFilterCompliance': 'api_host_delete_hosts_by_filter_filter_compliance',
    'ApiHostDeleteHostsByFilterFilterMalware': 'api_host_delete_hosts_by_filter_filter_malware',
    'ApiHostDeleteHostsByFilterFilterPatch': 'api_host_delete_hosts_by_filter_filter_patch',
    'ApiHostDeleteHostsByFilterFilterRemediations': 'api_host_delete_hosts_by_filter_filter_remediations',
    'ApiHostDeleteHostsByFilterFilterSystemProfile': 'api_host_delete_hosts_by_filter_filter_system_profile',
    'ApiHostDeleteHostsByFilterFilterVulnerability': 'api_host_delete_hosts_by_filter_filter_vulnerability',
    'ApiHostDeleteHostsByFilterProviderType': 'api_host_delete_hosts_by_filter_provider_type',
    'ApiHostDeleteHostsByFilterRegisteredWithItem': 'api_host_delete_hosts_by_filter_registered_with_item',
    'ApiHostDeleteHostsByFilterStalenessItem': 'api_host_delete_hosts_by_filter_staleness_item',
    'ApiHostDeleteHostsByFilterSystemTypeItem': 'api_host_delete_hosts_by_filter_system_type_item',
    'ApiHostGetHostByIdFields': 'api_host_get_host_by_id_fields',
    'ApiHostGetHostByIdOrderBy': 'api_host_get_host_by_id_order_by',
    'ApiHostGetHostByIdOrderHow': 'api_host_get_host_by_id_order_how',
    'ApiHostGetHostListFields': 'api_host_get_host_list_fields',
    'ApiHostGetHostListFilter': 'api_host_get_host_list_filter',
    'ApiHostGetHostListFilterAdvisor': 'api_host_get_host_list_filter_advisor',
    'ApiHostGetHostListFilterCompliance': 'api_host_get_host_list_filter_compliance',
    'ApiHostGetHostListFilterMalware': 'api_host_get_host_list_filter_malware',
    'ApiHostGetHostListFilterPatch': 'api_host_get_host_list_filter_patch',
    'ApiHostGetHostListFilterRemediations': 'api_host_get_host_list_filter_remediations',
    'ApiHostGetHostListFilterSystemProfile': 'api_host_get_host_list_filter_system_profile',
    'ApiHostGetHostListFilterVulnerability': 'api_host_get_host_list_filter_vulnerability',
    'ApiHostGetHostListOrderBy': 'api_host_get_host_list_order_by',
    'ApiHostGetHostListOrderHow': 'api_host_get_host_list_order_how',
    'ApiHostGetHostListProviderType': 'api_host_get_host_list_provider_type',
    'ApiHostGetHostListRegisteredWithItem': 'api_host_get_host_list_registered_with_item',
    'ApiHostGetHostListStalenessItem': 'api_host_get_host_list_staleness_item',
    'ApiHostGetHostListSystemTypeItem': 'api_host_get_host_list_system_type_item',
    'ApiHostGetHostSystemProfileByIdFields': 'api_host_get_host_system_profile_by_id_fields',
    'ApiHostGetHostSystemProfileByIdOrderBy': 'api_host_get_host_system_profile_by_id_order_by',
    'ApiHostGetHostSystemProfileByIdOrderHow': 'api_host_get_host_system_profile_by_id_order_how',
    'ApiHostGetHostTagCountOrderBy': 'api_host_get_host_tag_count_order_by',
    'ApiHostGetHostTagCountOrderHow': 'api_host_get_host_tag_count_order_how',
    'ApiHostGetHostTagsOrderBy': 'api_host_get_host_tags_order_by',
    'ApiHostGetHostTagsOrderHow': 'api_host_get_host_tags_order_how',
    'ApiHostGroupGetHostListByGroupFields': 'api_host_group_get_host_list_by_group_fields',
    'ApiHostGroupGetHostListByGroupFilter': 'api_host_group_get_host_list_by_group_filter',
    'ApiHostGroupGetHostListByGroupFilterAdvisor': 'api_host_group_get_host_list_by_group_filter_advisor',
    'ApiHostGroupGetHostListByGroupFilterCompliance': 'api_host_group_get_host_list_by_group_filter_compliance',
    'ApiHostGroupGetHostListByGroupFilterMalware': 'api_host_group_get_host_list_by_group_filter_malware',
    'ApiHostGroupGetHostListByGroupFilterPatch': 'api_host_group_get_host_list_by_group_filter_patch',
    'ApiHostGroupGetHostListByGroupFilterRemediations': 'api_host_group_get_host_list_by_group_filter_remediations',
    'ApiHostGroupGetHostListByGroupFilterSystemProfile': 'api_host_group_get_host_list_by_group_filter_system_profile',
    'ApiHostGroupGetHostListByGroupFilterVulnerability': 'api_host_group_get_host_list_by_group_filter_vulnerability',
    'ApiHostGroupGetHostListByGroupOrderBy': 'api_host_group_get_host_list_by_group_order_by',
    'ApiHostGroupGetHostListByGroupOrderHow': 'api_host_group_get_host_list_by_group_order_how',
    'ApiHostGroupGetHostListByGroupRegisteredWithItem': 'api_host_group_get_host_list_by_group_registered_with_item',
    'ApiHostGroupGetHostListByGroupStalenessItem': 'api_host_group_get_host_list_by_group_staleness_item',
    'ApiHostViewsGetHostViewsFields': 'api_host_views_get_host_views_fields',
    'ApiHostViewsGetHostViewsFilter': 'api_host_views_get_host_views_filter',
    'ApiHostViewsGetHostViewsFilterAdvisor': 'api_host_views_get_host_views_filter_advisor',
    'ApiHostViewsGetHostViewsFilterCompliance': 'api_host_views_get_host_views_filter_compliance',
    'ApiHostViewsGetHostViewsFilterMalware': 'api_host_views_get_host_views_filter_malware',
    'ApiHostViewsGetHostViewsFilterPatch': 'api_host_views_get_host_views_filter_patch',
    'ApiHostViewsGetHostViewsFilterRemediations': 'api_host_views_get_host_views_filter_remediations',
    'ApiHostViewsGetHostViewsFilterSystemProfile': 'api_host_views_get_host_views_filter_system_profile',
    'ApiHostViewsGetHostViewsFilterVulnerability': 'api_host_views_get_host_views_filter_vulnerability',
    'ApiHostViewsGetHostViewsOrderBy': 'api_host_views_get_host_views_order_by',
    'ApiHostViewsGetHostViewsOrderHow': 'api_host_views_get_host_views_order_how',
    'ApiHostViewsGetHostViewsProviderType': 'api_host_views_get_host_views_provider_type',
    'ApiHostViewsGetHostViewsRegisteredWithItem': 'api_host_views_get_host_views_registered_with_item',
    'ApiHostViewsGetHostViewsStalenessItem': 'api_host_views_get_host_views_staleness_item',
    'ApiHostViewsGetHostViewsSystemTypeItem': 'api_host_views_get_host_views_system_type_item',
    'ApiSystemProfileGetOperatingSystemFilter': 'api_system_profile_get_operating_system_filter',
    'ApiSystemProfileGetOperatingSystemFilterAdvisor': 'api_system_profile_get_operating_system_filter_advisor',
    'ApiSystemProfileGetOperatingSystemFilterCompliance': 'api_system_profile_get_operating_system_filter_compliance',
    'ApiSystemProfileGetOperatingSystemFilterMalware': 'api_system_profile_get_operating_system_filter_malware',
    'ApiSystemProfileGetOperatingSystemFilterPatch': 'api_system_profile_get_operating_system_filter_patch',
    'ApiSystemProfileGetOperatingSystemFilterRemediations': 'api_system_profile_get_operating_system_filter_remediations',
    'ApiSystemProfileGetOperatingSystemFilterSystemProfile': 'api_system_profile_get_operating_system_filter_system_profile',
    'ApiSystemProfileGetOperatingSystemFilterVulnerability': 'api_system_profile_get_operating_system_filter_vulnerability',
    'ApiSystemProfileGetOperatingSystemRegisteredWithItem': 'api_system_profile_get_operating_system_registered_with_item',
    'ApiSystemProfileGetOperatingSystemStalenessItem': 'api_system_profile_get_operating_system_staleness_item',
    'ApiSystemProfileGetSapSidsFilter': 'api_system_profile_get_sap_sids_filter',
    'ApiSystemProfileGetSapSidsFilterAdvisor': 'api_system_profile_get_sap_sids_filter_advisor',
    'ApiSystemProfileGetSapSidsFilterCompliance': 'api_system_profile_get_sap_sids_filter_compliance',
    'ApiSystemProfileGetSapSidsFilterMalware': 'api_system_profile_get_sap_sids_filter_malware',
    'ApiSystemProfileGetSapSidsFilterPatch': 'api_system_profile_get_sap_sids_filter_patch',
    'ApiSystemProfileGetSapSidsFilterRemediations': 'api_system_profile_get_sap_sids_filter_remediations',
    'ApiSystemProfileGetSapSidsFilterSystemProfile': 'api_system_profile_get_sap_sids_filter_system_profile',
    'ApiSystemProfileGetSapSidsFilterVulnerability': 'api_system_profile_get_sap_sids_filter_vulnerability',
    'ApiSystemProfileGetSapSidsRegisteredWithItem': 'api_system_profile_get_sap_sids_registered_with_item',
    'ApiSystemProfileGetSapSidsStalenessItem': 'api_system_profile_get_sap_sids_staleness_item',
    'ApiSystemProfileGetSapSystemFilter': 'api_system_profile_get_sap_system_filter',
    'ApiSystemProfileGetSapSystemFilterAdvisor': 'api_system_profile_get_sap_system_filter_advisor',
    'ApiSystemProfileGetSapSystemFilterCompliance': 'api_system_profile_get_sap_system_filter_compliance',
    'ApiSystemProfileGetSapSystemFilterMalware': 'api_system_profile_get_sap_system_filter_malware',
    'ApiSystemProfileGetSapSystemFilterPatch': 'api_system_profile_get_sap_system_filter_patch',
    'ApiSystemProfileGetSapSystemFilterRemediations': 'api_system_profile_get_sap_system_filter_remediations',
    'ApiSystemProfileGetSapSystemFilterSystemProfile': 'api_system_profile_get_sap_system_filter_system_profile',
    'ApiSystemProfileGetSapSystemFilterVulnerability': 'api_system_profile_get_sap_system_filter_vulnerability',
    'ApiSystemProfileGetSapSystemRegisteredWithItem': 'api_system_profile_get_sap_system_registered_with_item',
    'ApiSystemProfileGetSapSystemStalenessItem': 'api_system_profile_get_sap_system_staleness_item',
    'ApiTagGetTagsFilter': 'api_tag_get_tags_filter',
    'ApiTagGetTagsFilterAdvisor': 'api_tag_get_tags_filter_advisor',
    'ApiTagGetTagsFilterCompliance': 'api_tag_get_tags_filter_compliance',
    'ApiTagGetTagsFilterMalware': 'api_tag_get_tags_filter_malware',
    'ApiTagGetTagsFilterPatch': 'api_tag_get_tags_filter_patch',
    'ApiTagGetTagsFilterRemediations': 'api_tag_get_tags_filter_remediations',
    'ApiTagGetTagsFilterSystemProfile': 'api_tag_get_tags_filter_system_profile',
    'ApiTagGetTagsFilterVulnerability': 'api_tag_get_tags_filter_vulnerability',
    'ApiTagGetTagsOrderBy': 'api_tag_get_tags_order_by',
    'ApiTagGetTagsOrderHow': 'api_tag_get_tags_order_how',
    'ApiTagGetTagsProviderType': 'api_tag_get_tags_provider_type',
    'ApiTagGetTagsRegisteredWithItem': 'api_tag_get_tags_registered_with_item',
    'ApiTagGetTagsStalenessItem': 'api_tag_get_tags_staleness_item',
    'ApiTagGetTagsSystemTypeItem': 'api_tag_get_tags_system_type_item',
    'BulkDeletion': 'bulk_deletion',
    'CheckedInHost': 'checked_in_host',
    'CheckedInHostGroupsItem': 'checked_in_host_groups_item',
    'CheckedInHostPerReporterStaleness': 'checked_in_host_per_reporter_staleness',
    'CheckedInHostWorkspaceType1': 'checked_in_host_workspace_type_1',
    'ComplianceAppData': 'compliance_app_data',
    'ComplianceAppDataPoliciesType0Item': 'compliance_app_data_policies_type_0_item',
    'ConsumerApplicationsData': 'consumer_applications_data',
    'DefaultViewIn': 'default_view_in',
    'Empty': 'empty',
    'Error': 'error',
    'FactSet': 'fact_set',
    'FactSetFacts': 'fact_set_facts',
    'FactsIn': 'facts_in',
    'FactsWritten': 'facts_written',
    'GroupIn': 'group_in',
    'GroupOut': 'group_out',
    'GroupOutWithHostCount': 'group_out_with_host_count',
    'GroupQueryOutput': 'group_query_output',
    'HostCheckIn': 'host_check_in',
    'HostFilters': 'host_filters',
    'HostFiltersStalenessItem': 'host_filters_staleness_item',
    'HostFiltersSystemTypeItem': 'host_filters_system_type_item',
    'HostId': 'host_id',
    'HostOut': 'host_out',
    'HostOutPerReporterStaleness': 'host_out_per_reporter_staleness',
    'HostQueryOutput': 'host_query_output',
    'HostViewHost': 'host_view_host',
    'HostViewHostPerReporterStaleness': 'host_view_host_per_reporter_staleness',
    'HostViewQueryOutput': 'host_view_query_output',
    'MalwareAppData': 'malware_app_data',
    'OperatingSystems': 'operating_systems',
    'OperatingSystemsResultsItem': 'operating_systems_results_item',
    'OperatingSystemsResultsItemValue': 'operating_systems_results_item_value',
    'PatchAppData': 'patch_app_data',
    'PatchHostIn': 'patch_host_in',
    'PerReporterStaleness': 'per_reporter_staleness',
    'RemediationsAppData': 'remediations_app_data',
    'ResourceTypesGroupsQueryOutput': 'resource_types_groups_query_output',
    'ResourceTypesGroupsQueryOutputLinks': 'resource_types_groups_query_output_links',
    'ResourceTypesGroupsQueryOutputMeta': 'resource_types_groups_query_output_meta',
    'ResourceTypesQueryOutput': 'resource_types_query_output',
    'ResourceTypesQueryOutputDataItem': 'resource_types_query_output_data_item',
    'ResourceTypesQueryOutputLinks': 'resource_types_query_output_links',
    'ResourceTypesQueryOutputMeta': 'resource_types_query_output_meta',
    'SapSids': 'sap_sids',
    'SapSidsResultsItem': 'sap_sids_results_item',
    'SapSystems': 'sap_systems',
    'SapSystemsResultsItem': 'sap_systems_results_item',
    'SchemaTrial': 'schema_trial',
    'SchemaTrialAdditionalProperty': 'schema_trial_additional_property',
    'SchemaTrialAdditionalPropertyAdditionalProperty': 'schema_trial_additional_property_additional_property',
    'StalenessIn': 'staleness_in',
    'StalenessOutput': 'staleness_output',
    'StructuredTag': 'structured_tag',
    'SystemProfile': 'system_profile',
    'SystemProfileBootcStatus': 'system_profile_bootc_status',
    'SystemProfileBootcStatusBooted': 'system_profile_bootc_status_booted',
    'SystemProfileBootcStatusRollback': 'system_profile_bootc_status_rollback',
    'SystemProfileBootcStatusStaged': 'system_profile_bootc_status_staged',
    'SystemProfileByHostOut': 'system_profile_by_host_out',
    'SystemProfileByHostOutResultsItem': 'system_profile_by_host_out_results_item',
    'SystemProfileConversions': 'system_profile_conversions',
    'SystemProfileDiskDevicesItem': 'system_profile_disk_devices_item',
    'SystemProfileDiskDevicesItemOptions': 'system_profile_disk_devices_item_options',
    'SystemProfileDnfModulesItem': 'system_profile_dnf_modules_item',
    'SystemProfileDnfModulesItemStatusItem': 'system_profile_dnf_modules_item_status_item',
    'SystemProfileGreenbootStatus': 'system_profile_greenboot_status',
    'SystemProfileHostType': 'system_profile_host_type',
    'SystemProfileImageBuilder': 'system_profile_image_builder',
    'SystemProfileInstalledProductsItem': 'system_profile_installed_products_item',
    'SystemProfileNetworkInterfacesItem': 'system_profile_network_interfaces_item',
    'SystemProfileOperatingSystem': 'system_profile_operating_system',
    'SystemProfileOperatingSystemName': 'system_profile_operating_system_name',
    'SystemProfileRhsm': 'system_profile_rhsm',
    'SystemProfileRpmOstreeDeploymentsItem': 'system_profile_rpm_ostree_deployments_item',
    'SystemProfileSelinuxCurrentMode': 'system_profile_selinux_current_mode',
    'SystemProfileSystemPurpose': 'system_profile_system_purpose',
    'SystemProfileSystemUpdateMethod': 'system_profile_system_update_method',
    'SystemProfileSystemd': 'system_profile_systemd',
    'SystemProfileSystemdState': 'system_profile_systemd_state',
    'SystemProfileWorkloads': 'system_profile_workloads',
    'SystemProfileWorkloadsAnsible': 'system_profile_workloads_ansible',
    'SystemProfileWorkloadsAnsibleContainersItem': 'system_profile_workloads_ansible_containers_item',
    'SystemProfileWorkloadsCrowdstrike': 'system_profile_workloads_crowdstrike',
    'SystemProfileWorkloadsIbmDb2': 'system_profile_workloads_ibm_db_2',
    'SystemProfileWorkloadsIntersystems': 'system_profile_workloads_intersystems',
    'SystemProfileWorkloadsIntersystemsRunningInstancesItem': 'system_profile_workloads_intersystems_running_instances_item',
    'SystemProfileWorkloadsMssql': 'system_profile_workloads_mssql',
    'SystemProfileWorkloadsOracleDb': 'system_profile_workloads_oracle_db',
    'SystemProfileWorkloadsRhelAi': 'system_profile_workloads_rhel_ai',
    'SystemProfileWorkloadsRhelAiGpuModelsItem': 'system_profile_workloads_rhel_ai_gpu_models_item',
    'SystemProfileWorkloadsSap': 'system_profile_workloads_sap',
    'SystemProfileWorkloadsSatellite': 'system_profile_workloads_satellite',
    'SystemProfileWorkloadsSatelliteContainersItem': 'system_profile_workloads_satellite_containers_item',
    'SystemProfileWorkloadsSatelliteType': 'system_profile_workloads_satellite_type',
    'SystemProfileYumReposItem': 'system_profile_yum_repos_item',
    'TagCountByHost': 'tag_count_by_host',
    'TagCountByHostResults': 'tag_count_by_host_results',
    'TagsByHost': 'tags_by_host',
    'TagsByHostResults': 'tags_by_host_results',
    'TitledError': 'titled_error',
    'ViewColumnConfig': 'view_column_config',
    'ViewColumnConfigKey': 'view_column_config_key',
    'ViewConfiguration': 'view_configuration',
    'ViewConfigurationFilters': 'view_configuration_filters',
    'ViewConfigurationFiltersAdditionalProperty': 'view_configuration_filters_additional_property',
    'ViewIn': 'view_in',
    'ViewOut': 'view_out',
    'ViewPatch': 'view_patch',
    'ViewSortConfig': 'view_sort_config',
    'ViewSortConfigDirection': 'view_sort_config_direction',
    'ViewSortConfigKey': 'view_sort_config_key',
    'ViewsListOut': 'views_list_out',
    'VulnerabilityAppData': 'vulnerability_app_data',
}


def _imported(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    return found


if not TYPE_CHECKING:
    __getattr__ = _imported

__all__ = (
    "ActiveTags",
    "ActiveTagsResultsItem",
    "AdvisorAppData",
    "ApiGroupGetGroupListGroupType",
    "ApiGroupGetGroupListOrderBy",
    "ApiGroupGetGroupListOrderHow",
    "ApiGroupGetGroupsByIdOrderBy",
    "ApiGroupGetGroupsByIdOrderHow",
    "ApiHostDeleteHostsByFilterFilter",
    "ApiHostDeleteHostsByFilterFilterAdvisor",
    "ApiHostDeleteHostsByFilterFilterCompliance",
    "ApiHostDeleteHostsByFilterFilterMalware",
    "ApiHostDeleteHostsByFilterFilterPatch",
    "ApiHostDeleteHostsByFilterFilterRemediations",
    "ApiHostDeleteHostsByFilterFilterSystemProfile",
    "ApiHostDeleteHostsByFilterFilterVulnerability",
    "ApiHostDeleteHostsByFilterProviderType",
    "ApiHostDeleteHostsByFilterRegisteredWithItem",
    "ApiHostDeleteHostsByFilterStalenessItem",
    "ApiHostDeleteHostsByFilterSystemTypeItem",
    "ApiHostGetHostByIdFields",
    "ApiHostGetHostByIdOrderBy",
    "ApiHostGetHostByIdOrderHow",
    "ApiHostGetHostListFields",
    "ApiHostGetHostListFilter",
    "ApiHostGetHostListFilterAdvisor",
    "ApiHostGetHostListFilterCompliance",
    "ApiHostGetHostListFilterMalware",
    "ApiHostGetHostListFilterPatch",
    "ApiHostGetHostListFilterRemediations",
    "ApiHostGetHostListFilterSystemProfile",
    "ApiHostGetHostListFilterVulnerability",
    "ApiHostGetHostListOrderBy",
    "ApiHostGetHostListOrderHow",
    "ApiHostGetHostListProviderType",
    "ApiHostGetHostListRegisteredWithItem",
    "ApiHostGetHostListStalenessItem",
    "ApiHostGetHostListSystemTypeItem",
    "ApiHostGetHostSystemProfileByIdFields",
    "ApiHostGetHostSystemProfileByIdOrderBy",
    "ApiHostGetHostSystemProfileByIdOrderHow",
    "ApiHostGetHostTagCountOrderBy",
    "ApiHostGetHostTagCountOrderHow",
    "ApiHostGetHostTagsOrderBy",
    "ApiHostGetHostTagsOrderHow",
    "ApiHostGroupGetHostListByGroupFields",
    "ApiHostGroupGetHostListByGroupFilter",
    "ApiHostGroupGetHostListByGroupFilterAdvisor",
    "ApiHostGroupGetHostListByGroupFilterCompliance",
    "ApiHostGroupGetHostListByGroupFilterMalware",
    "ApiHostGroupGetHostListByGroupFilterPatch",
    "ApiHostGroupGetHostListByGroupFilterRemediations",
    "ApiHostGroupGetHostListByGroupFilterSystemProfile",
    "ApiHostGroupGetHostListByGroupFilterVulnerability",
    "ApiHostGroupGetHostListByGroupOrderBy",
    "ApiHostGroupGetHostListByGroupOrderHow",
    "ApiHostGroupGetHostListByGroupRegisteredWithItem",
    "ApiHostGroupGetHostListByGroupStalenessItem",
    "ApiHostViewsGetHostViewsFields",
    "ApiHostViewsGetHostViewsFilter",
    "ApiHostViewsGetHostViewsFilterAdvisor",
    "ApiHostViewsGetHostViewsFilterCompliance",
    "ApiHostViewsGetHostViewsFilterMalware",
    "ApiHostViewsGetHostViewsFilterPatch",
    "ApiHostViewsGetHostViewsFilterRemediations",
    "ApiHostViewsGetHostViewsFilterSystemProfile",
    "ApiHostViewsGetHostViewsFilterVulnerability",
    "ApiHostViewsGetHostViewsOrderBy",
    "ApiHostViewsGetHostViewsOrderHow",
    "ApiHostViewsGetHostViewsProviderType",
    "ApiHostViewsGetHostViewsRegisteredWithItem",
    "ApiHostViewsGetHostViewsStalenessItem",
    "ApiHostViewsGetHostViewsSystemTypeItem",
    "ApiSystemProfileGetOperatingSystemFilter",
    "ApiSystemProfileGetOperatingSystemFilterAdvisor",
    "ApiSystemProfileGetOperatingSystemFilterCompliance",
    "ApiSystemProfileGetOperatingSystemFilterMalware",
    "ApiSystemProfileGetOperatingSystemFilterPatch",
    "ApiSystemProfileGetOperatingSystemFilterRemediations",
    "ApiSystemProfileGetOperatingSystemFilterSystemProfile",
    "ApiSystemProfileGetOperatingSystemFilterVulnerability",
    "ApiSystemProfileGetOperatingSystemRegisteredWithItem",
    "ApiSystemProfileGetOperatingSystemStalenessItem",
    "ApiSystemProfileGetSapSidsFilter",
    "ApiSystemProfileGetSapSidsFilterAdvisor",
    "ApiSystemProfileGetSapSidsFilterCompliance",
    "ApiSystemProfileGetSapSidsFilterMalware",
    "ApiSystemProfileGetSapSidsFilterPatch",
    "ApiSystemProfileGetSapSidsFilterRemediations",
    "ApiSystemProfileGetSapSidsFilterSystemProfile",
    "ApiSystemProfileGetSapSidsFilterVulnerability",
    "ApiSystemProfileGetSapSidsRegisteredWithItem",
    "ApiSystemProfileGetSapSidsStalenessItem",
    "ApiSystemProfileGetSapSystemFilter",
    "ApiSystemProfileGetSapSystemFilterAdvisor",
    "ApiSystemProfileGetSapSystemFilterCompliance",
    "ApiSystemProfileGetSapSystemFilterMalware",
    "ApiSystemProfileGetSapSystemFilterPatch",
    "ApiSystemProfileGetSapSystemFilterRemediations",
    "ApiSystemProfileGetSapSystemFilterSystemProfile",
    "ApiSystemProfileGetSapSystemFilterVulnerability",
    "ApiSystemProfileGetSapSystemRegisteredWithItem",
    "ApiSystemProfileGetSapSystemStalenessItem",
    "ApiTagGetTagsFilter",
    "ApiTagGetTagsFilterAdvisor",
    "ApiTagGetTagsFilterCompliance",
    "ApiTagGetTagsFilterMalware",
    "ApiTagGetTagsFilterPatch",
    "ApiTagGetTagsFilterRemediations",
    "ApiTagGetTagsFilterSystemProfile",
    "ApiTagGetTagsFilterVulnerability",
    "ApiTagGetTagsOrderBy",
    "ApiTagGetTagsOrderHow",
    "ApiTagGetTagsProviderType",
    "ApiTagGetTagsRegisteredWithItem",
    "ApiTagGetTagsStalenessItem",
    "ApiTagGetTagsSystemTypeItem",
    "BulkDeletion",
    "CheckedInHost",
    "CheckedInHostGroupsItem",
    "CheckedInHostPerReporterStaleness",
    "CheckedInHostWorkspaceType1",
    "ComplianceAppData",
    "ComplianceAppDataPoliciesType0Item",
    "ConsumerApplicationsData",
    "DefaultViewIn",
    "Empty",
    "Error",
    "FactSet",
    "FactSetFacts",
    "FactsIn",
    "FactsWritten",
    "GroupIn",
    "GroupOut",
    "GroupOutWithHostCount",
    "GroupQueryOutput",
    "HostCheckIn",
    "HostFilters",
    "HostFiltersStalenessItem",
    "HostFiltersSystemTypeItem",
    "HostId",
    "HostOut",
    "HostOutPerReporterStaleness",
    "HostQueryOutput",
    "HostViewHost",
    "HostViewHostPerReporterStaleness",
    "HostViewQueryOutput",
    "MalwareAppData",
    "OperatingSystems",
    "OperatingSystemsResultsItem",
    "OperatingSystemsResultsItemValue",
    "PatchAppData",
    "PatchHostIn",
    "PerReporterStaleness",
    "RemediationsAppData",
    "ResourceTypesGroupsQueryOutput",
    "ResourceTypesGroupsQueryOutputLinks",
    "ResourceTypesGroupsQueryOutputMeta",
    "ResourceTypesQueryOutput",
    "ResourceTypesQueryOutputDataItem",
    "ResourceTypesQueryOutputLinks",
    "ResourceTypesQueryOutputMeta",
    "SapSids",
    "SapSidsResultsItem",
    "SapSystems",
    "SapSystemsResultsItem",
    "SchemaTrial",
    "SchemaTrialAdditionalProperty",
    "SchemaTrialAdditionalPropertyAdditionalProperty",
    "StalenessIn",
    "StalenessOutput",
    "StructuredTag",
    "SystemProfile",
    "SystemProfileBootcStatus",
    "SystemProfileBootcStatusBooted",
    "SystemProfileBootcStatusRollback",
    "SystemProfileBootcStatusStaged",
    "SystemProfileByHostOut",
    "SystemProfileByHostOutResultsItem",
    "SystemProfileConversions",
    "SystemProfileDiskDevicesItem",
    "SystemProfileDiskDevicesItemOptions",
    "SystemProfileDnfModulesItem",
    "SystemProfileDnfModulesItemStatusItem",
    "SystemProfileGreenbootStatus",
    "SystemProfileHostType",
    "SystemProfileImageBuilder",
    "SystemProfileInstalledProductsItem",
    "SystemProfileNetworkInterfacesItem",
    "SystemProfileOperatingSystem",
    "SystemProfileOperatingSystemName",
    "SystemProfileRhsm",
    "SystemProfileRpmOstreeDeploymentsItem",
    "SystemProfileSelinuxCurrentMode",
    "SystemProfileSystemd",
    "SystemProfileSystemdState",
    "SystemProfileSystemPurpose",
    "SystemProfileSystemUpdateMethod",
    "SystemProfileWorkloads",
    "SystemProfileWorkloadsAnsible",
    "SystemProfileWorkloadsAnsibleContainersItem",
    "SystemProfileWorkloadsCrowdstrike",
    "SystemProfileWorkloadsIbmDb2",
    "SystemProfileWorkloadsIntersystems",
    "SystemProfileWorkloadsIntersystemsRunningInstancesItem",
    "SystemProfileWorkloadsMssql",
    "SystemProfileWorkloadsOracleDb",
    "SystemProfileWorkloadsRhelAi",
    "SystemProfileWorkloadsRhelAiGpuModelsItem",
    "SystemProfileWorkloadsSap",
    "SystemProfileWorkloadsSatellite",
    "SystemProfileWorkloadsSatelliteContainersItem",
    "SystemProfileWorkloadsSatelliteType",
    "SystemProfileYumReposItem",
    "TagCountByHost",
    "TagCountByHostResults",
    "TagsByHost",
    "TagsByHostResults",
    "TitledError",
    "ViewColumnConfig",
    "ViewColumnConfigKey",
    "ViewConfiguration",
    "ViewConfigurationFilters",
    "ViewConfigurationFiltersAdditionalProperty",
    "ViewIn",
    "ViewOut",
    "ViewPatch",
    "ViewsListOut",
    "ViewSortConfig",
    "ViewSortConfigDirection",
    "ViewSortConfigKey",
    "VulnerabilityAppData",
)

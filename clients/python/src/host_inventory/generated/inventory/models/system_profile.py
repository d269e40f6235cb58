from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.system_profile_greenboot_status import SystemProfileGreenbootStatus
from ..models.system_profile_host_type import SystemProfileHostType
from ..models.system_profile_selinux_current_mode import SystemProfileSelinuxCurrentMode
from ..models.system_profile_system_update_method import SystemProfileSystemUpdateMethod
from ..types import UNSET, Unset
from typing import cast
from uuid import UUID
import datetime

if TYPE_CHECKING:
  from ..models.system_profile_bootc_status import SystemProfileBootcStatus
  from ..models.system_profile_conversions import SystemProfileConversions
  from ..models.system_profile_disk_devices_item import SystemProfileDiskDevicesItem
  from ..models.system_profile_dnf_modules_item import SystemProfileDnfModulesItem
  from ..models.system_profile_image_builder import SystemProfileImageBuilder
  from ..models.system_profile_installed_products_item import SystemProfileInstalledProductsItem
  from ..models.system_profile_network_interfaces_item import SystemProfileNetworkInterfacesItem
  from ..models.system_profile_operating_system import SystemProfileOperatingSystem
  from ..models.system_profile_rhsm import SystemProfileRhsm
  from ..models.system_profile_rpm_ostree_deployments_item import SystemProfileRpmOstreeDeploymentsItem
  from ..models.system_profile_system_purpose import SystemProfileSystemPurpose
  from ..models.system_profile_systemd import SystemProfileSystemd
  from ..models.system_profile_workloads import SystemProfileWorkloads
  from ..models.system_profile_yum_repos_item import SystemProfileYumReposItem





T = TypeVar("T", bound="SystemProfile")



@_attrs_define
class SystemProfile:
    """ What a reporter tells about the inside of a host. Properties that are not listed are dropped, at any depth.

        Attributes:
            owner_id (UUID | Unset): Subscription identity of the machine that owns the host; the name in its certificate
            rhc_client_id (UUID | Unset): Identity of the remote host configuration client
            rhc_config_state (UUID | Unset): State of the remote host configuration that was applied last
            cpu_model (str | Unset): Processor model as the processor names itself
            number_of_cpus (int | Unset): Logical processors
            number_of_sockets (int | Unset): Processor sockets in use
            cores_per_socket (int | Unset): Cores of one processor
            threads_per_core (int | Unset): Hardware threads of one core
            system_memory_bytes (int | Unset): Main memory in bytes
            infrastructure_type (str | Unset): What the host runs on, for example physical or virtual
            infrastructure_vendor (str | Unset): Maker of the hardware or the hypervisor
            network_interfaces (list[SystemProfileNetworkInterfacesItem] | Unset): Network interfaces
            disk_devices (list[SystemProfileDiskDevicesItem] | Unset): Mounted block devices and file systems
            bios_vendor (str | Unset): Maker of the firmware
            bios_version (str | Unset): Version of the firmware
            bios_release_date (str | Unset): Release date of the firmware, in the spelling of its maker
            cpu_flags (list[str] | Unset): Features of the processor
            systemd (SystemProfileSystemd | Unset): State of the service manager
            operating_system (SystemProfileOperatingSystem | Unset): Operating system with its release
            os_release (str | Unset): Release as the host states it
            os_kernel_version (str | Unset): Upstream version of the running kernel, three or four numbers
            releasever (str | Unset): Release that the package manager is set to
            arch (str | Unset): Architecture of the kernel
            basearch (str | Unset): Architecture that the package manager uses in addresses
            kernel_modules (list[str] | Unset): Kernel modules that are loaded
            last_boot_time (datetime.datetime | Unset): When the host was booted
            running_processes (list[str] | Unset): Names of running processes
            subscription_status (str | Unset): Overall status of the subscriptions
            subscription_auto_attach (str | Unset): Whether subscriptions are attached by themselves
            katello_agent_running (bool | Unset): Whether the Katello agent runs
            satellite_managed (bool | Unset): Whether a Satellite manages the host
            cloud_provider (str | Unset): Cloud that the host runs in, for example aws or azure
            public_ipv4_addresses (list[str] | Unset): Public IPv4 addresses given by the cloud
            public_dns (list[str] | Unset): Public domain names given by the cloud
            yum_repos (list[SystemProfileYumReposItem] | Unset): Package repositories
            dnf_modules (list[SystemProfileDnfModulesItem] | Unset): Modules of package streams
            installed_products (list[SystemProfileInstalledProductsItem] | Unset): Products installed, by certificate
            insights_client_version (str | Unset): Version of the Insights client
            insights_egg_version (str | Unset): Version of the Insights core
            captured_date (datetime.datetime | Unset): When the profile was taken
            installed_packages (list[str] | Unset): Packages installed, with epoch, version, release and architecture
            installed_packages_delta (list[str] | Unset): Packages that differ from the image the host was built from
            gpg_pubkeys (list[str] | Unset): Public keys that packages may be signed with
            installed_services (list[str] | Unset): Services installed
            enabled_services (list[str] | Unset): Services started at boot
            tuned_profile (str | Unset): Active tuning profile
            selinux_current_mode (SystemProfileSelinuxCurrentMode | Unset): Mode of SELinux now
            selinux_config_file (str | Unset): Mode of SELinux by its configuration file
            is_marketplace (bool | Unset): Whether the host was bought through a cloud marketplace
            host_type (SystemProfileHostType | Unset): Kind of host where it is not an ordinary one
            greenboot_status (SystemProfileGreenbootStatus | Unset): Outcome of the health checks at boot
            greenboot_fallback_detected (bool | Unset): Whether the host fell back to an earlier deployment
            rpm_ostree_deployments (list[SystemProfileRpmOstreeDeploymentsItem] | Unset): Deployments of an image-based
                operating system
            rhsm (SystemProfileRhsm | Unset): Subscription management
            system_purpose (SystemProfileSystemPurpose | Unset): What the host is meant for
            system_update_method (SystemProfileSystemUpdateMethod | Unset): What updates the operating system
            virtual_host_uuid (UUID | Unset): Identity of the machine that hosts this virtual one
            bootc_status (SystemProfileBootcStatus | Unset): Images of a host that boots a container image
            conversions (SystemProfileConversions | Unset): Conversion from another distribution
            image_builder (SystemProfileImageBuilder | Unset): Origin of an image that Image Builder made
            workloads (SystemProfileWorkloads | Unset): Application software found on the host
     """

    owner_id: UUID | Unset = UNSET
    rhc_client_id: UUID | Unset = UNSET
    rhc_config_state: UUID | Unset = UNSET
    cpu_model: str | Unset = UNSET
    number_of_cpus: int | Unset = UNSET
    number_of_sockets: int | Unset = UNSET
    cores_per_socket: int | Unset = UNSET
    threads_per_core: int | Unset = UNSET
    system_memory_bytes: int | Unset = UNSET
    infrastructure_type: str | Unset = UNSET
    infrastructure_vendor: str | Unset = UNSET
    network_interfaces: list[SystemProfileNetworkInterfacesItem] | Unset = UNSET
    disk_devices: list[SystemProfileDiskDevicesItem] | Unset = UNSET
    bios_vendor: str | Unset = UNSET
    bios_version: str | Unset = UNSET
    bios_release_date: str | Unset = UNSET
    cpu_flags: list[str] | Unset = UNSET
    systemd: SystemProfileSystemd | Unset = UNSET
    operating_system: SystemProfileOperatingSystem | Unset = UNSET
    os_release: str | Unset = UNSET
    os_kernel_version: str | Unset = UNSET
    releasever: str | Unset = UNSET
    arch: str | Unset = UNSET
    basearch: str | Unset = UNSET
    kernel_modules: list[str] | Unset = UNSET
    last_boot_time: datetime.datetime | Unset = UNSET
    running_processes: list[str] | Unset = UNSET
    subscription_status: str | Unset = UNSET
    subscription_auto_attach: str | Unset = UNSET
    katello_agent_running: bool | Unset = UNSET
    satellite_managed: bool | Unset = UNSET
    cloud_provider: str | Unset = UNSET
    public_ipv4_addresses: list[str] | Unset = UNSET
    public_dns: list[str] | Unset = UNSET
    yum_repos: list[SystemProfileYumReposItem] | Unset = UNSET
    dnf_modules: list[SystemProfileDnfModulesItem] | Unset = UNSET
    installed_products: list[SystemProfileInstalledProductsItem] | Unset = UNSET
    insights_client_version: str | Unset = UNSET
    insights_egg_version: str | Unset = UNSET
    captured_date: datetime.datetime | Unset = UNSET
    installed_packages: list[str] | Unset = UNSET
    installed_packages_delta: list[str] | Unset = UNSET
    gpg_pubkeys: list[str] | Unset = UNSET
    installed_services: list[str] | Unset = UNSET
    enabled_services: list[str] | Unset = UNSET
    tuned_profile: str | Unset = UNSET
    selinux_current_mode: SystemProfileSelinuxCurrentMode | Unset = UNSET
    selinux_config_file: str | Unset = UNSET
    is_marketplace: bool | Unset = UNSET
    host_type: SystemProfileHostType | Unset = UNSET
    greenboot_status: SystemProfileGreenbootStatus | Unset = UNSET
    greenboot_fallback_detected: bool | Unset = UNSET
    rpm_ostree_deployments: list[SystemProfileRpmOstreeDeploymentsItem] | Unset = UNSET
    rhsm: SystemProfileRhsm | Unset = UNSET
    system_purpose: SystemProfileSystemPurpose | Unset = UNSET
    system_update_method: SystemProfileSystemUpdateMethod | Unset = UNSET
    virtual_host_uuid: UUID | Unset = UNSET
    bootc_status: SystemProfileBootcStatus | Unset = UNSET
    conversions: SystemProfileConversions | Unset = UNSET
    image_builder: SystemProfileImageBuilder | Unset = UNSET
    workloads: SystemProfileWorkloads | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.system_profile_bootc_status import SystemProfileBootcStatus # noqa: PLC0415
        from ..models.system_profile_conversions import SystemProfileConversions # noqa: PLC0415
        from ..models.system_profile_disk_devices_item import SystemProfileDiskDevicesItem # noqa: PLC0415
        from ..models.system_profile_dnf_modules_item import SystemProfileDnfModulesItem # noqa: PLC0415
        from ..models.system_profile_image_builder import SystemProfileImageBuilder # noqa: PLC0415
        from ..models.system_profile_installed_products_item import SystemProfileInstalledProductsItem # noqa: PLC0415
        from ..models.system_profile_network_interfaces_item import SystemProfileNetworkInterfacesItem # noqa: PLC0415
        from ..models.system_profile_operating_system import SystemProfileOperatingSystem # noqa: PLC0415
        from ..models.system_profile_rhsm import SystemProfileRhsm # noqa: PLC0415
        from ..models.system_profile_rpm_ostree_deployments_item import SystemProfileRpmOstreeDeploymentsItem # noqa: PLC0415
        from ..models.system_profile_system_purpose import SystemProfileSystemPurpose # noqa: PLC0415
        from ..models.system_profile_systemd import SystemProfileSystemd # noqa: PLC0415
        from ..models.system_profile_workloads import SystemProfileWorkloads # noqa: PLC0415
        from ..models.system_profile_yum_repos_item import SystemProfileYumReposItem # noqa: PLC0415
        owner_id: str | Unset = UNSET
        if not isinstance(self.owner_id, Unset):
            owner_id = str(self.owner_id)

        rhc_client_id: str | Unset = UNSET
        if not isinstance(self.rhc_client_id, Unset):
            rhc_client_id = str(self.rhc_client_id)

        rhc_config_state: str | Unset = UNSET
        if not isinstance(self.rhc_config_state, Unset):
            rhc_config_state = str(self.rhc_config_state)

        cpu_model = self.cpu_model

        number_of_cpus = self.number_of_cpus

        number_of_sockets = self.number_of_sockets

        cores_per_socket = self.cores_per_socket

        threads_per_core = self.threads_per_core

        system_memory_bytes = self.system_memory_bytes

        infrastructure_type = self.infrastructure_type

        infrastructure_vendor = self.infrastructure_vendor

        network_interfaces: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.network_interfaces, Unset):
            network_interfaces = []
            for network_interfaces_item_data in self.network_interfaces:
                network_interfaces_item = network_interfaces_item_data.to_dict()
                network_interfaces.append(network_interfaces_item)



        disk_devices: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.disk_devices, Unset):
            disk_devices = []
            for disk_devices_item_data in self.disk_devices:
                disk_devices_item = disk_devices_item_data.to_dict()
                disk_devices.append(disk_devices_item)



        bios_vendor = self.bios_vendor

        bios_version = self.bios_version

        bios_release_date = self.bios_release_date

        cpu_flags: list[str] | Unset = UNSET
        if not isinstance(self.cpu_flags, Unset):
            cpu_flags = self.cpu_flags



        systemd: dict[str, Any] | Unset = UNSET
        if not isinstance(self.systemd, Unset):
            systemd = self.systemd.to_dict()

        operating_system: dict[str, Any] | Unset = UNSET
        if not isinstance(self.operating_system, Unset):
            operating_system = self.operating_system.to_dict()

        os_release = self.os_release

        os_kernel_version = self.os_kernel_version

        releasever = self.releasever

        arch = self.arch

        basearch = self.basearch

        kernel_modules: list[str] | Unset = UNSET
        if not isinstance(self.kernel_modules, Unset):
            kernel_modules = self.kernel_modules



        last_boot_time: str | Unset = UNSET
        if not isinstance(self.last_boot_time, Unset):
            last_boot_time = self.last_boot_time.isoformat()

        running_processes: list[str] | Unset = UNSET
        if not isinstance(self.running_processes, Unset):
            running_processes = self.running_processes



        subscription_status = self.subscription_status

        subscription_auto_attach = self.subscription_auto_attach

        katello_agent_running = self.katello_agent_running

        satellite_managed = self.satellite_managed

        cloud_provider = self.cloud_provider

        public_ipv4_addresses: list[str] | Unset = UNSET
        if not isinstance(self.public_ipv4_addresses, Unset):
            public_ipv4_addresses = self.public_ipv4_addresses



        public_dns: list[str] | Unset = UNSET
        if not isinstance(self.public_dns, Unset):
            public_dns = self.public_dns



        yum_repos: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.yum_repos, Unset):
            yum_repos = []
            for yum_repos_item_data in self.yum_repos:
                yum_repos_item = yum_repos_item_data.to_dict()
                yum_repos.append(yum_repos_item)



        dnf_modules: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.dnf_modules, Unset):
            dnf_modules = []
            for dnf_modules_item_data in self.dnf_modules:
                dnf_modules_item = dnf_modules_item_data.to_dict()
                dnf_modules.append(dnf_modules_item)



        installed_products: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.installed_products, Unset):
            installed_products = []
            for installed_products_item_data in self.installed_products:
                installed_products_item = installed_products_item_data.to_dict()
                installed_products.append(installed_products_item)



        insights_client_version = self.insights_client_version

        insights_egg_version = self.insights_egg_version

        captured_date: str | Unset = UNSET
        if not isinstance(self.captured_date, Unset):
            captured_date = self.captured_date.isoformat()

        installed_packages: list[str] | Unset = UNSET
        if not isinstance(self.installed_packages, Unset):
            installed_packages = self.installed_packages



        installed_packages_delta: list[str] | Unset = UNSET
        if not isinstance(self.installed_packages_delta, Unset):
            installed_packages_delta = self.installed_packages_delta



        gpg_pubkeys: list[str] | Unset = UNSET
        if not isinstance(self.gpg_pubkeys, Unset):
            gpg_pubkeys = self.gpg_pubkeys



        installed_services: list[str] | Unset = UNSET
        if not isinstance(self.installed_services, Unset):
            installed_services = self.installed_services



        enabled_services: list[str] | Unset = UNSET
        if not isinstance(self.enabled_services, Unset):
            enabled_services = self.enabled_services



        tuned_profile = self.tuned_profile

        selinux_current_mode: str | Unset = UNSET
        if not isinstance(self.selinux_current_mode, Unset):
            selinux_current_mode = self.selinux_current_mode.value


        selinux_config_file = self.selinux_config_file

        is_marketplace = self.is_marketplace

        host_type: str | Unset = UNSET
        if not isinstance(self.host_type, Unset):
            host_type = self.host_type.value


        greenboot_status: str | Unset = UNSET
        if not isinstance(self.greenboot_status, Unset):
            greenboot_status = self.greenboot_status.value


        greenboot_fallback_detected = self.greenboot_fallback_detected

        rpm_ostree_deployments: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.rpm_ostree_deployments, Unset):
            rpm_ostree_deployments = []
            for rpm_ostree_deployments_item_data in self.rpm_ostree_deployments:
                rpm_ostree_deployments_item = rpm_ostree_deployments_item_data.to_dict()
                rpm_ostree_deployments.append(rpm_ostree_deployments_item)



        rhsm: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rhsm, Unset):
            rhsm = self.rhsm.to_dict()

        system_purpose: dict[str, Any] | Unset = UNSET
        if not isinstance(self.system_purpose, Unset):
            system_purpose = self.system_purpose.to_dict()

        system_update_method: str | Unset = UNSET
        if not isinstance(self.system_update_method, Unset):
            system_update_method = self.system_update_method.value


        virtual_host_uuid: str | Unset = UNSET
        if not isinstance(self.virtual_host_uuid, Unset):
            virtual_host_uuid = str(self.virtual_host_uuid)

        bootc_status: dict[str, Any] | Unset = UNSET
        if not isinstance(self.bootc_status, Unset):
            bootc_status = self.bootc_status.to_dict()

        conversions: dict[str, Any] | Unset = UNSET
        if not isinstance(self.conversions, Unset):
            conversions = self.conversions.to_dict()

        image_builder: dict[str, Any] | Unset = UNSET
        if not isinstance(self.image_builder, Unset):
            image_builder = self.image_builder.to_dict()

        workloads: dict[str, Any] | Unset = UNSET
        if not isinstance(self.workloads, Unset):
            workloads = self.workloads.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
        })
        if owner_id is not UNSET:
            field_dict["owner_id"] = owner_id
        if rhc_client_id is not UNSET:
            field_dict["rhc_client_id"] = rhc_client_id
        if rhc_config_state is not UNSET:
            field_dict["rhc_config_state"] = rhc_config_state
        if cpu_model is not UNSET:
            field_dict["cpu_model"] = cpu_model
        if number_of_cpus is not UNSET:
            field_dict["number_of_cpus"] = number_of_cpus
        if number_of_sockets is not UNSET:
            field_dict["number_of_sockets"] = number_of_sockets
        if cores_per_socket is not UNSET:
            field_dict["cores_per_socket"] = cores_per_socket
        if threads_per_core is not UNSET:
            field_dict["threads_per_core"] = threads_per_core
        if system_memory_bytes is not UNSET:
            field_dict["system_memory_bytes"] = system_memory_bytes
        if infrastructure_type is not UNSET:
            field_dict["infrastructure_type"] = infrastructure_type
        if infrastructure_vendor is not UNSET:
            field_dict["infrastructure_vendor"] = infrastructure_vendor
        if network_interfaces is not UNSET:
            field_dict["network_interfaces"] = network_interfaces
        if disk_devices is not UNSET:
            field_dict["disk_devices"] = disk_devices
        if bios_vendor is not UNSET:
            field_dict["bios_vendor"] = bios_vendor
        if bios_version is not UNSET:
            field_dict["bios_version"] = bios_version
        if bios_release_date is not UNSET:
            field_dict["bios_release_date"] = bios_release_date
        if cpu_flags is not UNSET:
            field_dict["cpu_flags"] = cpu_flags
        if systemd is not UNSET:
            field_dict["systemd"] = systemd
        if operating_system is not UNSET:
            field_dict["operating_system"] = operating_system
        if os_release is not UNSET:
            field_dict["os_release"] = os_release
        if os_kernel_version is not UNSET:
            field_dict["os_kernel_version"] = os_kernel_version
        if releasever is not UNSET:
            field_dict["releasever"] = releasever
        if arch is not UNSET:
            field_dict["arch"] = arch
        if basearch is not UNSET:
            field_dict["basearch"] = basearch
        if kernel_modules is not UNSET:
            field_dict["kernel_modules"] = kernel_modules
        if last_boot_time is not UNSET:
            field_dict["last_boot_time"] = last_boot_time
        if running_processes is not UNSET:
            field_dict["running_processes"] = running_processes
        if subscription_status is not UNSET:
            field_dict["subscription_status"] = subscription_status
        if subscription_auto_attach is not UNSET:
            field_dict["subscription_auto_attach"] = subscription_auto_attach
        if katello_agent_running is not UNSET:
            field_dict["katello_agent_running"] = katello_agent_running
        if satellite_managed is not UNSET:
            field_dict["satellite_managed"] = satellite_managed
        if cloud_provider is not UNSET:
            field_dict["cloud_provider"] = cloud_provider
        if public_ipv4_addresses is not UNSET:
            field_dict["public_ipv4_addresses"] = public_ipv4_addresses
        if public_dns is not UNSET:
            field_dict["public_dns"] = public_dns
        if yum_repos is not UNSET:
            field_dict["yum_repos"] = yum_repos
        if dnf_modules is not UNSET:
            field_dict["dnf_modules"] = dnf_modules
        if installed_products is not UNSET:
            field_dict["installed_products"] = installed_products
        if insights_client_version is not UNSET:
            field_dict["insights_client_version"] = insights_client_version
        if insights_egg_version is not UNSET:
            field_dict["insights_egg_version"] = insights_egg_version
        if captured_date is not UNSET:
            field_dict["captured_date"] = captured_date
        if installed_packages is not UNSET:
            field_dict["installed_packages"] = installed_packages
        if installed_packages_delta is not UNSET:
            field_dict["installed_packages_delta"] = installed_packages_delta
        if gpg_pubkeys is not UNSET:
            field_dict["gpg_pubkeys"] = gpg_pubkeys
        if installed_services is not UNSET:
            field_dict["installed_services"] = installed_services
        if enabled_services is not UNSET:
            field_dict["enabled_services"] = enabled_services
        if tuned_profile is not UNSET:
            field_dict["tuned_profile"] = tuned_profile
        if selinux_current_mode is not UNSET:
            field_dict["selinux_current_mode"] = selinux_current_mode
        if selinux_config_file is not UNSET:
            field_dict["selinux_config_file"] = selinux_config_file
        if is_marketplace is not UNSET:
            field_dict["is_marketplace"] = is_marketplace
        if host_type is not UNSET:
            field_dict["host_type"] = host_type
        if greenboot_status is not UNSET:
            field_dict["greenboot_status"] = greenboot_status
        if greenboot_fallback_detected is not UNSET:
            field_dict["greenboot_fallback_detected"] = greenboot_fallback_detected
        if rpm_ostree_deployments is not UNSET:
            field_dict["rpm_ostree_deployments"] = rpm_ostree_deployments
        if rhsm is not UNSET:
            field_dict["rhsm"] = rhsm
        if system_purpose is not UNSET:
            field_dict["system_purpose"] = system_purpose
        if system_update_method is not UNSET:
            field_dict["system_update_method"] = system_update_method
        if virtual_host_uuid is not UNSET:
            field_dict["virtual_host_uuid"] = virtual_host_uuid
        if bootc_status is not UNSET:
            field_dict["bootc_status"] = bootc_status
        if conversions is not UNSET:
            field_dict["conversions"] = conversions
        if image_builder is not UNSET:
            field_dict["image_builder"] = image_builder
        if workloads is not UNSET:
            field_dict["workloads"] = workloads

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.system_profile_bootc_status import SystemProfileBootcStatus # noqa: PLC0415
        from ..models.system_profile_conversions import SystemProfileConversions # noqa: PLC0415
        from ..models.system_profile_disk_devices_item import SystemProfileDiskDevicesItem # noqa: PLC0415
        from ..models.system_profile_dnf_modules_item import SystemProfileDnfModulesItem # noqa: PLC0415
        from ..models.system_profile_image_builder import SystemProfileImageBuilder # noqa: PLC0415
        from ..models.system_profile_installed_products_item import SystemProfileInstalledProductsItem # noqa: PLC0415
        from ..models.system_profile_network_interfaces_item import SystemProfileNetworkInterfacesItem # noqa: PLC0415
        from ..models.system_profile_operating_system import SystemProfileOperatingSystem # noqa: PLC0415
        from ..models.system_profile_rhsm import SystemProfileRhsm # noqa: PLC0415
        from ..models.system_profile_rpm_ostree_deployments_item import SystemProfileRpmOstreeDeploymentsItem # noqa: PLC0415
        from ..models.system_profile_system_purpose import SystemProfileSystemPurpose # noqa: PLC0415
        from ..models.system_profile_systemd import SystemProfileSystemd # noqa: PLC0415
        from ..models.system_profile_workloads import SystemProfileWorkloads # noqa: PLC0415
        from ..models.system_profile_yum_repos_item import SystemProfileYumReposItem # noqa: PLC0415
        d = dict(src_dict)
        _owner_id = d.pop("owner_id", UNSET)
        owner_id: UUID | Unset
        if isinstance(_owner_id,  Unset):
            owner_id = UNSET
        else:
            owner_id = UUID(_owner_id)




        _rhc_client_id = d.pop("rhc_client_id", UNSET)
        rhc_client_id: UUID | Unset
        if isinstance(_rhc_client_id,  Unset):
            rhc_client_id = UNSET
        else:
            rhc_client_id = UUID(_rhc_client_id)




        _rhc_config_state = d.pop("rhc_config_state", UNSET)
        rhc_config_state: UUID | Unset
        if isinstance(_rhc_config_state,  Unset):
            rhc_config_state = UNSET
        else:
            rhc_config_state = UUID(_rhc_config_state)




        cpu_model = d.pop("cpu_model", UNSET)

        number_of_cpus = d.pop("number_of_cpus", UNSET)

        number_of_sockets = d.pop("number_of_sockets", UNSET)

        cores_per_socket = d.pop("cores_per_socket", UNSET)

        threads_per_core = d.pop("threads_per_core", UNSET)

        system_memory_bytes = d.pop("system_memory_bytes", UNSET)

        infrastructure_type = d.pop("infrastructure_type", UNSET)

        infrastructure_vendor = d.pop("infrastructure_vendor", UNSET)

        _network_interfaces = d.pop("network_interfaces", UNSET)
        network_interfaces: list[SystemProfileNetworkInterfacesItem] | Unset = UNSET
        if _network_interfaces is not UNSET:
            network_interfaces = []
            for network_interfaces_item_data in _network_interfaces:
                network_interfaces_item = SystemProfileNetworkInterfacesItem.from_dict(network_interfaces_item_data)



                network_interfaces.append(network_interfaces_item)


        _disk_devices = d.pop("disk_devices", UNSET)
        disk_devices: list[SystemProfileDiskDevicesItem] | Unset = UNSET
        if _disk_devices is not UNSET:
            disk_devices = []
            for disk_devices_item_data in _disk_devices:
                disk_devices_item = SystemProfileDiskDevicesItem.from_dict(disk_devices_item_data)



                disk_devices.append(disk_devices_item)


        bios_vendor = d.pop("bios_vendor", UNSET)

        bios_version = d.pop("bios_version", UNSET)

        bios_release_date = d.pop("bios_release_date", UNSET)

        cpu_flags = cast(list[str], d.pop("cpu_flags", UNSET))


        _systemd = d.pop("systemd", UNSET)
        systemd: SystemProfileSystemd | Unset
        if isinstance(_systemd,  Unset):
            systemd = UNSET
        else:
            systemd = SystemProfileSystemd.from_dict(_systemd)




        _operating_system = d.pop("operating_system", UNSET)
        operating_system: SystemProfileOperatingSystem | Unset
        if isinstance(_operating_system,  Unset):
            operating_system = UNSET
        else:
            operating_system = SystemProfileOperatingSystem.from_dict(_operating_system)




        os_release = d.pop("os_release", UNSET)

        os_kernel_version = d.pop("os_kernel_version", UNSET)

        releasever = d.pop("releasever", UNSET)

        arch = d.pop("arch", UNSET)

        basearch = d.pop("basearch", UNSET)

        kernel_modules = cast(list[str], d.pop("kernel_modules", UNSET))


        _last_boot_time = d.pop("last_boot_time", UNSET)
        last_boot_time: datetime.datetime | Unset
        if isinstance(_last_boot_time,  Unset):
            last_boot_time = UNSET
        else:
            last_boot_time = datetime.datetime.fromisoformat(_last_boot_time)




        running_processes = cast(list[str], d.pop("running_processes", UNSET))


        subscription_status = d.pop("subscription_status", UNSET)

        subscription_auto_attach = d.pop("subscription_auto_attach", UNSET)

        katello_agent_running = d.pop("katello_agent_running", UNSET)

        satellite_managed = d.pop("satellite_managed", UNSET)

        cloud_provider = d.pop("cloud_provider", UNSET)

        public_ipv4_addresses = cast(list[str], d.pop("public_ipv4_addresses", UNSET))


        public_dns = cast(list[str], d.pop("public_dns", UNSET))


        _yum_repos = d.pop("yum_repos", UNSET)
        yum_repos: list[SystemProfileYumReposItem] | Unset = UNSET
        if _yum_repos is not UNSET:
            yum_repos = []
            for yum_repos_item_data in _yum_repos:
                yum_repos_item = SystemProfileYumReposItem.from_dict(yum_repos_item_data)



                yum_repos.append(yum_repos_item)


        _dnf_modules = d.pop("dnf_modules", UNSET)
        dnf_modules: list[SystemProfileDnfModulesItem] | Unset = UNSET
        if _dnf_modules is not UNSET:
            dnf_modules = []
            for dnf_modules_item_data in _dnf_modules:
                dnf_modules_item = SystemProfileDnfModulesItem.from_dict(dnf_modules_item_data)



                dnf_modules.append(dnf_modules_item)


        _installed_products = d.pop("installed_products", UNSET)
        installed_products: list[SystemProfileInstalledProductsItem] | Unset = UNSET
        if _installed_products is not UNSET:
            installed_products = []
            for installed_products_item_data in _installed_products:
                installed_products_item = SystemProfileInstalledProductsItem.from_dict(installed_products_item_data)



                installed_products.append(installed_products_item)


        insights_client_version = d.pop("insights_client_version", UNSET)

        insights_egg_version = d.pop("insights_egg_version", UNSET)

        _captured_date = d.pop("captured_date", UNSET)
        captured_date: datetime.datetime | Unset
        if isinstance(_captured_date,  Unset):
            captured_date = UNSET
        else:
            captured_date = datetime.datetime.fromisoformat(_captured_date)




        installed_packages = cast(list[str], d.pop("installed_packages", UNSET))


        installed_packages_delta = cast(list[str], d.pop("installed_packages_delta", UNSET))


        gpg_pubkeys = cast(list[str], d.pop("gpg_pubkeys", UNSET))


        installed_services = cast(list[str], d.pop("installed_services", UNSET))


        enabled_services = cast(list[str], d.pop("enabled_services", UNSET))


        tuned_profile = d.pop("tuned_profile", UNSET)

        _selinux_current_mode = d.pop("selinux_current_mode", UNSET)
        selinux_current_mode: SystemProfileSelinuxCurrentMode | Unset
        if isinstance(_selinux_current_mode,  Unset):
            selinux_current_mode = UNSET
        else:
            selinux_current_mode = SystemProfileSelinuxCurrentMode(_selinux_current_mode)




        selinux_config_file = d.pop("selinux_config_file", UNSET)

        is_marketplace = d.pop("is_marketplace", UNSET)

        _host_type = d.pop("host_type", UNSET)
        host_type: SystemProfileHostType | Unset
        if isinstance(_host_type,  Unset):
            host_type = UNSET
        else:
            host_type = SystemProfileHostType(_host_type)




        _greenboot_status = d.pop("greenboot_status", UNSET)
        greenboot_status: SystemProfileGreenbootStatus | Unset
        if isinstance(_greenboot_status,  Unset):
            greenboot_status = UNSET
        else:
            greenboot_status = SystemProfileGreenbootStatus(_greenboot_status)




        greenboot_fallback_detected = d.pop("greenboot_fallback_detected", UNSET)

        _rpm_ostree_deployments = d.pop("rpm_ostree_deployments", UNSET)
        rpm_ostree_deployments: list[SystemProfileRpmOstreeDeploymentsItem] | Unset = UNSET
        if _rpm_ostree_deployments is not UNSET:
            rpm_ostree_deployments = []
            for rpm_ostree_deployments_item_data in _rpm_ostree_deployments:
                rpm_ostree_deployments_item = SystemProfileRpmOstreeDeploymentsItem.from_dict(rpm_ostree_deployments_item_data)



                rpm_ostree_deployments.append(rpm_ostree_deployments_item)


        _rhsm = d.pop("rhsm", UNSET)
        rhsm: SystemProfileRhsm | Unset
        if isinstance(_rhsm,  Unset):
            rhsm = UNSET
        else:
            rhsm = SystemProfileRhsm.from_dict(_rhsm)




        _system_purpose = d.pop("system_purpose", UNSET)
        system_purpose: SystemProfileSystemPurpose | Unset
        if isinstance(_system_purpose,  Unset):
            system_purpose = UNSET
        else:
            system_purpose = SystemProfileSystemPurpose.from_dict(_system_purpose)




        _system_update_method = d.pop("system_update_method", UNSET)
        system_update_method: SystemProfileSystemUpdateMethod | Unset
        if isinstance(_system_update_method,  Unset):
            system_update_method = UNSET
        else:
            system_update_method = SystemProfileSystemUpdateMethod(_system_update_method)




        _virtual_host_uuid = d.pop("virtual_host_uuid", UNSET)
        virtual_host_uuid: UUID | Unset
        if isinstance(_virtual_host_uuid,  Unset):
            virtual_host_uuid = UNSET
        else:
            virtual_host_uuid = UUID(_virtual_host_uuid)




        _bootc_status = d.pop("bootc_status", UNSET)
        bootc_status: SystemProfileBootcStatus | Unset
        if isinstance(_bootc_status,  Unset):
            bootc_status = UNSET
        else:
            bootc_status = SystemProfileBootcStatus.from_dict(_bootc_status)




        _conversions = d.pop("conversions", UNSET)
        conversions: SystemProfileConversions | Unset
        if isinstance(_conversions,  Unset):
            conversions = UNSET
        else:
            conversions = SystemProfileConversions.from_dict(_conversions)




        _image_builder = d.pop("image_builder", UNSET)
        image_builder: SystemProfileImageBuilder | Unset
        if isinstance(_image_builder,  Unset):
            image_builder = UNSET
        else:
            image_builder = SystemProfileImageBuilder.from_dict(_image_builder)




        _workloads = d.pop("workloads", UNSET)
        workloads: SystemProfileWorkloads | Unset
        if isinstance(_workloads,  Unset):
            workloads = UNSET
        else:
            workloads = SystemProfileWorkloads.from_dict(_workloads)




        system_profile = cls(
            owner_id=owner_id,
            rhc_client_id=rhc_client_id,
            rhc_config_state=rhc_config_state,
            cpu_model=cpu_model,
            number_of_cpus=number_of_cpus,
            number_of_sockets=number_of_sockets,
            cores_per_socket=cores_per_socket,
            threads_per_core=threads_per_core,
            system_memory_bytes=system_memory_bytes,
            infrastructure_type=infrastructure_type,
            infrastructure_vendor=infrastructure_vendor,
            network_interfaces=network_interfaces,
            disk_devices=disk_devices,
            bios_vendor=bios_vendor,
            bios_version=bios_version,
            bios_release_date=bios_release_date,
            cpu_flags=cpu_flags,
            systemd=systemd,
            operating_system=operating_system,
            os_release=os_release,
            os_kernel_version=os_kernel_version,
            releasever=releasever,
            arch=arch,
            basearch=basearch,
            kernel_modules=kernel_modules,
            last_boot_time=last_boot_time,
            running_processes=running_processes,
            subscription_status=subscription_status,
            subscription_auto_attach=subscription_auto_attach,
            katello_agent_running=katello_agent_running,
            satellite_managed=satellite_managed,
            cloud_provider=cloud_provider,
            public_ipv4_addresses=public_ipv4_addresses,
            public_dns=public_dns,
            yum_repos=yum_repos,
            dnf_modules=dnf_modules,
            installed_products=installed_products,
            insights_client_version=insights_client_version,
            insights_egg_version=insights_egg_version,
            captured_date=captured_date,
            installed_packages=installed_packages,
            installed_packages_delta=installed_packages_delta,
            gpg_pubkeys=gpg_pubkeys,
            installed_services=installed_services,
            enabled_services=enabled_services,
            tuned_profile=tuned_profile,
            selinux_current_mode=selinux_current_mode,
            selinux_config_file=selinux_config_file,
            is_marketplace=is_marketplace,
            host_type=host_type,
            greenboot_status=greenboot_status,
            greenboot_fallback_detected=greenboot_fallback_detected,
            rpm_ostree_deployments=rpm_ostree_deployments,
            rhsm=rhsm,
            system_purpose=system_purpose,
            system_update_method=system_update_method,
            virtual_host_uuid=virtual_host_uuid,
            bootc_status=bootc_status,
            conversions=conversions,
            image_builder=image_builder,
            workloads=workloads,
        )


        system_profile.additional_properties = d
        return system_profile

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

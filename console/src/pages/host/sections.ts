// Sections of a profile, in the order in which people look for things.

export const SECTIONS: [string, string[]][] = [
  ["System", ["operating_system", "os_release", "os_kernel_version", "kernel_modules", "arch", "host_type", "last_boot_time", "bootc_status", "rpm_ostree_deployments", "greenboot_status", "greenboot_fallback_detected", "image_builder", "is_marketplace", "virtual_host_uuid", "tuned_profile", "selinux_current_mode", "selinux_config_file", "systemd"]],
  ["Hardware", ["number_of_cpus", "number_of_sockets", "cores_per_socket", "threads_per_core", "cpu_model", "cpu_flags", "system_memory_bytes", "bios_vendor", "bios_version", "bios_release_date", "dmi_system_uuid", "infrastructure_type", "infrastructure_vendor", "disk_devices", "system_purpose", "cloud_provider", "public_ipv4_addresses", "public_dns", "releasever"]],
  ["Network", ["network_interfaces", "captured_date"]],
  ["Software", ["yum_repos", "dnf_modules", "installed_products", "installed_packages", "installed_packages_delta", "gpg_pubkeys", "running_processes", "installed_services", "enabled_services", "subscription_status", "subscription_auto_attach", "rhsm", "conversions", "third_party_services"]],
  ["Workloads", ["workloads", "intersystems"]],
  ["Insights", ["insights_client_version", "insights_egg_version", "rhc_client_id", "rhc_config_state", "owner_id", "katello_agent_running", "satellite_managed", "ansible"]],
];

// The sections that a profile fills; what no section names comes last.
export function sectionsOf(profile: Record<string, unknown>): [string, [string, unknown][]][] {
  const placed = new Set(SECTIONS.flatMap(([, names]) => names));
  const rest = Object.keys(profile).filter((name) => !placed.has(name)).sort();
  const all: [string, string[]][] = [...SECTIONS, ["Other", rest]];
  return all
    .map(([title, names]): [string, [string, unknown][]] => [
      title,
      names.filter((name) => name in profile).map((name): [string, unknown] => [name, profile[name]]),
    ])
    .filter(([, fields]) => fields.length > 0);
}

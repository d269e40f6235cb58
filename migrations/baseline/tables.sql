-- The schema of the contract, and nothing else: sixteen tables as the original system's last revision leaves them
-- (contract: database 3 to 10). Partitions are added by the revision, triggers and replica identity by the other file.

CREATE TABLE hbi.groups (
    id uuid NOT NULL,
    org_id varchar(36) NOT NULL,
    account varchar(10),
    name varchar(255) NOT NULL,
    created_on timestamptz NOT NULL,
    modified_on timestamptz NOT NULL,
    ungrouped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (id)
);
CREATE INDEX idx_groups_org_id_name_ignorecase ON hbi.groups (lower(name), org_id);
CREATE INDEX idxgrouporgid ON hbi.groups (org_id);

CREATE TABLE hbi.staleness (
    id uuid NOT NULL,
    org_id varchar(36) NOT NULL,
    conventional_time_to_stale integer NOT NULL,
    conventional_time_to_stale_warning integer NOT NULL,
    conventional_time_to_delete integer NOT NULL,
    created_on timestamptz NOT NULL,
    modified_on timestamptz NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT staleness_org_id_key UNIQUE (org_id)
);
CREATE INDEX idxaccstaleorgid ON hbi.staleness (org_id);

CREATE TABLE hbi.inventory_views (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    org_id varchar(36),
    name varchar(255) NOT NULL,
    description text,
    is_system_view boolean NOT NULL GENERATED ALWAYS AS (org_id IS NULL) STORED,
    configuration jsonb NOT NULL,
    org_wide boolean NOT NULL DEFAULT false,
    created_by varchar(255),
    created_on timestamptz NOT NULL DEFAULT now(),
    modified_on timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);
CREATE INDEX idx_inventory_views_org_id_created_by ON hbi.inventory_views (org_id, created_by);

CREATE TABLE hbi.outbox (
    id uuid NOT NULL,
    aggregatetype varchar(255) NOT NULL,
    aggregateid uuid NOT NULL,
    operation varchar(255) NOT NULL,
    version varchar(50) NOT NULL,
    payload jsonb NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE hbi.hbi_metadata (
    name varchar NOT NULL,
    type varchar NOT NULL,
    last_succeeded timestamptz NOT NULL,
    PRIMARY KEY (name, type)
);

CREATE TABLE hbi.debezium_signal (
    id varchar(50) NOT NULL,
    type varchar(32) NOT NULL,
    data varchar(2048),
    PRIMARY KEY (id)
);

CREATE TABLE hbi.hosts (
    org_id varchar(36) NOT NULL,
    id uuid NOT NULL,
    account varchar(10),
    display_name varchar(200),
    ansible_host varchar(255),
    created_on timestamptz,
    modified_on timestamptz,
    facts jsonb,
    tags jsonb,
    tags_alt jsonb,
    groups jsonb NOT NULL,
    last_check_in timestamptz,
    reporter varchar(255) NOT NULL,
    per_reporter_staleness jsonb NOT NULL DEFAULT '{}',
    canonical_facts_version integer,
    is_virtual boolean,
    insights_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    subscription_manager_id varchar(36),
    satellite_id varchar(255),
    fqdn varchar(255),
    bios_uuid varchar(36),
    ip_addresses jsonb,
    mac_addresses jsonb,
    provider_id varchar(500),
    provider_type varchar(50),
    display_name_reporter varchar(255),
    openshift_cluster_id uuid,
    host_type varchar(12),
    reporters varchar(255)[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (org_id, id)
) PARTITION BY HASH (org_id);
CREATE UNIQUE INDEX hosts_replica_identity_idx ON hbi.hosts (org_id, id, insights_id);
CREATE INDEX idx_hosts_covering_for_sync ON hbi.hosts (org_id, id) INCLUDE (host_type, insights_id);
CREATE INDEX idx_hosts_org_id_last_check_in ON hbi.hosts (org_id, last_check_in DESC);
CREATE INDEX idx_hosts_org_id_modified_on ON hbi.hosts (org_id, modified_on DESC);
CREATE INDEX idx_hosts_org_id_provider_id ON hbi.hosts (org_id, provider_id);
CREATE INDEX idx_hosts_insights_id ON hbi.hosts (insights_id);
CREATE INDEX idx_hosts_subscription_manager_id ON hbi.hosts (subscription_manager_id);
CREATE INDEX idx_hosts_modified_on_id ON hbi.hosts (modified_on DESC, id DESC);
CREATE INDEX idx_hosts_host_type_id ON hbi.hosts (host_type, id);
CREATE INDEX idx_hosts_reporters_gin ON hbi.hosts USING gin (reporters);

CREATE TABLE hbi.hosts_groups (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    group_id uuid NOT NULL,
    PRIMARY KEY (org_id, host_id, group_id),
    CONSTRAINT fk_hosts_groups_on_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_hosts_groups_on_groups FOREIGN KEY (group_id) REFERENCES hbi.groups (id)
) PARTITION BY HASH (org_id);
CREATE INDEX idx_hosts_groups_reverse ON hbi.hosts_groups (org_id, group_id, host_id);
CREATE INDEX idx_hosts_groups_forward ON hbi.hosts_groups (org_id, host_id, group_id);

CREATE TABLE hbi.system_profiles_static (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    arch varchar(50),
    basearch varchar(50),
    bios_release_date varchar(50),
    bios_vendor varchar(100),
    bios_version varchar(100),
    bootc_status jsonb,
    cloud_provider varchar(100),
    conversions jsonb,
    cores_per_socket integer,
    cpu_model varchar(100),
    disk_devices jsonb[],
    dnf_modules jsonb[],
    enabled_services varchar(512)[],
    gpg_pubkeys varchar(512)[],
    greenboot_fallback_detected boolean,
    greenboot_status varchar(5),
    host_type varchar(12),
    image_builder jsonb,
    infrastructure_type varchar(100),
    infrastructure_vendor varchar(100),
    insights_client_version varchar(50),
    installed_packages_delta varchar(512)[],
    installed_services varchar(512)[],
    is_marketplace boolean,
    katello_agent_running boolean,
    number_of_cpus integer,
    number_of_sockets integer,
    operating_system jsonb,
    os_kernel_version varchar(20),
    os_release varchar(100),
    owner_id uuid,
    public_dns varchar(100)[],
    public_ipv4_addresses varchar(15)[],
    releasever varchar(100),
    rhc_client_id uuid,
    rhc_config_state uuid,
    rhsm jsonb,
    rpm_ostree_deployments jsonb[],
    satellite_managed boolean,
    selinux_config_file varchar(128),
    selinux_current_mode varchar(10),
    subscription_auto_attach varchar(100),
    subscription_status varchar(100),
    system_purpose jsonb,
    system_update_method varchar(10),
    third_party_services jsonb,
    threads_per_core integer,
    tuned_profile varchar(256),
    virtual_host_uuid uuid,
    yum_repos jsonb[],
    CONSTRAINT pk_system_profiles_static PRIMARY KEY (org_id, host_id),
    CONSTRAINT cores_per_socket_range_check CHECK (cores_per_socket >= 0 AND cores_per_socket <= 2147483647),
    CONSTRAINT number_of_cpus_range_check CHECK (number_of_cpus >= 0 AND number_of_cpus <= 2147483647),
    CONSTRAINT number_of_sockets_range_check CHECK (number_of_sockets >= 0 AND number_of_sockets <= 2147483647),
    CONSTRAINT threads_per_core_range_check CHECK (threads_per_core >= 0 AND threads_per_core <= 2147483647),
    CONSTRAINT fk_system_profiles_static_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);
CREATE INDEX idx_sps_join_all_queries ON hbi.system_profiles_static
    (org_id, host_id, (operating_system ->> 'name'), (bootc_status -> 'booted' ->> 'image_digest'));
CREATE INDEX idx_system_profiles_static_org_id ON hbi.system_profiles_static (org_id);
CREATE INDEX idx_system_profiles_static_host_id ON hbi.system_profiles_static (host_id);

CREATE TABLE hbi.system_profiles_dynamic (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    captured_date timestamptz,
    last_boot_time timestamptz,
    running_processes varchar[],
    installed_packages varchar[],
    cpu_flags varchar[],
    kernel_modules varchar[],
    network_interfaces jsonb,
    installed_products jsonb,
    systemd jsonb,
    workloads jsonb,
    insights_egg_version varchar(50),
    system_memory_bytes bigint,
    CONSTRAINT pk_system_profiles_dynamic PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_system_profiles_dynamic_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);
CREATE INDEX idx_sp_dynamic_workloads_gin ON hbi.system_profiles_dynamic USING gin (workloads jsonb_path_ops);

CREATE TABLE hbi.hosts_app_data_advisor (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    recommendations integer,
    incidents integer,
    critical integer,
    important integer,
    moderate integer,
    low integer,
    CONSTRAINT pk_hosts_app_data_advisor PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_advisor_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_vulnerability (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    total_cves integer,
    critical_cves integer,
    important_cves integer,
    cves_with_security_rules integer,
    cves_with_known_exploits integer,
    CONSTRAINT pk_hosts_app_data_vulnerability PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_vulnerability_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_patch (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    advisories_rhsa_applicable integer,
    advisories_rhba_applicable integer,
    advisories_rhea_applicable integer,
    advisories_other_applicable integer,
    advisories_rhsa_installable integer,
    advisories_rhba_installable integer,
    advisories_rhea_installable integer,
    advisories_other_installable integer,
    packages_applicable integer,
    packages_installable integer,
    packages_installed integer,
    template_name varchar(255),
    template_uuid uuid,
    CONSTRAINT pk_hosts_app_data_patch PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_patch_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_remediations (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    remediations_plans integer,
    CONSTRAINT pk_hosts_app_data_remediations PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_remediations_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_compliance (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    policies jsonb,
    policies_count integer NOT NULL GENERATED ALWAYS AS (jsonb_array_length(COALESCE(policies, '[]'::jsonb))) STORED,
    last_scan timestamptz,
    CONSTRAINT pk_hosts_app_data_compliance PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_compliance_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_malware (
    org_id varchar(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamptz NOT NULL,
    last_status varchar(50),
    last_matches integer,
    total_matches integer,
    last_scan timestamptz,
    CONSTRAINT pk_hosts_app_data_malware PRIMARY KEY (org_id, host_id),
    CONSTRAINT fk_hosts_app_data_malware_hosts FOREIGN KEY (org_id, host_id)
        REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
) PARTITION BY HASH (org_id);

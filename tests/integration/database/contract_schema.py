"""The contract's schema in readable form: the acceptance list of the migrations (contract: database 3 to 12).

Written from the contract's text, not from the models. `vc(n)` is character varying, `tz` timestamp with time zone, as
there. Columns are nullable and without default unless a line says otherwise.
"""

ZERO = "'00000000-0000-0000-0000-000000000000'::uuid"

PARTITIONED = (
    "hosts",
    "hosts_groups",
    "system_profiles_static",
    "system_profiles_dynamic",
    "hosts_app_data_advisor",
    "hosts_app_data_vulnerability",
    "hosts_app_data_patch",
    "hosts_app_data_remediations",
    "hosts_app_data_compliance",
    "hosts_app_data_malware",
)

COLUMNS = {
    "hosts": f"""
        org_id                  vc(36)      not null
        id                      uuid        not null
        account                 vc(10)
        display_name            vc(200)
        ansible_host            vc(255)
        created_on              tz
        modified_on             tz
        facts                   jsonb
        tags                    jsonb
        tags_alt                jsonb
        groups                  jsonb       not null
        last_check_in           tz
        reporter                vc(255)     not null
        per_reporter_staleness  jsonb       not null  default '{{}}'::jsonb
        canonical_facts_version integer
        is_virtual              boolean
        insights_id             uuid        not null  default {ZERO}
        subscription_manager_id vc(36)
        satellite_id            vc(255)
        fqdn                    vc(255)
        bios_uuid               vc(36)
        ip_addresses            jsonb
        mac_addresses           jsonb
        provider_id             vc(500)
        provider_type           vc(50)
        display_name_reporter   vc(255)
        openshift_cluster_id    uuid
        host_type               vc(12)
        reporters               vc(255)[]   not null  default '{{}}'::character varying[]
        """,
    "hosts_groups": """
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        group_id                uuid        not null
        """,
    "system_profiles_static": f"""
        org_id                      vc(36)      not null
        host_id                     uuid        not null
        insights_id                 uuid        not null  default {ZERO}
        arch                        vc(50)
        basearch                    vc(50)
        bios_release_date           vc(50)
        bios_vendor                 vc(100)
        bios_version                vc(100)
        bootc_status                jsonb
        cloud_provider              vc(100)
        conversions                 jsonb
        cores_per_socket            integer
        cpu_model                   vc(100)
        disk_devices                jsonb[]
        dnf_modules                 jsonb[]
        enabled_services            vc(512)[]
        gpg_pubkeys                 vc(512)[]
        greenboot_fallback_detected boolean
        greenboot_status            vc(5)
        host_type                   vc(12)
        image_builder               jsonb
        infrastructure_type         vc(100)
        infrastructure_vendor       vc(100)
        insights_client_version     vc(50)
        installed_packages_delta    vc(512)[]
        installed_services          vc(512)[]
        is_marketplace              boolean
        katello_agent_running       boolean
        number_of_cpus              integer
        number_of_sockets           integer
        operating_system            jsonb
        os_kernel_version           vc(20)
        os_release                  vc(100)
        owner_id                    uuid
        public_dns                  vc(100)[]
        public_ipv4_addresses       vc(15)[]
        releasever                  vc(100)
        rhc_client_id               uuid
        rhc_config_state            uuid
        rhsm                        jsonb
        rpm_ostree_deployments      jsonb[]
        satellite_managed           boolean
        selinux_config_file         vc(128)
        selinux_current_mode        vc(10)
        subscription_auto_attach    vc(100)
        subscription_status         vc(100)
        system_purpose              jsonb
        system_update_method        vc(10)
        third_party_services        jsonb
        threads_per_core            integer
        tuned_profile               vc(256)
        virtual_host_uuid           uuid
        yum_repos                   jsonb[]
        """,
    "system_profiles_dynamic": f"""
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        insights_id             uuid        not null  default {ZERO}
        captured_date           tz
        last_boot_time          tz
        running_processes       varchar[]
        installed_packages      varchar[]
        cpu_flags               varchar[]
        kernel_modules          varchar[]
        network_interfaces      jsonb
        installed_products      jsonb
        systemd                 jsonb
        workloads               jsonb
        insights_egg_version    vc(50)
        system_memory_bytes     bigint
        """,
    "hosts_app_data_advisor": """
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        last_updated            tz          not null
        recommendations         integer
        incidents               integer
        critical                integer
        important               integer
        moderate                integer
        low                     integer
        """,
    "hosts_app_data_vulnerability": """
        org_id                   vc(36)      not null
        host_id                  uuid        not null
        last_updated             tz          not null
        total_cves               integer
        critical_cves            integer
        important_cves           integer
        cves_with_security_rules integer
        cves_with_known_exploits integer
        """,
    "hosts_app_data_patch": """
        org_id                       vc(36)      not null
        host_id                      uuid        not null
        last_updated                 tz          not null
        advisories_rhsa_applicable   integer
        advisories_rhba_applicable   integer
        advisories_rhea_applicable   integer
        advisories_other_applicable  integer
        advisories_rhsa_installable  integer
        advisories_rhba_installable  integer
        advisories_rhea_installable  integer
        advisories_other_installable integer
        packages_applicable          integer
        packages_installable         integer
        packages_installed           integer
        template_name                vc(255)
        template_uuid                uuid
        """,
    "hosts_app_data_remediations": """
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        last_updated            tz          not null
        remediations_plans      integer
        """,
    "hosts_app_data_compliance": """
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        last_updated            tz          not null
        policies                jsonb
        policies_count          integer     not null  stored jsonb_array_length(COALESCE(policies, '[]'::jsonb))
        last_scan               tz
        """,
    "hosts_app_data_malware": """
        org_id                  vc(36)      not null
        host_id                 uuid        not null
        last_updated            tz          not null
        last_status             vc(50)
        last_matches            integer
        total_matches           integer
        last_scan               tz
        """,
    "groups": """
        id                      uuid        not null
        org_id                  vc(36)      not null
        account                 vc(10)
        name                    vc(255)     not null
        created_on              tz          not null
        modified_on             tz          not null
        ungrouped               boolean     not null  default false
        """,
    "staleness": """
        id                                 uuid        not null
        org_id                             vc(36)      not null
        conventional_time_to_stale         integer     not null
        conventional_time_to_stale_warning integer     not null
        conventional_time_to_delete        integer     not null
        created_on                         tz          not null
        modified_on                        tz          not null
        """,
    "inventory_views": """
        id                      uuid        not null  default gen_random_uuid()
        org_id                  vc(36)
        name                    vc(255)     not null
        description             text
        is_system_view          boolean     not null  stored (org_id IS NULL)
        configuration           jsonb       not null
        org_wide                boolean     not null  default false
        created_by              vc(255)
        created_on              tz          not null  default now()
        modified_on             tz          not null  default now()
        """,
    "outbox": """
        id                      uuid        not null
        aggregatetype           vc(255)     not null
        aggregateid             uuid        not null
        operation               vc(255)     not null
        version                 vc(50)      not null
        payload                 jsonb       not null
        """,
    "hbi_metadata": """
        name                    varchar     not null
        type                    varchar     not null
        last_succeeded          tz          not null
        """,
    "debezium_signal": """
        id                      vc(50)      not null
        type                    vc(32)      not null
        data                    vc(2048)
        """,
}

INDEXES = {
    "hosts": """
        hosts_pkey                          unique btree (org_id, id)
        hosts_replica_identity_idx          unique btree (org_id, id, insights_id)
        idx_hosts_covering_for_sync         btree (org_id, id) INCLUDE (host_type, insights_id)
        idx_hosts_org_id_last_check_in      btree (org_id, last_check_in DESC)
        idx_hosts_org_id_modified_on        btree (org_id, modified_on DESC)
        idx_hosts_org_id_provider_id        btree (org_id, provider_id)
        idx_hosts_insights_id               btree (insights_id)
        idx_hosts_subscription_manager_id   btree (subscription_manager_id)
        idx_hosts_modified_on_id            btree (modified_on DESC, id DESC)
        idx_hosts_host_type_id              btree (host_type, id)
        idx_hosts_reporters_gin             gin (reporters)
        """,
    "hosts_groups": """
        hosts_groups_pkey                   unique btree (org_id, host_id, group_id)
        idx_hosts_groups_forward            btree (org_id, host_id, group_id)
        idx_hosts_groups_reverse            btree (org_id, group_id, host_id)
        """,
    "system_profiles_static": """
        pk_system_profiles_static           unique btree (org_id, host_id)
        idx_system_profiles_static_org_id   btree (org_id)
        idx_system_profiles_static_host_id  btree (host_id)
        idx_sps_join_all_queries            btree (org_id, host_id, ((operating_system ->> 'name'::text)), \
(((bootc_status -> 'booted'::text) ->> 'image_digest'::text)))
        """,
    "system_profiles_dynamic": """
        pk_system_profiles_dynamic          unique btree (org_id, host_id)
        idx_sp_dynamic_workloads_gin        gin (workloads jsonb_path_ops)
        """,
    "hosts_app_data_advisor": "pk_hosts_app_data_advisor unique btree (org_id, host_id)",
    "hosts_app_data_vulnerability": "pk_hosts_app_data_vulnerability unique btree (org_id, host_id)",
    "hosts_app_data_patch": "pk_hosts_app_data_patch unique btree (org_id, host_id)",
    "hosts_app_data_remediations": "pk_hosts_app_data_remediations unique btree (org_id, host_id)",
    "hosts_app_data_compliance": "pk_hosts_app_data_compliance unique btree (org_id, host_id)",
    "hosts_app_data_malware": "pk_hosts_app_data_malware unique btree (org_id, host_id)",
    "groups": """
        groups_pkey                         unique btree (id)
        idxgrouporgid                       btree (org_id)
        idx_groups_org_id_name_ignorecase   btree (lower((name)::text), org_id)
        """,
    "staleness": """
        staleness_pkey                      unique btree (id)
        staleness_org_id_key                unique btree (org_id)
        idxaccstaleorgid                    btree (org_id)
        """,
    "inventory_views": """
        inventory_views_pkey                unique btree (id)
        idx_inventory_views_org_id_created_by   btree (org_id, created_by)
        """,
    "outbox": "outbox_pkey unique btree (id)",
    "hbi_metadata": "hbi_metadata_pkey unique btree (name, type)",
    "debezium_signal": "debezium_signal_pkey unique btree (id)",
}

_HOST = "FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE"

CONSTRAINTS = {
    "hosts": "hosts_pkey PRIMARY KEY (org_id, id)",
    "hosts_groups": f"""
        hosts_groups_pkey               PRIMARY KEY (org_id, host_id, group_id)
        fk_hosts_groups_on_hosts        {_HOST}
        fk_hosts_groups_on_groups       FOREIGN KEY (group_id) REFERENCES hbi.groups(id)
        """,
    "system_profiles_static": f"""
        pk_system_profiles_static       PRIMARY KEY (org_id, host_id)
        fk_system_profiles_static_hosts {_HOST}
        cores_per_socket_range_check    CHECK (((cores_per_socket >= 0) AND (cores_per_socket <= 2147483647)))
        number_of_cpus_range_check      CHECK (((number_of_cpus >= 0) AND (number_of_cpus <= 2147483647)))
        number_of_sockets_range_check   CHECK (((number_of_sockets >= 0) AND (number_of_sockets <= 2147483647)))
        threads_per_core_range_check    CHECK (((threads_per_core >= 0) AND (threads_per_core <= 2147483647)))
        """,
    "system_profiles_dynamic": f"""
        pk_system_profiles_dynamic       PRIMARY KEY (org_id, host_id)
        fk_system_profiles_dynamic_hosts {_HOST}
        """,
    **{
        f"hosts_app_data_{application}": f"""
        pk_hosts_app_data_{application}         PRIMARY KEY (org_id, host_id)
        fk_hosts_app_data_{application}_hosts   {_HOST}
        """
        for application in ("advisor", "vulnerability", "patch", "remediations", "compliance", "malware")
    },
    "groups": "groups_pkey PRIMARY KEY (id)",
    "staleness": """
        staleness_pkey          PRIMARY KEY (id)
        staleness_org_id_key    UNIQUE (org_id)
        """,
    "inventory_views": "inventory_views_pkey PRIMARY KEY (id)",
    "outbox": "outbox_pkey PRIMARY KEY (id)",
    "hbi_metadata": "hbi_metadata_pkey PRIMARY KEY (name, type)",
    "debezium_signal": "debezium_signal_pkey PRIMARY KEY (id)",
}

TRIGGERS = {
    "hosts": {"trigger_sync_insights_id_to_system_profiles": "AFTER UPDATE OF insights_id"},
    "system_profiles_static": {"trigger_populate_system_profiles_static_insights_id": "AFTER INSERT"},
    "system_profiles_dynamic": {"trigger_populate_system_profiles_dynamic_insights_id": "AFTER INSERT"},
}

REPLICA_IDENTITY = {
    "hosts": "index hosts_replica_identity_idx",
    "groups": "index groups_pkey",
    "staleness": "index staleness_pkey",
}


def lines(text: str) -> list[str]:
    """The lines of one of the tables above, each with single blanks."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def definitions(text: str) -> dict[str, str]:
    """First word of each line → the rest of it."""
    return {name: definition for name, _, definition in (line.partition(" ") for line in lines(text))}

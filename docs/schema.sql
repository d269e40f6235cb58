-- Made by `make gen_hbi_schema_dump` from the revisions in migrations/. Do not edit.

CREATE SCHEMA hbi;

CREATE FUNCTION hbi.commit_without_waiting() RETURNS void
    LANGUAGE sql
    AS $$
            SELECT set_config('synchronous_commit', 'off', true)
        $$;

CREATE FUNCTION hbi.count_change_of_hosts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT NEW.org_id, d.kind, d.value, sum(d.hosts)
    FROM (
        SELECT v.kind, v.value, 1 AS hosts FROM hbi.values_of_tags(NEW.tags) v
        UNION ALL
        SELECT v.kind, v.value, -1 FROM hbi.values_of_tags(OLD.tags) v
    ) d
    GROUP BY d.kind, d.value
    HAVING sum(d.hosts) <> 0;
    IF NEW.last_check_in IS NULL OR NEW.last_check_in < clock_timestamp() - interval '7 days' THEN
        INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_change_of_system_profiles_dynamic() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT NEW.org_id, d.kind, d.value, sum(d.hosts)
    FROM (
        SELECT v.kind, v.value, 1 AS hosts FROM hbi.values_of_workloads(NEW.workloads) v
        UNION ALL
        SELECT v.kind, v.value, -1 FROM hbi.values_of_workloads(OLD.workloads) v
    ) d
    GROUP BY d.kind, d.value
    HAVING sum(d.hosts) <> 0;
    IF (
        SELECT coalesce(h.last_check_in, '-infinity') < clock_timestamp() - interval '7 days'
        FROM hbi.hosts h WHERE h.org_id = NEW.org_id AND h.id = NEW.host_id
    ) THEN
        INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_change_of_system_profiles_static() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT NEW.org_id, d.kind, d.value, sum(d.hosts)
    FROM (
        SELECT v.kind, v.value, 1 AS hosts FROM hbi.values_of_operating_system(NEW.operating_system) v
        UNION ALL
        SELECT v.kind, v.value, -1 FROM hbi.values_of_operating_system(OLD.operating_system) v
    ) d
    GROUP BY d.kind, d.value
    HAVING sum(d.hosts) <> 0;
    IF (
        SELECT coalesce(h.last_check_in, '-infinity') < clock_timestamp() - interval '7 days'
        FROM hbi.hosts h WHERE h.org_id = NEW.org_id AND h.id = NEW.host_id
    ) THEN
        INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_rows_of_hosts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    SELECT r.org_id, 'host', '{}'::text[], CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r GROUP BY r.org_id
    UNION ALL
    SELECT r.org_id, v.kind, v.value, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r CROSS JOIN LATERAL hbi.values_of_tags(r.tags) v
    GROUP BY r.org_id, v.kind, v.value;
    INSERT INTO hbi.culled_host_changes (org_id)
    SELECT DISTINCT r.org_id FROM counted_rows r
    WHERE r.last_check_in IS NULL OR r.last_check_in < clock_timestamp() - interval '7 days';
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_rows_of_system_profiles_dynamic() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    
    SELECT r.org_id, v.kind, v.value, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r CROSS JOIN LATERAL hbi.values_of_workloads(r.workloads) v
    GROUP BY r.org_id, v.kind, v.value;
    INSERT INTO hbi.culled_host_changes (org_id)
    SELECT DISTINCT r.org_id FROM counted_rows r
    WHERE r.workloads IS NOT NULL AND (
        SELECT coalesce(h.last_check_in, '-infinity') < clock_timestamp() - interval '7 days'
        FROM hbi.hosts h WHERE h.org_id = r.org_id AND h.id = r.host_id
    );
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.count_rows_of_system_profiles_static() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    
    INSERT INTO hbi.host_counts (org_id, kind, value, hosts)
    
    SELECT r.org_id, v.kind, v.value, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM counted_rows r CROSS JOIN LATERAL hbi.values_of_operating_system(r.operating_system) v
    GROUP BY r.org_id, v.kind, v.value;
    INSERT INTO hbi.culled_host_changes (org_id)
    SELECT DISTINCT r.org_id FROM counted_rows r
    WHERE r.operating_system IS NOT NULL AND (
        SELECT coalesce(h.last_check_in, '-infinity') < clock_timestamp() - interval '7 days'
        FROM hbi.hosts h WHERE h.org_id = r.org_id AND h.id = r.host_id
    );
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.delete_hosts(the_org character varying, ids uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET session_replication_role TO 'replica'
    AS $_$
DECLARE
    child regclass;
BEGIN
    IF EXISTS (
        SELECT FROM pg_constraint c
        WHERE c.contype = 'f' AND c.conparentid = 0 AND (
            c.confrelid = 'hbi.hosts'::regclass AND (c.confdeltype <> 'c' OR 2 <> (
                SELECT count(*) FROM pg_attribute a
                WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) AND a.attname IN ('org_id', 'host_id')
            ))
            OR c.confrelid IN (
                SELECT p.conrelid FROM pg_constraint p
                WHERE p.contype = 'f' AND p.conparentid = 0 AND p.confrelid = 'hbi.hosts'::regclass
            )
        )
    ) OR EXISTS (
        SELECT FROM pg_trigger t
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'A' AND t.tgtype & 8 = 8 AND (
            t.tgrelid = 'hbi.hosts'::regclass OR t.tgrelid IN (
                SELECT c.conrelid FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = 'hbi.hosts'::regclass
            )
        )
    ) THEN
        -- Other software has added a table that refers to hosts in a way which is not known here, or a trigger for
        -- deletions (bit 8), which wants to run.
        PERFORM set_config('session_replication_role', 'origin', true);
    ELSE
        FOR child IN
            SELECT c.conrelid FROM pg_constraint c
            WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid = 'hbi.hosts'::regclass
            ORDER BY c.conrelid
        LOOP
            EXECUTE 'DELETE FROM ' || child::text || ' c WHERE c.org_id = $1 AND c.host_id = ANY($2)'
            USING the_org, ids;
        END LOOP;
    END IF;
    EXECUTE 'DELETE FROM hbi.hosts h WHERE h.org_id = $1 AND h.id = ANY($2)' USING the_org, ids;
END $_$;

CREATE FUNCTION hbi.forget_host_counts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    LOCK TABLE hbi.host_count_states IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM hbi.host_count_states;
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.forget_system_profiles_dynamic_hash() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            BEGIN
                UPDATE hbi.system_profiles_dynamic SET profile_hash = NULL WHERE org_id = NEW.org_id AND host_id = NEW.host_id;
                RETURN NULL;
            END
            $$;

CREATE FUNCTION hbi.forget_system_profiles_static_hash() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            BEGIN
                UPDATE hbi.system_profiles_static SET profile_hash = NULL WHERE org_id = NEW.org_id AND host_id = NEW.host_id;
                RETURN NULL;
            END
            $$;

CREATE FUNCTION hbi.note_silent_host() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ BEGIN
    INSERT INTO hbi.culled_host_changes (org_id) VALUES (NEW.org_id);
    RETURN NULL;
END $$;

CREATE FUNCTION hbi.populate_system_profiles_dynamic_insights_id() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE hbi.system_profiles_dynamic profile
    SET insights_id = host.insights_id
    FROM hbi.hosts host
    WHERE host.org_id = NEW.org_id AND host.id = NEW.host_id
      AND profile.org_id = NEW.org_id AND profile.host_id = NEW.host_id
      AND profile.insights_id <> host.insights_id;
    RETURN NULL;
END
$$;

CREATE FUNCTION hbi.populate_system_profiles_static_insights_id() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE hbi.system_profiles_static profile
    SET insights_id = host.insights_id
    FROM hbi.hosts host
    WHERE host.org_id = NEW.org_id AND host.id = NEW.host_id
      AND profile.org_id = NEW.org_id AND profile.host_id = NEW.host_id
      AND profile.insights_id <> host.insights_id;
    RETURN NULL;
END
$$;

CREATE FUNCTION hbi.prefer_indexes() RETURNS void
    LANGUAGE sql
    AS $$
            SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true),
                   set_config('plan_cache_mode', 'force_generic_plan', true)
        $$;

CREATE FUNCTION hbi.sync_insights_id_to_system_profiles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.insights_id IS DISTINCT FROM OLD.insights_id THEN
        UPDATE hbi.system_profiles_static
        SET insights_id = NEW.insights_id
        WHERE org_id = NEW.org_id AND host_id = NEW.id AND insights_id <> NEW.insights_id;
        UPDATE hbi.system_profiles_dynamic
        SET insights_id = NEW.insights_id
        WHERE org_id = NEW.org_id AND host_id = NEW.id AND insights_id <> NEW.insights_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION hbi.values_of_operating_system(system jsonb) RETURNS TABLE(kind text, value text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT 'os', ARRAY[system ->> 'name', (system -> 'major')::text, (system -> 'minor')::text]
    WHERE system ->> 'name' IS NOT NULL AND system -> 'major' IS NOT NULL AND system -> 'minor' IS NOT NULL
$$;

CREATE FUNCTION hbi.values_of_tags(tags jsonb) RETURNS TABLE(kind text, value text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    SELECT 'tag', ARRAY[n.key, k.key, v.value]
    FROM jsonb_each(CASE jsonb_typeof(tags) WHEN 'object' THEN tags ELSE '{}' END) AS n
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS k
    LEFT JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value WHEN 'null' THEN '[]' ELSE jsonb_build_array(k.value) END
    ) AS v ON true
    UNION ALL
    SELECT 'odd_tags', '{}'::text[]
    WHERE jsonb_path_exists(tags, '$.*.* ? (@.type() != "string" && @.type() != "null")') OR (
        jsonb_path_exists(tags, '$.*.*[1]') AND EXISTS (
            SELECT FROM jsonb_each(CASE jsonb_typeof(tags) WHEN 'object' THEN tags ELSE '{}' END) AS n
            CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS k
            CROSS JOIN LATERAL jsonb_array_elements_text(
                CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE '[]' END
            ) AS v
            GROUP BY n.key, k.key, v.value HAVING count(*) > 1
        )
    )
$_$;

CREATE FUNCTION hbi.values_of_workloads(workloads jsonb) RETURNS TABLE(kind text, value text[])
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT 'sap_system', ARRAY[workloads -> 'sap' ->> 'sap_system']
    WHERE jsonb_typeof(workloads -> 'sap' -> 'sap_system') = 'boolean'
    UNION ALL
    SELECT 'sap_sid', ARRAY[sid.value]
    FROM jsonb_array_elements_text(CASE jsonb_typeof(workloads -> 'sap' -> 'sids')
        WHEN 'array' THEN workloads -> 'sap' -> 'sids' ELSE '[]' END) AS sid
$$;

CREATE TABLE hbi.culled_host_changes (
    org_id character varying(36) NOT NULL,
    sequence bigint NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0');

ALTER TABLE hbi.culled_host_changes ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hbi.culled_host_changes_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hbi.culled_host_counts (
    org_id character varying(36) NOT NULL,
    kind character varying(10) NOT NULL,
    sequence bigint NOT NULL,
    value text[] NOT NULL,
    hosts bigint NOT NULL,
    CONSTRAINT culled_host_counts_kind_check CHECK (((kind)::text = ANY ((ARRAY['host'::character varying, 'tag'::character varying, 'odd_tags'::character varying, 'os'::character varying, 'sap_system'::character varying, 'sap_sid'::character varying])::text[])))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0', autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.2');
ALTER TABLE ONLY hbi.culled_host_counts ALTER COLUMN value SET COMPRESSION lz4;

ALTER TABLE hbi.culled_host_counts ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hbi.culled_host_counts_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hbi.debezium_signal (
    id character varying(50) NOT NULL,
    type character varying(32) NOT NULL,
    data character varying(2048)
);

CREATE TABLE hbi.export_quotas (
    org_id character varying(36) NOT NULL,
    used_until timestamp with time zone NOT NULL,
    served_on timestamp with time zone
);

CREATE TABLE hbi.export_sources (
    id uuid NOT NULL,
    export_id uuid NOT NULL,
    org_id character varying(36) NOT NULL,
    application text NOT NULL,
    resource text NOT NULL,
    filters jsonb,
    status character varying(8) DEFAULT 'pending'::character varying NOT NULL,
    code integer,
    message text,
    CONSTRAINT export_sources_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'complete'::character varying, 'partial'::character varying, 'failed'::character varying])::text[])))
);
ALTER TABLE ONLY hbi.export_sources ALTER COLUMN filters SET COMPRESSION lz4;

CREATE TABLE hbi.exports (
    id uuid NOT NULL,
    org_id character varying(36) NOT NULL,
    principal text NOT NULL,
    name text,
    format character varying(8) NOT NULL,
    status character varying(8) DEFAULT 'pending'::character varying NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    completed_on timestamp with time zone,
    expires_on timestamp with time zone NOT NULL,
    request_id text,
    identity text NOT NULL,
    object_key text,
    rows bigint DEFAULT 0 NOT NULL,
    bytes bigint DEFAULT 0 NOT NULL,
    progress_on timestamp with time zone,
    message text,
    target jsonb,
    CONSTRAINT exports_format_check CHECK (((format)::text = ANY ((ARRAY['json'::character varying, 'csv'::character varying, 'ndjson'::character varying, 'parquet'::character varying])::text[]))),
    CONSTRAINT exports_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying, 'complete'::character varying, 'partial'::character varying, 'failed'::character varying])::text[])))
);
ALTER TABLE ONLY hbi.exports ALTER COLUMN target SET COMPRESSION lz4;

CREATE TABLE hbi.groups (
    id uuid NOT NULL,
    org_id character varying(36) NOT NULL,
    account character varying(10),
    name character varying(255) NOT NULL,
    created_on timestamp with time zone NOT NULL,
    modified_on timestamp with time zone NOT NULL,
    ungrouped boolean DEFAULT false NOT NULL
);

CREATE TABLE hbi.hbi_metadata (
    name character varying NOT NULL,
    type character varying NOT NULL,
    last_succeeded timestamp with time zone NOT NULL
);

CREATE TABLE hbi.hbi_serverless_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE hbi.host_count_states (
    org_id character varying(36) NOT NULL,
    counted_on timestamp with time zone,
    culled_until timestamp with time zone,
    culled_on timestamp with time zone,
    odd_tags_counted boolean DEFAULT false NOT NULL
);

CREATE TABLE hbi.host_counts (
    org_id character varying(36) NOT NULL,
    kind character varying(10) NOT NULL,
    sequence bigint NOT NULL,
    value text[] NOT NULL,
    hosts bigint NOT NULL,
    is_sum boolean DEFAULT false NOT NULL,
    CONSTRAINT host_counts_kind_check CHECK (((kind)::text = ANY ((ARRAY['host'::character varying, 'tag'::character varying, 'odd_tags'::character varying, 'os'::character varying, 'sap_system'::character varying, 'sap_sid'::character varying])::text[])))
)
WITH (autovacuum_vacuum_scale_factor='0.05', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0', autovacuum_vacuum_insert_scale_factor='0.05', autovacuum_analyze_scale_factor='0.2');
ALTER TABLE ONLY hbi.host_counts ALTER COLUMN value SET COMPRESSION lz4;

ALTER TABLE hbi.host_counts ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hbi.host_counts_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hbi.host_events_outbox (
    sequence bigint NOT NULL,
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    event_type character varying(16) NOT NULL,
    context jsonb NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    refused_on timestamp with time zone,
    CONSTRAINT host_events_outbox_event_type_check CHECK (((event_type)::text = ANY ((ARRAY['created'::character varying, 'updated'::character varying, 'delete'::character varying, 'stale'::character varying])::text[])))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY hbi.host_events_outbox ALTER COLUMN context SET COMPRESSION lz4;

ALTER TABLE hbi.host_events_outbox ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hbi.host_events_outbox_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hbi.hosts (
    org_id character varying(36) NOT NULL,
    id uuid NOT NULL,
    account character varying(10),
    display_name character varying(200),
    ansible_host character varying(255),
    created_on timestamp with time zone,
    modified_on timestamp with time zone,
    facts jsonb,
    tags jsonb,
    tags_alt jsonb,
    groups jsonb NOT NULL,
    last_check_in timestamp with time zone,
    reporter character varying(255) NOT NULL,
    per_reporter_staleness jsonb DEFAULT '{}'::jsonb NOT NULL,
    canonical_facts_version integer,
    is_virtual boolean,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    subscription_manager_id character varying(36),
    satellite_id character varying(255),
    fqdn character varying(255),
    bios_uuid character varying(36),
    ip_addresses jsonb,
    mac_addresses jsonb,
    provider_id character varying(500),
    provider_type character varying(50),
    display_name_reporter character varying(255),
    openshift_cluster_id uuid,
    host_type character varying(12),
    reporters character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL
)
PARTITION BY HASH (org_id);
ALTER TABLE ONLY hbi.hosts ALTER COLUMN facts SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN facts SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN tags SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN tags_alt SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN tags_alt SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN groups SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN groups SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN per_reporter_staleness SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN per_reporter_staleness SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN ip_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN ip_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN mac_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN mac_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts ALTER COLUMN reporters SET COMPRESSION lz4;

CREATE TABLE hbi.hosts_app_data_advisor (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    recommendations integer,
    incidents integer,
    critical integer,
    important integer,
    moderate integer,
    low integer
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_advisor_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    recommendations integer,
    incidents integer,
    critical integer,
    important integer,
    moderate integer,
    low integer
);

CREATE TABLE hbi.hosts_app_data_compliance (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    policies jsonb,
    policies_count integer GENERATED ALWAYS AS (jsonb_array_length(COALESCE(policies, '[]'::jsonb))) STORED NOT NULL,
    last_scan timestamp with time zone
)
PARTITION BY HASH (org_id);
ALTER TABLE ONLY hbi.hosts_app_data_compliance ALTER COLUMN policies SET COMPRESSION lz4;

CREATE TABLE hbi.hosts_app_data_compliance_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    policies jsonb,
    policies_count integer GENERATED ALWAYS AS (jsonb_array_length(COALESCE(policies, '[]'::jsonb))) STORED NOT NULL,
    last_scan timestamp with time zone
);
ALTER TABLE ONLY hbi.hosts_app_data_compliance_p0 ALTER COLUMN policies SET COMPRESSION lz4;

CREATE TABLE hbi.hosts_app_data_malware (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    last_status character varying(50),
    last_matches integer,
    total_matches integer,
    last_scan timestamp with time zone
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_malware_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    last_status character varying(50),
    last_matches integer,
    total_matches integer,
    last_scan timestamp with time zone
);

CREATE TABLE hbi.hosts_app_data_patch (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
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
    template_name character varying(255),
    template_uuid uuid
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_patch_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
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
    template_name character varying(255),
    template_uuid uuid
);

CREATE TABLE hbi.hosts_app_data_remediations (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    remediations_plans integer
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_remediations_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    remediations_plans integer
);

CREATE TABLE hbi.hosts_app_data_vulnerability (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    total_cves integer,
    critical_cves integer,
    important_cves integer,
    cves_with_security_rules integer,
    cves_with_known_exploits integer,
    moderate_cves integer,
    low_cves integer
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_app_data_vulnerability_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    last_updated timestamp with time zone NOT NULL,
    total_cves integer,
    critical_cves integer,
    important_cves integer,
    cves_with_security_rules integer,
    cves_with_known_exploits integer,
    moderate_cves integer,
    low_cves integer
);

CREATE TABLE hbi.hosts_groups (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    group_id uuid NOT NULL
)
PARTITION BY HASH (org_id);

CREATE TABLE hbi.hosts_groups_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    group_id uuid NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');

CREATE TABLE hbi.hosts_p0 (
    org_id character varying(36) NOT NULL,
    id uuid NOT NULL,
    account character varying(10),
    display_name character varying(200),
    ansible_host character varying(255),
    created_on timestamp with time zone,
    modified_on timestamp with time zone,
    facts jsonb,
    tags jsonb,
    tags_alt jsonb,
    groups jsonb NOT NULL,
    last_check_in timestamp with time zone,
    reporter character varying(255) NOT NULL,
    per_reporter_staleness jsonb DEFAULT '{}'::jsonb NOT NULL,
    canonical_facts_version integer,
    is_virtual boolean,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    subscription_manager_id character varying(36),
    satellite_id character varying(255),
    fqdn character varying(255),
    bios_uuid character varying(36),
    ip_addresses jsonb,
    mac_addresses jsonb,
    provider_id character varying(500),
    provider_type character varying(50),
    display_name_reporter character varying(255),
    openshift_cluster_id uuid,
    host_type character varying(12),
    reporters character varying(255)[] DEFAULT '{}'::character varying[] NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.2', toast.autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN facts SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN facts SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN tags SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN tags_alt SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN tags_alt SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN groups SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN groups SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN per_reporter_staleness SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN per_reporter_staleness SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN ip_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN ip_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN mac_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN mac_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.hosts_p0 ALTER COLUMN reporters SET COMPRESSION lz4;

CREATE TABLE hbi.inventory_views (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    org_id character varying(36),
    name character varying(255) NOT NULL,
    description text,
    is_system_view boolean GENERATED ALWAYS AS ((org_id IS NULL)) STORED NOT NULL,
    configuration jsonb NOT NULL,
    org_wide boolean DEFAULT false NOT NULL,
    created_by character varying(255),
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    modified_on timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY hbi.inventory_views ALTER COLUMN configuration SET COMPRESSION lz4;

CREATE TABLE hbi.outbox (
    id uuid NOT NULL,
    aggregatetype character varying(255) NOT NULL,
    aggregateid uuid NOT NULL,
    operation character varying(255) NOT NULL,
    version character varying(50) NOT NULL,
    payload jsonb NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000', autovacuum_vacuum_cost_delay='0');
ALTER TABLE ONLY hbi.outbox ALTER COLUMN payload SET COMPRESSION lz4;

CREATE TABLE hbi.staleness (
    id uuid NOT NULL,
    org_id character varying(36) NOT NULL,
    conventional_time_to_stale integer NOT NULL,
    conventional_time_to_stale_warning integer NOT NULL,
    conventional_time_to_delete integer NOT NULL,
    created_on timestamp with time zone NOT NULL,
    modified_on timestamp with time zone NOT NULL
);

CREATE TABLE hbi.system_profiles_dynamic (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    captured_date timestamp with time zone,
    last_boot_time timestamp with time zone,
    running_processes character varying[],
    installed_packages character varying[],
    cpu_flags character varying[],
    kernel_modules character varying[],
    network_interfaces jsonb,
    installed_products jsonb,
    systemd jsonb,
    workloads jsonb,
    insights_egg_version character varying(50),
    system_memory_bytes bigint,
    profile_hash uuid,
    other_fields jsonb
)
PARTITION BY HASH (org_id);
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN running_processes SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN running_processes SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN installed_packages SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN installed_packages SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN cpu_flags SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN cpu_flags SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN kernel_modules SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN kernel_modules SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN network_interfaces SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN network_interfaces SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN installed_products SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN installed_products SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN systemd SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN systemd SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN workloads SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN workloads SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN other_fields SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic ALTER COLUMN other_fields SET COMPRESSION lz4;

CREATE TABLE hbi.system_profiles_dynamic_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    captured_date timestamp with time zone,
    last_boot_time timestamp with time zone,
    running_processes character varying[],
    installed_packages character varying[],
    cpu_flags character varying[],
    kernel_modules character varying[],
    network_interfaces jsonb,
    installed_products jsonb,
    systemd jsonb,
    workloads jsonb,
    insights_egg_version character varying(50),
    system_memory_bytes bigint,
    profile_hash uuid,
    other_fields jsonb
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.2', toast.autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN running_processes SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN running_processes SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN installed_packages SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN installed_packages SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN cpu_flags SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN cpu_flags SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN kernel_modules SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN kernel_modules SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN network_interfaces SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN network_interfaces SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN installed_products SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN installed_products SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN systemd SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN systemd SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN workloads SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN workloads SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN other_fields SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_dynamic_p0 ALTER COLUMN other_fields SET COMPRESSION lz4;

CREATE TABLE hbi.system_profiles_static (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    arch character varying(50),
    basearch character varying(50),
    bios_release_date character varying(50),
    bios_vendor character varying(100),
    bios_version character varying(100),
    bootc_status jsonb,
    cloud_provider character varying(100),
    conversions jsonb,
    cores_per_socket integer,
    cpu_model character varying(100),
    disk_devices jsonb[],
    dnf_modules jsonb[],
    enabled_services character varying(512)[],
    gpg_pubkeys character varying(512)[],
    greenboot_fallback_detected boolean,
    greenboot_status character varying(5),
    host_type character varying(12),
    image_builder jsonb,
    infrastructure_type character varying(100),
    infrastructure_vendor character varying(100),
    insights_client_version character varying(50),
    installed_packages_delta character varying(512)[],
    installed_services character varying(512)[],
    is_marketplace boolean,
    katello_agent_running boolean,
    number_of_cpus integer,
    number_of_sockets integer,
    operating_system jsonb,
    os_kernel_version character varying(20),
    os_release character varying(100),
    owner_id uuid,
    public_dns character varying(100)[],
    public_ipv4_addresses character varying(15)[],
    releasever character varying(100),
    rhc_client_id uuid,
    rhc_config_state uuid,
    rhsm jsonb,
    rpm_ostree_deployments jsonb[],
    satellite_managed boolean,
    selinux_config_file character varying(128),
    selinux_current_mode character varying(10),
    subscription_auto_attach character varying(100),
    subscription_status character varying(100),
    system_purpose jsonb,
    system_update_method character varying(10),
    third_party_services jsonb,
    threads_per_core integer,
    tuned_profile character varying(256),
    virtual_host_uuid uuid,
    yum_repos jsonb[],
    profile_hash uuid,
    other_fields jsonb,
    CONSTRAINT cores_per_socket_range_check CHECK (((cores_per_socket >= 0) AND (cores_per_socket <= 2147483647))),
    CONSTRAINT number_of_cpus_range_check CHECK (((number_of_cpus >= 0) AND (number_of_cpus <= 2147483647))),
    CONSTRAINT number_of_sockets_range_check CHECK (((number_of_sockets >= 0) AND (number_of_sockets <= 2147483647))),
    CONSTRAINT threads_per_core_range_check CHECK (((threads_per_core >= 0) AND (threads_per_core <= 2147483647)))
)
PARTITION BY HASH (org_id);
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN bootc_status SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN bootc_status SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN conversions SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN conversions SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN disk_devices SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN disk_devices SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN dnf_modules SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN dnf_modules SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN enabled_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN enabled_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN gpg_pubkeys SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN gpg_pubkeys SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN image_builder SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN image_builder SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN installed_packages_delta SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN installed_packages_delta SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN installed_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN installed_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN operating_system SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN public_dns SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN public_dns SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN public_ipv4_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN public_ipv4_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN rhsm SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN rhsm SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN rpm_ostree_deployments SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN rpm_ostree_deployments SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN system_purpose SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN system_purpose SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN third_party_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN third_party_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN yum_repos SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN yum_repos SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN other_fields SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static ALTER COLUMN other_fields SET COMPRESSION lz4;

CREATE TABLE hbi.system_profiles_static_p0 (
    org_id character varying(36) NOT NULL,
    host_id uuid NOT NULL,
    insights_id uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    arch character varying(50),
    basearch character varying(50),
    bios_release_date character varying(50),
    bios_vendor character varying(100),
    bios_version character varying(100),
    bootc_status jsonb,
    cloud_provider character varying(100),
    conversions jsonb,
    cores_per_socket integer,
    cpu_model character varying(100),
    disk_devices jsonb[],
    dnf_modules jsonb[],
    enabled_services character varying(512)[],
    gpg_pubkeys character varying(512)[],
    greenboot_fallback_detected boolean,
    greenboot_status character varying(5),
    host_type character varying(12),
    image_builder jsonb,
    infrastructure_type character varying(100),
    infrastructure_vendor character varying(100),
    insights_client_version character varying(50),
    installed_packages_delta character varying(512)[],
    installed_services character varying(512)[],
    is_marketplace boolean,
    katello_agent_running boolean,
    number_of_cpus integer,
    number_of_sockets integer,
    operating_system jsonb,
    os_kernel_version character varying(20),
    os_release character varying(100),
    owner_id uuid,
    public_dns character varying(100)[],
    public_ipv4_addresses character varying(15)[],
    releasever character varying(100),
    rhc_client_id uuid,
    rhc_config_state uuid,
    rhsm jsonb,
    rpm_ostree_deployments jsonb[],
    satellite_managed boolean,
    selinux_config_file character varying(128),
    selinux_current_mode character varying(10),
    subscription_auto_attach character varying(100),
    subscription_status character varying(100),
    system_purpose jsonb,
    system_update_method character varying(10),
    third_party_services jsonb,
    threads_per_core integer,
    tuned_profile character varying(256),
    virtual_host_uuid uuid,
    yum_repos jsonb[],
    profile_hash uuid,
    other_fields jsonb,
    CONSTRAINT cores_per_socket_range_check CHECK (((cores_per_socket >= 0) AND (cores_per_socket <= 2147483647))),
    CONSTRAINT number_of_cpus_range_check CHECK (((number_of_cpus >= 0) AND (number_of_cpus <= 2147483647))),
    CONSTRAINT number_of_sockets_range_check CHECK (((number_of_sockets >= 0) AND (number_of_sockets <= 2147483647))),
    CONSTRAINT threads_per_core_range_check CHECK (((threads_per_core >= 0) AND (threads_per_core <= 2147483647)))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.2', toast.autovacuum_vacuum_scale_factor='0.02');
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN bootc_status SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN bootc_status SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN conversions SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN conversions SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN disk_devices SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN disk_devices SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN dnf_modules SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN dnf_modules SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN enabled_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN enabled_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN gpg_pubkeys SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN gpg_pubkeys SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN image_builder SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN image_builder SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN installed_packages_delta SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN installed_packages_delta SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN installed_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN installed_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN operating_system SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN public_dns SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN public_dns SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN public_ipv4_addresses SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN public_ipv4_addresses SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN rhsm SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN rhsm SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN rpm_ostree_deployments SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN rpm_ostree_deployments SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN system_purpose SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN system_purpose SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN third_party_services SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN third_party_services SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN yum_repos SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN yum_repos SET COMPRESSION lz4;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN other_fields SET STATISTICS 0;
ALTER TABLE ONLY hbi.system_profiles_static_p0 ALTER COLUMN other_fields SET COMPRESSION lz4;

CREATE TABLE hbi.user_view_preferences (
    org_id character varying(36) NOT NULL,
    user_id character varying(255) NOT NULL,
    view_id uuid NOT NULL,
    created_on timestamp with time zone DEFAULT now() NOT NULL,
    modified_on timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY hbi.hosts_app_data_advisor ATTACH PARTITION hbi.hosts_app_data_advisor_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_app_data_compliance ATTACH PARTITION hbi.hosts_app_data_compliance_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_app_data_malware ATTACH PARTITION hbi.hosts_app_data_malware_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_app_data_patch ATTACH PARTITION hbi.hosts_app_data_patch_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_app_data_remediations ATTACH PARTITION hbi.hosts_app_data_remediations_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_app_data_vulnerability ATTACH PARTITION hbi.hosts_app_data_vulnerability_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts_groups ATTACH PARTITION hbi.hosts_groups_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.hosts ATTACH PARTITION hbi.hosts_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.system_profiles_dynamic ATTACH PARTITION hbi.system_profiles_dynamic_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.system_profiles_static ATTACH PARTITION hbi.system_profiles_static_p0 FOR VALUES WITH (modulus 1, remainder 0);

ALTER TABLE ONLY hbi.culled_host_changes
    ADD CONSTRAINT culled_host_changes_pkey PRIMARY KEY (org_id, sequence);

ALTER TABLE ONLY hbi.culled_host_counts
    ADD CONSTRAINT culled_host_counts_pkey PRIMARY KEY (org_id, kind, sequence);

ALTER TABLE ONLY hbi.debezium_signal
    ADD CONSTRAINT debezium_signal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.export_quotas
    ADD CONSTRAINT export_quotas_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hbi.export_sources
    ADD CONSTRAINT export_sources_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.groups
    ADD CONSTRAINT groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.groups REPLICA IDENTITY USING INDEX groups_pkey;

ALTER TABLE ONLY hbi.hbi_metadata
    ADD CONSTRAINT hbi_metadata_pkey PRIMARY KEY (name, type);

ALTER TABLE ONLY hbi.hbi_serverless_version
    ADD CONSTRAINT hbi_serverless_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY hbi.host_count_states
    ADD CONSTRAINT host_count_states_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY hbi.host_counts
    ADD CONSTRAINT host_counts_pkey PRIMARY KEY (org_id, kind, sequence);

ALTER TABLE ONLY hbi.host_events_outbox
    ADD CONSTRAINT host_events_outbox_pkey PRIMARY KEY (sequence);

ALTER TABLE ONLY hbi.hosts_app_data_advisor
    ADD CONSTRAINT pk_hosts_app_data_advisor PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_advisor_p0
    ADD CONSTRAINT hosts_app_data_advisor_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_compliance
    ADD CONSTRAINT pk_hosts_app_data_compliance PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_compliance_p0
    ADD CONSTRAINT hosts_app_data_compliance_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_malware
    ADD CONSTRAINT pk_hosts_app_data_malware PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_malware_p0
    ADD CONSTRAINT hosts_app_data_malware_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_patch
    ADD CONSTRAINT pk_hosts_app_data_patch PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_patch_p0
    ADD CONSTRAINT hosts_app_data_patch_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_remediations
    ADD CONSTRAINT pk_hosts_app_data_remediations PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_remediations_p0
    ADD CONSTRAINT hosts_app_data_remediations_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_vulnerability
    ADD CONSTRAINT pk_hosts_app_data_vulnerability PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_app_data_vulnerability_p0
    ADD CONSTRAINT hosts_app_data_vulnerability_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.hosts_groups
    ADD CONSTRAINT hosts_groups_pkey PRIMARY KEY (org_id, host_id, group_id);

ALTER TABLE ONLY hbi.hosts_groups_p0
    ADD CONSTRAINT hosts_groups_p0_pkey PRIMARY KEY (org_id, host_id, group_id);

ALTER TABLE ONLY hbi.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY hbi.hosts_p0
    ADD CONSTRAINT hosts_p0_pkey PRIMARY KEY (org_id, id);

ALTER TABLE ONLY hbi.inventory_views
    ADD CONSTRAINT inventory_views_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.system_profiles_dynamic
    ADD CONSTRAINT pk_system_profiles_dynamic PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.system_profiles_static
    ADD CONSTRAINT pk_system_profiles_static PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.staleness
    ADD CONSTRAINT staleness_org_id_key UNIQUE (org_id);

ALTER TABLE ONLY hbi.staleness
    ADD CONSTRAINT staleness_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hbi.staleness REPLICA IDENTITY USING INDEX staleness_pkey;

ALTER TABLE ONLY hbi.system_profiles_dynamic_p0
    ADD CONSTRAINT system_profiles_dynamic_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.system_profiles_static_p0
    ADD CONSTRAINT system_profiles_static_p0_pkey PRIMARY KEY (org_id, host_id);

ALTER TABLE ONLY hbi.user_view_preferences
    ADD CONSTRAINT user_view_preferences_pkey PRIMARY KEY (org_id, user_id);

CREATE INDEX idx_hosts_groups_members ON ONLY hbi.hosts_groups USING btree (org_id, group_id);

CREATE INDEX hosts_groups_p0_idx_hosts_groups_members ON hbi.hosts_groups_p0 USING btree (org_id, group_id);

CREATE INDEX idx_hosts_groups_reverse ON ONLY hbi.hosts_groups USING btree (org_id, group_id, host_id);

CREATE INDEX hosts_groups_p0_org_id_group_id_host_id_idx ON hbi.hosts_groups_p0 USING btree (org_id, group_id, host_id);

CREATE INDEX idx_hosts_groups_forward ON ONLY hbi.hosts_groups USING btree (org_id, host_id, group_id);

CREATE INDEX hosts_groups_p0_org_id_host_id_group_id_idx ON hbi.hosts_groups_p0 USING btree (org_id, host_id, group_id);

CREATE INDEX idx_hosts_host_type_id ON ONLY hbi.hosts USING btree (host_type, id);

CREATE INDEX hosts_p0_host_type_id_idx ON hbi.hosts_p0 USING btree (host_type, id);

CREATE INDEX idx_hosts_both_names ON ONLY hbi.hosts USING gin ((
CASE
    WHEN (strpos((fqdn)::text, (display_name)::text) > 0) THEN (fqdn)::text
    ELSE (((COALESCE(display_name, ''::character varying))::text || ' '::text) || (COALESCE(fqdn, ''::character varying))::text)
END) hbi.gin_trgm_ops);

CREATE INDEX hosts_p0_idx_hosts_both_names ON hbi.hosts_p0 USING gin ((
CASE
    WHEN (strpos((fqdn)::text, (display_name)::text) > 0) THEN (fqdn)::text
    ELSE (((COALESCE(display_name, ''::character varying))::text || ' '::text) || (COALESCE(fqdn, ''::character varying))::text)
END) hbi.gin_trgm_ops);

CREATE INDEX idx_hosts_display_name ON ONLY hbi.hosts USING btree (org_id, COALESCE(display_name, ''::character varying));

CREATE INDEX hosts_p0_idx_hosts_display_name ON hbi.hosts_p0 USING btree (org_id, COALESCE(display_name, ''::character varying));

CREATE INDEX idx_hosts_tags ON ONLY hbi.hosts USING gin (tags jsonb_path_ops);

CREATE INDEX hosts_p0_idx_hosts_tags ON hbi.hosts_p0 USING gin (tags jsonb_path_ops);

CREATE INDEX idx_hosts_insights_id ON ONLY hbi.hosts USING btree (insights_id);

CREATE INDEX hosts_p0_insights_id_idx ON hbi.hosts_p0 USING btree (insights_id);

CREATE INDEX idx_hosts_modified_on_id ON ONLY hbi.hosts USING btree (modified_on DESC, id DESC);

CREATE INDEX hosts_p0_modified_on_id_idx ON hbi.hosts_p0 USING btree (modified_on DESC, id DESC);

CREATE INDEX idx_hosts_covering_for_sync ON ONLY hbi.hosts USING btree (org_id, id) INCLUDE (host_type, insights_id);

CREATE INDEX hosts_p0_org_id_id_host_type_insights_id_idx ON hbi.hosts_p0 USING btree (org_id, id) INCLUDE (host_type, insights_id);

CREATE UNIQUE INDEX hosts_replica_identity_idx ON ONLY hbi.hosts USING btree (org_id, id, insights_id);

ALTER TABLE ONLY hbi.hosts REPLICA IDENTITY USING INDEX hosts_replica_identity_idx;

CREATE UNIQUE INDEX hosts_p0_org_id_id_insights_id_idx ON hbi.hosts_p0 USING btree (org_id, id, insights_id);

CREATE INDEX idx_hosts_org_id_last_check_in ON ONLY hbi.hosts USING btree (org_id, last_check_in DESC);

CREATE INDEX hosts_p0_org_id_last_check_in_idx ON hbi.hosts_p0 USING btree (org_id, last_check_in DESC);

CREATE INDEX idx_hosts_org_id_modified_on ON ONLY hbi.hosts USING btree (org_id, modified_on DESC);

CREATE INDEX hosts_p0_org_id_modified_on_idx ON hbi.hosts_p0 USING btree (org_id, modified_on DESC);

CREATE INDEX idx_hosts_org_id_provider_id ON ONLY hbi.hosts USING btree (org_id, provider_id);

CREATE INDEX hosts_p0_org_id_provider_id_idx ON hbi.hosts_p0 USING btree (org_id, provider_id);

CREATE INDEX idx_hosts_reporters_gin ON ONLY hbi.hosts USING gin (reporters);

CREATE INDEX hosts_p0_reporters_idx ON hbi.hosts_p0 USING gin (reporters);

CREATE INDEX idx_hosts_subscription_manager_id ON ONLY hbi.hosts USING btree (subscription_manager_id);

CREATE INDEX hosts_p0_subscription_manager_id_idx ON hbi.hosts_p0 USING btree (subscription_manager_id);

CREATE INDEX idx_export_sources_export_id ON hbi.export_sources USING btree (export_id);

CREATE INDEX idx_exports_expires_on ON hbi.exports USING btree (expires_on);

CREATE INDEX idx_exports_owner ON hbi.exports USING btree (org_id, principal, created_on, id);

CREATE INDEX idx_exports_unfinished ON hbi.exports USING btree (created_on) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying])::text[]));

CREATE UNIQUE INDEX idx_groups_one_ungrouped_per_org ON hbi.groups USING btree (org_id) WHERE ungrouped;

CREATE INDEX idx_groups_org_id_name_ignorecase ON hbi.groups USING btree (lower((name)::text), org_id);

CREATE INDEX idx_host_counts_differences ON hbi.host_counts USING btree (org_id, kind) WHERE (NOT is_sum);

CREATE INDEX idx_host_events_outbox_host ON hbi.host_events_outbox USING btree (org_id, host_id, sequence);

CREATE INDEX idx_inventory_views_org_id_created_by ON hbi.inventory_views USING btree (org_id, created_by);

CREATE INDEX idx_sp_dynamic_workloads_gin ON ONLY hbi.system_profiles_dynamic USING gin (workloads jsonb_path_ops);

CREATE INDEX idx_sps_join_all_queries ON ONLY hbi.system_profiles_static USING btree (org_id, host_id, ((operating_system ->> 'name'::text)), (((bootc_status -> 'booted'::text) ->> 'image_digest'::text)));

CREATE INDEX idx_sps_releases ON ONLY hbi.system_profiles_static USING btree (org_id, lower((operating_system ->> 'name'::text)), ((operating_system -> 'major'::text)), ((operating_system -> 'minor'::text)), ((operating_system ->> 'name'::text))) INCLUDE (host_id, operating_system);

CREATE INDEX idx_system_profiles_static_host_id ON ONLY hbi.system_profiles_static USING btree (host_id);

CREATE INDEX idx_system_profiles_static_org_id ON ONLY hbi.system_profiles_static USING btree (org_id);

CREATE INDEX idx_user_view_preferences_view_id ON hbi.user_view_preferences USING btree (view_id);

CREATE INDEX idxaccstaleorgid ON hbi.staleness USING btree (org_id);

CREATE INDEX idxgrouporgid ON hbi.groups USING btree (org_id);

CREATE INDEX system_profiles_dynamic_p0_workloads_idx ON hbi.system_profiles_dynamic_p0 USING gin (workloads jsonb_path_ops);

CREATE INDEX system_profiles_static_p0_host_id_idx ON hbi.system_profiles_static_p0 USING btree (host_id);

CREATE INDEX system_profiles_static_p0_idx_sps_releases ON hbi.system_profiles_static_p0 USING btree (org_id, lower((operating_system ->> 'name'::text)), ((operating_system -> 'major'::text)), ((operating_system -> 'minor'::text)), ((operating_system ->> 'name'::text))) INCLUDE (host_id, operating_system);

CREATE INDEX system_profiles_static_p0_org_id_host_id_expr_expr1_idx ON hbi.system_profiles_static_p0 USING btree (org_id, host_id, ((operating_system ->> 'name'::text)), (((bootc_status -> 'booted'::text) ->> 'image_digest'::text)));

CREATE INDEX system_profiles_static_p0_org_id_idx ON hbi.system_profiles_static_p0 USING btree (org_id);

ALTER INDEX hbi.pk_hosts_app_data_advisor ATTACH PARTITION hbi.hosts_app_data_advisor_p0_pkey;

ALTER INDEX hbi.pk_hosts_app_data_compliance ATTACH PARTITION hbi.hosts_app_data_compliance_p0_pkey;

ALTER INDEX hbi.pk_hosts_app_data_malware ATTACH PARTITION hbi.hosts_app_data_malware_p0_pkey;

ALTER INDEX hbi.pk_hosts_app_data_patch ATTACH PARTITION hbi.hosts_app_data_patch_p0_pkey;

ALTER INDEX hbi.pk_hosts_app_data_remediations ATTACH PARTITION hbi.hosts_app_data_remediations_p0_pkey;

ALTER INDEX hbi.pk_hosts_app_data_vulnerability ATTACH PARTITION hbi.hosts_app_data_vulnerability_p0_pkey;

ALTER INDEX hbi.idx_hosts_groups_members ATTACH PARTITION hbi.hosts_groups_p0_idx_hosts_groups_members;

ALTER INDEX hbi.idx_hosts_groups_reverse ATTACH PARTITION hbi.hosts_groups_p0_org_id_group_id_host_id_idx;

ALTER INDEX hbi.idx_hosts_groups_forward ATTACH PARTITION hbi.hosts_groups_p0_org_id_host_id_group_id_idx;

ALTER INDEX hbi.hosts_groups_pkey ATTACH PARTITION hbi.hosts_groups_p0_pkey;

ALTER INDEX hbi.idx_hosts_host_type_id ATTACH PARTITION hbi.hosts_p0_host_type_id_idx;

ALTER INDEX hbi.idx_hosts_both_names ATTACH PARTITION hbi.hosts_p0_idx_hosts_both_names;

ALTER INDEX hbi.idx_hosts_display_name ATTACH PARTITION hbi.hosts_p0_idx_hosts_display_name;

ALTER INDEX hbi.idx_hosts_tags ATTACH PARTITION hbi.hosts_p0_idx_hosts_tags;

ALTER INDEX hbi.idx_hosts_insights_id ATTACH PARTITION hbi.hosts_p0_insights_id_idx;

ALTER INDEX hbi.idx_hosts_modified_on_id ATTACH PARTITION hbi.hosts_p0_modified_on_id_idx;

ALTER INDEX hbi.idx_hosts_covering_for_sync ATTACH PARTITION hbi.hosts_p0_org_id_id_host_type_insights_id_idx;

ALTER INDEX hbi.hosts_replica_identity_idx ATTACH PARTITION hbi.hosts_p0_org_id_id_insights_id_idx;

ALTER INDEX hbi.idx_hosts_org_id_last_check_in ATTACH PARTITION hbi.hosts_p0_org_id_last_check_in_idx;

ALTER INDEX hbi.idx_hosts_org_id_modified_on ATTACH PARTITION hbi.hosts_p0_org_id_modified_on_idx;

ALTER INDEX hbi.idx_hosts_org_id_provider_id ATTACH PARTITION hbi.hosts_p0_org_id_provider_id_idx;

ALTER INDEX hbi.hosts_pkey ATTACH PARTITION hbi.hosts_p0_pkey;

ALTER INDEX hbi.idx_hosts_reporters_gin ATTACH PARTITION hbi.hosts_p0_reporters_idx;

ALTER INDEX hbi.idx_hosts_subscription_manager_id ATTACH PARTITION hbi.hosts_p0_subscription_manager_id_idx;

ALTER INDEX hbi.pk_system_profiles_dynamic ATTACH PARTITION hbi.system_profiles_dynamic_p0_pkey;

ALTER INDEX hbi.idx_sp_dynamic_workloads_gin ATTACH PARTITION hbi.system_profiles_dynamic_p0_workloads_idx;

ALTER INDEX hbi.idx_system_profiles_static_host_id ATTACH PARTITION hbi.system_profiles_static_p0_host_id_idx;

ALTER INDEX hbi.idx_sps_releases ATTACH PARTITION hbi.system_profiles_static_p0_idx_sps_releases;

ALTER INDEX hbi.idx_sps_join_all_queries ATTACH PARTITION hbi.system_profiles_static_p0_org_id_host_id_expr_expr1_idx;

ALTER INDEX hbi.idx_system_profiles_static_org_id ATTACH PARTITION hbi.system_profiles_static_p0_org_id_idx;

ALTER INDEX hbi.pk_system_profiles_static ATTACH PARTITION hbi.system_profiles_static_p0_pkey;

CREATE TRIGGER trigger_count_changes AFTER UPDATE OF tags ON hbi.hosts FOR EACH ROW WHEN ((new.tags IS DISTINCT FROM old.tags)) EXECUTE FUNCTION hbi.count_change_of_hosts();

CREATE TRIGGER trigger_count_changes AFTER UPDATE OF workloads ON hbi.system_profiles_dynamic FOR EACH ROW WHEN ((new.workloads IS DISTINCT FROM old.workloads)) EXECUTE FUNCTION hbi.count_change_of_system_profiles_dynamic();

CREATE TRIGGER trigger_count_changes AFTER UPDATE OF operating_system ON hbi.system_profiles_static FOR EACH ROW WHEN ((new.operating_system IS DISTINCT FROM old.operating_system)) EXECUTE FUNCTION hbi.count_change_of_system_profiles_static();

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.hosts REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_hosts();

ALTER TABLE hbi.hosts ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.hosts_p0 REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_hosts();

ALTER TABLE hbi.hosts_p0 ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.system_profiles_dynamic REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_dynamic();

ALTER TABLE hbi.system_profiles_dynamic ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.system_profiles_dynamic_p0 REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_dynamic();

ALTER TABLE hbi.system_profiles_dynamic_p0 ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.system_profiles_static REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_static();

ALTER TABLE hbi.system_profiles_static ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_deleted AFTER DELETE ON hbi.system_profiles_static_p0 REFERENCING OLD TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_static();

ALTER TABLE hbi.system_profiles_static_p0 ENABLE ALWAYS TRIGGER trigger_count_deleted;

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.hosts REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_hosts();

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.hosts_p0 REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_hosts();

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.system_profiles_dynamic REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_dynamic();

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.system_profiles_dynamic_p0 REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_dynamic();

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.system_profiles_static REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_static();

CREATE TRIGGER trigger_count_new AFTER INSERT ON hbi.system_profiles_static_p0 REFERENCING NEW TABLE AS counted_rows FOR EACH STATEMENT EXECUTE FUNCTION hbi.count_rows_of_system_profiles_static();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.hosts FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.hosts_p0 FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.system_profiles_dynamic FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.system_profiles_dynamic_p0 FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.system_profiles_static FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_counts AFTER UPDATE OF org_id OR TRUNCATE ON hbi.system_profiles_static_p0 FOR EACH STATEMENT EXECUTE FUNCTION hbi.forget_host_counts();

CREATE TRIGGER trigger_forget_profile_hash AFTER UPDATE OF captured_date, last_boot_time, running_processes, installed_packages, cpu_flags, kernel_modules, network_interfaces, installed_products, systemd, workloads, insights_egg_version, system_memory_bytes, other_fields ON hbi.system_profiles_dynamic FOR EACH ROW WHEN ((new.profile_hash = old.profile_hash)) EXECUTE FUNCTION hbi.forget_system_profiles_dynamic_hash();

ALTER TABLE hbi.system_profiles_dynamic ENABLE ALWAYS TRIGGER trigger_forget_profile_hash;

CREATE TRIGGER trigger_forget_profile_hash AFTER UPDATE OF arch, basearch, bios_release_date, bios_vendor, bios_version, bootc_status, cloud_provider, conversions, cores_per_socket, cpu_model, disk_devices, dnf_modules, enabled_services, gpg_pubkeys, greenboot_fallback_detected, greenboot_status, host_type, image_builder, infrastructure_type, infrastructure_vendor, insights_client_version, installed_packages_delta, installed_services, is_marketplace, katello_agent_running, number_of_cpus, number_of_sockets, operating_system, os_kernel_version, os_release, owner_id, public_dns, public_ipv4_addresses, releasever, rhc_client_id, rhc_config_state, rhsm, rpm_ostree_deployments, satellite_managed, selinux_config_file, selinux_current_mode, subscription_auto_attach, subscription_status, system_purpose, system_update_method, third_party_services, threads_per_core, tuned_profile, virtual_host_uuid, yum_repos, other_fields ON hbi.system_profiles_static FOR EACH ROW WHEN ((new.profile_hash = old.profile_hash)) EXECUTE FUNCTION hbi.forget_system_profiles_static_hash();

ALTER TABLE hbi.system_profiles_static ENABLE ALWAYS TRIGGER trigger_forget_profile_hash;

CREATE TRIGGER trigger_note_silent AFTER UPDATE OF last_check_in ON hbi.hosts FOR EACH ROW WHEN (((new.last_check_in IS DISTINCT FROM old.last_check_in) AND ((old.last_check_in IS NULL) OR (new.last_check_in IS NULL) OR (old.last_check_in < (clock_timestamp() - '7 days'::interval)) OR (new.last_check_in < (clock_timestamp() - '7 days'::interval))))) EXECUTE FUNCTION hbi.note_silent_host();

CREATE TRIGGER trigger_populate_system_profiles_dynamic_insights_id AFTER INSERT ON hbi.system_profiles_dynamic FOR EACH ROW WHEN ((new.insights_id = '00000000-0000-0000-0000-000000000000'::uuid)) EXECUTE FUNCTION hbi.populate_system_profiles_dynamic_insights_id();

CREATE TRIGGER trigger_populate_system_profiles_static_insights_id AFTER INSERT ON hbi.system_profiles_static FOR EACH ROW WHEN ((new.insights_id = '00000000-0000-0000-0000-000000000000'::uuid)) EXECUTE FUNCTION hbi.populate_system_profiles_static_insights_id();

CREATE TRIGGER trigger_sync_insights_id_to_system_profiles AFTER UPDATE OF insights_id ON hbi.hosts FOR EACH ROW WHEN ((new.insights_id <> old.insights_id)) EXECUTE FUNCTION hbi.sync_insights_id_to_system_profiles();

ALTER TABLE ONLY hbi.export_sources
    ADD CONSTRAINT fk_export_sources_exports FOREIGN KEY (export_id) REFERENCES hbi.exports(id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_advisor
    ADD CONSTRAINT fk_hosts_app_data_advisor_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_compliance
    ADD CONSTRAINT fk_hosts_app_data_compliance_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_malware
    ADD CONSTRAINT fk_hosts_app_data_malware_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_patch
    ADD CONSTRAINT fk_hosts_app_data_patch_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_remediations
    ADD CONSTRAINT fk_hosts_app_data_remediations_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_app_data_vulnerability
    ADD CONSTRAINT fk_hosts_app_data_vulnerability_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.hosts_groups
    ADD CONSTRAINT fk_hosts_groups_on_groups FOREIGN KEY (group_id) REFERENCES hbi.groups(id);

ALTER TABLE hbi.hosts_groups
    ADD CONSTRAINT fk_hosts_groups_on_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.system_profiles_dynamic
    ADD CONSTRAINT fk_system_profiles_dynamic_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE hbi.system_profiles_static
    ADD CONSTRAINT fk_system_profiles_static_hosts FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts(org_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY hbi.user_view_preferences
    ADD CONSTRAINT fk_user_view_preferences_views FOREIGN KEY (view_id) REFERENCES hbi.inventory_views(id) ON DELETE CASCADE;

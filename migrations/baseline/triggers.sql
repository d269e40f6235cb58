-- Copies of hosts.insights_id in both profile tables, for those who filter replicated rows by it, and what rows of a
-- table replication identifies (contract: database 11 and 12).

CREATE FUNCTION hbi.sync_insights_id_to_system_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION hbi.populate_system_profiles_static_insights_id() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION hbi.populate_system_profiles_dynamic_insights_id() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER trigger_sync_insights_id_to_system_profiles
    AFTER UPDATE OF insights_id ON hbi.hosts
    FOR EACH ROW EXECUTE FUNCTION hbi.sync_insights_id_to_system_profiles();

CREATE TRIGGER trigger_populate_system_profiles_static_insights_id
    AFTER INSERT ON hbi.system_profiles_static
    FOR EACH ROW EXECUTE FUNCTION hbi.populate_system_profiles_static_insights_id();

CREATE TRIGGER trigger_populate_system_profiles_dynamic_insights_id
    AFTER INSERT ON hbi.system_profiles_dynamic
    FOR EACH ROW EXECUTE FUNCTION hbi.populate_system_profiles_dynamic_insights_id();

ALTER TABLE ONLY hbi.hosts REPLICA IDENTITY USING INDEX hosts_replica_identity_idx;
ALTER TABLE hbi.groups REPLICA IDENTITY USING INDEX groups_pkey;
ALTER TABLE hbi.staleness REPLICA IDENTITY USING INDEX staleness_pkey;

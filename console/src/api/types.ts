// What the API answers, as far as the console reads it.

export interface Page<T> {
  total: number | null;
  count: number;
  page: number;
  per_page: number;
  results: T[];
}

export interface OperatingSystem {
  name: string;
  major: number;
  minor: number;
}

export interface GroupEntry {
  id: string;
  name: string;
  ungrouped: boolean;
}

export interface Group extends GroupEntry {
  host_count: number;
  created: string;
  updated: string;
}

export interface ReporterTimes {
  last_check_in: string;
  stale_timestamp: string;
  stale_warning_timestamp: string;
  culled_timestamp: string;
}

export type Profile = Record<string, unknown> & { operating_system?: OperatingSystem };

export type AppData = Record<string, Record<string, unknown>>;

export interface Host {
  id: string;
  display_name: string;
  ansible_host: string | null;
  insights_id: string;
  subscription_manager_id: string | null;
  satellite_id: string | null;
  bios_uuid: string | null;
  fqdn: string | null;
  provider_id: string | null;
  provider_type: string | null;
  ip_addresses: string[] | null;
  mac_addresses: string[] | null;
  openshift_cluster_id: string | null;
  facts: { namespace: string; facts: Record<string, unknown> }[];
  groups: GroupEntry[];
  reporter: string;
  per_reporter_staleness: Record<string, ReporterTimes>;
  stale_timestamp: string;
  stale_warning_timestamp: string;
  culled_timestamp: string;
  created: string;
  updated: string;
  last_check_in: string;
  system_profile?: Profile;
  app_data?: AppData;
}

// Hosts that came and went on a day, in UTC.
export interface Day {
  day: string;
  new: number;
  lost: number;
}

export interface Tag {
  namespace: string | null;
  key: string;
  value: string | null;
}

export interface ViewConfiguration {
  columns: { key: string }[];
  sort?: { key: string; direction: "asc" | "desc" };
  filters?: Record<string, unknown>;
}

export interface View {
  id: string;
  name: string;
  description: string | null;
  is_system_view: boolean;
  configuration: ViewConfiguration;
  org_wide: boolean;
  is_owner: boolean;
}

export interface StalenessSettings {
  id: string;
  conventional_time_to_stale: number;
  conventional_time_to_stale_warning: number;
  conventional_time_to_delete: number;
}

export interface Export {
  id: string;
  name: string;
  format: string;
  status: "pending" | "running" | "complete" | "failed" | "partial";
  created_at: string;
  completed_at?: string;
  expires_at: string;
  progress?: { rows: number; bytes: number };
  sources?: { filters?: Record<string, unknown> | null; message?: string | null }[];
}

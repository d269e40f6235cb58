// Columns of the list of hosts: those of saved views, whose keys they have.
import type { ComponentChildren } from "preact";
import type { Host, Tag } from "../../api/types";
import { Link, Label, StateLabel } from "../../ui/basics";
import { ago, instant, osName, stateOf, tagText, words } from "../../ui/words";

export interface Column {
  key: string;
  title: string;
  // Whether hosts can be sorted by it.
  sorts: boolean;
  cell: (host: Host, tags: Tag[] | undefined) => ComponentChildren;
}

const SHOWN_TAGS = 3;

const OF_HOSTS: Column[] = [
  { key: "display_name", title: "Name", sorts: true, cell: (host) => <Link to={`/hosts/${host.id}`}>{host.display_name}</Link> },
  { key: "group_name", title: "Workspace", sorts: true, cell: groupCell },
  { key: "tags", title: "Tags", sorts: false, cell: (_, tags) => tagsCell(tags) },
  { key: "operating_system", title: "OS", sorts: true, cell: (host) => osName(host.system_profile?.operating_system) || "unknown" },
  { key: "status", title: "Status", sorts: false, cell: (host) => <StateLabel state={stateOf(host)} /> },
  { key: "last_check_in", title: "Last seen", sorts: true, cell: (host) => timeCell(host.last_check_in) },
  { key: "updated", title: "Changed", sorts: true, cell: (host) => timeCell(host.updated) },
  { key: "created", title: "Created", sorts: false, cell: (host) => timeCell(host.created) },
  { key: "infrastructure", title: "Infrastructure", sorts: false, cell: (host) => text(host.system_profile?.["infrastructure_type"]) },
  { key: "vendor", title: "Vendor", sorts: false, cell: (host) => text(host.system_profile?.["infrastructure_vendor"]) },
  { key: "workload", title: "Workloads", sorts: false, cell: (host) => Object.keys(host.system_profile?.["workloads"] ?? {}).join(", ") },
  { key: "per_reporter_staleness", title: "Reporters", sorts: false, cell: (host) => Object.keys(host.per_reporter_staleness).join(", ") },
];

// Of what applications know, the columns that people ask for; others come with saved views.
const OF_APPLICATIONS = [
  "advisor:recommendations", "advisor:incidents", "advisor:critical", "advisor:important",
  "vulnerability:total_cves", "vulnerability:critical_cves", "vulnerability:cves_with_known_exploits",
  "patch:advisories_rhsa_installable", "patch:packages_installable", "patch:template_name",
  "remediations:remediations_plans", "compliance:policies_count", "malware:last_status",
];

const UNSORTED = new Set(["patch:template_uuid", "compliance:policies"]);

export const KNOWN_COLUMNS: Column[] = [...OF_HOSTS, ...OF_APPLICATIONS.map(applicationColumn)];

export function columnOf(key: string): Column | undefined {
  return KNOWN_COLUMNS.find((column) => column.key === key) ?? (key.includes(":") ? applicationColumn(key) : undefined);
}

function applicationColumn(key: string): Column {
  const [application = "", field = ""] = key.split(":");
  return {
    key,
    title: `${words(application)}: ${field.replaceAll("_", " ")}`,
    sorts: !UNSORTED.has(key),
    cell: (host) => text(host.app_data?.[application]?.[field]),
  };
}

function groupCell(host: Host): ComponentChildren {
  const group = host.groups[0];
  if (!group || group.ungrouped) return <span class="faint">none</span>;
  return <Link to={`/groups/${group.id}`}>{group.name}</Link>;
}

function tagsCell(tags: Tag[] | undefined): ComponentChildren {
  if (!tags) return <span class="faint">…</span>;
  if (!tags.length) return <span class="faint">none</span>;
  const rest = tags.slice(SHOWN_TAGS);
  return (
    <span class="labels" title={tags.map(tagText).join("\n")}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Label key={tagText(tag)}>{tagText(tag)}</Label>
      ))}
      {rest.length > 0 && <span>and {rest.length} more</span>}
    </span>
  );
}

function timeCell(time: string): ComponentChildren {
  return (
    <time dateTime={time} title={instant(time)}>
      {ago(time)}
    </time>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

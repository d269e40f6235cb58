// What the list of hosts shows: kept in the address, sent to the API, saved as a view.
import type { Query } from "../api/http";
import type { ViewConfiguration } from "../api/types";

export interface Search {
  name: string;
  staleness: string[];
  os: string[]; // "RHEL 8.10"
  tags: string[];
  workspaces: string[]; // by name; the empty one means hosts without a group
  reporters: string[];
  types: string[];
  seenAfter: string;
  seenBefore: string;
  sort: string;
  isDescending: boolean;
  page: number;
  perPage: number;
  columns: string[];
  view: string;
}

export const DEFAULT_COLUMNS = ["display_name", "group_name", "tags", "operating_system", "status", "last_check_in"];
const DEFAULT_SORT = "last_check_in";

type ListKey = "staleness" | "os" | "tags" | "workspaces" | "reporters" | "types";
type TextKey = "name" | "seenAfter" | "seenBefore";

export const LISTS: Record<ListKey, string> = {
  staleness: "staleness",
  os: "os",
  tags: "tag",
  workspaces: "workspace",
  reporters: "reporter",
  types: "type",
};
const TEXTS: Record<TextKey, string> = { name: "name", seenAfter: "seen_after", seenBefore: "seen_before" };

// The first and the last instant of a day, to the microsecond that the API keeps; days are those of UTC, as everywhere.
export const startOf = (day: string) => `${day}T00:00:00Z`;
export const endOf = (day: string) => `${day}T23:59:59.999999Z`;

const entries = <K extends string>(names: Record<K, string>) => Object.entries(names) as [K, string][];

export function searchOf(query: URLSearchParams): Search {
  const search: Search = { ...emptySearch(), view: query.get("view") ?? "" };
  for (const [key, name] of entries(LISTS)) search[key] = query.getAll(name);
  for (const [key, name] of entries(TEXTS)) search[key] = query.get(name) ?? "";
  const sort = query.get("sort");
  if (sort) {
    search.isDescending = sort.startsWith("-");
    search.sort = sort.replace(/^-/, "");
  }
  search.page = positive(query.get("page"), 1);
  search.perPage = Math.min(positive(query.get("per_page"), 50), 100);
  const columns = query.get("columns");
  if (columns) search.columns = columns.split(",");
  return search;
}

export function emptySearch(): Search {
  const none = { name: "", staleness: [], os: [], tags: [], workspaces: [], reporters: [], types: [] };
  const order = { sort: DEFAULT_SORT, isDescending: true, page: 1, perPage: 50 };
  return { ...none, seenAfter: "", seenBefore: "", ...order, columns: DEFAULT_COLUMNS, view: "" };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

export function addressOf(search: Search): string {
  const query = new URLSearchParams();
  for (const [key, name] of entries(LISTS)) for (const value of search[key]) query.append(name, value);
  for (const [key, name] of entries(TEXTS)) if (search[key]) query.set(name, search[key]);
  if (search.sort !== DEFAULT_SORT || !search.isDescending) query.set("sort", (search.isDescending ? "-" : "") + search.sort);
  if (search.columns.join() !== DEFAULT_COLUMNS.join()) query.set("columns", search.columns.join());
  if (search.page > 1) query.set("page", String(search.page));
  if (search.perPage !== 50) query.set("per_page", String(search.perPage));
  if (search.view) query.set("view", search.view);
  const text = query.toString();
  return text ? `/hosts?${text}` : "/hosts";
}

export function isFiltered(search: Search): boolean {
  return entries(LISTS).some(([key]) => search[key].length > 0) || entries(TEXTS).some(([key]) => search[key] !== "");
}

// Whether the API counts the hosts about as fast as it lists some: by an index, or by numbers that are kept.
export function isCountedQuickly({ name, os, workspaces, reporters, types }: Search): boolean {
  return !name && ![os, workspaces, reporters, types].some((chosen) => chosen.length > 0);
}

// The parameters that choose hosts.
export function filtersOf(search: Search): Query {
  const query: [string, string][] = [];
  if (search.name) query.push(["hostname_or_id", search.name]);
  for (const value of search.staleness) query.push(["staleness", value]);
  for (const value of search.tags) query.push(["tags", value]);
  for (const value of search.workspaces) query.push(["workspace_name", value]);
  for (const value of search.reporters) query.push(["registered_with", value]);
  for (const value of search.types) query.push(["system_type", value]);
  if (search.seenAfter) query.push(["last_check_in_start", search.seenAfter]);
  if (search.seenBefore) query.push(["last_check_in_end", search.seenBefore]);
  for (const [name, versions] of operatingSystems(search.os))
    for (const version of versions) query.push([`filter[system_profile][operating_system][${name}][version][eq][]`, version]);
  return query;
}

export function orderOf(search: Search): Query {
  return [
    ["order_by", search.sort],
    ["order_how", search.isDescending ? "DESC" : "ASC"],
  ];
}

export function applicationColumns(search: Search): string[] {
  return search.columns.filter((key) => key.includes(":"));
}

// "CentOS Linux 7.9" is the system CentOS Linux in version 7.9.
function operatingSystems(chosen: string[]): Map<string, string[]> {
  const systems = new Map<string, string[]>();
  for (const text of chosen) {
    const at = text.lastIndexOf(" ");
    const [name, version] = [text.slice(0, at), text.slice(at + 1)];
    systems.set(name, [...(systems.get(name) ?? []), version]);
  }
  return systems;
}

export function configurationOf(search: Search): ViewConfiguration {
  const host: Record<string, unknown> = {};
  if (search.name) host["hostname_or_id"] = search.name;
  if (search.staleness.length) host["staleness"] = search.staleness;
  if (search.tags.length) host["tags"] = search.tags;
  if (search.workspaces.length) host["workspace_name"] = search.workspaces;
  if (search.reporters.length) host["registered_with"] = search.reporters;
  if (search.types.length) host["system_type"] = search.types;
  if (search.seenAfter) host["last_check_in_start"] = search.seenAfter;
  if (search.seenBefore) host["last_check_in_end"] = search.seenBefore;
  const filters: Record<string, unknown> = Object.keys(host).length ? { host } : {};
  const systems = operatingSystems(search.os);
  if (systems.size) {
    const terms = [...systems].map(([name, versions]) => [name, { version: { eq: versions } }]);
    filters["system_profile"] = { operating_system: Object.fromEntries(terms) };
  }
  return {
    columns: search.columns.map((key) => ({ key })),
    sort: { key: search.sort, direction: search.isDescending ? "desc" : "asc" },
    ...(Object.keys(filters).length ? { filters } : {}),
  };
}

// A view of somebody else may have filters that this page cannot show; they are named, not lost in silence.
export function searchOfView(id: string, configuration: ViewConfiguration): { search: Search; unknown: string[] } {
  const search = { ...emptySearch(), view: id };
  const columns = configuration.columns.map(({ key }) => key);
  if (columns.length) search.columns = columns;
  if (configuration.sort) {
    search.sort = configuration.sort.key;
    search.isDescending = configuration.sort.direction === "desc";
  }
  const unknown: string[] = [];
  const { host, system_profile, ...applications } = configuration.filters ?? {};
  const lists: Record<string, ListKey> = {
    staleness: "staleness", tags: "tags", workspace_name: "workspaces", registered_with: "reporters", system_type: "types",
  };
  const texts: Record<string, TextKey> = {
    hostname_or_id: "name", last_check_in_start: "seenAfter", last_check_in_end: "seenBefore",
  };
  for (const [name, value] of Object.entries((host ?? {}) as Record<string, unknown>)) {
    const [list, text] = [lists[name], texts[name]];
    if (list) search[list] = (Array.isArray(value) ? value : [value]).map(String);
    else if (text) search[text] = String(value);
    else unknown.push(name);
  }
  for (const [name, value] of Object.entries((system_profile ?? {}) as Record<string, unknown>)) {
    const found = name === "operating_system" ? versionsOf(value) : undefined;
    if (found) search.os = found;
    else unknown.push(name);
  }
  return { search, unknown: [...unknown, ...Object.keys(applications)] };
}

function versionsOf(filter: unknown): string[] | undefined {
  if (typeof filter !== "object" || filter === null) return undefined;
  const found: string[] = [];
  for (const [name, rest] of Object.entries(filter as Record<string, unknown>)) {
    const versions = (rest as { version?: { eq?: unknown } } | null)?.version?.eq;
    if (versions === undefined) return undefined;
    for (const version of Array.isArray(versions) ? versions : [versions]) found.push(`${name} ${String(version)}`);
  }
  return found;
}

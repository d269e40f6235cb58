import { filtersOf, orderOf, applicationColumns, type Search } from "../state/search";
import { INVENTORY, address, call, type Query } from "./http";
import type { AppData, Day, Host, OperatingSystem, Page, Profile, Tag } from "./types";

const LIST_FIELDS = "operating_system,infrastructure_type,infrastructure_vendor,workloads";

// Ids that one path names at a time, so that no address grows beyond what gateways take.
const IDS_AT_ONCE = 50;

export interface HostPage extends Page<Host> {
  denied_services?: string[];
}

export function listHosts(search: Search, countsToo: boolean, signal: AbortSignal): Promise<HostPage> {
  const applications = new Set(
    [...applicationColumns(search), search.sort].filter((key) => key.includes(":")).map((key) => key.split(":")[0] ?? ""),
  );
  const fields: Query = [["fields[system_profile]", LIST_FIELDS], ...[...applications].map((name) => [`fields[${name}]`, "true"] as const)];
  const paging: Query = [
    ["page", String(search.page)],
    ["per_page", String(search.perPage)],
    ...(countsToo ? [] : ([["get_total", "false"]] as const)),
  ];
  const query = [...filtersOf(search), ...orderOf(search), ...paging, ...fields];
  // What applications know costs time, so it is asked for only where it is shown.
  return call(address(`${INVENTORY}${applications.size ? "/beta/hosts-view" : "/hosts"}`, query), { signal });
}

export async function countHosts(query: Query, signal?: AbortSignal): Promise<number> {
  const found = await call<{ total: number }>(address(`${INVENTORY}/hosts`, [...query, ["count_only", "true"]]), { signal });
  return found.total;
}

export async function tagsOf(ids: string[], signal: AbortSignal): Promise<Record<string, Tag[]>> {
  const found: Record<string, Tag[]> = {};
  for (const part of parts(ids)) {
    const url = address(`${INVENTORY}/hosts/${part.join()}/tags`, [["per_page", "100"]]);
    Object.assign(found, (await call<Page<Tag> & { results: unknown }>(url, { signal })).results);
  }
  return found;
}

export async function getHost(id: string, signal: AbortSignal): Promise<Host | undefined> {
  return (await call<Page<Host>>(`${INVENTORY}/hosts/${encodeURIComponent(id)}`, { signal })).results[0];
}

export async function getProfile(id: string, signal: AbortSignal): Promise<Profile> {
  const page = await call<Page<{ system_profile: Profile }>>(`${INVENTORY}/hosts/${encodeURIComponent(id)}/system_profile`, { signal });
  return page.results[0]?.system_profile ?? {};
}

export async function getAppData(id: string, signal: AbortSignal): Promise<AppData> {
  const url = address(`${INVENTORY}/beta/hosts-view`, [["hostname_or_id", id], ["get_total", "false"]]);
  const page = await call<Page<Host>>(url, { signal });
  return page.results.find((host) => host.id === id)?.app_data ?? {};
}

export async function renameHost(id: string, displayName: string): Promise<void> {
  await call(`${INVENTORY}/hosts/${encodeURIComponent(id)}`, { method: "PATCH", body: { display_name: displayName } });
}

// Tells how many are done after each part: deleting thousands takes a while.
export async function deleteHosts(ids: string[], onProgress: (done: number) => void = () => {}): Promise<void> {
  let done = 0;
  for (const part of parts(ids)) {
    await call(`${INVENTORY}/hosts/${part.join()}`, { method: "DELETE" });
    onProgress((done += part.length));
  }
}

export async function operatingSystems(signal: AbortSignal): Promise<{ value: OperatingSystem; count: number }[]> {
  const url = address(`${INVENTORY}/system_profile/operating_system`, [["per_page", "100"]]);
  return (await call<Page<{ value: OperatingSystem; count: number }>>(url, { signal })).results;
}

export async function hostsByDay(signal: AbortSignal): Promise<Day[]> {
  return (await call<{ days: Day[] }>(`${INVENTORY}/console/days`, { signal })).days;
}

export async function knownTags(search: string, signal: AbortSignal): Promise<{ tag: Tag; count: number }[]> {
  const query: Query = [["per_page", "50"], ["order_by", "count"], ["order_how", "DESC"], ...(search ? ([["search", search]] as const) : [])];
  return (await call<Page<{ tag: Tag; count: number }>>(address(`${INVENTORY}/tags`, query), { signal })).results;
}

function* parts(ids: string[]): Generator<string[]> {
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) yield ids.slice(at, at + IDS_AT_ONCE);
}

import { INVENTORY, address, call, type Query } from "./http";
import type { Group, Host, Page } from "./types";

export type GroupOrder = "name" | "host_count" | "updated";

export interface GroupSearch {
  name: string;
  order: GroupOrder;
  isDescending: boolean;
  page: number;
}

export const GROUPS_PER_PAGE = 50;

export function listGroups(asked: GroupSearch, signal: AbortSignal): Promise<Page<Group>> {
  const query: Query = [
    ...(asked.name ? ([["name", asked.name]] as const) : []),
    ["group_type", "all"],
    ["order_by", asked.order],
    ["order_how", asked.isDescending ? "DESC" : "ASC"],
    ["page", String(asked.page)],
    ["per_page", String(GROUPS_PER_PAGE)],
  ];
  return call(address(`${INVENTORY}/groups`, query), { signal });
}

// Groups that people made, by name: those that hosts can be moved to.
export async function namedGroups(name: string, signal: AbortSignal): Promise<Group[]> {
  const query: Query = [["per_page", "100"], ...(name ? ([["name", name]] as const) : [])];
  return (await call<Page<Group>>(address(`${INVENTORY}/groups`, query), { signal })).results;
}

export async function getGroup(id: string, signal: AbortSignal): Promise<Group | undefined> {
  return (await call<Page<Group>>(`${INVENTORY}/groups/${encodeURIComponent(id)}`, { signal })).results[0];
}

export function membersOf(id: string, page: number, name: string, signal: AbortSignal): Promise<Page<Host>> {
  const query: Query = [
    ...(name ? ([["hostname_or_id", name]] as const) : []),
    ["page", String(page)],
    ["per_page", "50"],
    ["order_by", "display_name"],
    ["fields[system_profile]", "operating_system"],
  ];
  return call(address(`${INVENTORY}/groups/${encodeURIComponent(id)}/hosts`, query), { signal });
}

export function createGroup(name: string): Promise<Group> {
  return call(`${INVENTORY}/groups`, { method: "POST", body: { name } });
}

export function renameGroup(id: string, name: string): Promise<Group> {
  return call(`${INVENTORY}/groups/${encodeURIComponent(id)}`, { method: "PATCH", body: { name } });
}

export function deleteGroup(id: string): Promise<void> {
  return call(`${INVENTORY}/groups/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function addHosts(id: string, hostIds: string[]): Promise<Group> {
  return call(`${INVENTORY}/groups/${encodeURIComponent(id)}/hosts`, { method: "POST", body: hostIds });
}

export function removeHosts(id: string, hostIds: string[]): Promise<void> {
  return call(`${INVENTORY}/groups/${encodeURIComponent(id)}/hosts/${hostIds.join()}`, { method: "DELETE" });
}

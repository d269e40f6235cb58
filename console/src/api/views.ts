import { INVENTORY, address, call } from "./http";
import type { Page, View, ViewConfiguration } from "./types";

// Views that only choose what an export holds begin so. They go when their export is final.
const OF_EXPORTS = "Console export ";

const BASE = `${INVENTORY}/beta/views`;

interface ViewPage extends Page<View> {
  default_view_id: string | null;
}

export interface Views {
  views: View[];
  defaultId: string | null;
}

export async function listViews(signal?: AbortSignal): Promise<Views> {
  const page = await call<ViewPage>(address(BASE, [["per_page", "100"]]), { signal });
  return { views: page.results.filter((view) => !isOfExport(view)), defaultId: page.default_view_id };
}

export function getView(id: string, signal?: AbortSignal): Promise<View> {
  return call(`${BASE}/${encodeURIComponent(id)}`, { signal });
}

export function createView(name: string, configuration: ViewConfiguration, isShared = false): Promise<View> {
  return call(BASE, { method: "POST", body: { name, configuration, org_wide: isShared } });
}

export function changeView(id: string, change: Partial<Pick<View, "name" | "configuration" | "org_wide">>): Promise<View> {
  return call(`${BASE}/${encodeURIComponent(id)}`, { method: "PATCH", body: change });
}

export function deleteView(id: string): Promise<void> {
  return call(`${BASE}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function setDefaultView(id: string | null): Promise<unknown> {
  if (id === null) return call(`${BASE}/default`, { method: "DELETE" });
  return call(`${BASE}/default`, { method: "PUT", body: { view_id: id } });
}

export function createViewOfExport(configuration: ViewConfiguration): Promise<View> {
  return createView(`${OF_EXPORTS}${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}`, configuration);
}

// Removes views of exports that are final, or that a closed page has left behind.
export async function tidyViewsOfExports(inUse: Set<string>, signal: AbortSignal): Promise<void> {
  const page = await call<ViewPage>(address(BASE, [["per_page", "100"]]), { signal });
  const left = page.results.filter((view) => isOfExport(view) && view.is_owner && !inUse.has(view.id));
  await Promise.allSettled(left.map((view) => deleteView(view.id)));
}

function isOfExport(view: View): boolean {
  return view.name.startsWith(OF_EXPORTS);
}

import { EXPORTS, address, call } from "./http";
import type { Export } from "./types";

const SOURCE = {
  application: "urn:redhat:application:inventory",
  resource: "urn:redhat:application:inventory:export:systems",
};

export type Format = "csv" | "json" | "ndjson" | "parquet";

export const FORMATS: readonly (readonly [Format, string])[] = [
  ["csv", "CSV, for spreadsheets"],
  ["json", "JSON"],
  ["ndjson", "JSON, a host a line"],
  ["parquet", "Parquet, for analysis"],
];

export interface ExportPage {
  meta: { count: number };
  data: Export[];
}

export function listExports(offset: number, signal: AbortSignal): Promise<ExportPage> {
  return call(address(`${EXPORTS}/exports`, [["limit", "50"], ["offset", String(offset)], ["dir", "desc"]]), { signal });
}

export function getExport(id: string, signal?: AbortSignal): Promise<Export> {
  return call(`${EXPORTS}/exports/${id}/status`, { signal });
}

export function createExport(name: string, format: Format, viewId: string | null): Promise<Export> {
  const source = { ...SOURCE, ...(viewId ? { filters: { view_id: viewId } } : {}) };
  return call(`${EXPORTS}/exports`, { method: "POST", body: { name, format, sources: [source] } });
}

export function deleteExport(id: string): Promise<void> {
  return call(`${EXPORTS}/exports/${id}`, { method: "DELETE" });
}

// A browser cannot follow the redirect itself and send who asks; so the link is asked for.
export async function download(id: string): Promise<void> {
  const { location: link } = await call<{ location: string }>(`${EXPORTS}/exports/${id}`, {
    accept: "application/vnd.host-inventory.link+json",
  });
  location.assign(link);
}

export function isFinal(exported: Export): boolean {
  return exported.status === "complete" || exported.status === "failed" || exported.status === "partial";
}

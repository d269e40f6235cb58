// Instants, numbers and states as people read them.
import type { Host, OperatingSystem, ReporterTimes, Tag } from "../api/types";
import type { State } from "../api/staleness";

const NUMBER = new Intl.NumberFormat("en");
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const ABSOLUTE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function number(value: number): string {
  return NUMBER.format(value);
}

export function hosts(count: number): string {
  return `${number(count)} ${count === 1 ? "host" : "hosts"}`;
}

export function ago(instant: string): string {
  const seconds = (Date.parse(instant) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return "unknown";
  for (const [unit, length] of UNITS)
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.trunc(seconds / length), unit);
  return seconds > 0 ? "in a moment" : "just now";
}

export function instant(text: string | null | undefined): string {
  if (!text) return "unknown";
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : ABSOLUTE.format(time);
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const power = Math.min(Math.floor(Math.log10(count) / 3), 4);
  return `${(count / 1000 ** power).toFixed(1)} ${["B", "kB", "MB", "GB", "TB"][power]}`;
}

export const STATE_NAMES: Record<State, string> = {
  fresh: "Fresh",
  stale: "Stale",
  stale_warning: "Stale warning",
  culled: "Culled",
};

export function stateOf(times: Pick<ReporterTimes & Host, "stale_timestamp" | "stale_warning_timestamp" | "culled_timestamp">): State {
  const now = Date.now();
  if (now >= Date.parse(times.culled_timestamp)) return "culled";
  if (now >= Date.parse(times.stale_warning_timestamp)) return "stale_warning";
  return now >= Date.parse(times.stale_timestamp) ? "stale" : "fresh";
}

export function osName(system: OperatingSystem | undefined): string {
  if (!system?.name) return "";
  return `${system.name} ${system.major ?? "?"}.${system.minor ?? 0}`;
}

export function tagText(tag: Tag): string {
  return `${tag.namespace ? `${tag.namespace}/` : ""}${tag.key}${tag.value === null ? "" : `=${tag.value}`}`;
}

// As the parameter `tags` wants it: what separates the parts is encoded inside a part.
export function tagParameter(tag: Tag): string {
  const part = (text: string) => text.replaceAll("%", "%25").replaceAll("/", "%2F").replaceAll("=", "%3D");
  return `${tag.namespace ? `${part(tag.namespace)}/` : ""}${part(tag.key)}${tag.value === null ? "" : `=${part(tag.value)}`}`;
}

const ACRONYMS = new Set(["arch", "bios", "cpu", "cpus", "cve", "cves", "dmi", "dnf", "dns", "fqdn", "gpg", "id", "ip", "ipv4", "mac", "os", "rhc", "rhsm", "uuid"]);
const SPELLED: Record<string, string> = { arch: "Architecture", cpus: "CPUs", cves: "CVEs", selinux: "SELinux", ansible: "Ansible" };

// "os_kernel_version" as people write it.
export function words(name: string): string {
  const parts = name.split("_").map((part) => SPELLED[part] ?? (ACRONYMS.has(part) ? part.toUpperCase() : part));
  const text = parts.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

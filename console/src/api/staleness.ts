import { INVENTORY, call } from "./http";
import { countHosts } from "./hosts";
import { Problem } from "./http";
import type { StalenessSettings } from "./types";

const PATH = `${INVENTORY}/account/staleness`;

export type State = "fresh" | "stale" | "stale_warning" | "culled";
export const STATES: State[] = ["fresh", "stale", "stale_warning", "culled"];

// Seconds since the last check-in at which each state but the first begins.
export type Limits = Record<Exclude<State, "fresh">, number>;

export function limitsOf(settings: StalenessSettings): Limits {
  return {
    stale: settings.conventional_time_to_stale,
    stale_warning: settings.conventional_time_to_stale_warning,
    culled: settings.conventional_time_to_delete,
  };
}

export function getSettings(signal: AbortSignal): Promise<StalenessSettings> {
  return call(PATH, { signal });
}

export function getDefaults(signal: AbortSignal): Promise<StalenessSettings> {
  return call(`${PATH}/defaults`, { signal });
}

export async function saveLimits(limits: Limits): Promise<StalenessSettings> {
  const body = {
    conventional_time_to_stale: limits.stale,
    conventional_time_to_stale_warning: limits.stale_warning,
    conventional_time_to_delete: limits.culled,
  };
  try {
    return await call(PATH, { method: "PATCH", body });
  } catch (error) {
    // Nothing is chosen yet, or somebody has reset it meanwhile.
    if (error instanceof Problem && error.status === 404) return call(PATH, { method: "POST", body });
    throw error;
  }
}

export async function resetLimits(): Promise<void> {
  try {
    await call(PATH, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
}

export interface Change {
  from: State;
  to: State;
  hosts: number;
}

// Hosts that would change state. Between two limits all hosts have one state now and one then, so each stretch of
// time is counted by itself. Culled hosts cannot be counted: they are shown to nobody.
export async function preview(now: Limits, then: Limits, signal: AbortSignal): Promise<Change[]> {
  const at = Date.now();
  const borders = [...new Set([0, ...Object.values(now), ...Object.values(then)])].sort((a, b) => a - b);
  const stretches = borders.flatMap((age, index) => {
    const [from, to] = [stateAt(age, now), stateAt(age, then)];
    return from === to || from === "culled" ? [] : [{ from, to, age, next: borders[index + 1] }];
  });
  const changes = new Map<string, Change>();
  for (const { from, to, age, next } of stretches) {
    const query: [string, string][] = [["last_check_in_end", instant(at, age)]];
    if (next !== undefined) query.push(["last_check_in_start", instant(at, next, 1)]);
    const hosts = await countHosts(query, signal);
    const known = changes.get(from + to);
    changes.set(from + to, { from, to, hosts: hosts + (known?.hosts ?? 0) });
  }
  return [...changes.values()].filter((change) => change.hosts > 0);
}

function stateAt(age: number, limits: Limits): State {
  if (age >= limits.culled) return "culled";
  if (age >= limits.stale_warning) return "stale_warning";
  return age >= limits.stale ? "stale" : "fresh";
}

// The later state begins with the instant itself, so a stretch begins a millisecond after the one before it ends.
function instant(now: number, age: number, milliseconds = 0): string {
  return new Date(Math.max(now - age * 1000 + milliseconds, 86_400_000)).toISOString();
}

// The fleet at a glance. Each bar leads to the hosts that it counts.
import { countHosts, operatingSystems } from "../../api/hosts";
import { useLoad } from "../../state/load";
import { Card, Empty, Failure, Title, Waiting } from "../../ui/basics";
import { Bars, type Bar } from "../../ui/bars";
import { hosts, osName, STATE_NAMES } from "../../ui/words";
import { Days } from "./days";

const HOUR = 3600;
const DAY = 24 * HOUR;

// Ages of the last check-in, in seconds: from the one before up to this one.
const AGES: [string, number][] = [
  ["less than 1 hour", HOUR],
  ["1 to 6 hours", 6 * HOUR],
  ["6 to 24 hours", DAY],
  ["1 to 2 days", 2 * DAY],
  ["2 to 7 days", 7 * DAY],
  ["7 to 14 days", 14 * DAY],
  ["14 to 30 days", 30 * DAY],
  ["more than 30 days", Infinity],
];
const REPORTERS = ["puptoo", "rhsm-conduit", "satellite", "discovery", "yupana", "cloud-connector"];
const SHOWN_SYSTEMS = 15;

export function OverviewPage() {
  return (
    <>
      <Title>Overview</Title>
      <div class="cards">
        <Plot title="Hosts by status" load={byState} />
        <Plot title="Age of the last check-in" load={byAge} />
        <Plot title="Operating systems" load={bySystem} />
        <Plot title="Reporters" load={byReporter} />
        <Days />
      </div>
    </>
  );
}

function Plot({ title, load }: { title: string; load: (signal: AbortSignal) => Promise<Bar[]> }) {
  const { value, problem, again } = useLoad(title, load);
  const total = value?.reduce((sum, bar) => sum + bar.count, 0) ?? 0;
  return (
    <Card title={title}>
      {problem && <Failure problem={problem} again={again} />}
      {!value && !problem && <Waiting what="numbers" />}
      {value && total === 0 && <Empty title="No hosts yet">They appear as soon as they report themselves.</Empty>}
      {value && total > 0 && <Bars title={title} unit="Hosts" bars={value} />}
      {value && total > 0 && load === byState && <p class="help">{hosts(total)} in all</p>}
    </Card>
  );
}

function byState(signal: AbortSignal): Promise<Bar[]> {
  const states = ["fresh", "stale", "stale_warning"] as const;
  return Promise.all(
    states.map(async (state) => ({
      name: STATE_NAMES[state],
      count: await countHosts([["staleness", state]], signal),
      to: `/hosts?staleness=${state}`,
      kind: state,
    })),
  );
}

function byAge(signal: AbortSignal): Promise<Bar[]> {
  const now = Date.now();
  return Promise.all(
    AGES.map(async ([name, upTo], index) => {
      const from = AGES[index - 1]?.[1] ?? 0;
      const query: [string, string][] = [];
      const link = new URLSearchParams();
      if (upTo !== Infinity) {
        const start = new Date(now - upTo * 1000 + 1).toISOString();
        query.push(["last_check_in_start", start]);
        link.set("seen_after", start);
      }
      if (from > 0) {
        const end = new Date(now - from * 1000).toISOString();
        query.push(["last_check_in_end", end]);
        link.set("seen_before", end);
      }
      return { name, count: await countHosts(query, signal), to: `/hosts?${link}` };
    }),
  );
}

async function bySystem(signal: AbortSignal): Promise<Bar[]> {
  const systems = await operatingSystems(signal);
  return systems.slice(0, SHOWN_SYSTEMS).map(({ value, count }) => ({
    name: osName(value),
    count,
    to: `/hosts?${new URLSearchParams({ os: osName(value) })}`,
  }));
}

async function byReporter(signal: AbortSignal): Promise<Bar[]> {
  const bars = await Promise.all(
    REPORTERS.map(async (name) => ({
      name,
      count: await countHosts([["registered_with", name]], signal),
      to: `/hosts?reporter=${name}`,
    })),
  );
  return bars.filter((bar) => bar.count > 0);
}

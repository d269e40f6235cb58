// Hosts that came and went, by day: bars up and down from a line, and the same as a table.
import { hostsByDay } from "../../api/hosts";
import type { Day } from "../../api/types";
import { useLoad } from "../../state/load";
import { endOf, startOf } from "../../state/search";
import { Card, Failure, Link, Waiting } from "../../ui/basics";
import { hosts, number } from "../../ui/words";

const WIDTH = 900;
const HALF = 80;
const LABELS = 20;
const STEP = 5;

const DAY_NAME = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

export function Days() {
  const days = useLoad("days", hostsByDay);
  const total = (key: "new" | "lost") => days.value?.reduce((sum, day) => sum + day[key], 0) ?? 0;
  return (
    <Card title="New and lost hosts by day" wide>
      {days.problem && <Failure problem={days.problem} again={days.again} />}
      {!days.value && !days.problem && <Waiting what="numbers" />}
      {days.value && (
        <>
          <p>
            In {days.value.length} days <strong>{hosts(total("new"))}</strong> came and <strong>{hosts(total("lost"))}</strong> went.
          </p>
          <Plot days={days.value} />
          <p class="legend" aria-hidden="true">
            <span class="new">New: made on this day</span> <span class="stale_warning">Lost: last seen on this day, and not fresh any more</span>
          </p>
          <details>
            <summary>As a table</summary>
            <Table days={days.value} />
          </details>
          <p class="help">Days are in UTC. Hosts that are deleted count in neither.</p>
        </>
      )}
    </Card>
  );
}

function Plot({ days }: { days: Day[] }) {
  const most = Math.max(1, ...days.map((day) => Math.max(day.new, day.lost)));
  const step = WIDTH / days.length;
  const height = (count: number) => (count / most) * HALF;
  return (
    <svg class="plot columns-plot" viewBox={`0 0 ${WIDTH} ${2 * HALF + LABELS}`} role="img" aria-label="New and lost hosts by day; the same is in the table below">
      {days.map((day, index) => (
        <g key={day.day}>
          <title>{`${nameOf(day)}: ${number(day.new)} new, ${number(day.lost)} lost`}</title>
          <rect class="ground" x={index * step} y={0} width={step} height={2 * HALF} />
          <rect x={index * step + 3} y={HALF - height(day.new)} width={step - 6} height={height(day.new)} />
          <rect class="stale_warning" x={index * step + 3} y={HALF} width={step - 6} height={height(day.lost)} />
          {(days.length - 1 - index) % STEP === 0 && (
            <text x={(index + 0.5) * step} y={2 * HALF + 14} text-anchor="middle">
              {nameOf(day)}
            </text>
          )}
        </g>
      ))}
      <line x1={0} x2={WIDTH} y1={HALF} y2={HALF} />
    </svg>
  );
}

function Table({ days }: { days: Day[] }) {
  const shown = days.filter((day) => day.new || day.lost).reverse();
  return (
    <table class="bars">
      <caption class="visually-hidden">New and lost hosts by day</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">New</th>
          <th scope="col">Lost</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((day) => (
          <tr key={day.day}>
            <th scope="row">{nameOf(day)}</th>
            <td>{number(day.new)}</td>
            <td>{day.lost ? <Link to={lostOn(day)}>{number(day.lost)}</Link> : 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function nameOf({ day }: Day): string {
  return DAY_NAME.format(Date.parse(day));
}

function lostOn({ day }: Day): string {
  const states = ["stale", "stale_warning"].map((state) => ["staleness", state]);
  return `/hosts?${new URLSearchParams([...states, ["seen_after", startOf(day)], ["seen_before", endOf(day)]])}`;
}

// Who reports a host, and until when each of them counts as fresh: as a time line and as a table.
import type { Host, ReporterTimes } from "../../api/types";
import { Card, StateLabel } from "../../ui/basics";
import { ago, instant, stateOf } from "../../ui/words";

const ROW = 34;
const LEFT = 150;
const WIDTH = 900;

export function Reporters({ host }: { host: Host }) {
  const reporters = Object.entries(host.per_reporter_staleness).sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Card title="Time line" wide>
        <TimeLine reporters={reporters} />
        <p class="legend" aria-hidden="true">
          <span class="fresh">Fresh</span> <span class="stale">Stale</span> <span class="stale_warning">Stale warning</span>
        </p>
      </Card>
      <table class="pf-v6-c-table pf-m-compact">
        <caption class="visually-hidden">Reporters of the host</caption>
        <thead class="pf-v6-c-table__thead">
          <tr class="pf-v6-c-table__tr">
            {["Reporter", "Status", "Last check-in", "Stale", "Stale warning", "Deleted"].map((title) => (
              <th key={title} class="pf-v6-c-table__th" scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="pf-v6-c-table__tbody">
          {reporters.map(([name, times]) => (
            <tr key={name} class="pf-v6-c-table__tr">
              <th class="pf-v6-c-table__th" scope="row">
                {name}
              </th>
              <td class="pf-v6-c-table__td">
                <StateLabel state={stateOf(times)} />
              </td>
              {[times.last_check_in, times.stale_timestamp, times.stale_warning_timestamp, times.culled_timestamp].map((time, index) => (
                <td key={index} class="pf-v6-c-table__td">
                  <time dateTime={time} title={ago(time)}>
                    {instant(time)}
                  </time>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function TimeLine({ reporters }: { reporters: [string, ReporterTimes][] }) {
  const now = Date.now();
  const times = reporters.map(([, r]) => [r.last_check_in, r.stale_timestamp, r.stale_warning_timestamp, r.culled_timestamp].map((text) => Date.parse(text)));
  const first = Math.min(now, ...times.map((row) => row[0] ?? now));
  const last = Math.max(now, ...times.map((row) => row[3] ?? now));
  const x = (time: number) => LEFT + ((time - first) / Math.max(last - first, 1)) * (WIDTH - LEFT - 10);
  const height = reporters.length * ROW + 30;
  return (
    <svg class="plot" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label="When each reporter's word becomes stale; the same is in the table below">
      {reporters.map(([name], index) => {
        const [seen = now, stale = now, warning = now, culled = now] = times[index] ?? [];
        const y = index * ROW + 6;
        return (
          <g key={name}>
            <text x={LEFT - 10} y={y + 15} text-anchor="end">
              {name}
            </text>
            <rect class="fresh" x={x(seen)} y={y} width={x(stale) - x(seen)} height={20} />
            <rect class="stale" x={x(stale)} y={y} width={x(warning) - x(stale)} height={20} />
            <rect class="stale_warning" x={x(warning)} y={y} width={x(culled) - x(warning)} height={20} />
          </g>
        );
      })}
      <line x1={x(now)} x2={x(now)} y1={0} y2={height - 22} />
      <text x={Math.min(x(now), WIDTH - 20)} y={height - 6} text-anchor="middle">
        now
      </text>
    </svg>
  );
}

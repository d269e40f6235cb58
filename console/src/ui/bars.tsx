// Bars with their numbers. It is a table, so that who cannot see the bars reads the same.
import { Link } from "./basics";
import { number } from "./words";

export interface Bar {
  name: string;
  count: number;
  to?: string;
  kind?: string;
}

export function Bars({ title, unit, bars }: { title: string; unit: string; bars: Bar[] }) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <table class="bars">
      <caption class="visually-hidden">{title}</caption>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ name, count, to, kind }) => (
          <tr key={name}>
            <th scope="row">{to ? <Link to={to}>{name}</Link> : name}</th>
            <td class="number">{number(count)}</td>
            <td aria-hidden="true">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none">
                <rect {...(kind ? { class: kind } : {})} width={(count / most) * 100} height={10} rx={0.5} />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import type { Host, Tag } from "../../api/types";
import type { Search } from "../../state/search";
import { columnOf, type Column } from "./columns";

interface TableProps {
  hosts: Host[];
  tags: Record<string, Tag[]> | undefined;
  search: Search;
  chosen: Map<string, string>;
  isBusy: boolean;
  onChoose: (hosts: Host[], isChosen: boolean) => void;
  onSort: (key: string, isDescending: boolean) => void;
}

export function HostTable({ hosts, tags, search, chosen, isBusy, onChoose, onSort }: TableProps) {
  const columns = search.columns.flatMap((key) => columnOf(key) ?? []);
  const areAllChosen = hosts.length > 0 && hosts.every((host) => chosen.has(host.id));
  return (
    <div class={`table-frame ${isBusy ? "busy" : ""}`} tabIndex={0} role="region" aria-label="Hosts">
      <table class="pf-v6-c-table pf-m-compact" aria-busy={isBusy}>
        <caption class="visually-hidden">Hosts that match the filters</caption>
        <thead class="pf-v6-c-table__thead">
          <tr class="pf-v6-c-table__tr">
            <td class="pf-v6-c-table__td pf-v6-c-table__check">
              <input
                type="checkbox"
                aria-label="Choose all hosts of this page"
                checked={areAllChosen}
                onChange={(event) => onChoose(hosts, event.currentTarget.checked)}
              />
            </td>
            {columns.map((column) => (
              <Heading key={column.key} column={column} search={search} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody class="pf-v6-c-table__tbody">
          {hosts.map((host) => (
            <tr key={host.id} class={`pf-v6-c-table__tr ${chosen.has(host.id) ? "chosen" : ""}`}>
              <td class="pf-v6-c-table__td pf-v6-c-table__check">
                <input
                  type="checkbox"
                  aria-label={`Choose ${host.display_name}`}
                  checked={chosen.has(host.id)}
                  onChange={(event) => onChoose([host], event.currentTarget.checked)}
                />
              </td>
              {columns.map((column) => (
                <td key={column.key} class="pf-v6-c-table__td" data-label={column.title}>
                  {column.cell(host, tags?.[host.id])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column, search, onSort }: { column: Column; search: Search; onSort: TableProps["onSort"] }) {
  const isSorted = search.sort === column.key;
  if (!column.sorts)
    return (
      <th class="pf-v6-c-table__th" scope="col">
        {column.title}
      </th>
    );
  const sort = isSorted ? (search.isDescending ? "descending" : "ascending") : "none";
  return (
    <th class={`pf-v6-c-table__th pf-v6-c-table__sort ${isSorted ? "pf-m-selected" : ""}`} scope="col" aria-sort={sort}>
      <button type="button" class="pf-v6-c-table__button" onClick={() => onSort(column.key, isSorted ? !search.isDescending : false)}>
        <span class="pf-v6-c-table__button-content">
          <span class="pf-v6-c-table__text">{column.title}</span>
          <span class="pf-v6-c-table__sort-indicator" aria-hidden="true">
            {isSorted ? (search.isDescending ? "↓" : "↑") : "↕"}
          </span>
        </span>
      </button>
    </th>
  );
}

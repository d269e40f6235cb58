// The list of hosts. The address holds what it shows.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { countHosts, listHosts, tagsOf } from "../../api/hosts";
import type { Host } from "../../api/types";
import { go, useAddress } from "../../state/address";
import { useLoad } from "../../state/load";
import { addressOf, filtersOf, isCountedQuickly, isFiltered, searchOf, type Search } from "../../state/search";
import { Button, Empty, Failure, Title, Waiting } from "../../ui/basics";
import { Pager } from "../../ui/pager";
import { hosts as countOf } from "../../ui/words";
import { BulkActions } from "./bulk";
import { ColumnMenu } from "./column_menu";
import { ExportMenu } from "./export_menu";
import { Filters, withoutFilters } from "./filters";
import { HostTable } from "./table";
import { ViewMenu } from "./view_menu";

export function HostsPage() {
  const { query } = useAddress();
  const search = useMemo(() => searchOf(query), [query]);
  const [chosen, setChosen] = useState(new Map<string, string>());
  const totals = useTotals();
  const filters = JSON.stringify(filtersOf(search));
  const address = addressOf({ ...search, view: "" });

  const page = useLoad(address, async (signal) => {
    const known = totals.of(filters);
    const found = await listHosts(search, known === undefined && isCountedQuickly(search), signal);
    const total = found.total ?? known ?? totalOfLastPage(found, search);
    if (total !== undefined) totals.set(filters, total);
    return { ...found, filters, total };
  });
  // Hosts are shown before they are counted, where counting takes longer than finding some.
  const needsCount = !page.isLoading && page.value?.filters === filters && page.value.total === undefined;
  const counted = useLoad(needsCount ? filters : "", async (signal) => {
    if (!needsCount) return undefined;
    const total = await countHosts(filtersOf(search), signal);
    totals.set(filters, total);
    return { filters, total };
  });
  const hosts = page.value?.results ?? [];
  const ids = search.columns.includes("tags") ? hosts.map((host) => host.id) : [];
  const tags = useLoad(ids.join(), (signal) => tagsOf(ids, signal));
  usePageThatExists(search, page.problem?.status);

  const change = (changed: Partial<Search>) => go(addressOf({ ...search, page: 1, ...changed }));
  const choose = (some: Host[], isChosen: boolean) => {
    const next = new Map(chosen);
    for (const host of some) if (isChosen) next.set(host.id, host.display_name);
      else next.delete(host.id);
    setChosen(next);
  };
  const reload = () => {
    setChosen(new Map());
    totals.forget();
    page.again();
  };
  const total = page.value?.total ?? (needsCount && counted.value?.filters === filters ? counted.value.total : undefined);
  const pager = (
    <Pager
      page={search.page}
      perPage={search.perPage}
      total={total}
      count={hosts.length}
      what="hosts"
      onPage={(number) => change({ page: number })}
      onPerPage={(perPage) => change({ perPage })}
    />
  );
  return (
    <>
      <Title
        actions={
          <>
            <ViewMenu search={search} />
            <ColumnMenu search={search} change={(columns) => change({ columns, page: search.page })} />
            <ExportMenu search={search} total={total ?? (hosts.length ? undefined : 0)} />
          </>
        }
      >
        Hosts
      </Title>
      <Filters search={search} change={change} />
      <div class="list-bar">
        <BulkActions chosen={chosen} onClear={() => setChosen(new Map())} onDone={reload} />
        <span class="visually-hidden" role="status">
          {page.isLoading ? "" : total === undefined ? "" : `${countOf(total)} found`}
        </span>
        {pager}
      </div>
      {page.problem && <Failure problem={page.problem} again={page.again} />}
      {needsCount && !counted.isLoading && counted.problem && <Failure problem={counted.problem} again={counted.again} />}
      {page.value?.denied_services?.length ? <p class="help">You may not see what these applications know: {page.value.denied_services.join(", ")}.</p> : null}
      {!page.value && !page.problem && <Waiting what="hosts" />}
      {page.value && !hosts.length && !page.problem && <NoHosts search={search} change={change} />}
      {hosts.length > 0 && (
        <HostTable
          hosts={hosts}
          tags={tags.value}
          search={search}
          chosen={chosen}
          isBusy={page.isLoading}
          onChoose={choose}
          onSort={(sort, isDescending) => change({ sort, isDescending })}
        />
      )}
    </>
  );
}

function NoHosts({ search, change }: { search: Search; change: (change: Partial<Search>) => void }) {
  if (!isFiltered(search))
    return (
      <Empty title="No hosts yet">
        Hosts are here as soon as they have reported themselves. On one machine, <code>hbi produce --hosts 100</code> makes some.
      </Empty>
    );
  return (
    <Empty title="No hosts match">
      <p>Take away a filter, or all of them.</p>
      <Button look="link" onClick={() => change(withoutFilters(search))}>
        Clear filters
      </Button>
    </Empty>
  );
}

// A page that is not full is the last one, and tells how many there are.
function totalOfLastPage({ count }: { count: number }, { page, perPage }: Search): number | undefined {
  return count < perPage && (count > 0 || page === 1) ? (page - 1) * perPage + count : undefined;
}

// Totals by filter: counting is left out while only the page or the order changes.
function useTotals() {
  const known = useRef(new Map<string, number>());
  return {
    of: (filters: string) => known.current.get(filters),
    set: (filters: string, total: number) => (known.current = new Map([[filters, total]])),
    forget: () => known.current.clear(),
  };
}

// Hosts that were deleted may leave less pages than the address says.
function usePageThatExists(search: Search, status: number | undefined): void {
  useEffect(() => {
    if (status === 404 && search.page > 1) go(addressOf({ ...search, page: 1 }), { replace: true });
  }, [status, search.page]);
}

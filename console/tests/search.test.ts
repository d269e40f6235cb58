// What the list shows survives the way through the address, and through a saved view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, configurationOf, emptySearch, filtersOf, isCountedQuickly, searchOf, searchOfView, type Search } from "../src/state/search";

const EVERYTHING: Search = {
  name: "web & db",
  staleness: ["stale", "stale_warning"],
  os: ["RHEL 8.10", "RHEL 9.4", "CentOS Linux 7.9"],
  tags: ["env/tier=gold", "a%2Fb/c=d"],
  workspaces: ["", "Web shop"],
  reporters: ["!puptoo"],
  types: ["edge"],
  seenAfter: "2026-01-01T00:00:00.000Z",
  seenBefore: "2026-02-01T00:00:00.000Z",
  sort: "advisor:critical",
  isDescending: false,
  page: 3,
  perPage: 20,
  columns: ["display_name", "advisor:critical"],
  view: "5f0e1b52-7c1d-4e2f-9a3b-0c4d5e6f7a80",
};

function throughAddress(search: Search): Search {
  return searchOf(new URLSearchParams(addressOf(search).split("?")[1] ?? ""));
}

test("hosts are counted with their page where that is quick", () => {
  assert.ok(isCountedQuickly({ ...emptySearch(), staleness: ["stale"], tags: ["a/b=c"], seenAfter: "2026-01-01T00:00:00.000Z" }));
  for (const part of ["os", "workspaces", "reporters", "types"]) assert.ok(!isCountedQuickly({ ...emptySearch(), [part]: ["x"] }));
  assert.ok(!isCountedQuickly({ ...emptySearch(), name: "x" }));
});

test("an address keeps everything", () => assert.deepEqual(throughAddress(EVERYTHING), EVERYTHING));

test("what is usual is not in the address", () => {
  assert.equal(addressOf(emptySearch()), "/hosts");
  assert.deepEqual(throughAddress(emptySearch()), emptySearch());
});

test("numbers that no page has count as absent", () => {
  for (const text of ["0", "-1", "1.5", "many", ""]) assert.equal(searchOf(new URLSearchParams({ page: text })).page, 1);
  assert.equal(searchOf(new URLSearchParams({ per_page: "5000" })).perPage, 100);
});

test("a view keeps filters, columns and order, not the page", () => {
  const { search, unknown } = searchOfView(EVERYTHING.view, configurationOf(EVERYTHING));
  assert.deepEqual(search, { ...EVERYTHING, page: 1, perPage: 50 });
  assert.deepEqual(unknown, []);
});

test("filters of a view that the list cannot show are named", () => {
  const filters = { host: { updated_start: "2026-01-01" }, system_profile: { arch: "x86_64" }, advisor: { critical: { gte: 1 } } };
  assert.deepEqual(searchOfView("id", { columns: [], filters }).unknown, ["updated_start", "arch", "advisor"]);
});

test("operating systems are alternatives, each by its own name", () => {
  const sent = filtersOf({ ...emptySearch(), os: EVERYTHING.os });
  assert.deepEqual(sent, [
    ["filter[system_profile][operating_system][RHEL][version][eq][]", "8.10"],
    ["filter[system_profile][operating_system][RHEL][version][eq][]", "9.4"],
    ["filter[system_profile][operating_system][CentOS Linux][version][eq][]", "7.9"],
  ]);
});

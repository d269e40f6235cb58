// How long people wait at 100,000 hosts (`make test-console ONLY=paint`). Printed, not judged: the machine decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, settled, useBrowser, withPage } from "./browser";
import { change, told, visit, watchRows, type Paint } from "./waiting";

useBrowser();

const ROUNDS = 10;

const VISITS: [string, string][] = [
  ["all hosts", "/hosts"],
  ["stale hosts of RHEL 8.10", "/hosts?staleness=stale&os=RHEL+8.10"],
  ["by name", "/hosts?sort=display_name"],
  ["the last page", "/hosts?page=2000"],
];

for (const [name, path] of VISITS)
  test(`first useful paint: ${name}`, (context) =>
    withPage(async ({ page }) => {
      await watchRows(page);
      const cold = await visit(page, path);
      const paints: Paint[] = [];
      for (let round = 0; round < ROUNDS; round += 1) paints.push(await visit(page, path));
      assert.equal(paints.length, ROUNDS);
      context.diagnostic(`${name}, first visit: ${Math.round(cold.rows)} ms`);
      context.diagnostic(told(`${name}, rows are painted`, paints.map(({ rows }) => rows)));
      context.diagnostic(told(`${name}, largest contentful paint`, paints.map(({ largest }) => largest)));
      context.diagnostic(told(`${name}, of that the request`, paints.map(({ request }) => request)));
    }));

const CHANGES: [string, string][] = [
  ["Status", "Stale"],
  ["OS", "RHEL 8.10"],
  ["Tags", "insights-client/role=db"],
  ["Reporter", "puptoo"],
];

for (const [menu, box] of CHANGES)
  test(`a filter changes: ${menu}`, (context) =>
    withPage(async ({ page }) => {
      await open(page, "/hosts");
      await settled(page);
      await page.getByRole("search").getByRole("button", { name: menu, exact: true }).click();
      await page.getByRole("checkbox", { name: box }).first().waitFor();
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await change(page, box));
      assert.equal(times.length, ROUNDS);
      context.diagnostic(told(`${menu}: ${box}, on and off`, times));
    }));

test("the overview", (context) =>
  withPage(async ({ page }) => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await open(page, "/");
      await page.getByRole("img", { name: /New and lost hosts/ }).waitFor();
      times.push(await page.evaluate(() => performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/console/days"))?.duration ?? 0));
    }
    assert.equal(times.length, ROUNDS);
    context.diagnostic(told("hosts by day, the request", times));
  }));

// How long people wait, with the few hosts of the tests. Printed, not judged: the machine decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, settled, useBrowser, withPage } from "./browser";
import { change, told, visit, watchRows } from "./waiting";

useBrowser();

const ROUNDS = 5;

test("first useful paint of the list of hosts", (context) =>
  withPage(async ({ page }) => {
    await watchRows(page);
    await visit(page, "/hosts");
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push((await visit(page, "/hosts")).rows);
    assert.equal(times.length, ROUNDS);
    context.diagnostic(told("first useful paint of the list, scripts cached", times));
  }));

test("a filter changes", (context) =>
  withPage(async ({ page }) => {
    await open(page, "/hosts");
    await settled(page);
    await page.getByRole("button", { name: "Status", exact: true }).click();
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await change(page, "Fresh"));
    assert.equal(times.length, ROUNDS);
    context.diagnostic(told("a change of a filter", times));
  }));

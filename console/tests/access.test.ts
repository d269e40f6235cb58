// Who uses a keyboard or has a page read aloud can do the same as everybody else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { dialog, open, settled, showsHosts, useBrowser, withPage } from "./browser";

useBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

const PAGES: [string, string, string?][] = [
  ["overview", "/"],
  ["overview with its calls", "/", "API calls"],
  ["hosts", "/hosts"],
  ["hosts, nothing found", "/hosts?name=nothing-of-this-name"],
  ["hosts with an open menu", "/hosts", "Tags"],
  ["hosts with open columns", "/hosts", "Columns"],
  ["workspaces", "/groups"],
  ["a new workspace", "/groups", "Create a workspace"],
  ["exports", "/exports"],
  ["a new export", "/exports", "Export all hosts"],
  ["staleness", "/staleness"],
  ["no such page", "/nothing"],
];

for (const theme of ["light", "dark"] as const)
  for (const [name, path, button] of PAGES)
    test(`no serious finding by axe: ${name}, ${theme}`, () =>
      withPage(
        async ({ page }) => {
          await open(page, path);
          await page.waitForLoadState("networkidle");
          if (button) {
            await page.getByRole("button", { name: button, exact: true }).first().click();
            await page.waitForLoadState("networkidle");
          }
          assert.deepEqual(await seriousFindings(page), []);
        },
        { colorScheme: theme, bypassCSP: true },
      ));

for (const theme of ["light", "dark"] as const)
  test(`no serious finding by axe: each part of a host, ${theme}`, () =>
    withPage(
      async ({ page }) => {
        await open(page, "/hosts?name=list-00");
        await showsHosts(page, 1);
        await page.getByRole("link", { name: "list-00" }).click();
        for (const tab of ["Overview", "System profile", "Tags", "Facts", "Reporters", "Applications"]) {
          await page.getByRole("tab", { name: tab }).click();
          await page.waitForLoadState("networkidle");
          assert.deepEqual(await seriousFindings(page), [], tab);
        }
      },
      { colorScheme: theme, bypassCSP: true },
    ));

for (const theme of ["light", "dark"] as const)
  test(`no serious finding by axe: what opens on a page, ${theme}`, () =>
    withPage(
      async ({ page }) => {
        await open(page, "/");
        await page.getByText("As a table").click();
        assert.deepEqual(await seriousFindings(page), [], "days");
        await open(page, "/hosts?name=list-0");
        await showsHosts(page, 10);
        await page.getByRole("button", { name: "API calls" }).click();
        await page.getByText("As a command").first().click();
        assert.deepEqual(await seriousFindings(page), [], "calls");
        await page.getByRole("checkbox", { name: "Choose list-00" }).check();
        for (const button of ["Move to workspace", "Show tags", "Delete"]) {
          await page.getByRole("group", { name: "Chosen hosts" }).getByRole("button", { name: button }).click();
          await dialog(page).waitFor();
          await page.waitForLoadState("networkidle");
          assert.deepEqual(await seriousFindings(page), [], button);
          await page.keyboard.press("Escape");
          await dialog(page).waitFor({ state: "detached" });
        }
      },
      { colorScheme: theme, bypassCSP: true },
    ));

test("the keyboard alone: skip to the content, sort, choose, ask, close", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts");
    await settled(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
    await page.getByRole("button", { name: "Name", exact: true }).press("Enter");
    await page.getByRole("columnheader", { name: "Name" }).and(page.locator('[aria-sort="ascending"]')).waitFor();
    await page.getByRole("checkbox", { name: "Choose list-00" }).press("Space");
    const remove = page.getByRole("button", { name: "Delete" });
    await remove.press("Enter");
    await page.getByRole("dialog").waitFor();
    assert.ok(await page.evaluate(() => document.querySelector("dialog")?.contains(document.activeElement)));
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.ok(await remove.evaluate((button) => button === document.activeElement));
  }));

test("a menu closes with Escape and gives the focus back", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts");
    const menu = page.getByRole("button", { name: "Status", exact: true });
    await menu.press("Enter");
    await page.getByRole("checkbox", { name: "Fresh" }).press("Escape");
    assert.equal(await menu.getAttribute("aria-expanded"), "false");
    assert.ok(await menu.evaluate((button) => button === document.activeElement));
  }));

test("light and dark: as the system says, and as the reader chooses", () =>
  withPage(
    async ({ page }) => {
      await open(page, "/");
      const isDark = () => page.evaluate(() => document.documentElement.classList.contains("pf-v6-theme-dark"));
      assert.equal(await isDark(), true);
      await page.getByRole("button", { name: "Light" }).click();
      assert.equal(await isDark(), false);
      await page.reload();
      await page.getByRole("button", { name: "Dark" }).waitFor();
      assert.equal(await isDark(), false);
    },
    { colorScheme: "dark" },
  ));

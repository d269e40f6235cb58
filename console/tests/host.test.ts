// The page of one host.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { addressOf, dialog, open, said, showsHosts, useBrowser, withPage } from "./browser";

useBrowser();

async function openHost(page: Page, name: string): Promise<void> {
  await open(page, `/hosts?name=${name}`);
  await showsHosts(page, 1);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

test("a host is shown with profile, tags, facts, reporters and applications", () =>
  withPage(async ({ page }) => {
    await openHost(page, "list-01");
    await page.getByText("list-01.example.org").first().waitFor();
    await page.getByRole("tab", { name: "System profile" }).click();
    await page.getByRole("heading", { level: 2, name: "Hardware" }).waitFor();
    await page.getByText("16.8 GB").waitFor();
    await page.getByText("60 entries").click();
    await page.getByLabel("Search Installed packages").fill("package59");
    await page.getByText("package59-0:1.59-1.el8.x86_64").waitFor();
    assert.equal(await page.getByText("package58-0:1.58-1.el8.x86_64").count(), 0);
    await page.keyboard.press("Tab");
    await page.getByRole("tab", { name: "System profile" }).press("ArrowRight");
    await page.getByText("env/tier=gold").waitFor();
    assert.match(addressOf(page), /tab=tags$/);
    await page.reload();
    await page.getByText("env/tier=gold").waitFor();
    await page.getByRole("tab", { name: "Facts" }).click();
    await page.getByText("Cooled").waitFor();
    await page.getByRole("tab", { name: "Applications" }).click();
    await page.getByText("Recommendations").waitFor();
    await page.getByRole("tab", { name: "Reporters" }).click();
    await page.getByRole("rowheader", { name: "puptoo" }).waitFor();
  }));

test("why a host is stale is said by its reporters", () =>
  withPage(async ({ page }) => {
    await openHost(page, "stale-00");
    await page.getByRole("tab", { name: "Reporters" }).click();
    const row = page.getByRole("row", { name: /puptoo/ });
    await row.getByText("Stale", { exact: true }).waitFor();
    const line = page.getByRole("img", { name: /When each reporter's word becomes stale/ });
    await line.getByText("puptoo").waitFor();
    // Fresh and stale lie before now, what is still to come behind it.
    const places = await line.evaluate((svg) => {
      const left = (selector: string) => Number(svg.querySelector(selector)?.getAttribute(selector === "line" ? "x1" : "x"));
      return [left("rect.fresh"), left("rect.stale"), left("line"), left("rect.stale_warning")];
    });
    assert.deepEqual(places, [...places].sort((a, b) => a - b));
  }));

test("a tag leads to all hosts that have it", () =>
  withPage(async ({ page }) => {
    await openHost(page, "single-00");
    await page.getByRole("tab", { name: "Tags" }).click();
    await page.getByRole("link", { name: "site/room=r0" }).click();
    await page.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
    assert.equal(addressOf(page), "/hosts?tag=site/room=r0");
    await page.getByRole("link", { name: "single-00" }).waitFor();
  }));

test("a host is renamed", () =>
  withPage(async ({ page }) => {
    await openHost(page, "rename-00");
    await page.getByRole("button", { name: "Rename" }).click();
    await dialog(page).getByLabel("Name").fill("renamed by a test");
    await dialog(page).getByRole("button", { name: "Rename" }).click();
    await said(page, "The host is called renamed by a test now.");
    await page.getByRole("heading", { level: 1, name: "renamed by a test" }).waitFor();
  }));

test("a host that is deleted while it is shown: a sentence and a way on", () =>
  withPage(async ({ page, expected }) => {
    expected.add(404);
    await openHost(page, "lost-00");
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole("button", { name: "Delete" }).click();
    await other.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await other.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
    await page.reload();
    const alert = page.getByRole("alert");
    await alert.getByText("It may have been deleted meanwhile.", { exact: false }).waitFor();
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Hosts" }).click();
    await page.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
  }));

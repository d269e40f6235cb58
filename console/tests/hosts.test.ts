// The list of hosts: what it finds, what the address keeps, what can be done with many hosts at once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { addressOf, dialog, hostRows, open, said, settled, showsHosts, useBrowser, withPage } from "./browser";

useBrowser();

test("the root leads to the console, and the console to the hosts", () =>
  withPage(async ({ page }) => {
    await page.goto(`${process.env["CONSOLE_URL"]}/`);
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByRole("link", { name: "Hosts", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Hosts" }).waitFor();
    assert.equal(await (await hostRows(page)).count(), 50);
  }));

test("a name narrows the list, and the address keeps it", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts");
    await page.getByRole("searchbox", { name: "Name, domain name or id" }).fill("stale-");
    await showsHosts(page, 6);
    assert.equal(addressOf(page), "/hosts?name=stale-");
    await page.reload();
    await showsHosts(page, 6);
    assert.equal(await page.getByRole("searchbox", { name: "Name, domain name or id" }).inputValue(), "stale-");
    await page.getByRole("button", { name: "Clear filters" }).click();
    assert.equal(addressOf(page), "/hosts");
    await page.goBack();
    await showsHosts(page, 6);
  }));

test("stale hosts of RHEL 8.10 with a tag are found by filters", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts");
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page.getByRole("checkbox", { name: "Stale", exact: true }).check();
    await showsHosts(page, 6);
    const filters = page.getByRole("search");
    await filters.getByRole("button", { name: "OS", exact: true }).click();
    await page.getByRole("checkbox", { name: /RHEL 8\.10/ }).check();
    await page.getByRole("button", { name: "Tags", exact: true }).click();
    await page.getByRole("checkbox", { name: /env\/tier=silver/ }).check();
    await showsHosts(page, 1);
    await page.getByRole("link", { name: "stale-02" }).waitFor();
    assert.equal(addressOf(page), "/hosts?staleness=stale&os=RHEL+8.10&tag=env/tier=silver");
  }));

test("hosts that were seen on some days", () =>
  withPage(async ({ page }) => {
    const hour = 3_600_000;
    const day = (before: number) => new Date(Date.now() - before * 24 * hour).toISOString().slice(0, 10);
    await open(page, "/hosts?name=stale-");
    await showsHosts(page, 6);
    await page.getByRole("search").getByRole("button", { name: "Last seen", exact: true }).click();
    await page.getByLabel("To (UTC)").fill(day(0));
    await showsHosts(page, 6);
    await page.getByLabel("From (UTC)").fill(day(0));
    await page.getByText("No hosts match").waitFor();
    assert.equal(addressOf(page), `/hosts?name=stale-&seen_after=${day(0)}T00:00:00Z&seen_before=${day(0)}T23:59:59.999999Z`);
    await page.reload();
    await page.getByRole("button", { name: "Last seen 2 chosen" }).click();
    assert.equal(await page.getByLabel("To (UTC)").inputValue(), day(0));
    await page.getByLabel("From (UTC)").fill("");
    await showsHosts(page, 6);
  }));

test("columns, order and pages", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=list-&per_page=20");
    await showsHosts(page, 70);
    await page.getByRole("button", { name: "Name", exact: true }).click();
    await settled(page);
    const rows = await hostRows(page);
    await rows.first().getByText("list-00").waitFor();
    await page.getByRole("button", { name: "Last page" }).click();
    await rows.first().getByText("list-60").waitFor();
    assert.equal(await rows.count(), 10);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Advisor: recommendations" }).check();
    await page.getByRole("columnheader", { name: "Advisor: recommendations" }).waitFor();
    await page.getByRole("checkbox", { name: "Tags", exact: true }).uncheck();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("columnheader", { name: "Tags" }).count(), 0);
    await page.getByRole("button", { name: "Advisor: recommendations" }).click();
    await rows.first().getByText("7", { exact: true }).waitFor();
    assert.match(addressOf(page), /sort=advisor:recommendations/);
  }));

test("hosts that cannot be counted are shown, and counted when it is tried again", () =>
  withPage(async ({ page, expected }) => {
    expected.add(503);
    const counts = /\/hosts\?.*count_only=true/;
    await page.route(counts, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"detail":"later","status":503}' }));
    await open(page, "/hosts?name=list-&per_page=20");
    const again = page.getByRole("button", { name: "Try again" });
    await again.waitFor();
    assert.equal(await (await hostRows(page)).count(), 20);
    await page.unroute(counts);
    await again.click();
    await showsHosts(page, 70);
    assert.equal(await again.count(), 0);
  }));

test("chosen hosts move to a new workspace", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=move-");
    await showsHosts(page, 3);
    await page.getByRole("checkbox", { name: "Choose all hosts of this page" }).check();
    await page.getByRole("button", { name: "Move to workspace" }).click();
    await dialog(page).getByLabel("Workspace", { exact: true }).selectOption("A new workspace");
    await dialog(page).getByLabel("Name of the new workspace").fill("moved hosts");
    await dialog(page).getByRole("button", { name: "Move" }).click();
    await said(page, "3 hosts moved to moved hosts.");
    await page.getByRole("link", { name: "moved hosts" }).first().click();
    await page.getByRole("heading", { level: 1, name: "moved hosts" }).waitFor();
    await page.getByRole("link", { name: "move-02" }).waitFor();
  }));

test("chosen hosts are deleted after a question", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=gone-");
    await showsHosts(page, 3);
    await page.getByRole("checkbox", { name: "Choose gone-00" }).check();
    await page.getByRole("checkbox", { name: "Choose gone-01" }).check();
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog(page).getByText("Delete 2 hosts?").waitFor();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await said(page, "2 hosts deleted.");
    await showsHosts(page, 1);
    await page.getByRole("link", { name: "gone-02" }).waitFor();
  }));

test("hosts of several pages are chosen, their tags are shown, and all are moved at once", () =>
  withPage(async ({ page }) => {
    const chosen = page.getByRole("group", { name: "Chosen hosts" });
    await open(page, "/hosts?name=pages-&per_page=10&sort=display_name");
    await showsHosts(page, 25);
    await page.getByRole("checkbox", { name: "Choose all hosts of this page" }).check();
    await page.getByRole("button", { name: "Last page" }).click();
    await page.getByRole("link", { name: "pages-24" }).waitFor();
    await page.getByRole("checkbox", { name: "Choose pages-24" }).check();
    await chosen.getByText("11 chosen").waitFor();
    await page.getByRole("button", { name: "First page" }).click();
    await page.getByRole("link", { name: "pages-00" }).waitFor();
    assert.ok(await page.getByRole("checkbox", { name: "Choose pages-09" }).isChecked());
    await page.getByRole("checkbox", { name: "Choose pages-09" }).uncheck();
    await chosen.getByText("10 chosen").waitFor();
    await chosen.getByRole("button", { name: "Show tags" }).click();
    await dialog(page).getByRole("listitem").filter({ hasText: "env/tier=silver" }).getByText("6 hosts").waitFor();
    await dialog(page).getByRole("listitem").filter({ hasText: "env/tier=gold" }).getByText("4 hosts").waitFor();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await chosen.getByRole("button", { name: "Move to workspace" }).click();
    await dialog(page).getByLabel("Workspace", { exact: true }).selectOption("A new workspace");
    await dialog(page).getByLabel("Name of the new workspace").fill("from several pages");
    await dialog(page).getByRole("button", { name: "Move" }).click();
    await said(page, "10 hosts moved to from several pages.");
    await chosen.getByText("0 chosen").waitFor();
    await open(page, "/hosts?workspace=from+several+pages");
    await showsHosts(page, 10);
    await page.getByRole("link", { name: "pages-24" }).waitFor();
  }));

test("a view is saved, shown first, and deleted", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=warning-&sort=display_name&columns=display_name,status");
    await showsHosts(page, 4);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: "Save as new view" }).click();
    await dialog(page).getByLabel("Name").fill("hosts to look after");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "View: hosts to look after" }).click();
    await page.getByRole("button", { name: "Show first" }).click();
    await said(page, /is shown first/);
    await open(page, "/hosts");
    await showsHosts(page, 4);
    assert.match(addressOf(page), /name=warning-&sort=display_name&columns=display_name,status&view=/);
    await page.getByRole("button", { name: "View: hosts to look after" }).click();
    await page.getByRole("button", { name: "Delete view" }).click();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await said(page, "hosts to look after is deleted.");
    await page.getByRole("button", { name: "Views" }).waitFor();
  }));

test("the export holds the hosts and columns that are seen", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=warning-&columns=display_name,operating_system,status");
    await showsHosts(page, 4);
    await page.getByRole("button", { name: "Export" }).click();
    await dialog(page).getByText("Export 4 hosts").waitFor();
    await dialog(page).getByRole("button", { name: "Export" }).click();
    await page.getByText("Your export of 4 hosts is ready.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const archive = await readFile(await (await download).path());
    assert.equal(archive.subarray(0, 2).toString(), "PK");
    assert.match((await download).suggestedFilename(), /\.zip$/);
    await page.getByRole("button", { name: "Views" }).click();
    assert.equal(await page.getByText("Console export").count(), 0);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "API calls" }).click();
    const link = page.getByRole("listitem").filter({ hasText: /GET \/api\/export\/v1\/exports\/[0-9a-f-]{36}(?!\/)/ }).first();
    await link.getByText("As a command").click();
    assert.match((await link.locator(".command").textContent()) ?? "", /-H 'accept: application\/vnd\.host-inventory\.link\+json'/);
  }));

test("every format that exports have is offered, Parquet too", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=warning-");
    await showsHosts(page, 4);
    await page.getByRole("button", { name: "Export" }).click();
    const format = dialog(page).getByLabel("Format");
    assert.deepEqual(await format.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value)), [
      "csv", "json", "ndjson", "parquet",
    ]);
    await format.selectOption("parquet");
    await dialog(page).getByRole("button", { name: "Export" }).click();
    await page.getByText("Your export of 4 hosts is ready.").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const archive = await readFile(await (await download).path());
    // The file lies in the archive as it is: its first and last bytes are Parquet's.
    assert.ok(archive.includes("PAR1"));
  }));

// Overview, workspaces, staleness, exports.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, dialog, open, said, showsHosts, useBrowser, withPage } from "./browser";

useBrowser();

test("the overview counts hosts, and a bar leads to those that it counts", () =>
  withPage(async ({ page }) => {
    await open(page, "/");
    const states = page.getByRole("table", { name: "Hosts by status" });
    await states.getByRole("row", { name: /Stale warning\s+4/ }).waitFor();
    await page.getByRole("table", { name: "Age of the last check-in" }).getByRole("row", { name: /7 to 14 days\s+4/ }).waitFor();
    await page.getByRole("table", { name: "Operating systems" }).getByText("RHEL 8.10").waitFor();
    await states.getByRole("link", { name: "Stale warning" }).click();
    await showsHosts(page, 4);
    assert.equal(addressOf(page), "/hosts?staleness=stale_warning");
  }));

test("new and lost hosts by day, as a plot and as a table that leads to the lost ones", () =>
  withPage(async ({ page }) => {
    await open(page, "/");
    await page.getByRole("img", { name: /New and lost hosts by day/ }).waitFor();
    await page.getByText(/and 10 hosts went\./).waitFor();
    await page.getByText("As a table").click();
    const table = page.getByRole("table", { name: "New and lost hosts by day" });
    const links = table.getByRole("link");
    const numbers = (await links.allTextContents()).map(Number);
    assert.equal(numbers.reduce((sum, number) => sum + number, 0), 10);
    await links.first().click();
    await showsHosts(page, numbers[0] ?? 0);
    assert.match(addressOf(page), /^\/hosts\?staleness=stale&staleness=stale_warning&seen_after=[-\d]{10}T00:00:00Z&seen_before=[-\d]{10}T23:59:59\.999999Z$/);
  }));

test("a workspace is made, gets a host, is renamed and deleted", () =>
  withPage(async ({ page }) => {
    await open(page, "/groups");
    await page.getByRole("button", { name: "Create a workspace" }).click();
    await dialog(page).getByLabel("Name").fill("made by a test");
    await dialog(page).getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { level: 1, name: "made by a test" }).waitFor();
    await page.getByText("No hosts here yet").waitFor();
    await open(page, "/hosts?name=member-");
    await showsHosts(page, 2);
    await page.getByRole("checkbox", { name: "Choose all hosts of this page" }).check();
    await page.getByRole("button", { name: "Move to workspace" }).click();
    await dialog(page).getByLabel("Workspace", { exact: true }).selectOption({ label: "made by a test (0)" });
    await dialog(page).getByRole("button", { name: "Move" }).click();
    await said(page, "2 hosts moved to made by a test.");
    await page.getByRole("link", { name: "made by a test" }).first().click();
    await page.getByRole("checkbox", { name: "Choose member-01" }).check();
    await page.getByRole("button", { name: "Take out" }).click();
    await dialog(page).getByRole("button", { name: "Take out" }).click();
    await said(page, "1 host taken out.");
    await page.getByRole("button", { name: "Rename" }).click();
    await dialog(page).getByLabel("Name").fill("renamed by a test");
    await dialog(page).getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { level: 1, name: "renamed by a test" }).waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog(page).getByText("Its 1 host stay", { exact: false }).waitFor();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { level: 1, name: "Workspaces" }).waitFor();
    assert.equal(await page.getByRole("link", { name: "renamed by a test" }).count(), 0);
  }));

test("a name that no workspace may have is refused with a sentence, and nothing is lost", () =>
  withPage(async ({ page }) => {
    await open(page, "/groups");
    await page.getByRole("button", { name: "Create a workspace" }).click();
    const name = dialog(page).getByLabel("Name");
    await name.fill("naïve/name");
    await dialog(page).getByRole("button", { name: "Create" }).click();
    assert.equal(await name.evaluate((input: HTMLInputElement) => input.validity.patternMismatch), true);
    assert.equal(await name.inputValue(), "naïve/name");
    await page.keyboard.press("Escape");
    assert.equal(await dialog(page).count(), 0);
  }));

test("staleness: what a choice would change is counted before it is saved", () =>
  withPage(async ({ page, expected }) => {
    expected.add(404); // nothing is chosen yet
    await open(page, "/staleness");
    await page.getByLabel("A host is stale after", { exact: true }).fill("48");
    await page.getByText("6 hosts would change their status at once:").waitFor();
    await page.getByLabel("It is deleted after", { exact: true }).fill("10");
    await page.getByText("10 hosts would change their status at once:").waitFor();
    await page.getByText("4 hosts would be deleted within the hour.").waitFor();
    await page.getByLabel("It is deleted after", { exact: true }).fill("3");
    await page.getByText("A host must be marked with a warning before it is deleted.").waitFor();
    await page.getByLabel("It is deleted after", { exact: true }).fill("30");
    await page.getByText("6 hosts would change their status at once:").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await said(page, "The limits are saved.");
    await open(page, "/hosts?staleness=stale");
    await page.getByText("No hosts match").waitFor();
    await open(page, "/staleness");
    await page.getByRole("button", { name: "Back to the usual limits" }).click();
    await dialog(page).getByText("6 hosts would change their status at once:").waitFor();
    await dialog(page).getByRole("button", { name: "Go back" }).click();
    await said(page, "The usual limits count again.");
  }));

test("exports are listed, downloaded and deleted", () =>
  withPage(async ({ page }) => {
    await open(page, "/exports");
    await page.getByRole("button", { name: "Export all hosts" }).click();
    await dialog(page).getByLabel("Name").fill("everything");
    await dialog(page).getByRole("button", { name: "Export" }).click();
    const row = page.getByRole("row", { name: /everything/ });
    await row.getByText("complete").waitFor();
    const download = page.waitForEvent("download");
    await row.getByRole("button", { name: "Download everything" }).click();
    assert.match((await download).suggestedFilename(), /\.zip$/);
    await row.getByRole("button", { name: "Delete everything" }).click();
    await dialog(page).getByRole("button", { name: "Delete" }).click();
    await said(page, "The export is deleted.");
    await row.waitFor({ state: "detached" });
  }));

test("an inventory that does not answer: a sentence, and another try", () =>
  withPage(async ({ page }) => {
    await page.route("**/api/**", (route) => route.abort());
    await open(page, "/hosts");
    await page.getByRole("alert").getByText("The inventory does not answer.").waitFor();
    await page.unroute("**/api/**");
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("region", { name: "Hosts" }).waitFor();
  }));

const REFUSALS: [number, string, string][] = [
  [401, "who are you", "Sign in again."],
  [403, "not allowed", "Ask an administrator of your organisation."],
  [404, "no such page", "Go back to the list."],
  [429, "too many", "Wait a minute, then try again."],
  [500, "broken", "Try again in a moment."],
];

for (const [status, detail, advice] of REFUSALS)
  test(`a list that is refused with ${status}: a sentence and a way on`, () =>
    withPage(async ({ page, expected }) => {
      expected.add(status);
      await page.route("**/v1/hosts?**", (route) => route.fulfill({ status, json: { status, title: "t", detail } }));
      await open(page, "/hosts");
      const alert = page.getByRole("alert");
      await alert.getByText(detail).waitFor();
      await alert.getByText(advice, { exact: false }).waitFor();
    }));

test("an export that is kept no longer: a sentence and a way on", () =>
  withPage(async ({ page, expected }) => {
    expected.add(404);
    const exported = { id: "5f0e1b52-7c1d-4e2f-9a3b-0c4d5e6f7a80", name: "old", format: "csv", status: "complete", created_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-08T00:00:00Z" };
    await page.route("**/export/v1/exports?**", (route) => route.fulfill({ json: { meta: { count: 1 }, data: [exported] } }));
    await page.route("**/export/v1/exports/*", (route) => route.fulfill({ status: 404, json: { message: "there is no such export", code: 404 } }));
    await open(page, "/exports");
    await page.getByRole("button", { name: "Download old" }).click();
    await page.getByRole("alert").getByText("It may have been deleted meanwhile.", { exact: false }).waitFor();
  }));

test("hosts that go while their list is paged: the first page instead of none", () =>
  withPage(async ({ page, expected }) => {
    expected.add(404);
    await open(page, "/hosts?name=stale-&page=40");
    await showsHosts(page, 6);
    assert.equal(addressOf(page), "/hosts?name=stale-");
  }));

test("the calls behind a page are shown", () =>
  withPage(async ({ page }) => {
    await open(page, "/hosts?name=list-0");
    await showsHosts(page, 10);
    await page.getByRole("button", { name: "API calls" }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "API calls of this page");
    await page.getByText(/^GET \/api\/inventory\/v1\/hosts\?hostname_or_id=list-0/).waitFor();
  }));

test("where tokens say who calls, one is asked for and sent", () =>
  withPage(async ({ page }) => {
    await page.route("**/console/start.json", (route) => route.fulfill({ json: { sign_in: "token" } }));
    const sent: (string | undefined)[] = [];
    await page.route("**/api/**", async (route) => {
      sent.push((await route.request().allHeaders())["authorization"]);
      await route.fulfill({ json: { total: 0, count: 0, page: 1, per_page: 50, results: [], default_view_id: null } });
    });
    await open(page, "/hosts");
    await page.getByLabel("Token").fill("Bearer abc.def");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("No hosts yet").waitFor();
    assert.ok(sent.length > 0 && sent.every((header) => header === "Bearer abc.def"), String(sent));
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Token").waitFor();
  }));

// Pictures of each page for the documentation, on the fleet of `hbi produce --demo`: `node pictures.mjs <folder>`.
import { chromium, type Page } from "playwright-core";
import { LIMIT_MS, SWITCHES, URL_OF_STACK, open } from "./browser";

const folder = process.argv[2] ?? ".";
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "chromium", args: SWITCHES });

type Work = (page: Page) => Promise<void>;

async function picture(name: string, path: string, theme: "light" | "dark" = "light", work?: Work): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, colorScheme: theme });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  await open(page, path);
  await page.waitForLoadState("networkidle");
  await work?.(page);
  // A picture shows numbers, not that they are waited for.
  await page.waitForFunction(() => document.styleSheets.length > 0 && !document.querySelector(".waiting"));
  await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled", fullPage: name === "overview" });
  await context.close();
}

// Exports to be seen, and the id of a host with much to be seen: the API's answers, asked as the console asks.
async function prepare(): Promise<string> {
  const context = await browser.newContext();
  context.setDefaultTimeout(LIMIT_MS);
  const start = (await (await context.request.get(`${URL_OF_STACK}/console/start.json`)).json()) as { identity: string };
  const headers = { "x-rh-identity": start.identity };
  const inventory = `${URL_OF_STACK}/api/inventory/v1`;
  const hosts = await context.request.get(`${inventory}/hosts?hostname_or_id=edge-&staleness=stale&order_by=display_name`, { headers });
  const id = ((await hosts.json()) as { results: { id: string }[] }).results[0]?.id;
  if (!id) throw new Error("no stale host of the kind that pictures show");
  const source = { application: "urn:redhat:application:inventory", resource: "urn:redhat:application:inventory:export:systems" };
  for (const [name, format] of [["All hosts", "csv"], ["For the audit", "json"]] as const)
    await context.request.post(`${URL_OF_STACK}/api/export/v1/exports`, { headers, data: { name, format, sources: [source] } });
  await context.close();
  return id;
}

const id = await prepare();
await picture("overview", "/");
await picture("hosts", "/hosts");
await picture("hosts-dark", "/hosts?staleness=stale&staleness=stale_warning", "dark");
await picture("host", `/hosts/${id}?tab=profile`);
await picture("reporters", `/hosts/${id}?tab=reporters`);
await picture("groups", "/groups");
await picture("staleness", "/staleness", "light", async (page) => {
  await page.getByLabel("A host is stale after", { exact: true }).fill("100");
  await page.getByText(/would change their status at once/).waitFor();
});
await picture("exports", "/exports", "light", (page) => page.getByText("complete").nth(1).waitFor());
await browser.close();

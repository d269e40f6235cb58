// Pictures of each page for the documentation: `node pictures.mjs <folder>`.
import { chromium } from "playwright-core";
import { SWITCHES, URL_OF_STACK, open } from "./browser";

const folder = process.argv[2] ?? ".";
const browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: SWITCHES });

async function picture(name: string, path: string, theme: "light" | "dark" = "light"): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 760 }, colorScheme: theme });
  const page = await context.newPage();
  await open(page, path);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
  await context.close();
}

async function hostId(): Promise<string> {
  const page = await browser.newPage();
  await page.goto(`${URL_OF_STACK}/console/hosts?name=list-00`);
  const link = await page.getByRole("link", { name: "list-00" }).getAttribute("href");
  await page.close();
  return link?.split("/").at(-1) ?? "";
}

const id = await hostId();
await picture("overview", "/");
await picture("hosts", "/hosts");
await picture("hosts-dark", "/hosts?staleness=stale&staleness=stale_warning", "dark");
await picture("host", `/hosts/${id}?tab=profile`);
await picture("reporters", `/hosts/${id}?tab=reporters`);
await picture("groups", "/groups");
await picture("staleness", "/staleness");
await picture("exports", "/exports");
await browser.close();

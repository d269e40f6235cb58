// A browser on the console of a running stack. What the page must never do ends a test: errors, requests elsewhere.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page } from "playwright-core";

export const URL_OF_STACK = process.env["CONSOLE_URL"] ?? "http://127.0.0.1:8080";
// As root a browser has no sandbox; the other switches keep it from asking its maker's servers.
export const SWITCHES = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

// Ends what hangs. It decides nothing: machines that do much else are slow.
export const LIMIT_MS = 120_000;

let browser: Browser | undefined;

export function useBrowser(): void {
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "chromium", args: SWITCHES });
  });
  after(async () => browser?.close());
}

export interface Visit {
  page: Page;
  // Answers with an error that the test is about; others fail it.
  expected: Set<number>;
}

export async function withPage(work: (visit: Visit) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  assert(browser, "the browser has not started");
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  const expected = new Set<number>();
  page.on("pageerror", (error) => faults.push(`error in the page: ${error.message}`));
  page.on("console", (message) => {
    // A refused request is told here, too; it is judged by its status below.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && hostname !== "127.0.0.1") faults.push(`asked elsewhere: ${request.url()}`);
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !expected.has(answer.status())) faults.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  try {
    await work({ page, expected });
    assert.deepEqual(faults, []);
  } catch (error) {
    if (faults.length) console.error(faults.join("\n"));
    throw error;
  } finally {
    await context.close();
  }
}

export async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${URL_OF_STACK}/console${path}`);
}

export async function hostRows(page: Page): Promise<Locator> {
  const table = page.getByRole("region", { name: "Hosts" }).getByRole("table");
  await table.waitFor();
  return table.locator("tbody tr");
}

// The list once it shows what it was last asked for.
export async function settled(page: Page): Promise<void> {
  await page.locator('table[aria-busy="false"]').first().waitFor();
}

export async function showsHosts(page: Page, count: number): Promise<void> {
  await page.getByRole("navigation", { name: "Pages of hosts" }).getByText(`of ${count}`, { exact: false }).waitFor();
  await settled(page);
}

export function said(page: Page, text: string | RegExp): Promise<void> {
  return page.locator(".announcement").getByText(text).waitFor();
}

export function dialog(page: Page): Locator {
  return page.getByRole("dialog");
}

export function addressOf(page: Page): string {
  return decodeURIComponent(page.url().slice(`${URL_OF_STACK}/console`.length));
}

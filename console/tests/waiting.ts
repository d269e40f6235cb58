// How long people wait, measured in the browser: until the rows of a list are painted.
import type { Page } from "playwright-core";
import { open } from "./browser";

export interface Paint {
  // Milliseconds from the beginning of the visit to the frame with the first rows.
  rows: number;
  // The same as browsers tell it: the largest part of the page.
  largest: number;
  // Of them, what the list's request took.
  request: number;
}

// Takes down when rows are there. Call it once for a page, before its first visit.
export async function watchRows(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Object.assign(window, { largest: entry.startTime });
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new MutationObserver((_, observer) => {
      if (!document.querySelector("tbody tr a")) return;
      observer.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => Object.assign(window, { rows: performance.now() })));
    }).observe(document, { childList: true, subtree: true });
  });
}

export async function visit(page: Page, path: string): Promise<Paint> {
  await open(page, path);
  await page.waitForFunction(() => (window as unknown as { rows?: number }).rows);
  return page.evaluate(() => {
    const { rows, largest = 0 } = window as unknown as { rows: number; largest?: number };
    const requests = performance.getEntriesByType("resource").filter(({ name }) => /v1\/(?:hosts|beta\/hosts-view)\?/.test(name));
    return { rows, largest, request: requests[0]?.duration ?? 0 };
  });
}

// Milliseconds from a click on a box of the open menu to the frame with the rows that it asks for.
export async function change(page: Page, label: string): Promise<number> {
  return page.evaluate(async (text) => {
    const boxes = [...document.querySelectorAll<HTMLInputElement>(".popup input[type=checkbox]")];
    const box = boxes.find((input) => input.labels?.[0]?.textContent?.startsWith(text));
    if (!box) throw new Error(`no box ${text}`);
    const isBusy = () => document.querySelector('.table-frame table[aria-busy="true"]') !== null;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const began = performance.now();
    box.click();
    while (!isBusy()) await frame();
    while (isBusy()) await frame();
    return performance.now() - began;
  }, label);
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN) + (sorted[Math.floor(sorted.length / 2)] ?? NaN)) / 2;
}

export function told(what: string, values: number[]): string {
  return `${what}: ${Math.round(median(values))} ms, at worst ${Math.round(Math.max(...values))} (${values.length} times)`;
}

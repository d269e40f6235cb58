// Ten things that people want to do, on the fleet of `hbi produce --demo`, each as a newcomer would do it. With
// LOG_OF_TASKS=<docs> what was done, how long it took and pictures of it are written there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { addressOf, dialog, hostRows, open, said, settled, useBrowser, withPage, type Visit } from "./browser";

useBrowser();

const run = promisify(execFile);
const DOCS = process.env["LOG_OF_TASKS"];
const LIMIT_S = 120;
const WORKSPACE = "Update first";
const NEW_NAME = "billing-berlin";
const VIEW = "Stale RHEL 8-10";
const STALE_810 = "/hosts?staleness=stale&os=RHEL+8.10";

interface Log {
  title: string;
  seconds: number;
  lines: string[];
}

const logs: Log[] = [];

interface Task extends Visit {
  // One thing that is done, in words that are read as instructions.
  step: (words: string, work: () => Promise<unknown>) => Promise<void>;
  // What is seen now.
  look: () => Promise<void>;
  // Runs a command of `hbi`, and returns what it prints.
  hbi: (...words: string[]) => Promise<string>;
}

function task(title: string, work: (task: Task) => Promise<void>): void {
  const number = logs.push({ title, seconds: NaN, lines: [] });
  const log = logs[number - 1]!;
  test(title, (context) =>
    withPage(
      async (visit) => {
        const began = performance.now();
        await work({
          ...visit,
          step: async (words, act) => {
            log.lines.push(`* ${words}`);
            await act();
          },
          look: async () => {
            const file = `console/tasks/task-${String(number).padStart(2, "0")}.png`;
            log.lines.push("", `![${title}](${file})`, "");
            if (DOCS) await visit.page.screenshot({ path: `${DOCS}/${file}`, animations: "disabled" });
          },
          hbi: async (...words) => {
            const { stdout } = await run(process.env["HBI"] ?? "hbi", ["--state", process.env["HBI_STATE"] ?? ".hbi", ...words]);
            log.lines.push("", "```console", `$ .venv/bin/hbi ${words.join(" ")}`, ...stdout.trimEnd().split("\n"), "```", "");
            return stdout;
          },
        });
        log.seconds = (performance.now() - began) / 1000;
        context.diagnostic(`${log.seconds.toFixed(1)} s`);
        assert.ok(log.seconds < LIMIT_S);
      },
      { viewport: { width: 1200, height: 760 } },
    ),
  );
}

// Does something that asks for hosts anew, and waits until these are shown.
async function lists(page: Page, act: () => Promise<unknown>): Promise<void> {
  const answer = page.waitForResponse((found) => /\/v1\/hosts\?/.test(found.url()) && !found.url().includes("count_only"));
  await act();
  await (await answer).finished();
  await settled(page);
}

async function shown(page: Page): Promise<number> {
  const text = await page.getByRole("navigation", { name: "Pages of hosts" }).getByText(/ of /).textContent();
  return Number(/of ([\d,]+)/.exec(text ?? "")?.[1]?.replaceAll(",", ""));
}

let found = 0;

task("Find the hosts of RHEL 8.10 that are stale", async ({ page, step, look }) => {
  await step("Open the console: the address that `make run` prints.", () => open(page, "/"));
  await step("Hosts", () => lists(page, () => page.getByRole("link", { name: "Hosts", exact: true }).click()));
  await step("Status, Stale", async () => {
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await lists(page, () => page.getByRole("checkbox", { name: "Stale", exact: true }).check());
  });
  await step("OS, RHEL 8.10", async () => {
    await page.getByRole("search").getByRole("button", { name: "OS", exact: true }).click();
    await lists(page, () => page.getByRole("checkbox", { name: /RHEL 8\.10/ }).check());
    await page.keyboard.press("Escape");
  });
  assert.equal(addressOf(page), STALE_810);
  const rows = await hostRows(page);
  found = await rows.count();
  assert.ok(found > 1 && found === (await shown(page)));
  for (const text of await rows.allTextContents()) assert.match(text, /RHEL 8\.10.*Stale/);
  await look();
});

task("Group them", async ({ page, step, look }) => {
  await lists(page, () => open(page, STALE_810));
  await step("In that list: the box in the table's head", () => page.getByRole("checkbox", { name: "Choose all hosts of this page" }).check());
  await step("Move to workspace", () => page.getByRole("button", { name: "Move to workspace" }).click());
  await step(`Workspace: A new workspace, and its name: ${WORKSPACE}`, async () => {
    await dialog(page).getByLabel("Workspace", { exact: true }).selectOption("A new workspace");
    await dialog(page).getByLabel("Name of the new workspace").fill(WORKSPACE);
  });
  await step("Move", async () => {
    await dialog(page).getByRole("button", { name: "Move" }).click();
    await said(page, `${found} hosts moved to ${WORKSPACE}.`);
    await page.getByRole("link", { name: WORKSPACE }).nth(found - 1).waitFor();
  });
  await look();
});

task("Rename one", async ({ page, step, look }) => {
  await step(`Workspaces, ${WORKSPACE}, and the first host`, async () => {
    await open(page, "/groups");
    await page.getByRole("link", { name: WORKSPACE }).click();
    await page.getByRole("heading", { level: 1, name: WORKSPACE }).waitFor();
    await page.getByRole("row").nth(1).getByRole("link").click();
  });
  await step("Rename", () => page.getByRole("button", { name: "Rename" }).click());
  await step(`Name: ${NEW_NAME}, Rename`, async () => {
    await dialog(page).getByLabel("Name").fill(NEW_NAME);
    await dialog(page).getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { level: 1, name: NEW_NAME }).waitFor();
  });
  await look();
});

task("See why one is stale", async ({ page, step, look }) => {
  await step(`Hosts, and ${NEW_NAME} in the field for names`, async () => {
    await lists(page, () => open(page, "/hosts"));
    await lists(page, () => page.getByRole("searchbox", { name: "Name, domain name or id" }).fill(NEW_NAME));
  });
  await step("Its name, and Reporters", async () => {
    await page.getByRole("link", { name: NEW_NAME }).click();
    await page.getByRole("tab", { name: "Reporters" }).click();
  });
  await step("The line shows since when no reporter's word counts as fresh; the table below it says the same in figures.", async () => {
    await page.getByRole("img", { name: /When each reporter's word becomes stale/ }).waitFor();
    await page.getByRole("row", { name: /puptoo/ }).getByText("Stale", { exact: true }).waitFor();
  });
  await look();
});

task("Save a view", async ({ page, step, look }) => {
  await lists(page, () => open(page, STALE_810));
  await step("In the list of the first task: Views, Save as new view", async () => {
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: "Save as new view" }).click();
  });
  await step(`Name: ${VIEW}, Save`, async () => {
    await dialog(page).getByLabel("Name").fill(VIEW);
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: `View: ${VIEW}` }).waitFor();
  });
  await page.getByRole("button", { name: `View: ${VIEW}` }).click();
  await page.getByRole("button", { name: "Save changes" }).waitFor();
  await look();
});

task("Export it", async ({ page, step, look }) => {
  await lists(page, () => open(page, "/hosts"));
  await step(`Hosts, Views, ${VIEW}`, async () => {
    await page.getByRole("button", { name: "Views" }).click();
    await lists(page, () => page.getByRole("button", { name: new RegExp(`^${VIEW}`) }).click());
    await page.keyboard.press("Escape");
  });
  await step("Export, CSV, Export", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    await dialog(page).getByText(`Export ${found} hosts`).waitFor();
    await dialog(page).getByRole("button", { name: "Export" }).click();
    await page.getByText(`Your export of ${found} hosts is ready.`).waitFor({ timeout: LIMIT_S * 1000 });
  });
  await look();
  await step("Download", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    assert.match((await download).suggestedFilename(), /\.zip$/);
  });
});

task("Change staleness", async ({ page, expected, step, look }) => {
  expected.add(404); // nothing is chosen yet
  await step("Staleness", () => open(page, "/staleness"));
  await step("A host is stale after: 100 hours. Below stands how many hosts would change.", async () => {
    await page.getByLabel("A host is stale after", { exact: true }).fill("100");
    await page.getByText(/\d+ hosts would change their status at once:/).waitFor();
  });
  await look();
  await step("Save, Save", async () => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await said(page, "The limits are saved.");
  });
  await step("Back to the usual limits, Go back", async () => {
    await page.getByRole("button", { name: "Back to the usual limits" }).click();
    await dialog(page).getByRole("button", { name: "Go back" }).click();
    await said(page, "The usual limits count again.");
  });
});

const letter: string[] = [];

task("Look at a dead letter", async ({ step, hbi }) => {
  await step(`A record that cannot be used belongs to no organisation yet, so the command line shows it, not the console. A report of nobody's host makes one: \`echo '{"operation": "add_host", "data": {"reporter": "puptoo"}}' | .venv/bin/hbi produce --from -\`. Which are there:`, async () => {
    const [line = ""] = (await hbi("dlq", "list")).split("\n");
    assert.match(line, /The host does not exist/);
    letter.push(line.split(" ")[0] ?? "");
  });
  await step("One of them with its content:", async () => assert.match(await hbi("dlq", "show", letter[0]!), /"arch": "s390x"/));
});

task("Replay it", async ({ page, step, look, hbi }) => {
  await step("The host that the record is about checks in again by now. Otherwise the record would be refused once more. So:", async () =>
    assert.match(await hbi("dlq", "replay", letter[0]!), /1 sent again, 0 left/));
  await step("Hosts, late-profile, System profile: what the record said is there.", async () => {
    await lists(page, () => open(page, "/hosts?name=late-profile"));
    await page.getByRole("link", { name: "late-profile" }).click();
    await page.getByRole("tab", { name: "System profile" }).click();
    const taken = page.getByText("s390x");
    for (const until = Date.now() + LIMIT_S * 1000; Date.now() < until; ) {
      await page.getByRole("heading", { level: 2, name: "System" }).waitFor();
      if (await taken.count()) break;
      await page.reload();
    }
    await taken.waitFor();
  });
  await look();
});

task("Find the API call behind a page", async ({ page, step, look }) => {
  await step("On any page, here on the list of the first task: API calls", async () => {
    await lists(page, () => open(page, STALE_810));
    await page.getByRole("button", { name: "API calls" }).click();
  });
  await step("As a command, below the call; it works where it is pasted.", async () => {
    const entry = page.getByRole("listitem").filter({ hasText: /GET \/api\/inventory\/v1\/hosts\?/ });
    await entry.getByText("As a command").click();
    const command = (await entry.locator(".command").textContent()) ?? "";
    assert.match(command, /^curl -sg -H 'x-rh-identity: .*operating_system\]\[RHEL\]\[version\]\[eq\]\[\]=8\.10/);
    const { stdout } = await run("sh", ["-c", command]);
    assert.equal((JSON.parse(stdout) as { count: number }).count, await shown(page));
  });
  await look();
});

after(async () => {
  if (!DOCS || logs.some(({ seconds }) => Number.isNaN(seconds))) return;
  const head = [
    "# Ten tasks",
    "",
    "What people want to do, each done by a browser as a newcomer would do it, on a stack of `make run` with the fleet of `.venv/bin/hbi produce --demo`. Written by",
    "`make console-pictures`, pictures and times included; `make test-console ONLY=tasks` does the same and writes nothing.",
    "",
    "| task | seconds, by a browser that does not stop to read |",
    "|---|---|",
    ...logs.map(({ title, seconds }, index) => `| [${index + 1}. ${title}](#${anchor(`${index + 1}. ${title}`)}) | ${seconds.toFixed(1)} |`),
  ];
  const parts = logs.flatMap(({ title, lines }, index) => ["", `## ${index + 1}. ${title}`, "", ...lines]);
  await writeFile(`${DOCS}/ten-tasks.md`, `${[...head, ...parts].join("\n").replace(/\n{3,}/g, "\n\n").trimEnd()}\n`);
});

function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-");
}

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { reportsInChromium } from "./on-report.ts";
import { simulatedRun } from "./simulated-run.ts";

describe("the report's content", () => {
  const onReport = reportsInChromium();
  const run = simulatedRun({ tasks: 300, nodes: 4, slots: 3, taskMs: 30_000, failing: 0.1 });
  const { failed } = run.run;

  const firstRow = (page: Page, section: string): Promise<string[]> =>
    page.locator(`#${section} tbody:not(.spacer) tr`).first().locator("td").allTextContents();

  it("states result, duration, cost and phases", () =>
    onReport(run, async (page) => {
      assert.equal(await page.locator("h1").textContent(), `${failed} of 300 tasks failed`);
      const figures = await page.locator(".verdict .figures").innerText();
      assert.match(figures, /Duration\n\d+m \d\ds/);
      assert.ok(figures.includes(`${300 - failed} succeeded, ${failed} failed`));
      assert.match(figures, /\$0\.\d+/);
      assert.match(figures, /list prices of 2026-11-20/);
      const waiting = page.getByRole("row", { name: /Waiting for nodes/ });
      assert.match((await waiting.textContent()) ?? "", /21\.0 s/);
    }));

  it("groups failures by cause, with logs as links next to the report", () =>
    onReport(run, async (page) => {
      assert.equal(await page.locator("#failures article").count(), run.failures.length);
      const total = run.failures.reduce((sum, { count }) => sum + count, 0);
      assert.equal(total, failed);
      const link = page.getByRole("link", { name: "Full log" });
      assert.equal(await link.first().getAttribute("href"), "./failed/soil-00003/stderr.txt");
    }));

  it("sorts by numbers and by names", () =>
    onReport(run, async (page) => {
      const reads = run.results.rows.map(([, cells]) => Number(cells[0]));
      const head = page.locator("#results").getByRole("button", { name: "reads" });
      await head.click();
      assert.equal((await firstRow(page, "results"))[1], String(Math.min(...reads)));
      await head.click();
      assert.equal((await firstRow(page, "results"))[1], String(Math.max(...reads)));
      const sorted = page.locator("#results th[aria-sort]");
      assert.equal(await sorted.getAttribute("aria-sort"), "descending");
    }));

  it("searches, narrows and counts rows", () =>
    onReport(run, async (page) => {
      const tasks = page.locator("#tasks");
      await tasks.getByRole("searchbox").fill("RIVER-0029 samples");
      const matching = run.tasks.labels.filter((label) => label.includes("river-0029"));
      assert.equal(await tasks.getByRole("status").textContent(), `${matching.length} of 300 tasks`);
      assert.equal((await firstRow(page, "tasks"))[0], matching[0]);
      await tasks.getByRole("searchbox").fill("");
      await tasks.getByRole("combobox").selectOption({ label: `${failed} failed` });
      assert.equal(await tasks.getByRole("status").textContent(), `${failed} of 300 tasks`);
    }));

  it("shows the task of a result in the table of tasks, even if the search hides it", () =>
    onReport(run, async (page) => {
      await page.locator("#tasks").getByRole("searchbox").fill("no such task");
      const task = run.results.rows[150]![0];
      const label = run.tasks.labels[task]!;
      await page.locator("#results").getByRole("searchbox").fill(label);
      await page.locator("#results td").getByRole("button").first().click();
      const focused = page.locator("#tasks tr[aria-current]:focus");
      await focused.waitFor();
      assert.ok((await focused.textContent())?.includes(label));
    }));

  it("saves the results as CSV", () =>
    onReport(run, async (page) => {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download CSV" }).click();
      const rows = parse(await readFile(await (await saved).path(), "utf8")) as string[][];
      assert.deepEqual(rows[0], ["task", "reads", "mapped", "best hit"]);
      assert.equal(rows.length, run.results.rows.length + 1);
      assert.deepEqual(rows[1], [run.tasks.labels[run.results.rows[0]![0]], ...run.results.rows[0]![1]]);
    }));

  it("saves no cell that a spreadsheet runs as a formula", () =>
    onReport({ ...run, results: { columns: ["=a"], rows: [[0, ["=1+1"]]] } }, async (page) => {
      const saved = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download CSV" }).click();
      const rows: string[][] = parse(await readFile(await (await saved).path(), "utf8"));
      assert.deepEqual(rows, [
        ["task", "'=a"],
        [run.tasks.labels[0], "'=1+1"],
      ]);
    }));
});

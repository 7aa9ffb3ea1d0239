import assert from "node:assert/strict";
import { reportsInChromium } from "./on-report.ts";
import { simulatedRun } from "./simulated-run.ts";

describe("the report of 100,000 tasks", () => {
  const onReport = reportsInChromium();
  const run = simulatedRun({ tasks: 100_000, nodes: 250, slots: 4, taskMs: 20_000 });

  it("shows, searches and scrolls all of them with few elements", () =>
    onReport(run, async (page) => {
      const tasks = page.locator("#tasks");
      assert.equal(await tasks.getByRole("table").getAttribute("aria-rowcount"), "100001");
      await tasks.locator(".table-scroller").evaluate((scroller) => {
        scroller.scrollTop = scroller.scrollHeight;
      });
      await tasks.locator('tr[aria-rowindex="100001"]').waitFor();
      await tasks.getByRole("searchbox").fill("99999");
      await page.locator("#tasks [role=status]", { hasText: /^1 of 100,000 tasks$/ }).waitFor();
      assert.ok((await page.evaluate<number>("document.querySelectorAll('*').length")) < 5000);
    }));
});

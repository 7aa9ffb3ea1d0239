import assert from "node:assert/strict";
import { until } from "../../helpers/until.ts";
import { describePages } from "./describe-pages.ts";
import { runningRun, tasks } from "./sample-data.ts";

const address = `#/runs/${runningRun.jobId}`;

describePages("the table of a run's tasks", (on) => {
  it("shows any of 100,000 tasks, and fetches only what it shows", async () => {
    on.server.tasks = tasks(100_000);
    const page = await on.open(address);
    await page.getByText("100,000 tasks").waitFor();
    const table = page.getByRole("region", { name: "Task list" });
    await table.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await table.getByRole("link", { name: "texts/chapter-99999.txt" }).waitFor();
    assert(on.server.queries.length <= 6, on.server.queries.join("\n"));
    assert((await table.locator("tr").count()) < 80);
  });

  it("searches once after typing", async () => {
    const page = await on.open(address);
    await page.getByText("500 tasks").waitFor();
    const before = on.server.queries.length;
    await page.getByRole("searchbox").pressSequentially("chapter-49");
    await page.getByText("11 of 500 tasks").waitFor();
    assert.deepEqual(on.server.queries.slice(before), ["?search=chapter-49&offset=0&limit=100"]);
  });

  it("shows the tasks of a state, sorted by a column", async () => {
    const page = await on.open(address);
    await page.getByText("500 tasks").waitFor();
    await page.getByText("Succeeded", { exact: false }).first().waitFor();
    await page.getByRole("radio", { name: /^Succeeded/ }).check();
    await page.getByText("200 of 500 tasks").waitFor();
    await page.getByRole("button", { name: "Duration" }).click();
    await page.getByRole("button", { name: "Duration" }).click();
    await page.locator("[aria-sort=descending]").waitFor();
    const first = page.getByRole("region", { name: "Task list" }).locator("tbody tr").first();
    await first.getByText("16.3 s").waitFor();
  });

  it("keeps search and state for readers who come back from a task", async () => {
    const page = await on.open(address);
    await page.getByRole("searchbox").fill("chapter-49");
    await page.getByText("11 of 500 tasks").waitFor();
    await page.getByRole("radio", { name: /^Failed/ }).check();
    await page.getByText("2 of 500 tasks").waitFor();
    await page.getByRole("link", { name: "texts/chapter-498.txt" }).click();
    await page.getByRole("heading", { level: 1, name: "texts/chapter-498.txt" }).waitFor();
    await page.goBack();
    await page.getByText("2 of 500 tasks").waitFor();
    assert.equal(await page.getByRole("searchbox").inputValue(), "chapter-49");
  });

  it("keeps the focus and the scroll position when tasks change", async () => {
    const page = await on.open(address);
    const link = page.getByRole("link", { name: "texts/chapter-20.txt" });
    await link.focus();
    const table = page.getByRole("region", { name: "Task list" });
    const top = await table.evaluate(({ scrollTop }) => scrollTop);
    on.server.tasks = on.server.tasks.map((task) => ({ ...task, state: "succeeded", seconds: 7 }));
    on.server.publish(`run/${runningRun.jobId}`, {
      ...runningRun,
      counts: { active: 0, running: 0, succeeded: 500, failed: 0 },
    });
    await page.locator("tr", { has: link }).getByText("7.0 s").waitFor();
    assert.equal(await page.locator(":focus").textContent(), "texts/chapter-20.txt");
    assert.equal(await table.evaluate(({ scrollTop }) => scrollTop), top);
  });

  it("doesn't fetch more often than every 1.5 s while the job changes", async () => {
    const page = await on.open(address);
    await page.getByText("500 tasks").waitFor();
    const before = on.server.queries.length;
    const startMs = Date.now();
    for (let succeeded = 0; succeeded < 40; succeeded++)
      on.server.publish(`run/${runningRun.jobId}`, {
        ...runningRun,
        counts: { ...runningRun.counts, succeeded },
      });
    await until(() => on.server.queries.length > before, { what: "a refresh" });
    await page.getByText("39 succeeded").waitFor();
    const most = 1 + Math.ceil((Date.now() - startMs) / 1500);
    assert(on.server.queries.length - before <= most, on.server.queries.slice(before).join("\n"));
  });
});

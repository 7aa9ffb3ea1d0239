import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { openPage, startChromium } from "../../helpers/chromium.ts";
import { describeOnCloud } from "../../runner/on-cloud.ts";
import { jobOf } from "../../runner/user.ts";

describeOnCloud("the dashboard of a local cloud", ({ cloud, user }) => {
  let browser: Browser;
  let page: Page;
  let problems: readonly string[];
  let url: string;
  let ended: Promise<unknown>;
  const stop = new AbortController();

  before("opens the dashboard", async function () {
    this.timeout(120_000);
    browser = await startChromium();
    url = await new Promise<string>((resolve, reject) => {
      ended = user.command(["dashboard", "--json"], {
        cwd: cloud.folder,
        context: { signal: stop.signal },
        onEvent: (event) => event.event === "dashboard" && resolve(event.url),
      });
      ended.then(() => reject(new Error("the dashboard has ended")), reject);
    });
    ({ page, problems } = await openPage(browser, { width: 1280, theme: "light" }, new URL(url).origin));
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  });

  after("closes the dashboard", async () => {
    stop.abort();
    await browser.close();
    await ended;
  });

  /** Submits the probe and opens the run's page from the list. */
  const openRun = async (inputs: Readonly<Record<string, string>>): Promise<string> => {
    const jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await page.goto(new URL("#/runs", url).href);
    await page.getByRole("link", { name: jobId }).click();
    await page.getByRole("heading", { level: 1, name: jobId }).waitFor();
    return jobId;
  };

  const taskRow = (name: string) =>
    page.getByRole("region", { name: "Task list" }).locator("tr", { hasText: name });

  it("shows a log while it is written, and the run's end", async function () {
    this.timeout(180_000);
    const gate = join(cloud.folder, "gate");
    await openRun({ "quick.txt": "hello", "slow.txt": `wait ${gate}`, "bad.txt": "fail oops" });
    await taskRow("quick.txt").getByText("succeeded").waitFor();
    await taskRow("slow.txt").getByText("running").waitFor();
    await taskRow("slow.txt").getByRole("link").click();
    const stdout = page.getByRole("region", { name: "stdout.txt" });
    await stdout.getByText("working on slow.txt").waitFor();
    await page.getByRole("region", { name: "stderr.txt" }).getByText(`waiting for ${gate}`).waitFor();
    await page.getByText("being written").first().waitFor();
    await writeFile(gate, "");
    await stdout.getByText("went on").waitFor();
    await page.locator(".page-head").getByText("succeeded").waitFor();
    await page.getByRole("link", { name: "slow.txt.out" }).first().waitFor();
    await page.goBack();
    await page.getByText("2 succeeded").waitFor();
    await page.getByText("1 failed").first().waitFor();
    await page.getByRole("heading", { name: "Failures by cause" }).waitFor();
  });

  it("cancels a run, after a question", async function () {
    this.timeout(180_000);
    await openRun({ "stuck.txt": "sleep 600000" });
    await taskRow("stuck.txt").getByText("running").waitFor();
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("status").locator(".notice").waitFor();
    await page.locator(".page-head").getByText("cancelled").waitFor();
  });

  it("retries failed tasks", async function () {
    this.timeout(180_000);
    await openRun({ "flaky.txt": "flaky 3" });
    await page.locator(".counts").getByText("1 failed").waitFor();
    await page.getByRole("button", { name: "Retry failed…" }).click();
    await page.getByRole("button", { name: "Run again" }).click();
    await page.getByRole("status").locator(".notice").waitFor();
    assert.equal(await page.getByRole("status").locator(".notice-error").count(), 0);
  });

  it("shows the pool's nodes and the other pages without an error", async function () {
    this.timeout(120_000);
    await page.getByRole("link", { name: "Pools" }).first().click();
    await page.getByRole("link", { name: "workers" }).click();
    await page
      .getByRole("button", { name: /^tvmps_/ })
      .first()
      .click();
    await page.getByRole("region", { name: /^Node tvmps_/ }).waitFor();
    await page.getByRole("link", { name: "Jobs" }).click();
    await page.getByText("no job schedules").waitFor();
    assert.deepEqual(problems, []);
  });
});

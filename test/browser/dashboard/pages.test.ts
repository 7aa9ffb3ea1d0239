import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { pageAssets } from "../../../runner/pages/page-assets.ts";
import { axeViolations, openPage, screens, startChromium } from "../../helpers/chromium.ts";
import { type FixtureServer, startFixtureServer } from "./fixture-server.ts";
import { foreignJob, hostileName, publishSamples, runningRun } from "./sample-data.ts";

const pages = {
  runs: "#/runs",
  run: `#/runs/${runningRun.jobId}`,
  "running task": `#/runs/${runningRun.jobId}/tasks/texts-00002`,
  "failed task": `#/runs/${runningRun.jobId}/tasks/texts-00003`,
  pools: "#/pools",
  pool: "#/pools/workers",
  jobs: "#/jobs",
  job: `#/jobs/${foreignJob.id}`,
  "unknown page": "#/unknown",
} as const;

describe("the dashboard's pages in Chromium", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: FixtureServer;
  before(async () => {
    [browser, server] = await Promise.all([startChromium(), startFixtureServer()]);
    publishSamples(server);
  });
  after(() => Promise.all([browser.close(), server.close()]));

  for (const screen of screens)
    for (const [name, hash] of Object.entries(pages))
      it(`${name}: accessible and within ${screen.width} pixels, ${screen.theme}`, async () => {
        const { page, problems } = await openPage(browser, screen, server.origin);
        await page.goto(`${server.origin}/${hash}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.getByText("Stack prod").waitFor();
        await page.getByText("Loading…").first().waitFor({ state: "detached" });
        assert.deepEqual(await axeViolations(page), []);
        const width = await page.evaluate<number>("document.documentElement.scrollWidth");
        assert(width <= screen.width, `the page is ${width} pixels wide`);
        assert.deepEqual(problems, []);
        await page.context().close();
      });

  it("show names with markup as text", async () => {
    const { page, problems } = await openPage(browser, { width: 1280, theme: "light" }, server.origin);
    for (const hash of Object.values(pages)) {
      await page.goto(`${server.origin}/${hash}`);
      await page.getByText("Stack prod").waitFor();
      assert.equal(await page.locator("img").count(), 0);
    }
    await page.goto(`${server.origin}/${pages["failed task"]}`);
    const title = page.getByRole("heading", { level: 1 });
    await title.getByText("onerror").waitFor();
    assert.equal(await title.textContent(), hostileName.replace("\u202e", "\\u202e").replace("\n", "\\x0a"));
    assert.deepEqual(problems, []);
    await page.context().close();
  });

  it("have a script of at most 150 kB", async () => {
    const { script } = await pageAssets("dashboard");
    assert(script.length <= 150_000, `${script.length} bytes`);
  });
});

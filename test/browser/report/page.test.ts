import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { axeViolations, openPage, screens, startChromium } from "../../helpers/chromium.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { simulatedRun } from "./simulated-run.ts";
import { writeReport } from "./write-report.ts";

describe("the report in Chromium", () => {
  let browser: Browser;
  before(async () => {
    browser = await startChromium();
  });
  after(() => browser.close());

  type Screen = (typeof screens)[number];

  /** Opens a report from a file, as a user does, and checks that nothing on it was refused. */
  const onReport = (
    data: ReportData,
    use: (page: Page) => Promise<void>,
    screen: Screen = screens[0]!,
  ): Promise<void> =>
    withTemporaryFolder(async (folder) => {
      const { page, problems } = await openPage(browser, screen);
      await page.goto(pathToFileURL(await writeReport(data, folder)).href);
      await page.waitForSelector("main");
      await use(page);
      assert.deepEqual(problems, []);
      await page.context().close();
    });

  const run = simulatedRun({ tasks: 200, nodes: 5, slots: 2, taskMs: 20_000, failing: 0.05 });

  for (const screen of screens)
    it(`has no accessibility violation at ${screen.width} pixels, ${screen.theme}`, () =>
      onReport(run, async (page) => assert.deepEqual(await axeViolations(page), []), screen));

  it("never writes markup", () => {
    const root = join(import.meta.dirname, "../../../browser");
    const found = globSync("**/*.{ts,tsx}", { cwd: root }).filter((path) =>
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write/i.test(readFileSync(join(root, path), "utf8")),
    );
    assert.deepEqual(found, []);
  });
});

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { openPage, screens, startChromium } from "../../helpers/chromium.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { writeReport } from "./write-report.ts";

type Screen = (typeof screens)[number];

/** Starts Chromium before the suite's tests. Call it in the suite. */
export const reportsInChromium = () => {
  let browser: Browser;
  before(async () => {
    browser = await startChromium();
  });
  after(() => browser.close());

  /** Opens a report from a file, as a user does, and checks that the page broke no rule. `prepare` is called before it is opened. */
  return (
    data: ReportData,
    use: (page: Page) => Promise<void>,
    { screen = screens[0]!, prepare }: { screen?: Screen; prepare?: (page: Page) => Promise<void> } = {},
  ): Promise<void> =>
    withTemporaryFolder(async (folder) => {
      const { page, problems } = await openPage(browser, screen);
      await prepare?.(page);
      await page.goto(pathToFileURL(await writeReport(data, folder)).href);
      await page.waitForSelector("#ran").catch((error: unknown) => {
        assert.deepEqual(problems, []);
        throw error;
      });
      await use(page);
      assert.deepEqual(problems, []);
      await page.context().close();
    });
};

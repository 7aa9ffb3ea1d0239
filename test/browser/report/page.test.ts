import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { pageAssets } from "../../../runner/pages/page-assets.ts";
import { axeViolations, openPage, screens, startChromium } from "../../helpers/chromium.ts";

describe("the report in Chromium", () => {
  let browser: Browser;
  before(async () => {
    browser = await startChromium();
  });
  after(() => browser.close());

  for (const screen of screens)
    it(`has no accessibility violation at ${screen.width} pixels, ${screen.theme}`, async () => {
      const { script, style } = await pageAssets("report");
      const { page, problems } = await openPage(browser, screen);
      await page.setContent(
        `<!doctype html><html lang="en"><title>Report</title><style>${style}</style><body><script>${script}</script></body></html>`,
      );
      await page.waitForSelector("main");
      assert.deepEqual(problems, []);
      assert.deepEqual(await axeViolations(page), []);
    });
});

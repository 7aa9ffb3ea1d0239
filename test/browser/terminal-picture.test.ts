import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { lastFrameOf } from "../docs/pictures/last-frame.ts";
import { openPage, screens, startChromium } from "../helpers/chromium.ts";

const path = join(import.meta.dirname, "../../docs/submit.svg");

describe("README's picture of a terminal in Chromium", () => {
  let browser: Browser;
  before(async () => {
    browser = await startChromium();
  });
  after(() => browser.close());

  const visibleRows = `[...document.querySelectorAll("g")].filter((row) => getComputedStyle(row).visibility === "visible").length`;

  it("is valid XML, and plays from the first line on", async () => {
    const { page, problems } = await openPage(browser, screens[0]!);
    await page.goto(pathToFileURL(path).href);
    assert.equal(await page.evaluate("document.documentElement.localName"), "svg");
    await page.evaluate(
      "for (const each of document.getAnimations()) { each.pause(); each.currentTime = 0; }",
    );
    assert.equal(await page.evaluate(visibleRows), 1);
    assert.deepEqual(problems, []);
    await page.context().close();
  });

  it("shows the last screen to users who prefer reduced motion", async () => {
    const { page } = await openPage(browser, screens[0]!);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(pathToFileURL(path).href);
    const { length } = lastFrameOf(await readFile(path, "utf8"));
    assert.equal(await page.evaluate(visibleRows), length);
    await page.context().close();
  });
});

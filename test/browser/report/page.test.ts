import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { axeViolations, screens } from "../../helpers/chromium.ts";
import { reportsInChromium } from "./on-report.ts";
import { simulatedRun } from "./simulated-run.ts";

describe("the report in Chromium", () => {
  const onReport = reportsInChromium();
  const run = simulatedRun({ tasks: 200, nodes: 5, slots: 2, taskMs: 20_000, failing: 0.05 });

  for (const screen of screens)
    it(`has no accessibility violation at ${screen.width} pixels, ${screen.theme}`, () =>
      onReport(
        run,
        async (page) => {
          await page.focus(".timeline-scroller");
          await page.keyboard.press("ArrowRight");
          await page.getByText("Show as table").first().click();
          assert.deepEqual(await axeViolations(page), []);
        },
        { screen },
      )).timeout(60_000);

  for (const screen of screens.filter(({ theme }) => theme === "light"))
    it(`fits into ${screen.width} pixels`, () =>
      onReport(
        run,
        async (page) => {
          const width = await page.evaluate<number>("document.documentElement.scrollWidth");
          assert.equal(width, screen.width);
        },
        { screen },
      ));

  it("never writes markup", () => {
    const root = join(import.meta.dirname, "../../../browser");
    const found = globSync("**/*.{ts,tsx}", { cwd: root }).filter((path) =>
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser/i.test(
        readFileSync(join(root, path), "utf8"),
      ),
    );
    assert.deepEqual(found, []);
  });

  it("is light and without controls in print, and says that tables are shortened", () =>
    onReport(
      run,
      async (page) => {
        await page.emulateMedia({ media: "print", colorScheme: "dark" });
        await page.locator("html[data-theme=light]").waitFor();
        assert.equal(
          await page
            .locator("button:visible:not(th button):not(td button):not(th[scope=row] button)")
            .count(),
          0,
        );
        assert.equal(await page.locator("input:visible").count(), 0);
        assert.match((await page.locator("#tasks .print-only").textContent()) ?? "", /tasks\.csv/);
        assert.ok((await page.locator("#tasks tbody tr:visible").count()) <= 22);
        await page.emulateMedia({ media: "screen" });
        await page.locator("html:not([data-theme])").waitFor();
      },
      { screen: { width: 1280, theme: "dark" } },
    ));

  it("keeps a chosen theme when it is opened again", () =>
    onReport(run, async (page) => {
      const background = (): Promise<string> =>
        page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      const light = await background();
      await page.getByRole("radio", { name: "Dark" }).check({ force: true });
      const dark = await background();
      assert.notEqual(dark, light);
      await page.reload();
      await page.waitForSelector("#ran");
      assert.equal(await background(), dark);
    }));

  it("works without storage", () =>
    onReport(
      run,
      async (page) => {
        await page.getByRole("radio", { name: "Dark" }).check({ force: true });
        assert.equal(await page.evaluate("document.documentElement.dataset.theme"), "dark");
      },
      {
        prepare: async (page) => {
          await page.addInitScript(
            `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no storage", "SecurityError"); } });`,
          );
        },
      },
    ));
});

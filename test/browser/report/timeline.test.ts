import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { reportsInChromium } from "./on-report.ts";
import { simulatedRun } from "./simulated-run.ts";

describe("the report's timeline", () => {
  const onReport = reportsInChromium();
  const run = simulatedRun({ tasks: 100, nodes: 3, slots: 2, taskMs: 20_000 });

  const visiblePart = async (page: Page): Promise<string> =>
    (await page.locator("#timeline [role=status]").textContent()) ?? "";

  const press = async (page: Page, ...keys: string[]): Promise<void> => {
    await page.locator(".timeline-scroller").focus();
    for (const key of keys) await page.keyboard.press(key);
  };

  /** Returns the colours of a row of pixels through the middle of the first lane. */
  const coloursOfFirstLane = (page: Page): Promise<number> =>
    page.evaluate<number>(`(() => {
      const canvas = document.querySelector(".timeline canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 36 * devicePixelRatio, canvas.width, 1);
      return new Set(new Uint32Array(data.buffer)).size;
    })()`);

  it("zooms and moves by keyboard", () =>
    onReport(run, async (page) => {
      const all = await visiblePart(page);
      await press(page, "+", "+");
      const zoomed = await visiblePart(page);
      assert.notEqual(zoomed, all);
      await press(page, "Shift+ArrowRight");
      assert.notEqual(await visiblePart(page), zoomed);
      await press(page, "0");
      assert.equal(await visiblePart(page), all);
    }));

  it("zooms by wheel with Ctrl, and by buttons", () =>
    onReport(run, async (page) => {
      const all = await visiblePart(page);
      await page.locator(".timeline canvas").hover({ position: { x: 500, y: 60 } });
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -300);
      await page.keyboard.up("Control");
      await page.locator("#timeline [role=status]", { hasText: " to " }).waitFor();
      await page.getByRole("button", { name: "Show the whole run" }).click();
      assert.equal(await visiblePart(page), all);
      await page.getByRole("button", { name: "Zoom in" }).click();
      assert.notEqual(await visiblePart(page), all);
    }));

  it("selects tasks with the arrow keys and shows the selected one in the table", () =>
    onReport(run, async (page) => {
      await press(page, "ArrowRight", "ArrowRight");
      const name = (await page.locator(".selection bdi").first().textContent()) ?? "";
      assert.ok(run.tasks.labels.includes(name));
      await press(page, "ArrowDown");
      assert.notEqual(await page.locator(".selection bdi").first().textContent(), name);
      await press(page, "ArrowUp", "Enter");
      await page.locator("#tasks tr[aria-current]:focus").waitFor();
    }));

  it("shows a task below the pointer", () =>
    onReport(run, async (page) => {
      await page.locator(".timeline canvas").hover({ position: { x: 700, y: 36 } });
      await page.locator(".tip").waitFor();
      assert.match(await page.locator(".tip").innerText(), /samples\/.*\n.*succeeded|failed/);
    }));

  it("draws tasks, boot and idle time in different colours", () =>
    onReport(run, async (page) => assert.ok((await coloursOfFirstLane(page)) > 4)));

  it("says when tasks are too small to draw one by one", () => {
    const many = simulatedRun({ tasks: 20_000, nodes: 300, slots: 4, taskMs: 20_000 });
    return onReport(many, async (page) => {
      assert.match((await page.locator(".small-note").textContent()) ?? "", /20,000 tasks/);
    });
  });
});

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openPage, startChromium } from "../../helpers/chromium.ts";
import { root } from "../root.ts";
import { type Demo, withDemo } from "./demo.ts";

const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** A page's width also decides its layout. */
const width = 1120;

/** Greatest height of a picture, by its name. README's pictures show a part of a page. */
const heights: Readonly<Record<string, number>> = { timeline: 780, run: 780, report: 1500 };
const otherHeight = 1000;

/** Time of the run at which the dashboard is shown: some tasks have ended, some run, some failed. Milliseconds. */
const halfwayMs = 16_000;

/** Takes pictures of the dashboard during a run, and of the run's report. README shows some of them in both themes. */
export const takeScreenshots = async (): Promise<void> => {
  const browser = await startChromium();
  try {
    await withDemo(async (demo) => {
      await delay(halfwayMs);
      for (const theme of themes) await showDashboard(browser, demo, theme);
      const report = await demo.untilReported();
      for (const theme of themes) await showReport(browser, report, theme);
    });
  } finally {
    await browser.close();
  }
};

const showDashboard = async (browser: Browser, demo: Demo, theme: Theme): Promise<void> => {
  const { origin } = new URL(demo.dashboardUrl);
  const { page, problems } = await openPage(browser, { width, theme }, origin);
  await page.goto(demo.dashboardUrl);
  const open = async (name: string, hash: string, text: string): Promise<void> => {
    await page.goto(`${origin}/#/${hash}`);
    await page.getByText(text).first().waitFor();
    await takePicture(page, name, theme, demo.folder);
  };
  const run = `runs/${demo.jobId}`;
  await open("run", run, "T31TGL-2026-03");
  if (theme === "light") {
    await page.getByText("T31TGL-2026-03").first().click();
    await page.getByText("masking clouds").first().waitFor();
    await page.getByRole("heading", { name: "Command" }).waitFor();
    await takePicture(page, "task", theme, demo.folder);
    await open("runs", "runs", demo.jobId);
    await open("jobs", "jobs", demo.jobId);
    await open("job", `jobs/${demo.jobId}`, "T31TGL-2026-03");
    await open("pools", "pools", "workers");
    await open("pool", "pools/workers", "Evaluate");
  }
  await page.context().close();
  if (problems.length > 0) throw new Error(problems.join("\n"));
};

const showReport = async (browser: Browser, path: string, theme: Theme): Promise<void> => {
  const { page, problems } = await openPage(browser, { width, theme });
  await page.goto(pathToFileURL(path).href);
  await page.getByRole("heading", { name: "Timeline" }).waitFor();
  if (theme === "light") await takePicture(page, "report", theme, path);
  await takePicture(page, "timeline", theme, path, "Timeline");
  await page.context().close();
  if (problems.length > 0) throw new Error(problems.join("\n"));
};

/** Writes a page from a heading on, by default from its top, with another name for the folder of this machine. */
const takePicture = async (
  page: Page,
  name: string,
  theme: Theme,
  folder: string,
  heading?: string,
): Promise<void> => {
  await page.evaluate(`{
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(${JSON.stringify(folder)}, "~/project");
  }`);
  const box =
    heading === undefined ? undefined : await page.getByRole("heading", { name: heading }).boundingBox();
  const y = box === null || box === undefined ? 0 : Math.max(0, Math.floor(box.y) - margin);
  const height = Math.min(
    heights[name] ?? otherHeight,
    (await page.evaluate<number>("document.body.offsetHeight")) - y,
  );
  await page.screenshot({
    path: join(root, `docs/pictures/${name}${theme === "dark" ? "-dark" : ""}.png`),
    clip: { x: 0, y, width, height },
    animations: "disabled",
    fullPage: true,
  });
};

/** Space above a heading. Pixels. */
const margin = 24;

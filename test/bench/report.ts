import { createWriteStream } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { pageAssets } from "../../runner/pages/page-assets.ts";
import { reportHtml } from "../../runner/report/report-html.ts";
import { simulatedRun } from "../browser/report/simulated-run.ts";
import { screens, startChromium } from "../helpers/chromium.ts";
import { packable } from "../helpers/packable.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { seconds } from "./seconds.ts";

/** Runs of so many tasks, on so many nodes. */
const runs = [
  { tasks: 1000, nodes: 10 },
  { tasks: 100_000, nodes: 50 },
];

/** Measures report.html of simulated runs: size, time to write, time to open until its timeline is drawn, memory of the browser. */
export const reportBench = (): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const browser = await startChromium();
    try {
      const empty = join(folder, "empty.html");
      await writeFile(empty, "<!doctype html><title>empty</title><h2>Timeline</h2>");
      // The first page also starts the browser's processes.
      await open(browser, empty);
      print("an empty page", 0, await open(browser, empty));
      for (const { tasks, nodes } of runs) {
        const path = join(folder, `${tasks}.html`);
        const taken = await seconds(() => write(path, tasks, nodes));
        const { size } = await stat(path);
        console.log(`  ${tasks} tasks: written in ${taken.toFixed(2)} s`);
        print(`${tasks} tasks`, size, await median(3, () => open(browser, path)));
      }
    } finally {
      await browser.close();
    }
  });

interface Opened {
  readonly seconds: number;
  /** Of the page's process, at most. MiB. */
  readonly memory: number;
}

const write = async (path: string, tasks: number, nodes: number): Promise<void> => {
  const run = packable(simulatedRun({ tasks, nodes, slots: 4, taskMs: 20_000 }));
  await pipeline(Readable.from(reportHtml(run, await pageAssets("report"))), createWriteStream(path));
};

const open = async (browser: Browser, path: string): Promise<Opened> => {
  const context = await browser.newContext({ viewport: { width: screens[0]!.width, height: 800 } });
  const page = await context.newPage();
  const taken = await seconds(async () => {
    await page.goto(pathToFileURL(path).href);
    await page.getByRole("heading", { name: "Timeline" }).waitFor();
    // Two frames are drawn, and no script runs.
    await page.evaluate(
      "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(resolve))))",
    );
  });
  const memory = await peakMemory(browser, page);
  await context.close();
  return { seconds: taken, memory };
};

/** Returns the largest resident size of the browser's newest page process in MiB. */
const peakMemory = async (browser: Browser, page: Page): Promise<number> => {
  await page.bringToFront();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  const status = await readFile(`/proc/${Math.max(...pages)}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
};

const median = async (times: number, measure: () => Promise<Opened>): Promise<Opened> => {
  const all: Opened[] = [];
  for (let i = 0; i < times; i++) all.push(await measure());
  return all.sort((a, b) => a.seconds - b.seconds)[Math.floor(times / 2)]!;
};

const print = (name: string, bytes: number, { seconds, memory }: Opened): void =>
  console.log(
    `  ${name}: ${(bytes / 1e6).toFixed(2)} MB, open in ${seconds.toFixed(2)} s, ${memory.toFixed(0)} MiB in the page's process`,
  );

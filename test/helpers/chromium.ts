import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

/** Width of the page in pixels, and the theme that the user's system prefers. */
interface Screen {
  readonly width: number;
  readonly theme: "light" | "dark";
}

/** Screens that each page is tested on: a computer and a phone, in both themes. */
export const screens: readonly Screen[] = [1280, 390].flatMap((width) =>
  (["light", "dark"] as const).map((theme) => ({ width, theme })),
);

/** Starts the Chromium on the PATH: Debian's package `chromium`, or the program in `CHROMIUM`. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });

const chromiumPath = (): string => {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [
    process.env.CHROMIUM ?? [],
    ...names.map((name) => folders.map((folder) => join(folder, name))),
  ].flat();
  const found = candidates.find(isExecutable);
  if (found === undefined) throw new Error("expected chromium on the PATH. Run `apt-get install chromium`.");
  return found;
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A page, and everything that must not happen on it. */
interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, of the console and of the content security policy, and requests to other hosts. */
  readonly problems: readonly string[];
}

/** Opens a page on a screen. Network requests to anything but `origin` are refused and recorded. */
export const openPage = async (browser: Browser, screen: Screen, origin?: string): Promise<WatchedPage> => {
  const context = await browser.newContext({
    viewport: { width: screen.width, height: 800 },
    colorScheme: screen.theme,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  await context.route(
    (url) => url.protocol.startsWith("http") && url.origin !== origin,
    (route) => {
      problems.push(`request: ${route.request().url()}`);
      return route.abort();
    },
  );
  return { page, problems };
};

interface AxeResults {
  readonly violations: readonly { id: string; help: string; nodes: readonly { html: string }[] }[];
}

/** Returns the accessibility violations that axe finds on the page: rule, explanation, first element. */
export const axeViolations = async (page: Page): Promise<string[]> => {
  const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
  // In an isolated world the page's content security policy doesn't apply.
  const { readFile } = await import("node:fs/promises");
  await page.evaluate(await readFile(source, "utf8"));
  const results = await page.evaluate<AxeResults>("axe.run()");
  return results.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
};

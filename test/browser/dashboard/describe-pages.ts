import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openPage, startChromium } from "../../helpers/chromium.ts";
import { type FixtureServer, startFixtureServer } from "./fixture-server.ts";
import { publishSamples } from "./sample-data.ts";

interface Pages {
  /** A new server with samples for each test. */
  readonly server: FixtureServer;
  /** Opens a page at an address such as `#/runs`. */
  readonly open: (hash: string) => Promise<Page>;
}

/** A suite with the fixture server. Each test fails if a page reports an error of a script or of the security policy. */
export const describePages = (title: string, suite: (on: Pages) => void): void =>
  void describe(title, function () {
    this.timeout(60_000);
    let browser: Browser;
    let server: FixtureServer;
    const opened: Awaited<ReturnType<typeof openPage>>[] = [];
    before(async () => {
      browser = await startChromium();
    });
    after(() => browser.close());
    beforeEach(async () => {
      server = await startFixtureServer();
      publishSamples(server);
    });
    afterEach(async () => {
      const problems = opened.flatMap(({ problems }) => problems).filter((text) => !isNetworkError(text));
      await Promise.all(opened.map(({ page }) => page.context().close()));
      opened.length = 0;
      await server.close();
      assert.deepEqual(problems, []);
    });
    suite({
      get server() {
        return server;
      },
      open: async (hash) => {
        const watched = await openPage(browser, { width: 1280, theme: "light" }, server.origin);
        opened.push(watched);
        watched.page.setDefaultTimeout(15_000);
        await watched.page.goto(`${server.origin}/${hash}`);
        await watched.page.getByText("Stack prod", { exact: true }).waitFor();
        return watched.page;
      },
    });
  });

/** Chromium reports each request that fails or isn't answered with 200. */
const isNetworkError = (text: string): boolean => text.startsWith("console: Failed to load resource");

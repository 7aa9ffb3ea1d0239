import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "../../helpers/until.ts";
import { describePages } from "./describe-pages.ts";
import { runningRun } from "./sample-data.ts";

describePages("the dashboard's connection", (on) => {
  it("keeps the last data while the server is gone, and shows new data when it is back", async () => {
    const page = await on.open("#/runs");
    await page.getByRole("link", { name: runningRun.jobId }).waitFor();
    on.server.refuseStreams(503);
    await page.getByRole("alert").getByText("No connection to the dashboard's server.").waitFor();
    assert.equal(await page.locator(".stale").count(), 1);
    assert.equal(await page.getByRole("link", { name: runningRun.jobId }).count(), 1);
    on.server.publish("runs", []);
    on.server.refuseStreams(undefined);
    await page.getByText("This environment has no runs yet.").waitFor();
    assert.equal(await page.getByRole("alert").textContent(), "");
  });

  it("says that the address is no longer valid when the server has a new token", async () => {
    const page = await on.open("#/runs");
    on.server.refuseStreams(401);
    await page.getByRole("alert").getByText("The server has restarted.").waitFor();
  });

  it("shows a topic's problem next to its last value", async () => {
    const page = await on.open(`#/runs/${runningRun.jobId}`);
    await page.getByText("38,740").first().waitFor();
    on.server.publishProblem(`run/${runningRun.jobId}`, {
      code: "RunNotFound",
      message: `run ${runningRun.jobId} was deleted`,
      hint: "List runs.",
    });
    await page.getByText("was deleted").waitFor();
    await page.getByText("List runs.").waitFor();
    assert.equal(await page.locator(".stale").count(), 1);
  });

  it("shows the problem of a page that has no value", async () => {
    on.server.publishProblem("run/none", { code: "RunNotFound", message: "no run none" });
    const page = await on.open("#/runs/none");
    await page.getByText("no run none").waitFor();
    assert.equal(await page.getByText("Loading…").count(), 0);
  });

  it("says that a pool was deleted while it was shown", async () => {
    const page = await on.open("#/pools/workers");
    await page.getByText("Standard_D2s_v5").first().waitFor();
    on.server.publish("pools", []);
    await page.getByText("has no pool workers").waitFor();
  });

  it("stays open in two hidden pages, as the browser has few connections to a server", async () => {
    const first = await on.open("#/runs");
    const pages = [first, await openNext(first, "#/runs"), await openNext(first, "#/pools")];
    const pools = pages[2]!;
    for (const page of pages) await setHidden(page, true);
    await until(() => on.server.streams().length === 2, { what: "a closed stream" });
    await setHidden(pools, false);
    await until(() => on.server.streams().length === 3, { what: "an opened stream" });
    await pools.getByText("2 pools").waitFor();
  });
});

/** Locks are shared by the pages of a context. */
const openNext = async (page: Page, hash: string): Promise<Page> => {
  const next = await page.context().newPage();
  await next.goto(new URL(hash, page.url()).href);
  await next.getByText("Stack prod").waitFor();
  return next;
};

const setHidden = (page: Page, isHidden: boolean): Promise<void> =>
  page.evaluate(`Object.defineProperty(document, "hidden", { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`);

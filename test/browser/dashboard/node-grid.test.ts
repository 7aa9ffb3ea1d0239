import assert from "node:assert/strict";
import { axeViolations } from "../../helpers/chromium.ts";
import { describePages } from "./describe-pages.ts";
import { nodes, runningRun } from "./sample-data.ts";

describePages("the grid of nodes", (on) => {
  it("shows 1,000 nodes, is one stop of the Tab key, and moves with arrow keys", async () => {
    on.server.publish(`run/${runningRun.jobId}`, { ...runningRun, nodes: nodes(1000) });
    const page = await on.open(`#/runs/${runningRun.jobId}`);
    const grid = page.getByRole("group", { name: "Nodes" });
    assert.equal(await grid.getByRole("button").count(), 1000);
    assert.equal(await grid.locator("button[tabindex='0']").count(), 1);
    await grid.locator("button[tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    const nameOf = (): Promise<string | null> => page.locator(":focus").getAttribute("aria-label");
    assert.equal(await nameOf(), "tvmps_0001_d: running, 2 of 4 slots in use");
    await page.keyboard.press("ArrowDown");
    const below = (await page.locator(":focus").boundingBox())!;
    await page.keyboard.press("ArrowUp");
    const above = (await page.locator(":focus").boundingBox())!;
    assert(below.x === above.x && below.y > above.y);
    await page.keyboard.press("End");
    assert.equal(await nameOf(), "tvmps_0999_d: starttaskfailed, 0 of 4 slots in use, spot");
    await page.getByText("tvmps_0999_d: starttaskfailed").waitFor();
  });

  it("opens a node's facts and the log of its start task", async () => {
    const page = await on.open("#/pools/workers");
    await page.getByRole("button", { name: "tvmps_0005_d" }).click();
    const panel = page.getByRole("region", { name: "Node tvmps_0005_d" });
    await panel.getByText("StartTaskFailed: the start task exited with 7").waitFor();
    await panel.getByText("content of startup/stderr.txt").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await panel.getByRole("button", { name: "Close" }).click();
    await panel.waitFor({ state: "detached" });
    assert.equal(await page.locator(":focus").getAttribute("data-node"), "tvmps_0005_d");
  });

  it("keeps the focus when a node's state changes", async () => {
    const page = await on.open(`#/runs/${runningRun.jobId}`);
    const node = page.getByRole("button", { name: "tvmps_0003_d" });
    await node.focus();
    const [first, ...others] = nodes(20);
    on.server.publish(`run/${runningRun.jobId}`, {
      ...runningRun,
      nodes: [first!, ...others].map((each) => ({ ...each, state: "idle", runningTasks: 0 })),
    });
    await page.getByRole("button", { name: "tvmps_0000_d: idle" }).waitFor();
    assert.equal(await page.locator(":focus").getAttribute("data-node"), "tvmps_0003_d");
  });
});

import assert from "node:assert/strict";
import { account, linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { addPool, allocationIn, nodesIn, statesOf } from "./pool-states.ts";
import { virtualTime } from "./virtual-time.ts";
import { type Lab, withBatchService } from "./with-batch-service.ts";

interface PacedLab extends Lab {
  /** Advances the service's clock. */
  readonly advance: (seconds: number) => void;
}

/** Starts a service at Azure's pace with a clock that the test advances. */
const atAzuresPace = (use: (lab: PacedLab) => Promise<void>): Promise<void> => {
  const time = virtualTime();
  // No two times of the service are equal: a transition may begin some microseconds later than the clock says.
  const advance = (seconds: number) => time.advance(seconds * 1000 + 1);
  return withBatchService((lab) => use({ ...lab, advance }), { ...time, pace: "azure" });
};

/** Adds a pool and advances until its nodes are idle. */
const readyPool = async (lab: PacedLab, count: number) => {
  await addPool(lab, count);
  lab.advance(52);
  await nodesIn(lab, Array(count).fill("creating").join(" "));
  lab.advance(6);
  await nodesIn(lab, Array(count).fill("starting").join(" "));
  lab.advance(12);
  await nodesIn(lab, Array(count).fill("idle").join(" "));
};

const idOf = async ({ client }: Lab): Promise<string> => (await client.computeNode.list("pool"))[0]?.id ?? "";

describe("at Azure's pace", () => {
  it("a resize takes its time, then nodes are created and boot", () =>
    atAzuresPace(async (lab) => {
      await addPool(lab, 2);
      lab.advance(51.9);
      assert.equal(await statesOf(lab), "");
      assert.equal((await lab.client.pool.get("pool")).allocationState, "resizing");
      lab.advance(0.1);
      await nodesIn(lab, "creating creating");
      await allocationIn(lab, "steady");
      lab.advance(6);
      await nodesIn(lab, "starting starting");
      lab.advance(11.9);
      assert.equal(await statesOf(lab), "starting starting");
      lab.advance(0.1);
      await nodesIn(lab, "idle idle");
    }));

  it("a resize can be stopped while it waits for nodes", () =>
    atAzuresPace(async (lab) => {
      await addPool(lab, 2);
      lab.advance(20);
      await lab.client.pool.stopResize("pool");
      assert.equal((await lab.client.pool.get("pool")).allocationState, "stopping");
      lab.advance(7.5);
      await allocationIn(lab, "steady");
      const { resizeErrors, currentDedicatedNodes } = await lab.client.pool.get("pool");
      assert.deepEqual(
        resizeErrors?.map(({ code }) => code),
        ["ResizeStopped"],
      );
      assert.equal(currentDedicatedNodes, 0);
    }));

  it("a resize times out while it waits for nodes", () => {
    const time = virtualTime();
    return withBatchService(
      async (lab) => {
        await lab.client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, resizeTimeout: "PT5M" });
        time.advance(300_001);
        await allocationIn(lab, "steady");
        const { resizeErrors } = await lab.client.pool.get("pool");
        assert.deepEqual(
          resizeErrors?.map(({ code }) => code),
          ["AllocationTimedout"],
        );
      },
      { ...time, pace: "azure/0.1" },
    );
  });

  it("nodes that leave stay for a minute", () =>
    atAzuresPace(async (lab) => {
      await readyPool(lab, 1);
      await lab.client.pool.removeNodes("pool", { nodeList: [await idOf(lab)] });
      await nodesIn(lab, "leavingpool");
      lab.advance(59);
      assert.equal(await statesOf(lab), "leavingpool");
      lab.advance(1);
      await allocationIn(lab, "steady");
      assert.equal(await statesOf(lab), "");
    }));

  it("a reboot takes its time", () =>
    atAzuresPace(async (lab) => {
      await readyPool(lab, 1);
      await lab.client.computeNode.reboot("pool", await idOf(lab));
      lab.advance(59);
      assert.equal(await statesOf(lab), "rebooting");
      lab.advance(1);
      await nodesIn(lab, "starting");
      lab.advance(12);
      await nodesIn(lab, "idle");
    }));

  it("a task starts after a moment, and a job is disabled and terminated visibly", () =>
    atAzuresPace(async (lab) => {
      const { client, advance } = lab;
      await readyPool(lab, 1);
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", { id: "task", commandLine: "/bin/sleep 100" });
      const taskIn = (state: string) =>
        until(async () => (await client.task.get("job", "task")).state === state);
      const jobIn = (state: string) => until(async () => (await client.job.get("job")).state === state);
      advance(0.8);
      await taskIn("active");
      advance(0.05);
      await taskIn("running");
      await client.job.disable("job", "requeue");
      await taskIn("active");
      assert.equal((await client.job.get("job")).state, "disabling");
      advance(0.75);
      await jobIn("disabled");
      await client.job.terminate("job");
      assert.equal((await client.job.get("job")).state, "terminating");
      advance(1.5);
      await jobIn("completed");
      await client.job.deleteMethod("job");
      assert.equal((await client.job.get("job")).state, "deleting");
      advance(5);
      await until(() =>
        client.job.get("job").then(
          () => false,
          () => true,
        ),
      );
    }));

  it("a pool that is deleted stays readable, with its nodes", () =>
    atAzuresPace(async (lab) => {
      await readyPool(lab, 1);
      await lab.client.pool.deleteMethod("pool");
      lab.advance(99);
      assert.equal((await lab.client.pool.get("pool")).state, "deleting");
      assert.equal(await statesOf(lab), "leavingpool");
      lab.advance(1);
      await until(async () => !(await lab.client.pool.exists("pool")).body);
    }));

  it("Azure Resource Manager's deletion and the end of the service don't wait", () =>
    atAzuresPace(async (lab) => {
      await readyPool(lab, 1);
      await lab.client.pool.deleteMethod("pool");
      await lab.service.deletePool(account, "pool");
      await addPool(lab, 1);
      await lab.client.pool.deleteMethod("pool");
    }));
});

describe("at the instant pace", () => {
  it("a resize can be stopped by the next request", () => {
    const time = virtualTime();
    return withBatchService(async (lab) => {
      const { pool } = lab.client;
      await addPool(lab, 0);
      await pool.resize("pool", { targetDedicatedNodes: 0, targetLowPriorityNodes: 2 });
      await pool.stopResize("pool");
      await allocationIn(lab, "steady");
      const { resizeErrors, currentLowPriorityNodes } = await pool.get("pool");
      assert.deepEqual(
        resizeErrors?.map(({ code }) => code),
        ["ResizeStopped"],
      );
      assert.equal(currentLowPriorityNodes, 0);
      await pool.resize("pool", { targetLowPriorityNodes: 2 });
      time.advance(201);
      await nodesIn(lab, "idle idle");
    }, time);
  });
});

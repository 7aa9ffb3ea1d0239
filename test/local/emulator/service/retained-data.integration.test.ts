import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";
import { reimage } from "./reimage.ts";
import { virtualTime } from "./virtual-time.ts";
import { allCompleted, type Lab, taskFile, withBatchService } from "./with-batch-service.ts";

const minutes = 60_000;

/** Starts a pool of one node and runs a task on it, whose files are kept for 10 minutes. */
const withKeptFiles = async ({ client }: Lab): Promise<string> => {
  await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  const constraints = { retentionTime: "PT10M" };
  await client.task.add("job", { id: "task", commandLine: "/bin/echo kept", constraints });
  await allCompleted(client);
  const [node] = await until(async () => {
    const nodes = await client.computeNode.list("pool");
    return nodes[0]?.state === "idle" && nodes;
  });
  return node?.id ?? "";
};

const nodeDeallocationOption = "retaineddata";
const shrink = ({ client }: Lab, more = {}) =>
  client.pool.resize("pool", { targetDedicatedNodes: 0, nodeDeallocationOption, ...more });
const read = ({ client }: Lab) => taskFile(client, { taskId: "task", path: "stdout.txt" });

/** Waits for the pool to be steady. Returns its nodes and last resize error. */
const rested = ({ client }: Lab) =>
  until(async () => {
    const { allocationState, currentDedicatedNodes, resizeErrors } = await client.pool.get("pool");
    return allocationState === "steady" && [currentDedicatedNodes, resizeErrors?.[0]?.code];
  });

describe("a node that leaves with retaineddata", () => {
  it("stays until the retention of its tasks' files is over, and takes no task until then", async () => {
    const time = virtualTime();
    await withBatchService(async (lab) => {
      await withKeptFiles(lab);
      await shrink(lab);
      await lab.client.task.add("job", { id: "late", commandLine: "/bin/true" });
      time.advance(9 * minutes);
      assert.equal(await read(lab), "kept\n");
      assert.equal((await lab.client.pool.get("pool")).allocationState, "resizing");
      assert.equal((await lab.client.task.get("job", "late")).state, "active");
      time.advance(1.1 * minutes);
      assert.deepEqual(await rested(lab), [0, undefined]);
    }, time);
  });

  it("stays and takes tasks again if the resize times out first", async () => {
    const time = virtualTime();
    await withBatchService(async (lab) => {
      await withKeptFiles(lab);
      await shrink(lab, { resizeTimeout: "PT5M" });
      time.advance(5.1 * minutes);
      assert.deepEqual(await rested(lab), [1, "AllocationTimedout"]);
      await lab.client.task.add("job", { id: "late", commandLine: "/bin/true" });
      await allCompleted(lab.client);
      assert.equal(await read(lab), "kept\n");
    }, time);
  });

  it("leaves after the task is deleted", async () => {
    const time = virtualTime();
    await withBatchService(async (lab) => {
      const id = await withKeptFiles(lab);
      await lab.client.pool.removeNodes("pool", { nodeList: [id], nodeDeallocationOption });
      await lab.client.task.deleteMethod("job", "task");
      time.advance(minutes);
      assert.deepEqual(await rested(lab), [0, undefined]);
    }, time);
  });

  it("is the named one, also after a restart", () =>
    withTemporaryFolder(async (dir) => {
      const time = virtualTime();
      const named = await withBatchService(
        async (lab) => {
          const id = await withKeptFiles(lab);
          await lab.client.pool.resize("pool", { targetDedicatedNodes: 2 });
          time.advance(201);
          await rested(lab);
          await lab.client.pool.removeNodes("pool", { nodeList: [id], nodeDeallocationOption });
          return id;
        },
        { ...time, dir },
      );
      await withBatchService(
        async (lab) => {
          assert.equal(await read(lab), "kept\n");
          time.advance(10.1 * minutes);
          assert.deepEqual(await rested(lab), [1, undefined]);
          const [left] = await lab.client.computeNode.list("pool");
          assert.notEqual(left?.id, named);
        },
        { ...time, dir },
      );
    }));

  it("is reimaged after the retention too", async () => {
    const time = virtualTime();
    await withBatchService(async (lab) => {
      const id = await withKeptFiles(lab);
      await reimage(lab, id, "retaineddata");
      time.advance(9 * minutes);
      assert.equal((await lab.client.computeNode.get("pool", id)).state, "reimaging");
      time.advance(1.1 * minutes);
      await until(async () => (await lab.client.computeNode.get("pool", id)).state === "idle");
    }, time);
  });
});

import assert from "node:assert/strict";
import type { BatchServiceClient } from "@azure/batch";
import { account, linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";
import { addPool, addTasks, evaluated, formula, minute, nodes, running } from "./scaling-pool.ts";
import { virtualTime } from "./virtual-time.ts";
import { allCompleted, withBatchService } from "./with-batch-service.ts";

/** One node per task of the last two minutes, at most four. */
const byQueue = `
  latest = max(0, $PendingTasks.GetSample(1));
  isKnown = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 2) > 0;
  $TargetDedicatedNodes = min(4, isKnown ? max(latest, $PendingTasks.GetSample(TimeInterval_Minute * 2)) : latest);
  $NodeDeallocationOption = taskcompletion;`;

describe("a pool with an autoscale formula", () => {
  it("grows one second after tasks arrive, and shrinks to zero nodes without tasks", () => {
    const time = virtualTime();
    return withBatchService(async ({ client, service }) => {
      await addPool(client, byQueue);
      const first = await nodes(client, 0);
      assert.match(
        first.autoScaleRun?.results ?? "",
        /^\$TargetDedicatedNodes=0;\$TargetLowPriorityNodes=0;/,
      );
      await addTasks(client, 3, "/bin/sleep 600");
      assert(service.hasUnfinishedTasks(), "it is not idle before it has a node");
      time.advance(1000);
      const grown = await nodes(client, 3);
      assert.deepEqual([grown.targetDedicatedNodes, grown.autoScaleRun?.error], [3, undefined]);
      assert.match(
        grown.autoScaleRun?.results ?? "",
        /^\$TargetDedicatedNodes=3;.*=taskcompletion;.*latest=3/,
      );
      assert.equal(grown.eTag, first.eTag);

      await client.job.terminate("job");
      await until(async () => (await client.job.get("job")).state === "completed");
      time.advance(5 * minute - 1);
      await nodes(client, 3);
      time.advance(1);
      const shrunk = await nodes(client, 0);
      assert.match(shrunk.autoScaleRun?.results ?? "", /^\$TargetDedicatedNodes=0;/);
    }, time);
  });

  it("grows at the next interval if it already has a node", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      await addPool(client, `$TargetDedicatedNodes = 1 + max(0, $ActiveTasks.GetSample(1));`);
      await nodes(client, 1);
      await addTasks(client, 3, "/bin/sleep 600");
      await running(client);
      time.advance(5 * minute - 1);
      await nodes(client, 1);
      time.advance(1);
      await nodes(client, 3);
    }, time);
  });

  it("evaluates the formula again while tasks wait and it asks for no node", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      // A new pool has no samples, so the first evaluation fails.
      await addPool(
        client,
        "$TargetDedicatedNodes = avg($ActiveTasks.GetSample(TimeInterval_Minute * 2, 100));",
      );
      await addTasks(client, 2, "/bin/true");
      time.advance(1000);
      const { autoScaleRun, targetDedicatedNodes } = await nodes(client, 0);
      assert.deepEqual([autoScaleRun?.error?.code, targetDedicatedNodes], ["InsufficientSampleData", 0]);
      time.advance(3 * minute);
      await nodes(client, 2);
      await allCompleted(client);
    }, time);
  });

  it("keeps a node that is leaving after its task, if the formula asks for it again", () => {
    const time = virtualTime();
    // A single task counts as none.
    const unlessOne = `$TargetDedicatedNodes = max(0, $PendingTasks.GetSample(1)) == 1 ? 0 : 1;
      $NodeDeallocationOption = taskcompletion;`;
    return withBatchService(async ({ client }) => {
      await addPool(client, unlessOne);
      await nodes(client, 1);
      await addTasks(client, 1, "/bin/sleep 600");
      const { nodeInfo } = await running(client);
      time.advance(5 * minute);
      await until(async () => (await client.pool.get("pool")).allocationState === "resizing");
      await client.task.add("job", { id: "another", commandLine: "/bin/sleep 600" });
      time.advance(5 * minute);
      const { resizeErrors, targetDedicatedNodes } = await nodes(client, 1);
      assert.deepEqual([resizeErrors, targetDedicatedNodes], [undefined, 1]);
      const task = await client.task.get("job", "task-0");
      assert.deepEqual([task.state, task.nodeInfo?.nodeId], ["running", nodeInfo?.nodeId]);
    }, time);
  });

  it("is evaluated on time after a restart, with the samples from before", () => {
    const time = virtualTime();
    return withTemporaryFolder(async (dir) => {
      const count = "n = $PendingTasks.Count(); $TargetDedicatedNodes = 1;";
      const samples = async (client: BatchServiceClient) => {
        const { results } = await evaluated(client, count);
        return Number(/;n=(\d+)/.exec(results)?.[1]);
      };
      await withBatchService(
        async ({ client }) => {
          await addPool(client, formula);
          await nodes(client, 1);
          time.advance(4 * minute);
          assert.equal(await samples(client), 8);
        },
        { dir, ...time },
      );
      time.advance(3 * minute);
      await withBatchService(
        async ({ client }) => {
          const { autoScaleRun } = await client.pool.get("pool");
          assert.equal(await samples(client), 8, "none was taken while the service was not there");
          time.advance(0);
          assert(
            (await client.pool.get("pool")).autoScaleRun!.timestamp > autoScaleRun!.timestamp,
            "it was due",
          );
          time.advance(minute);
          assert.equal(await samples(client), 10);
        },
        { dir, ...time },
      );
    });
  });

  it("can be a job's auto pool", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      const pool = { ...linux, enableAutoScale: true, autoScaleFormula: byQueue };
      const autoPoolSpecification = { poolLifetimeOption: "job", pool } as const;
      await client.job.add({
        id: "job",
        poolInfo: { autoPoolSpecification },
        onAllTasksComplete: "noaction",
      });
      await client.task.add("job", { id: "task", commandLine: "/bin/true" });
      time.advance(1000);
      await allCompleted(client);
      await client.job.terminate("job");
      await until(async () => (await client.job.get("job")).state === "completed");
      time.advance(30_001);
      await until(async () => (await client.pool.list()).length === 0);
    }, time);
  });

  it("keeps the targets that its formula set when the same pool is put again", () =>
    withBatchService(async ({ client, service }) => {
      const pool = { id: "pool", ...linux, enableAutoScale: true, autoScaleFormula: formula };
      service.putPool(account, pool);
      const before = await nodes(client, 1);
      service.putPool(account, pool);
      assert.deepEqual((await client.pool.get("pool")).eTag, before.eTag);
      service.putPool(account, { ...pool, autoScaleFormula: "$TargetDedicatedNodes = 2;" });
      await nodes(client, 2);
      service.putPool(account, { id: "pool", ...linux, targetDedicatedNodes: 0 });
      const fixed = await nodes(client, 0);
      assert.deepEqual([fixed.enableAutoScale, fixed.autoScaleRun], [false, undefined]);
      assert.throws(() => service.putPool(account, { ...pool, autoScaleFormula: "(" }), {
        code: "AutoScalingFormulaSyntaxError",
      });
    }));

  it("sets no timers in an idle service except its own", () => {
    const time = virtualTime();
    return withBatchService(async ({ client }) => {
      await client.pool.add({ id: "fixed", ...linux, targetDedicatedNodes: 1 });
      await addPool(client, formula);
      await nodes(client, 1);
      time.advance(minute);
      const rings = time.rings();
      time.advance(60 * minute);
      // One evaluation every 5 minutes, and the sample after each.
      assert(time.rings() - rings <= 24, `${time.rings() - rings} rings in an hour`);
    }, time);
  });
});

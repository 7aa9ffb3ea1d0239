import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Attempt } from "../../../../local/emulator/cluster/attempt.ts";
import { createDispatcher, poolOf } from "../../../../local/emulator/cluster/dispatcher.ts";
import { exitCodeFailure } from "../../../../local/emulator/cluster/failures.ts";
import type { Run } from "../../../../local/emulator/cluster/runtime.ts";
import { type TestCluster, withCluster } from "./cluster-context.ts";

const success: Attempt = { phase: "exit", exitCode: 0 };

const dispatcherOf = ({ context }: TestCluster) => {
  const launched: Run[] = [];
  const dispatcher = createDispatcher(context, (run) => launched.push(run));
  return { dispatcher, launched };
};

describe("createDispatcher", () => {
  it("launches the waiting tasks of a job, as many as fit, and occupies their slots", () =>
    withCluster(async (cluster) => {
      const node = cluster.addNode(cluster.addPool());
      const job = cluster.addJob();
      for (let i = 0; i < 6; i++) cluster.addTask(job, `t${i}`);
      const { dispatcher, launched } = dispatcherOf(cluster);
      dispatcher.wakeJob(job.seq);
      await setImmediate();
      assert.deepEqual(
        launched.map(({ task }) => task.id),
        ["t0", "t1", "t2", "t3"],
      );
      assert.deepEqual([node.used, node.runs.size, cluster.context.runs.size], [4, 4, 4]);
      assert.equal(cluster.context.store.nodes.get(node.seq)?.doc.state, "running");
    }));

  it("frees the slots of a finished attempt, resolves it and starts the next task", () =>
    withCluster(async (cluster) => {
      const node = cluster.addNode(cluster.addPool());
      const job = cluster.addJob();
      const run = cluster.run(cluster.addTask(job, "a", { requiredSlots: 4 }), node, { result: success });
      cluster.addTask(job, "b", { requiredSlots: 4 });
      const { dispatcher, launched } = dispatcherOf(cluster);
      dispatcher.finish(run);
      assert.equal(node.used, 0);
      await run.settled;
      assert.deepEqual(
        launched.map(({ task }) => task.id),
        ["b"],
      );
      assert.equal(run.task.state, "completed");
      assert.equal(cluster.context.runs.has(run.task.seq), false);
    }));

  it("counts completed and successful tasks, keeps the ten latest, and watches their retention", () =>
    withCluster(async (cluster) => {
      const node = cluster.addNode(cluster.addPool());
      const job = cluster.addJob();
      const { dispatcher } = dispatcherOf(cluster);
      const finished = Array.from({ length: 11 }, (_, i) =>
        cluster.run(cluster.addTask(job, `t${i}`, { constraints: { retentionTime: "PT1H" } }), node, {
          result: i === 0 ? { phase: "exit", exitCode: 1, failure: exitCodeFailure() } : success,
        }),
      );
      for (const run of finished) dispatcher.finish(run);
      await Promise.all(finished.map(({ settled }) => settled));
      assert.deepEqual(node.totals, { run: 11, succeeded: 10 });
      assert.deepEqual(
        node.recent,
        finished
          .slice(1)
          .map(({ task }) => task.seq)
          .reverse(),
      );
      assert.equal(cluster.calls.filter((call) => call.startsWith("watchRetention")).length, 11);
    }));

  it("does not count a task that returns to the queue", () =>
    withCluster(async (cluster) => {
      const node = cluster.addNode(cluster.addPool());
      const run = cluster.run(cluster.addTask(cluster.addJob(), "t"), node, { result: { phase: "lost" } });
      node.accepts = false;
      dispatcherOf(cluster).dispatcher.finish(run);
      await run.settled;
      assert.deepEqual([run.task.state, node.totals, node.recent], ["active", { run: 0, succeeded: 0 }, []]);
    }));

  it("advances only a job that is no longer active", () =>
    withCluster(async (cluster) => {
      cluster.addPool();
      const [active, disabling] = [cluster.addJob(), cluster.addJob({ state: "disabling" })];
      const { dispatcher } = dispatcherOf(cluster);
      for (const { seq } of [active, disabling]) dispatcher.checkJob(seq);
      await setImmediate();
      assert.deepEqual(cluster.calls, [`advance ${disabling.seq}`]);
    }));

  it("changes nothing in memory while the database cannot be written", () =>
    withCluster(async (cluster) => {
      const { context } = cluster;
      const node = cluster.addNode(cluster.addPool());
      const job = cluster.addJob();
      const run = cluster.run(cluster.addTask(job, "a"), node, { result: success });
      cluster.addTask(job, "b");
      const { dispatcher, launched } = dispatcherOf(cluster);
      const { transaction } = context.store;
      context.store.transaction = <T>(work: () => T): T =>
        transaction(() => {
          work();
          throw new Error("disk is full");
        });
      dispatcher.finish(run);
      await setImmediate();
      assert.deepEqual([launched.length, node.used, node.runs.size], [0, 0, 0]);
      assert.deepEqual(cluster.calls, ["log cannot save state, retrying: disk is full"]);
      context.store.transaction = transaction;
      dispatcher.wakePool(node.pool);
      await run.settled;
      assert.deepEqual(
        launched.map(({ task }) => task.id),
        ["b"],
      );
    }));

  it("does nothing while the service closes", () =>
    withCluster(async (cluster) => {
      cluster.addNode(cluster.addPool());
      const job = cluster.addJob();
      cluster.addTask(job, "t");
      const { dispatcher, launched } = dispatcherOf(cluster);
      dispatcher.wakeJob(job.seq);
      cluster.context.closing.abort();
      await setImmediate();
      assert.deepEqual(launched, []);
    }));
});

describe("poolOf", () => {
  it("returns the job's pool, and undefined if the job or its pool does not exist", () =>
    withCluster(({ context, addPool, addJob }) => {
      const pool = addPool();
      const job = addJob();
      assert.equal(poolOf(context, job.seq), pool.runtime);
      assert.equal(poolOf(context, job.seq + 1), undefined);
      assert.equal(
        poolOf(context, addJob({ executionInfo: { startTime: "", poolId: "none" } }).seq),
        undefined,
      );
      assert.equal(poolOf(context, addJob({ executionInfo: { startTime: "" } }).seq), undefined);
    }));
});

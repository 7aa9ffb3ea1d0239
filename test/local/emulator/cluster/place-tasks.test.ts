import assert from "node:assert/strict";
import { placeTasks } from "../../../../local/emulator/cluster/place-tasks.ts";
import type { Run } from "../../../../local/emulator/cluster/runtime.ts";
import { type TestCluster, withCluster } from "./cluster-context.ts";

const placed = ({ context }: TestCluster, pool: { seq: number }): string[] => {
  const started: Run[] = [];
  context.store.transaction(() => placeTasks(context, pool.seq, started));
  return started.map(({ task, node }) => `${task.id} ${node.id}`);
};

describe("placeTasks", () => {
  it("starts the job with the higher priority first, then the older one", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      cluster.addNode(pool);
      const jobs = [cluster.addJob(), cluster.addJob(), cluster.addJob({ priority: 1 })];
      for (const [at, job] of jobs.entries()) for (const n of [0, 1]) cluster.addTask(job, `${at}-${n}`);
      for (const { seq } of jobs.toReversed()) pool.runtime.ready.add(seq);
      assert.deepEqual(placed(cluster, pool), ["2-0 node-0", "2-1 node-0", "0-0 node-0", "0-1 node-0"]);
      assert.equal(pool.runtime.ready.has(jobs[1]?.seq ?? 0), true);
    }));

  it("starts no more tasks of a job than maxParallelTasks", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      const node = cluster.addNode(pool);
      const job = cluster.addJob({ maxParallelTasks: 3 });
      const other = cluster.addJob();
      cluster.run(cluster.addTask(job, "running"), node);
      for (let i = 0; i < 4; i++) cluster.addTask(job, `t${i}`);
      cluster.addTask(other, "o");
      for (const { seq } of [job, other]) pool.runtime.ready.add(seq);
      assert.deepEqual(placed(cluster, pool), ["t0 node-0", "t1 node-0", "o node-0"]);
    }));

  it("passes over a task that needs more slots than any node has free", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      const [full, half] = [cluster.addNode(pool), cluster.addNode(pool)];
      [full.used, half.used] = [3, 2];
      const job = cluster.addJob();
      cluster.addTask(job, "large", { requiredSlots: 3 });
      cluster.addTask(job, "small", { requiredSlots: 2 });
      pool.runtime.ready.add(job.seq);
      assert.deepEqual(placed(cluster, pool), ["small node-1"]);
      assert.equal(pool.runtime.ready.has(job.seq), true);
    }));

  it("forgets a job without waiting tasks, or that is no longer active", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      cluster.addNode(pool);
      const [empty, disabled] = [cluster.addJob(), cluster.addJob({ state: "disabled" })];
      cluster.addTask(disabled, "t");
      for (const { seq } of [empty, disabled]) pool.runtime.ready.add(seq);
      assert.deepEqual(placed(cluster, pool), []);
      assert.equal(pool.runtime.ready.size, 0);
    }));

  it("prefers the node of a task's affinity", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      for (let i = 0; i < 3; i++) cluster.addNode(pool);
      const job = cluster.addJob();
      cluster.addTask(job, "t", { affinityInfo: { affinityId: "TVM:node-2" } });
      pool.runtime.ready.add(job.seq);
      assert.deepEqual(placed(cluster, pool), ["t node-2"]);
    }));

  it("saves preparing for a task whose job has a preparation task, otherwise running", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      cluster.addNode(pool);
      const jobs = [cluster.addJob({ jobPreparationTask: { commandLine: "true" } }), cluster.addJob()];
      for (const job of jobs) {
        cluster.addTask(job, "t");
        pool.runtime.ready.add(job.seq);
      }
      placed(cluster, pool);
      const states = jobs.map(({ seq }) => cluster.context.store.tasks.find(seq, "t")?.state);
      assert.deepEqual(states, ["preparing", "running"]);
    }));

  it("uses only nodes that take tasks, and only active pools", () =>
    withCluster((cluster) => {
      const pool = cluster.addPool();
      cluster.addNode(pool).accepts = false;
      const job = cluster.addJob();
      cluster.addTask(job, "t");
      pool.runtime.ready.add(job.seq);
      assert.deepEqual(placed(cluster, pool), []);
      cluster.addNode(pool);
      const { store } = cluster.context;
      store.transaction(() => store.pools.save({ ...pool, doc: { ...pool.doc, state: "deleting" } }));
      assert.deepEqual(placed(cluster, pool), []);
      assert.deepEqual(placed(cluster, { seq: pool.seq + 1 }), []);
      store.transaction(() => store.pools.save(pool));
      assert.deepEqual(placed(cluster, pool), ["t node-1"]);
    }));
});

import assert from "node:assert/strict";
import { createRetentionWatch, taskDirOf, watchJob } from "../../../../local/emulator/cluster/deadlines.ts";
import type { JobState } from "../../../../local/emulator/state/resource-types.ts";
import { startTime, withCluster } from "./cluster-context.ts";

const limited = { constraints: { maxWallClockTime: "PT1H", maxTaskRetryCount: 0 } };

describe("watchJob", () => {
  const fire = (state: JobState): Promise<void> =>
    withCluster(({ context, alarms, calls, addJob }) => {
      const job = addJob(limited);
      watchJob(context, job);
      assert.equal(alarms.get(`job ${job.seq}`)?.at, 3_600_000);
      context.store.transaction(() => context.store.jobs.save({ ...job, doc: { ...job.doc, state } }));
      alarms.get(`job ${job.seq}`)?.action();
      const doc = context.store.jobs.get(job.seq)?.doc;
      const isEnded = ["active", "disabling", "disabled", "enabling"].includes(state);
      assert.equal(doc?.state, isEnded ? "terminating" : state);
      assert.equal(doc?.executionInfo.terminateReason, isEnded ? "MaxWallClockTimeExpiry" : undefined);
      assert.deepEqual(calls, isEnded ? [`advance ${job.seq}`] : []);
    });

  for (const state of ["active", "disabling", "disabled", "enabling"] as const)
    it(`terminates a job in state ${state} at its time limit`, () => fire(state));

  for (const state of ["terminating", "deleting", "completed"] as const)
    it(`leaves a job in state ${state} as it is`, () => fire(state));

  it("ignores a job that was deleted before its time limit", () =>
    withCluster(({ context, alarms, calls, addJob }) => {
      const job = addJob(limited);
      watchJob(context, job);
      context.store.transaction(() => context.store.removeJob(job.seq));
      alarms.get(`job ${job.seq}`)?.action();
      assert.deepEqual(calls, []);
    }));

  it("clears the alarm of a job that completed or lost its limit", () =>
    withCluster(({ context, alarms, addJob }) => {
      const job = addJob(limited);
      for (const change of [
        { state: "completed" as const },
        { constraints: { maxWallClockTime: "P10675199DT2H48M5.4775807S", maxTaskRetryCount: 0 } },
      ]) {
        watchJob(context, job);
        assert.equal(alarms.size, 1);
        watchJob(context, { ...job, doc: { ...job.doc, ...change } });
        assert.equal(alarms.size, 0);
      }
    }));
});

describe("createRetentionWatch", () => {
  const micros = (ms: number): number => (startTime + ms) * 1000;

  it("keeps the earliest time", () =>
    withCluster(({ context, alarms }) => {
      const watch = createRetentionWatch(context);
      watch();
      assert.equal(alarms.size, 0);
      watch(micros(2000));
      watch(micros(3000));
      assert.equal(alarms.get("retention")?.at, 2000);
      watch(micros(1000));
      assert.equal(alarms.get("retention")?.at, 1000);
    }));

  it("clears the retention of expired tasks only, then waits for the next", () =>
    withCluster(async ({ context, alarms, setTime, addPool, addNode, addJob, addTask, run }) => {
      const node = addNode(addPool());
      const job = addJob();
      const expireAt = (id: string, expires: number) =>
        context.store.transaction(() =>
          context.store.tasks.complete(run(addTask(job, id), node).task, { satisfies: true, expires }),
        );
      const [early, late] = [expireAt("early", micros(1000)), expireAt("late", micros(5000))];
      createRetentionWatch(context)();
      assert.equal(alarms.get("retention")?.at, 1000);
      setTime(1001);
      alarms.get("retention")?.action();
      while (alarms.get("retention")?.at !== 5000) await new Promise(setImmediate);
      assert.equal(context.store.tasks.find(job.seq, early.id)?.expires, null);
      assert.equal(context.store.tasks.find(job.seq, late.id)?.expires, late.expires);
    }));
});

describe("taskDirOf", () => {
  it("is below the node, and undefined before the task runs or after its node or job is gone", () =>
    withCluster(({ context, addPool, addNode, addJob, addTask, run }) => {
      const pool = addPool();
      const node = addNode(pool);
      const job = addJob();
      const waiting = addTask(job, "t");
      assert.equal(taskDirOf(context, waiting), undefined);
      const { task } = run(waiting, node);
      const expected = `${context.dir}/nodes/account/pool-0/node-0/workitems/job-0/job-1/t`;
      assert.equal(taskDirOf(context, task), expected);
      assert.equal(taskDirOf(context, { ...task, node: "other" }), undefined);
      assert.equal(taskDirOf(context, { ...task, pool: pool.seq + 1 }), undefined);
      assert.equal(taskDirOf(context, { ...task, job: job.seq + 1 }), undefined);
    }));
});

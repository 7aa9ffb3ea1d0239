import assert from "node:assert/strict";
import type { Attempt } from "../../../../local/emulator/cluster/attempt.ts";
import {
  completeRun,
  saveNodeStates,
  terminateIfComplete,
} from "../../../../local/emulator/cluster/complete-run.ts";
import { diskFull, exitCodeFailure, programNotFound } from "../../../../local/emulator/cluster/failures.ts";
import type { Run } from "../../../../local/emulator/cluster/runtime.ts";
import type { Job } from "../../../../local/emulator/state/resource-types.ts";
import { startTime, type TestCluster, withCluster } from "./cluster-context.ts";

const success: Attempt = { phase: "exit", exitCode: 0 };
const failure: Attempt = { phase: "exit", exitCode: 3, failure: exitCodeFailure() };

const completed = (
  { context, addPool, addNode, addJob, addTask, run }: TestCluster,
  result: Run["result"],
  {
    job: jobChanges = {},
    task = {},
    changes = {},
  }: { job?: Partial<Job>; task?: object; changes?: Partial<Run> } = {},
) => {
  const node = addNode(addPool());
  const job = addJob(jobChanges);
  const finished = run(addTask(job, "t", task), node, { result, ...changes });
  const row = context.store.transaction(() => completeRun(context, finished));
  return { row, doc: context.store.jobs.get(job.seq)?.doc };
};

describe("completeRun", () => {
  it("saves success with the exit code and the end of the retention", () =>
    withCluster((cluster) => {
      const { row, doc } = completed(cluster, success, { task: { constraints: { retentionTime: "PT1M" } } });
      assert.deepEqual([row?.state, row?.result, row?.exitCode], ["completed", "success", 0]);
      assert.equal(Math.round(((row?.expires ?? 0) / 1000 - startTime) / 1000), 60);
      assert.equal(doc?.state, "active");
    }));

  it("requeues a task that the node refused, that was lost or that has retries", () =>
    withCluster((cluster) => {
      const states = [
        completed(cluster, "refused").row,
        completed(cluster, { phase: "lost" }).row,
        completed(cluster, failure, { task: { constraints: { maxTaskRetryCount: 1 } } }).row,
      ].map((row) => [row?.state, row?.retries, row?.requeues]);
      assert.deepEqual(states[2], ["active", 1, 0]);
      for (const [state, retries] of states.slice(0, 2)) assert.deepEqual([state, retries], ["active", 0]);
    }));

  it("prefers the task's retry limit to the job's", () =>
    withCluster((cluster) => {
      const job = { constraints: { maxWallClockTime: "PT1H", maxTaskRetryCount: 5 } };
      const row = completed(cluster, failure, { job, task: { constraints: { maxTaskRetryCount: 0 } } }).row;
      assert.deepEqual([row?.state, row?.exitCode, row?.result], ["completed", 3, "failure"]);
      assert.equal(completed(cluster, failure, { job, task: { constraints: {} } }).row?.state, "active");
    }));

  it("writes nothing without a result or after the job was deleted", () =>
    withCluster((cluster) => {
      assert.equal(completed(cluster, undefined).row, undefined);
      const { context, addPool, addNode, addJob, addTask, run } = cluster;
      const job = addJob();
      const finished = run(addTask(job, "t"), addNode(addPool()), { result: success });
      context.store.transaction(() => context.store.removeJob(job.seq));
      assert.equal(completeRun(context, finished), undefined);
    }));

  const conditions = {
    exitCodes: [{ code: 3, exitOptions: { jobAction: "disable" } }],
    fileUploadError: { jobAction: "terminate" },
    preProcessingError: { jobAction: "terminate" },
    default: { jobAction: "none" },
  };
  const upload: Attempt = { phase: "upload", failure: diskFull("") };
  const cases: Readonly<Record<string, [Attempt, Job["state"]]>> = {
    "an exit code": [failure, "disabling"],
    "another exit code": [{ ...failure, exitCode: 4 }, "active"],
    "an upload error without an exit code": [upload, "terminating"],
    "an upload error after a listed exit code": [{ ...upload, exitCode: 3 }, "disabling"],
    "an upload error after success": [{ ...upload, exitCode: 0 }, "terminating"],
    "a program that was not found": [
      { phase: "preprocessing", failure: programNotFound("x") },
      "terminating",
    ],
    "the end by a user": [{ phase: "aborted" }, "active"],
  };
  for (const [name, [result, state]] of Object.entries(cases))
    it(`applies the exit condition for ${name}`, () =>
      withCluster((cluster) => {
        const job = { onTaskFailure: "performexitoptionsjobaction" } as const;
        const { doc } = completed(cluster, result, { job, task: { exitConditions: conditions } });
        assert.equal(doc?.state, state);
        if (state === "disabling") assert.equal(doc?.disableTasks, "requeue");
        if (state === "terminating") assert.equal(doc?.executionInfo.terminateReason, "TaskFailed");
      }));

  it("disables only an active job, and terminates an active or disabling one", () =>
    withCluster((cluster) => {
      const jobAfter = (exitCode: number, state: Job["state"]) =>
        completed(
          cluster,
          { ...failure, exitCode },
          {
            job: { onTaskFailure: "performexitoptionsjobaction", state },
            task: {
              exitConditions: {
                exitCodes: [
                  { code: 3, exitOptions: { jobAction: "disable" } },
                  { code: 4, exitOptions: { jobAction: "terminate" } },
                ],
              },
            },
          },
        ).doc?.state;
      assert.equal(jobAfter(3, "disabled"), "disabled");
      assert.equal(jobAfter(4, "disabling"), "terminating");
      assert.equal(jobAfter(4, "deleting"), "deleting");
      assert.equal(jobAfter(4, "completed"), "completed");
    }));

  it("ends the job with its manager task, unless the manager leaves it running", () =>
    withCluster((cluster) => {
      const jobAfter = (jobManagerTask: object) =>
        completed(cluster, success, {
          job: { jobManagerTask: { id: "t", commandLine: "true", ...jobManagerTask } },
        }).doc;
      assert.equal(jobAfter({})?.executionInfo.terminateReason, "JMComplete");
      assert.equal(jobAfter({ killJobOnCompletion: true })?.state, "terminating");
      assert.equal(jobAfter({ killJobOnCompletion: false })?.state, "active");
      assert.equal(jobAfter({ id: "other" })?.state, "active");
    }));
});

describe("saveNodeStates", () => {
  it("saves running, idle or offline by the node's attempts, and leaves other states", () =>
    withCluster((cluster) => {
      const { context, addPool, addNode, addJob, addTask, run } = cluster;
      const pool = addPool();
      const job = addJob();
      const stateAfter = (changes: object, isBusy: boolean) => {
        const node = addNode(pool, changes);
        const each = run(addTask(job, node.id), node);
        if (!isBusy) node.runs.clear();
        context.store.transaction(() => saveNodeStates(context, [each]));
        return context.store.nodes.get(node.seq)?.doc.state;
      };
      assert.equal(stateAfter({ state: "idle" }, true), "running");
      assert.equal(stateAfter({ state: "running" }, false), "idle");
      assert.equal(stateAfter({ state: "running", schedulingState: "disabled" }, false), "offline");
      assert.equal(stateAfter({ state: "rebooting" }, true), "rebooting");
      assert.equal(stateAfter({ state: "leavingpool" }, false), "leavingpool");
    }));
});

describe("terminateIfComplete", () => {
  it("ends an active job whose tasks are completed, if it asks for that", () =>
    withCluster(({ context, addPool, addNode, addJob, addTask, run }) => {
      const node = addNode(addPool());
      const stateOf = (
        changes: Partial<Job>,
        prepare: (job: ReturnType<typeof addJob>) => void = () => {},
      ) => {
        const job = addJob(changes);
        prepare(job);
        context.store.transaction(() => terminateIfComplete(context, job.seq));
        const doc = context.store.jobs.get(job.seq)?.doc;
        return doc?.executionInfo.terminateReason ?? doc?.state;
      };
      const ends = { onAllTasksComplete: "terminatejob" } as const;
      assert.equal(stateOf(ends), "AllTasksComplete");
      assert.equal(stateOf({}), "active");
      assert.equal(stateOf({ ...ends, state: "disabled" }), "disabled");
      assert.equal(
        stateOf(ends, (job) => addTask(job, "waiting")),
        "active",
      );
      assert.equal(
        stateOf(ends, (job) => run(addTask(job, "running"), node)),
        "active",
      );
      const complete = (job: ReturnType<typeof addJob>) =>
        context.store.transaction(() =>
          context.store.tasks.complete(run(addTask(job, "done"), node).task, {
            satisfies: false,
            failure: exitCodeFailure(),
          }),
        );
      assert.equal(stateOf(ends, complete), "AllTasksComplete");
    }));
});

import assert from "node:assert/strict";
import { type RunFacts, runState } from "../../../../runner/commands/status/run-state.ts";
import type { RunState } from "../../../../runner/ui/command-events.ts";

const active = { state: "active", onAllTasksComplete: "terminatejob" } as const;
const ended = (terminateReason: string) =>
  ({ state: "completed", executionInfo: { startTime: new Date(0), terminateReason } }) as const;
const counts = { active: 1, running: 2, succeeded: 3, failed: 4 };
const report = { succeeded: 9, failed: 1 };

const cases: [title: string, facts: Partial<RunFacts>, expected: RunState][] = [
  ["a plan without a job", {}, "not begun"],
  [
    "a job whose tasks are still being added",
    { job: { state: "active", onAllTasksComplete: "noaction" } },
    "half begun",
  ],
  ["running tasks", { job: active, counts }, "running"],
  ["a job without running tasks", { job: active, counts: { ...counts, running: 0 } }, "waiting"],
  ["a job that has ended and has no report", { job: ended("AllTasksComplete"), counts }, "ended"],
  ["a job that the user cancelled", { job: ended("cancelled by the user"), counts }, "cancelled"],
  ["a job that another client terminated", { job: ended("UserTerminate"), counts }, "cancelled"],
  ["a job that reached its time limit", { job: ended("MaxWallClockTimeExpiry"), counts }, "timed out"],
  ["a report without failures", { report: { succeeded: 10, failed: 0 } }, "succeeded"],
  ["a report with failures", { report, job: ended("AllTasksComplete") }, "failed"],
  [
    "a report of a run that was cancelled",
    { report: { ...report, notRun: 1, endedBecause: "UserTerminate" } },
    "cancelled",
  ],
  [
    "a report of a run that was cancelled after its last task",
    { report: { ...report, endedBecause: "UserTerminate" } },
    "failed",
  ],
  [
    "a report of a run that reached its time limit",
    { report: { ...report, notRun: 1, endedBecause: "MaxWallClockTimeExpiry" } },
    "timed out",
  ],
  [
    "a job that is being terminated",
    { job: { ...ended("AllTasksComplete"), state: "terminating" }, counts },
    "ended",
  ],
  [
    "a job that is being deleted",
    { job: { ...ended("UserTerminate"), state: "deleting" }, counts },
    "cancelled",
  ],
  [
    "a report of a cancelled run in which every failed task ran",
    { report: { ...report, notRun: 0, endedBecause: "UserTerminate" } },
    "failed",
  ],
  [
    "a report of a run with tasks that never ran, for another reason",
    { report: { ...report, notRun: 1, endedBecause: "AllTasksComplete" } },
    "failed",
  ],
  ["a reactivated task that waits", { report, job: active, counts: { ...counts, running: 0 } }, "waiting"],
  ["tasks that were reactivated after the report", { report, job: active, counts }, "running"],
];

describe("runState", () => {
  const stateOf = (facts: Partial<RunFacts>) =>
    runState({ taskCount: 10, report: undefined, job: undefined, counts: undefined, ...facts });

  for (const [title, facts, expected] of cases) {
    it(`returns "${expected}" for ${title}`, () => assert.equal(stateOf(facts).state, expected));
  }

  it("counts tasks that Batch's counts lack as waiting", () => {
    const none = { active: 0, running: 0, succeeded: 0, failed: 0 };
    assert.deepEqual(stateOf({ job: active, counts: none }).counts, { ...none, active: 10 });
  });

  it("counts tasks that earlier runs completed as succeeded", () => {
    assert.deepEqual(stateOf({ job: active, counts, taskCount: 12 }).counts, { ...counts, succeeded: 5 });
  });

  it("counts tasks that are still being added to the job as waiting", () => {
    const job = { state: "active", onAllTasksComplete: "noaction" } as const;
    assert.deepEqual(stateOf({ job, counts, taskCount: 12 }).counts, { ...counts, active: 3 });
  });

  it("never counts fewer than 0 tasks of earlier runs", () => {
    assert.deepEqual(stateOf({ job: active, counts, taskCount: 9 }).counts, counts);
  });

  it("counts every task as waiting without a job", () => {
    assert.deepEqual(stateOf({}).counts, { active: 10, running: 0, succeeded: 0, failed: 0 });
  });

  it("counts tasks of a cancelled run that never ran as waiting", () => {
    const cancelled = { succeeded: 4, failed: 6, notRun: 5, endedBecause: "UserTerminate" };
    assert.deepEqual(stateOf({ report: cancelled }).counts, {
      active: 5,
      running: 0,
      succeeded: 4,
      failed: 1,
    });
  });

  it("prefers the report to the counts if the run has ended", () => {
    assert.deepEqual(stateOf({ report, job: ended("AllTasksComplete"), counts }).counts, {
      active: 0,
      running: 0,
      succeeded: 9,
      failed: 1,
    });
  });
});

import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { RunnerError } from "../../../runner/errors.ts";
import { type Monitor, pollDelayMs } from "../../../runner/job/monitor.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { completed, fakeClock } from "../fakes.ts";
import { a, b, watchStory } from "./watch-story.ts";

const unasked = () => assert.fail("asked");
const silent: Monitor["batch"] = {
  getTaskCounts: unasked,
  listTasks: unasked,
  getJob: unasked,
  getPool: async () => undefined,
  listNodes: async () => [],
  getTask: unasked,
  listFailedPreparations: unasked,
  listRunningSince: unasked,
  listWaitingTasks: unasked,
  listJobsOnNode: unasked,
  readNodeFile: unasked,
  terminateJob: unasked,
  reactivateTask: unasked,
};

const failingCounts = (error: Error): Monitor["batch"] => ({
  ...silent,
  getTaskCounts: () => Promise.reject(error),
});

/** A job whose tasks all run. */
const manyUnfinished = (count: number): Monitor["batch"] => ({
  ...silent,
  getTaskCounts: async () => ({ active: 0, running: count, completed: 0, succeeded: 0, failed: 0 }),
  listTasks: async function* (_, filter) {
    if (filter?.includes("ne 'completed'"))
      for (let i = 0; i < count; i++) yield { ...completed(`t${i}`), state: "running" };
  },
});

describe("job/monitor", () => {
  it("reports each task once, as it completes, and ends with the last", async () => {
    const { ids, error, filters } = await watchStory([
      { running: 2 },
      { running: 1, done: [a] },
      { running: 1, done: [a] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual(ids, [[], ["a"], [], ["b"]]);
    assert(filters.every((filter) => filter?.startsWith("state eq 'completed'")));
  });

  it("reports at most 1000 tasks per look, without a pause between", async () => {
    const many = Array.from({ length: 2500 }, (_, i) => completed(`t${i}`));
    const moments = Array.from({ length: 3 }, () => ({ done: many, job: { state: "completed" } as const }));
    const { ids, clock } = await watchStory(moments, { total: 2500 });
    assert.deepEqual([ids.map(({ length }) => length), clock.sleeps], [[1000, 1000, 500], []]);
  });

  it("lists only tasks that changed, by Batch's clock", async () => {
    const { filters } = await watchStory(
      [{ running: 1, done: [b] }, { done: [a, b] }, { done: [a, b], job: { state: "completed" } }],
      {
        total: 2,
      },
    );
    assert.deepEqual(filters.slice(0, 2), [
      "state eq 'completed'",
      "state eq 'completed' and stateTransitionTime ge DateTime'2026-11-23T10:00:28.000Z'",
    ]);
  });

  it("lists all tasks once the job has ended, so that no late transition is lost", async () => {
    const { ids, looks } = await watchStory([
      { running: 1, done: [b] },
      { done: [a, b], job: { state: "completed" } },
    ]);
    assert.deepEqual(ids, [["b"], ["a"]]);
    assert.equal(looks.at(-1)?.endedBecause, undefined);
  });

  for (const [direction, days] of [
    ["back", -3],
    ["forward", 3],
  ] as const) {
    it(`keeps its time limit when the system clock is set ${direction}`, async () => {
      const clock = fakeClock();
      let looks = 0;
      // Each look sees a clock that was set by three more days.
      const now = (): Date => new Date(clock.now().getTime() + looks++ * days * 86_400_000);
      const waits = Array.from({ length: 1000 }, () => ({ running: 1 }));
      const done = await watchStory([...waits.slice(0, 20), { done: [a, b] }], { clock: { ...clock, now } });
      assert.equal(done.error, undefined);
      const late = await watchStory(waits, { clock: { ...fakeClock(), now } });
      assert.equal((late.error as RunnerError | undefined)?.kind, "timeout");
    });
  }

  it("ends with the last task even if the counts lag behind", async () => {
    const { error, looks } = await watchStory([{ running: 2, counted: 0, done: [a, b] }]);
    assert.equal(error, undefined);
    assert.equal(looks.length, 1);
  });

  it("counts a task that the counts leave out as active", async () => {
    const { looks } = await watchStory([{ running: 1, counted: 0 }, { done: [a, b] }]);
    assert.deepEqual(looks[0]?.counts, { active: 1, running: 1, succeeded: 0, failed: 0 });
  });

  it("explains why nothing runs", async () => {
    const { looks } = await watchStory([
      { nodes: [{ state: "starting" }] },
      { running: 2 },
      { done: [a, b] },
    ]);
    assert.deepEqual(
      looks.map(({ waiting }) => waiting),
      ["nodes: 1 starting", undefined, undefined],
    );
  });

  it("throws if no task can ever run, with the last lines of the start task", async () => {
    const nodes: Models.ComputeNode[] = [{ id: "n1", state: "starttaskfailed" }];
    const { error } = await watchStory([{ nodes, stderr: "curl: (6) Could not resolve host\n" }]);
    isEnvironmentError("NoTaskCanRun", "start task")(error);
    assert(error instanceof RunnerError);
    assert.equal(error.hint, "  curl: (6) Could not resolve host");
  });

  it("reports completed tasks before it throws", async () => {
    const { ids, error } = await watchStory([{ done: [a], pool: "gone" }]);
    assert.deepEqual(ids, [["a"]]);
    isEnvironmentError("NoTaskCanRun", "pool p")(error);
  });

  it("reports why the job ended with tasks that never ran", async () => {
    const job = {
      state: "completed",
      executionInfo: { terminateReason: "MaxWallClockTimeExpiry", startTime: new Date(0) },
    } as const;
    const { looks, error } = await watchStory([{ done: [a], job }]);
    assert.equal(error, undefined);
    assert.equal(looks.at(-1)?.endedBecause, "MaxWallClockTimeExpiry");
  });

  it("reports the end of a job that is terminating, with a reason if Batch has none", async () => {
    const { looks } = await watchStory([{ done: [a], job: { state: "terminating" } }]);
    assert.notEqual(looks.at(-1)?.endedBecause ?? "", "");
  });

  it("continues while a job without running tasks is active, disabled or enabling", async () => {
    for (const state of ["active", "disabled", "disabling", "enabling"] as const) {
      const { error, looks } = await watchStory([{ job: { state } }, { done: [a, b] }]);
      assert.equal(error, undefined);
      assert.deepEqual([looks.length, looks.at(-1)?.endedBecause], [2, undefined]);
    }
  });

  it("throws if the job is being deleted", async () => {
    const { error } = await watchStory([{ job: { state: "deleting" } }]);
    isEnvironmentError("JobDeleted", "job j")(error);
    assert.equal((error as RunnerError).isFinal, true);
  });

  it("throws other errors of the counts unchanged", async () => {
    const failure = new ServiceError({ code: "AuthenticationFailed", status: 401, message: "" });
    const { error } = await watchStory([{}], { batch: failingCounts(failure) });
    assert.equal(error, failure);
  });

  it("lists nodes at most every 10 s while tasks run", async () => {
    const moments = Array.from({ length: 45 }, () => ({
      running: 2,
      nodes: [{ state: "running" as const }],
    }));
    const { looks, clock } = await watchStory([...moments, { done: [a, b] }]);
    const times = clock.sleeps.map((_, i) => clock.sleeps.slice(0, i).reduce((sum, ms) => sum + ms, 0));
    const listed = times.filter((_, i) => looks[i]?.nodes !== undefined);
    assert.deepEqual(looks[0]?.nodes, { running: 1 });
    assert(listed.length > 2);
    for (const [i, time] of listed.slice(1).entries()) {
      const passed = time - (listed[i] ?? 0);
      assert(passed >= 10_000 && passed < 11_000, String(passed));
    }
    assert.equal(looks.at(-1)?.nodes, undefined);
  });

  it("counts failed tasks apart from active ones", async () => {
    const { looks } = await watchStory(
      [
        { running: 1, done: [a, { ...b, exitCode: 1 }] },
        { done: [a, { ...b, exitCode: 1 }], job: { state: "completed" } },
      ],
      { total: 5 },
    );
    assert.deepEqual(looks[0]?.counts, { active: 2, running: 1, succeeded: 1, failed: 1 });
  });

  it("throws if the job was deleted", async () => {
    const { error } = await watchStory([{ running: 2 }, { job: "gone" }]);
    isEnvironmentError("JobDeleted", "job j")(error);
  });

  it("throws at the time limit and lists unfinished tasks", async () => {
    const { error, clock } = await watchStory(
      Array.from({ length: 5 }, () => ({ running: 1, done: [a] })),
      { timeoutMs: 900 },
    );
    assert(error instanceof RunnerError);
    assert.deepEqual([error.kind, error.code], ["timeout", "RunTimedOut"]);
    for (const value of ["0.9 s", "1 running", "0 waiting"])
      assert(error.message.includes(value), error.message);
    assert.equal(error.hint, "  running   left");
    assert.deepEqual(clock.sleeps, [250, 250, 250, 150]);
  });

  it("lists at most five unfinished tasks at the time limit and counts the others", async () => {
    const unfinished = async (count: number): Promise<string[] | undefined> => {
      const { error } = await watchStory([{ running: count }], {
        total: count,
        timeoutMs: 0,
        batch: manyUnfinished(count),
      });
      assert(error instanceof RunnerError);
      assert(error.message.includes(`${count} running`), error.message);
      return error.hint?.split("\n");
    };
    assert.equal((await unfinished(5))?.length, 5);
    const lines = await unfinished(6);
    assert.equal(lines?.length, 6);
    assert.match(lines?.at(-1) ?? "", /\b1\b/);
  });

  it("throws if its signal is aborted", async () => {
    const { error } = await watchStory([{ running: 2 }], { signal: AbortSignal.abort() });
    assert(error instanceof Error && error.name === "AbortError");
  });

  it("polls often at first and rarely later", () => {
    assert.deepEqual([0, 2000, 10_000, 300_000, 7_200_000].map(pollDelayMs), [250, 500, 1000, 3000, 10_000]);
  });
});

import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchTask } from "../../../runner/batch/batch-task.ts";
import { ServiceError } from "../../../runner/batch/service-error.ts";
import { blockedTasks } from "../../../runner/job/blocked-tasks.ts";
import { type Look, type Monitor, monitor, pollDelayMs } from "../../../runner/job/monitor.ts";
import { completed, fakeClock, manifestOf } from "../fakes.ts";

/** The service at one moment: what it would answer. */
interface Moment {
  readonly running?: number;
  /** All tasks that have completed by now. */
  readonly done?: readonly BatchTask[];
  /** What counts claim, if they lag behind. */
  readonly counted?: number;
  readonly job?: Partial<Models.CloudJob> | "gone";
  readonly pool?: Models.CloudPool | "gone";
  readonly nodes?: Models.ComputeNode[];
  readonly stderr?: string;
}

/** A service whose world moves on with each look; past the last moment it fails, so that no test can hang. */
const story = (moments: readonly Moment[]) => {
  let at = -1;
  const now = (): Moment => moments[at] ?? assert.fail(`looked ${at + 1} times, ${moments.length} expected`);
  const filters: (string | undefined)[] = [];
  const reactivated: string[] = [];
  const batch: Monitor["batch"] = {
    getTaskCounts: async () => {
      at += 1;
      if (now().job === "gone") throw new ServiceError({ code: "JobNotFound", status: 404, message: "gone" });
      const { running = 0, done = [], counted = done.length } = now();
      const failed = Math.min(counted, done.filter(({ exitCode }) => exitCode !== 0).length);
      return { active: 0, running, completed: counted, succeeded: counted - failed, failed };
    },
    listTasks: async function* (_, filter) {
      filters.push(filter);
      const since = /DateTime'(.*)'/.exec(filter ?? "")?.[1];
      if (filter?.includes("ne 'completed'")) {
        if ((now().done ?? []).length < 2) yield { ...completed("left"), state: "running" };
      } else
        yield* (now().done ?? []).filter((task) => !since || task.stateTransitionTime >= new Date(since));
    },
    getJob: async () => {
      const { job = {} } = now();
      return job === "gone" ? undefined : { state: "active", ...job };
    },
    getPool: async () => {
      const { pool = { allocationState: "steady" } } = now();
      return pool === "gone" ? undefined : pool;
    },
    listNodes: async () => now().nodes ?? [{ id: "n1", state: "idle" }],
    getTask: async () => undefined,
    listFailedPreparations: async () => [],
    listWaitingTasks: async () => [],
    listJobsOnNode: async () => [],
    readNodeFile: async () => now().stderr,
    terminateJob: async () => assert.fail("ended the job"),
    reactivateTask: async (_, id) => {
      if (now().job !== undefined) throw new ServiceError({ code: "JobCompleted", status: 409, message: "" });
      reactivated.push(id);
    },
  };
  return { batch, filters, reactivated };
};

const watch = async (moments: readonly Moment[], options: Partial<Monitor> = {}) => {
  const { batch, filters, reactivated } = story(moments);
  const clock = fakeClock();
  const looks: Look[] = [];
  const run = async (): Promise<void> => {
    const signal = new AbortController().signal;
    const settings = {
      batch,
      jobId: "j",
      poolId: "p",
      total: 2,
      timeoutMs: 60_000,
      clock,
      signal,
      blocked: blockedTasks(manifestOf(0)),
      ...options,
    };
    for await (const look of monitor(settings)) looks.push(look);
  };
  const error: unknown = await run().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return {
    looks,
    filters,
    reactivated,
    error,
    clock,
    ids: looks.map(({ completed: tasks }) => tasks.map(({ id }) => id)),
  };
};

const later = (id: string, seconds: number) =>
  completed(id, { stateTransitionTime: new Date(Date.parse("2026-11-23T10:00:00Z") + seconds * 1000) });
const a = later("a", 0);
const b = later("b", 30);

describe("job/monitor", () => {
  it("tells of each task once, as it completes, and ends with the last", async () => {
    const { ids, error } = await watch([
      { running: 2 },
      { running: 1, done: [a] },
      { running: 1, done: [a] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual(ids, [[], ["a"], [], ["b"]]);
  });

  it("gives a task back that failed through no fault of its own, and waits for it", async () => {
    const failure = { category: "ServerError", code: "BlobDownloadTimedOut", message: "slow" };
    const lost = completed("b", { exitCode: undefined, failure, stateTransitionTime: a.stateTransitionTime });
    const { ids, reactivated, error } = await watch([
      { done: [a, lost] },
      { running: 1, done: [a, lost] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual([ids, reactivated], [[["a"], [], ["b"]], ["b"]]);
  });

  it("waits for a task that somebody else has begun anew, and tells of it once more", async () => {
    const failed = later("b", 0);
    const { ids, looks, error } = await watch([
      { running: 1, done: [{ ...failed, exitCode: 1 }] },
      { running: 1, done: [a] },
      { running: 1, done: [a] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual(ids, [["b"], ["a"], [], ["b"]]);
    assert.equal(looks.at(-1)?.endedBecause, undefined);
  });

  it("does not end a job whose blocked tasks run after all", async () => {
    const tasks = manifestOf(3).tasks.map((task, i) => (i === 1 ? { ...task, after: ["t-0"] } : task));
    const blocked = blockedTasks({ ...manifestOf(0), tasks });
    const done = [later("t-0", 60), later("t-1", 70)];
    const { ids, error } = await watch(
      [
        { running: 1, done: [{ ...later("t-0", 0), exitCode: 1 }] },
        { running: 1, done },
        { done: [...done, later("t-2", 80)] },
      ],
      { total: 3, blocked },
    );
    assert.equal(error, undefined);
    assert.deepEqual(ids, [["t-0"], ["t-0", "t-1"], ["t-2"]]);
  });

  it("takes such a failure as it is once the job has ended", async () => {
    const failure = { category: "ServerError", code: "BlobDownloadTimedOut", message: "slow" };
    const lost = completed("b", { exitCode: undefined, failure });
    const { ids, reactivated } = await watch([{ done: [a, lost], job: { state: "completed" } }]);
    assert.deepEqual([ids, reactivated], [[["a", "b"]], []]);
  });

  it("takes many tasks some at a time, and goes on at once", async () => {
    const many = Array.from({ length: 2500 }, (_, i) => completed(`t${i}`));
    const moments = Array.from({ length: 3 }, () => ({ done: many, job: { state: "completed" } as const }));
    const { ids, clock } = await watch(moments, { total: 2500 });
    assert.deepEqual([ids.map(({ length }) => length), clock.sleeps], [[1000, 1000, 500], []]);
  });

  it("asks only for what changed, by the service's clock", async () => {
    const { filters } = await watch(
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

  it("looks at everything once the job is over, so that no late report is lost", async () => {
    const { ids, looks } = await watch([
      { running: 1, done: [b] },
      { done: [a, b], job: { state: "completed" } },
    ]);
    assert.deepEqual(ids, [["b"], ["a"]]);
    assert.equal(looks.at(-1)?.endedBecause, undefined);
  });

  it("trusts the tasks where counts lag behind", async () => {
    const { error, looks } = await watch([{ running: 2, counted: 0, done: [a, b] }]);
    assert.equal(error, undefined);
    assert.equal(looks.length, 1);
  });

  it("counts as waiting what no count mentions", async () => {
    const { looks } = await watch([{ running: 1, counted: 0 }, { done: [a, b] }]);
    assert.deepEqual(looks[0]?.counts, { active: 1, running: 1, succeeded: 0, failed: 0 });
  });

  it("explains why nothing runs", async () => {
    const { looks } = await watch([{ nodes: [{ state: "starting" }] }, { running: 2 }, { done: [a, b] }]);
    assert.deepEqual(
      looks.map(({ waiting }) => waiting),
      ["nodes: 1 starting", undefined, undefined],
    );
  });

  it("stops when nothing will ever run, with the last words of the start task", async () => {
    const nodes: Models.ComputeNode[] = [{ id: "n1", state: "starttaskfailed" }];
    const { error } = await watch([{ nodes, stderr: "curl: (6) Could not resolve host\n" }]);
    assert(error instanceof Error && "hint" in error && "kind" in error);
    assert.equal(error.kind, "environment");
    assert.match(error.message, /start task failed on the node/);
    assert.equal(error.hint, "  curl: (6) Could not resolve host");
  });

  it("delivers what has completed before it stops", async () => {
    const { ids, error } = await watch([{ done: [a], pool: "gone" }]);
    assert.deepEqual(ids, [["a"]]);
    assert.match(String(error), /pool p does not exist/);
  });

  it("says why the job ended and left tasks", async () => {
    const job = {
      state: "completed",
      executionInfo: { terminateReason: "MaxWallClockTimeExpiry", startTime: new Date(0) },
    } as const;
    const { looks, error } = await watch([{ done: [a], job }]);
    assert.equal(error, undefined);
    assert.equal(looks.at(-1)?.endedBecause, "MaxWallClockTimeExpiry");
  });

  it("notices that the job was deleted", async () => {
    const { error } = await watch([{ running: 2 }, { job: "gone" }]);
    assert.match(String(error), /job j was deleted meanwhile/);
  });

  it("loses patience at the limit, and names what is left", async () => {
    const { error, clock } = await watch(
      Array.from({ length: 5 }, () => ({ running: 1, done: [a] })),
      { timeoutMs: 900 },
    );
    assert(error instanceof Error && "hint" in error && "kind" in error);
    assert.equal(error.kind, "timeout");
    assert.equal(error.message, "not finished after 0.9 s: 1 running, 0 waiting");
    assert.equal(error.hint, "  running   left");
    assert.deepEqual(clock.sleeps, [250, 250, 250, 150]);
  });

  it("leaves with the user", async () => {
    const { error } = await watch([{ running: 2 }], { signal: AbortSignal.abort() });
    assert(error instanceof Error && error.name === "AbortError");
  });

  it("looks often at first and rarely at a long job", () => {
    assert.deepEqual([0, 2000, 10_000, 300_000, 7_200_000].map(pollDelayMs), [250, 500, 1000, 3000, 10_000]);
  });
});

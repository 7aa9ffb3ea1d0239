import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { blockedTasks } from "../../../runner/job/blocked-tasks.ts";
import { type Look, type Monitor, monitor } from "../../../runner/job/monitor.ts";
import { completed, fakeClock, manifestOf } from "../fakes.ts";

/** Answers of the service at one moment. */
interface Moment {
  readonly running?: number;
  /** Tasks that have completed so far. */
  readonly done?: readonly BatchTask[];
  /** Number of completed tasks in the counts, if they lag behind. */
  readonly counted?: number;
  readonly job?: Partial<Models.CloudJob> | "gone";
  readonly pool?: Models.CloudPool | "gone";
  readonly nodes?: Models.ComputeNode[];
  readonly stderr?: string;
  /** False if a task was reactivated, though all tasks are in `done`. */
  readonly isAllDone?: false;
}

/** A service that moves to the next moment with each look. After the last one it fails, so that no test can hang. */
const story = (moments: readonly Moment[]) => {
  let at = -1;
  const now = (): Moment => moments[at] ?? assert.fail(`looked ${at + 1} times, ${moments.length} expected`);
  const filters: (string | undefined)[] = [];
  const reactivated: string[] = [];
  const terminated: string[] = [];
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
        if (now().isAllDone === false || (now().done ?? []).length < 2)
          yield { ...completed("left"), state: "running" };
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
    listRunningSince: async () => [],
    listWaitingTasks: async () => [],
    listJobsOnNode: async () => [],
    readNodeFile: async () => now().stderr,
    terminateJob: async (_, reason) => void terminated.push(reason),
    reactivateTask: async (_, id) => {
      if (now().job !== undefined) throw new ServiceError({ code: "JobCompleted", status: 409, message: "" });
      reactivated.push(id);
    },
  };
  return { batch, filters, reactivated, terminated };
};

/** Runs a monitor of two tasks on this story. */
export const watchStory = async (moments: readonly Moment[], options: Partial<Monitor> = {}) => {
  const { batch, filters, reactivated, terminated } = story(moments);
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
    terminated,
    error,
    clock,
    ids: looks.map(({ completed: tasks }) => tasks.map(({ id }) => id)),
  };
};

/** A task that completed this many seconds after ten o'clock. */
export const later = (id: string, seconds: number) =>
  completed(id, { stateTransitionTime: new Date(Date.parse("2026-11-23T10:00:00Z") + seconds * 1000) });
export const a = later("a", 0);
export const b = later("b", 30);

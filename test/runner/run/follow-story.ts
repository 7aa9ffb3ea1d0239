import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import type { Manifest } from "../../../runner/manifest/manifest.ts";
import type { TaskJudge } from "../../../runner/results/judge-task.ts";
import { cachedOutcome, completedOutcome } from "../../../runner/results/outcome.ts";
import { withOutcomeLog } from "../../../runner/results/outcome-log.ts";
import { poolRecord } from "../../../runner/results/pool-record.ts";
import { type FollowSession, followJob } from "../../../runner/run/follow-job.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { completed, fakeClock } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { keysOutputs } from "../outputs.ts";

/** The job's completed tasks at one poll, or the error that ends watching. */
export type Poll = readonly BatchTask[] | Error;

/** A Batch whose job has these completed tasks at each poll. */
export const batchOf = (polls: readonly Poll[], total: number) => {
  const asked: string[] = [];
  const terminated: string[] = [];
  let at = -1;
  const done = (): readonly BatchTask[] => {
    const poll = polls[Math.min(at, polls.length - 1)] ?? [];
    return poll instanceof Error ? [] : poll;
  };
  const batch: FollowSession["clients"]["batch"] = {
    getTaskCounts: async () => {
      asked.push("getTaskCounts");
      at += 1;
      const poll = polls[at] ?? assert.fail(`poll ${at + 1} of ${polls.length}`);
      if (poll instanceof Error) throw poll;
      const failed = poll.filter(({ exitCode }) => exitCode !== 0).length;
      const isLast = at === polls.length - 1;
      const running = isLast ? 0 : total - poll.length;
      return { active: 0, running, completed: poll.length, succeeded: poll.length - failed, failed };
    },
    listTasks: async function* (_, filter) {
      if (!filter?.includes("ne 'completed'")) yield* done();
      else if (at < polls.length - 1) yield { ...completed("left"), state: "running" };
    },
    getJob: async () => ({ state: "active" }),
    getPool: async () => ({ allocationState: "steady" }),
    listNodes: async () => [{ id: "node-1", state: "running" }],
    getTask: async () => undefined,
    listFailedPreparations: async () => [],
    listPreparations: async () => [],
    listRunningSince: async () => [],
    listWaitingTasks: async () => [],
    listJobsOnNode: async () => [],
    readNodeFile: async () => undefined,
    terminateJob: async (_, reason) => void terminated.push(reason),
    reactivateTask: async () => {},
  };
  return { batch, asked, terminated };
};

/** Checks a task by Batch's response; storage has every file. */
export const judge: TaskJudge = {
  judgeTask: async (_, task, done) => ({ ...completedOutcome(task, done, {}), files: [] }),
  judgeCachedTask: async (_, task, cachedFrom) => ({ ...cachedOutcome(task, cachedFrom, {}), files: [] }),
};

interface Followed {
  readonly manifest: Manifest;
  readonly polls: readonly Poll[];
  readonly judge?: TaskJudge;
}

/** Follows the job of this run and returns what was recorded, emitted and requested. */
export const follow = async ({ manifest, polls, judge: judgeWith = judge }: Followed) => {
  const total = [...manifest.tasks].filter(({ cachedFrom }) => cachedFrom === undefined).length;
  const { batch, asked, terminated } = batchOf(polls, total);
  const container = memoryContainer();
  const events: RunEvent[] = [];
  const controller = new AbortController();
  const clients = { batch, application: container, output: container, containerNamed: () => container };
  return withOutcomeLog(manifest.tasks, async (log) => {
    const followed = followJob({
      manifest,
      session: { clients, environment: { outputs: keysOutputs() } },
      timeoutMs: 600_000,
      context: { clock: fakeClock(), signal: controller.signal },
      emit: (event) => void events.push(event),
      judge: judgeWith,
      log,
      pool: poolRecord(),
    });
    const [endedBecause, error] = await followed.then(
      (reason) => [reason, undefined] as const,
      (thrown: unknown) => [undefined, thrown] as const,
    );
    const outcomes = error === undefined ? [...log.all("no outcome")] : [];
    const recorded = events.filter((event) => event.event === "task").map(({ taskId }) => taskId);
    return { endedBecause, error, outcomes, recorded, events, asked, terminated };
  });
};

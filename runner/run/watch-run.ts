import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pMap from "p-map";
import type { BatchTask } from "../batch/batch-task.ts";
import { writeFirstReport } from "../blobs/run-record.ts";
import type { Emit } from "../events.ts";
import { blockedTasks } from "../job/blocked-tasks.ts";
import { monitor } from "../job/monitor.ts";
import { linksOf } from "../plan/links.ts";
import { cachedTasks, type Manifest } from "../plan/manifest.ts";
import { blockedOutcome, cachedOutcome } from "../results/outcome.ts";
import type { Session } from "../session.ts";
import type { World } from "../world.ts";
import { judgeInStorage } from "./judge-in-storage.ts";
import { keepRecord } from "./keep-record.ts";
import { type OutcomeLog, openOutcomeLog } from "./outcome-log.ts";
import { type RunReport, runReport } from "./report.ts";

interface WatchRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  readonly timeoutMs: number;
  readonly world: Pick<World, "clock" | "signal">;
  readonly emit: Emit;
}

export interface Watched extends RunReport {
  /** Why the job ended before all its tasks had run. */
  readonly endedBecause?: string | undefined;
}

/** Tasks whose outputs are looked for at a time. */
const concurrency = 8;

/**
 * Waits for a run's tasks and judges each as a submit would, but fetches nothing: that its outputs are there is enough.
 * Keeps what became of the run, unless somebody has.
 */
export const watchRun = async (request: WatchRequest): Promise<Watched> => {
  const { manifest, session, world } = request;
  const folder = await mkdtemp(join(tmpdir(), "batch-watch-"));
  try {
    const log = await openOutcomeLog(folder, manifest.tasks);
    try {
      const endedBecause = await watchJob(request, log);
      const finishedAt = world.clock.now();
      const elapsedMs = finishedAt.getTime() - Date.parse(manifest.createdAt);
      const report = runReport({ manifest, counts: log.counts(), elapsedMs, finishedAt });
      const outcomes = () => log.all(endedBecause ?? "unknown");
      await keepRecord({ clients: session.clients, manifest, report, outcomes, write: writeFirstReport });
      return { ...report, endedBecause };
    } finally {
      await log.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const watchJob = async (
  { manifest, session, timeoutMs, world, emit }: WatchRequest,
  log: OutcomeLog,
): Promise<string | undefined> => {
  const { clock, signal } = world;
  const { jobId } = manifest;
  const { batch } = session.clients;
  const { poolId } = session.environment.outputs;
  const total = linksOf(manifest).toRun;
  const start = clock.now().getTime();
  for (const [task, cachedFrom] of cachedTasks(manifest))
    await log.add({ ...cachedOutcome(task, cachedFrom, {}), files: [] });
  let endedBecause: string | undefined;
  const finish = async (done: BatchTask): Promise<void> => {
    const task = log.task(done.id);
    if (task === undefined) return;
    const outcome = await judgeInStorage(session.clients, jobId, task, done);
    await log.add(outcome);
    emit({ event: "task", ...outcome });
  };
  const blocked = blockedTasks(manifest);
  const looks = monitor({ batch, jobId, poolId, total, timeoutMs, clock, signal, blocked });
  for await (const { completed, ...look } of looks) {
    endedBecause = look.endedBecause;
    emit({ event: "progress", ...look, total, elapsedMs: clock.now().getTime() - start });
    await pMap(completed, finish, { concurrency, signal });
  }
  for (const [id, failed] of blocked.all()) {
    const task = log.task(id);
    if (task !== undefined && !log.has(id)) await log.add(blockedOutcome(task, failed));
  }
  return endedBecause;
};

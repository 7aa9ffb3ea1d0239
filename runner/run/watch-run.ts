import pMap from "p-map";
import type { BatchTask } from "../batch/batch-task.ts";
import { listBlobs } from "../blobs/list-blobs.ts";
import type { Emit } from "../events.ts";
import { monitor } from "../job/monitor.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../plan/manifest.ts";
import { missingOutputs } from "../plan/patterns.ts";
import { taskFolder } from "../requests.ts";
import { judge, type TaskOutcome } from "../results/outcome.ts";
import type { Session } from "../session.ts";
import type { World } from "../world.ts";

export interface WatchRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  readonly timeoutMs: number;
  readonly world: Pick<World, "clock" | "signal">;
  readonly emit: Emit;
}

export interface Watched {
  readonly succeeded: number;
  readonly failed: number;
  /** Of the succeeded, those that an earlier run had done. */
  readonly cached: number;
  /** Why the job ended before all its tasks had run. */
  readonly endedBecause?: string | undefined;
}

/** Tasks whose outputs are looked for at a time. */
const concurrency = 8;

/** Waits for a run's tasks and judges each as a submit would, but fetches nothing: that its outputs are there is enough. */
export const watchRun = async (request: WatchRequest): Promise<Watched> => {
  const { manifest, session, timeoutMs, world, emit } = request;
  const { clock, signal } = world;
  const { jobId } = manifest;
  const { poolId } = session.environment.outputs;
  const toRun = new Map(tasksToRun(manifest).map((task) => [task.id, task]));
  const total = toRun.size;
  const cached = manifest.tasks.length - total;
  const start = clock.now().getTime();
  let succeeded = 0;
  let endedBecause: string | undefined;
  const finish = async (done: BatchTask): Promise<void> => {
    const task = toRun.get(done.id);
    if (task === undefined) return;
    const outcome = await judgeInStorage(session, jobId, task, done);
    if (outcome.succeeded) succeeded += 1;
    emit({ event: "task", ...outcome });
  };
  const looks = monitor({ batch: session.clients.batch, jobId, poolId, total, timeoutMs, clock, signal });
  for await (const { completed, ...look } of looks) {
    endedBecause = look.endedBecause;
    emit({ event: "progress", ...look, total, elapsedMs: clock.now().getTime() - start });
    await pMap(completed, finish, { concurrency, signal });
  }
  return { succeeded: succeeded + cached, failed: total - succeeded, cached, endedBecause };
};

const judgeInStorage = async (
  { clients: { output, storageCall } }: Session,
  jobId: string,
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const prefix = `${taskFolder({ jobId }, task)}/`;
  const found = new Set<string>();
  for await (const { name } of listBlobs(output, prefix, storageCall)) found.add(name.slice(prefix.length));
  return { ...judge(task, done, missingOutputs(task, found)), files: [] };
};

import pMap from "p-map";
import type { Workload } from "../../task/workload.ts";
import type { BatchTask } from "../batch/batch-task.ts";
import type { Emit } from "../events.ts";
import { monitor } from "../job/monitor.ts";
import { startJob } from "../job/start-job.ts";
import type { Manifest } from "../plan/manifest.ts";
import { collectTask } from "../results/collect.ts";
import { neverRan, type TaskOutcome } from "../results/outcome.ts";
import type { Session } from "../session.ts";
import type { World } from "../world.ts";

export interface ExecuteRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  /** Undefined if this checkout does not know the run's workload. */
  readonly workload: Workload | undefined;
  /** The run's folder on this machine. */
  readonly folder: string;
  readonly timeoutMs: number;
  readonly world: Pick<World, "clock" | "signal">;
  readonly emit: Emit;
}

/** Tasks whose files are fetched at a time. */
const concurrency = 8;

/**
 * Starts the run's job, or what is missing of it, and waits for its tasks; each one's files are fetched as soon as it has
 * completed. One outcome for each task, in the order of the manifest.
 */
export const executeRun = async (request: ExecuteRequest): Promise<TaskOutcome[]> => {
  const { manifest, session, world, folder, workload, emit } = request;
  const { batch, output, storageCall, nodeAccess } = session.clients;
  const { poolId, nodePath } = session.environment.outputs;
  const { signal } = world;
  const context = { poolId, nodePath, access: nodeAccess(manifest, world.clock.now()) };
  await startJob({ batch, manifest, context, signal });
  emit({ event: "started", jobId: manifest.jobId, poolId });

  const tasks = new Map(manifest.tasks.map((task) => [task.id, task]));
  const outcomes = new Map<string, TaskOutcome>();
  const collect = { jobId: manifest.jobId, output, storageCall, folder, workload };
  const finish = async (done: BatchTask): Promise<void> => {
    const task = tasks.get(done.id);
    if (task === undefined) return;
    const outcome = await collectTask(collect, task, done);
    outcomes.set(task.id, outcome);
    emit({ event: "task", ...outcome });
  };
  const watch = watchJob(request);
  await pMap(watch.completed(), finish, { concurrency, signal });
  if (watch.failure !== undefined) throw watch.failure;
  return manifest.tasks.map(
    (task) => outcomes.get(task.id) ?? neverRan(task, watch.endedBecause ?? "unknown"),
  );
};

interface Watch {
  readonly completed: () => AsyncGenerator<BatchTask>;
  /** Why it stopped early. What had completed until then is still delivered. */
  failure?: unknown;
  endedBecause?: string | undefined;
}

const watchJob = ({ manifest, session, world, timeoutMs, emit }: ExecuteRequest): Watch => {
  const { clock, signal } = world;
  const { jobId } = manifest;
  const total = manifest.tasks.length;
  const { batch } = session.clients;
  const { poolId } = session.environment.outputs;
  const start = clock.now().getTime();
  const watch: Watch = {
    completed: async function* () {
      try {
        const looks = monitor({ batch, jobId, poolId, total, timeoutMs, clock, signal });
        for await (const { counts, completed, nodes, waiting, endedBecause } of looks) {
          const elapsedMs = clock.now().getTime() - start;
          emit({ event: "progress", total, counts, nodes, waiting, elapsedMs });
          watch.endedBecause = endedBecause;
          yield* completed;
        }
      } catch (error) {
        watch.failure = error;
      }
    },
  };
  return watch;
};

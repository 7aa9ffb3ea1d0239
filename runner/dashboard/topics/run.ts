import { quote } from "shlex";
import type { NodeView, RunView, Straggler } from "../../../browser/contract/dashboard.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clock } from "../../clock.ts";
import { type RunningTasks, watchRunning } from "../../job/watch-running.ts";
import type { RunStatus } from "../../ui/command-events.ts";
import type { RunReader } from "../dashboard-environment.ts";
import type { Source } from "../topic.ts";
import { mostNodes, nodeView } from "./node-view.ts";
import { liveStates, runRow } from "./runs.ts";

interface RunSourceOptions {
  readonly runs: Pick<RunReader, "status" | "folder">;
  readonly batch: Pick<BatchClient, "getPool" | "listNodeDetails" | "listRunningSince" | "listSomeCompleted">;
  readonly clock: Clock;
  readonly jobId: string;
  /** Returns a task's label if it is known. */
  readonly labelOf: (taskId: string) => string | undefined;
}

/** A run, as `status` shows it, with its nodes and the time that is left. */
export const runSource = (options: RunSourceOptions): Source<RunView> => {
  const { runs, batch, jobId } = options;
  const pool = poolReader(batch);
  const progress = progressReader(options);
  return {
    look: async () => {
      const [status, folder] = await Promise.all([runs.status(jobId), runs.folder(jobId)]);
      const isLive = liveStates.has(status.state);
      const { leftMs, stragglers } = isLive ? await progress(status.counts) : idle;
      const nodes = isLive ? await pool(status.poolId) : [];
      return {
        ...runRow(status),
        poolId: status.poolId,
        leftMs: leftMs === undefined ? undefined : coarse(leftMs),
        stragglers: stragglers.map((straggler) => stragglerView(straggler, options)),
        nodes,
        failures: failuresOf(status, options),
        again: status.again?.map((word) => quote(word)).join(" "),
        folder,
      };
    },
  };
};

/** Rounds a time up, so that a long one doesn't change the value at each look. */
const coarse = (ms: number): number => {
  const stepMs = ms > 600_000 ? 30_000 : ms > 60_000 ? 5000 : 1000;
  return Math.ceil(ms / stepMs) * stepMs;
};

const idle: RunningTasks = { stragglers: [] };

const stragglerView = (
  { taskId, nodeId = "", elapsedMs }: RunningTasks["stragglers"][number],
  { labelOf, clock }: Pick<RunSourceOptions, "labelOf" | "clock">,
): Straggler => {
  // Whole seconds are the same at each look.
  const startedMs = Math.round((clock.now().getTime() - elapsedMs) / 1000) * 1000;
  return { taskId, nodeId, startedAt: new Date(startedMs).toISOString(), label: labelOf(taskId) ?? taskId };
};

const failuresOf = (
  { failures }: RunStatus,
  { labelOf }: Pick<RunSourceOptions, "labelOf">,
): RunView["failures"] =>
  failures.map(({ cause, count, sample: { taskId } }) => ({
    cause,
    count,
    sample: taskId,
    label: labelOf(taskId) ?? taskId,
  }));

/** The number of slots per node never changes. */
const poolReader = (batch: RunSourceOptions["batch"]): ((poolId: string) => Promise<NodeView[]>) => {
  let slots: number | undefined;
  return async (poolId) => {
    slots ??= (await batch.getPool(poolId))?.taskSlotsPerNode;
    const nodes = await batch.listNodeDetails(poolId, mostNodes);
    return nodes.map((node) => nodeView(node, slots ?? 1));
  };
};

/** Nodes report with different delays. */
const overlapMs = 2000;

/**
 * Returns a function that finds the time left and slow tasks. It reads at most a page of completed tasks per look: enough to learn how long
 * tasks take.
 */
const progressReader = ({ batch, jobId, clock }: RunSourceOptions) => {
  const running = watchRunning({ batch, jobId, clock });
  let since: Date | undefined;
  let done = 0;
  let seen = new Set<string>();
  return async (counts: RunStatus["counts"]): Promise<RunningTasks> => {
    const doneNow = counts.succeeded + counts.failed;
    const found = doneNow === done ? [] : await batch.listSomeCompleted(jobId, since);
    done = doneNow;
    if (found.length > 0) since = new Date(clock.now().getTime() - overlapMs);
    const completed = found.filter(({ id }) => !seen.has(id));
    seen = new Set(found.map(({ id }) => id));
    return running.look({ counts, completed });
  };
};

import type { BatchServiceModels as Models } from "@azure/batch";
import { quote } from "shlex";
import type { NodeView, RunView } from "../../../browser/contract/dashboard.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clock } from "../../clock.ts";
import type { RunStatus } from "../../ui/command-events.ts";
import { paceMeter } from "../../ui/pace.ts";
import type { RunReader } from "../dashboard-environment.ts";
import type { Source } from "../topic.ts";
import { mostNodes, nodeView } from "./node-view.ts";
import { runRow } from "./runs.ts";
import { type Durations, findStragglers, mostRunning, mostSampled } from "./stragglers.ts";

interface RunSourceOptions {
  readonly runs: Pick<RunReader, "status" | "folder">;
  readonly batch: Pick<
    BatchClient,
    "getPool" | "listNodeDetails" | "listRunningTasks" | "listFirstCompletedTasks"
  >;
  readonly clock: Clock;
  readonly jobId: string;
  /** Returns a task's label if it is known. */
  readonly labelOf: (taskId: string) => string | undefined;
}

/** States of a run whose nodes and tasks may change. */
const liveStates: ReadonlySet<string> = new Set(["half begun", "waiting", "running"]);

/** A run, as `status` shows it, with its nodes and the time that is left. */
export const runSource = (options: RunSourceOptions): Source<RunView> => {
  const { runs, batch, clock, jobId } = options;
  const pace = paceMeter();
  const pool = poolReader(batch);
  const stragglers = stragglerReader(options);
  const startMs = clock.monotonicMs();
  return {
    look: async () => {
      const [status, folder] = await Promise.all([runs.status(jobId), runs.folder(jobId)]);
      const isLive = liveStates.has(status.state);
      const elapsedMs = clock.monotonicMs() - startMs;
      if (isLive) pace.add({ counts: status.counts, elapsedMs });
      const { leftMs } = isLive ? pace.at(elapsedMs) : {};
      return {
        ...runRow(status),
        poolId: status.poolId,
        leftMs: leftMs === undefined ? undefined : Math.ceil(leftMs / 1000) * 1000,
        stragglers: status.counts.running > 0 ? await stragglers(status.counts) : [],
        nodes: isLive ? await pool(status.poolId) : [],
        failures: failuresOf(status),
        again: status.again?.map((word) => quote(word)).join(" "),
        folder,
      };
    },
  };
};

const failuresOf = ({ failures }: RunStatus): RunView["failures"] =>
  failures.map(({ cause, count, sample }) => ({ cause, count, sample: sample.taskId }));

/** The number of slots per node never changes. */
const poolReader = (batch: RunSourceOptions["batch"]): ((poolId: string) => Promise<NodeView[]>) => {
  let slots: number | undefined;
  return async (poolId) => {
    slots ??= (await batch.getPool(poolId))?.taskSlotsPerNode;
    const nodes = await batch.listNodeDetails(poolId, mostNodes);
    return nodes.map((node) => nodeView(node, slots ?? 1));
  };
};

/** Reads durations of completed tasks again when this many times more tasks have completed. */
const growth = 2;

const stragglerReader = ({ batch, jobId, clock, labelOf }: RunSourceOptions) => {
  let durations: Durations = [];
  let sampledAt = 0;
  return async ({ succeeded }: RunStatus["counts"]): Promise<RunView["stragglers"]> => {
    if (succeeded > 0 && durations.length < mostSampled && succeeded >= sampledAt * growth) {
      durations = (await batch.listFirstCompletedTasks(jobId, mostSampled)).flatMap(durationOf);
      sampledAt = succeeded;
    }
    if (durations.length === 0) return [];
    const running = await batch.listRunningTasks(jobId, mostRunning);
    return findStragglers(running, { durations, now: clock.now(), labelOf });
  };
};

const durationOf = ({ executionInfo: info }: Models.CloudTask): Durations =>
  info?.startTime === undefined || info.endTime === undefined || info.exitCode !== 0
    ? []
    : [info.endTime.getTime() - info.startTime.getTime()];

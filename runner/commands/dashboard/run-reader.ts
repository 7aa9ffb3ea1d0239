import { stat } from "node:fs/promises";
import pMap from "p-map";
import type { CommandContext } from "../../command-context.ts";
import type { RunReader } from "../../dashboard/dashboard-environment.ts";
import type { RunCost } from "../../results/run-cost.ts";
import { runFolder } from "../../results/run-folder.ts";
import { readReport } from "../../results/run-record.ts";
import type { Session } from "../../run/session.ts";
import type { RunSummary } from "../../ui/command-events.ts";
import { listSummaries } from "../ls/list-summaries.ts";
import { type LookMemory, lookAtRun } from "../status/look-at-run.ts";

/** Runs in a list. */
const most = 50;

/** Runs whose plans stay in memory while a page watches them. */
const mostRemembered = 3;

const isFinished = ({ state }: RunSummary): boolean => state === "succeeded" || state === "failed";

/** Reads runs as `ls` and `status` do. */
export const runReader = (session: Session, context: CommandContext): RunReader => {
  const memories = new Map<string, LookMemory>();
  const memoryOf = (jobId: string): LookMemory => {
    const memory = memories.get(jobId) ?? {};
    memories.delete(jobId);
    memories.set(jobId, memory);
    const [oldest] = memories.keys();
    if (memories.size > mostRemembered && oldest !== undefined) memories.delete(oldest);
    return memory;
  };
  /** The record cache has the report: the summary is made from it. */
  const costOf = async (jobId: string): Promise<RunCost | undefined> => {
    const { application } = session.clients;
    const report = await readReport({ application, jobId }).catch(() => undefined);
    return report?.cost;
  };
  return {
    list: async () => {
      const { runs } = await listSummaries(session.clients, { most });
      return pMap(runs, async (run) => (isFinished(run) ? { ...run, cost: await costOf(run.jobId) } : run));
    },
    status: async (jobId) => {
      const status = await lookAtRun(session, jobId, context.clock, memoryOf(jobId));
      return isFinished(status) ? { ...status, cost: await costOf(jobId) } : status;
    },
    folder: async (jobId) => {
      const { path } = runFolder({ ...context, jobId });
      const found = await stat(path).catch(() => undefined);
      return found?.isDirectory() ? path : undefined;
    },
  };
};

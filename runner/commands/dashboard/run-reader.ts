import { stat } from "node:fs/promises";
import type { CommandContext } from "../../command-context.ts";
import type { RunReader } from "../../dashboard/dashboard-environment.ts";
import { runFolder } from "../../results/run-folder.ts";
import { startPricing } from "../../run/pricing.ts";
import type { Session } from "../../run/session.ts";
import { listSummaries } from "../ls/list-summaries.ts";
import { type LookMemory, lookAtRun } from "../status/look-at-run.ts";

/** Runs in a list. */
const most = 50;

/** Runs whose plans stay in memory while a page watches them. */
const mostRemembered = 3;

/** Reads runs as `ls` and `status` do. */
export const runReader = (session: Session, context: CommandContext): Omit<RunReader, "report"> => {
  const pricing = startPricing(session.environment.outputs, {}, context);
  const memories = new Map<string, LookMemory>();
  const memoryOf = (jobId: string): LookMemory => {
    const memory = memories.get(jobId) ?? { pricing };
    memories.delete(jobId);
    memories.set(jobId, memory);
    const [oldest] = memories.keys();
    if (memories.size > mostRemembered && oldest !== undefined) memories.delete(oldest);
    return memory;
  };
  return {
    list: async () => (await listSummaries(session.clients, { most })).runs,
    status: (jobId) => lookAtRun(session, jobId, context.clock, memoryOf(jobId)),
    folder: async (jobId) => {
      const { path } = runFolder({ ...context, jobId });
      const found = await stat(path).catch(() => undefined);
      return found?.isDirectory() ? path : undefined;
    },
  };
};

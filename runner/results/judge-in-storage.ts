import type { BatchTask } from "../azure/batch-task.ts";
import type { Clients } from "../azure/clients.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { inputFlaws } from "./input-flaws.ts";
import { cachedOutcome, hasExitedWell, judge, type TaskOutcome } from "./outcome.ts";
import { verifyInStorage } from "./verify-outputs.ts";

type StorageClients = Pick<Clients, "output">;

/** How a completed task ended, as `collectTask` says, without downloading its files. */
export const judgeInStorage = async (
  storage: StorageClients & Parameters<typeof inputFlaws>[0],
  task: ManifestTask,
  done: BatchTask,
): Promise<TaskOutcome> => {
  const { jobId, output } = storage;
  const hasSucceeded = hasExitedWell(done);
  const { files, flaws, isUnverified } = await verifyInStorage({ output, task, jobId, hasSucceeded });
  const verdict = judge(task, done, { ...flaws, ...(await inputFlaws(storage, task)) });
  return { ...verdict, ...isUnverified, files };
};

/** The same for a task that another run had done. */
export const judgeCachedInStorage = async (
  { output }: StorageClients,
  task: ManifestTask,
  cachedFrom: string,
): Promise<TaskOutcome> => {
  const found = await verifyInStorage({ output, task, jobId: cachedFrom, hasSucceeded: true });
  return { ...cachedOutcome(task, cachedFrom, found.flaws), ...found.isUnverified, files: found.files };
};

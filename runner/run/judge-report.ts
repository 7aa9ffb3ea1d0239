import pMap from "p-map";
import type { Clients } from "../azure/clients.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { findIntact } from "../results/find-intact.ts";
import { hasRunWell, judgeAgain, type TaskOutcome } from "../results/outcome.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";
import { type EarlierResult, ownFiles } from "../results/results-index.ts";
import { type RunRecord, readOutcomes } from "../results/run-record.ts";
import { verifyInStorage } from "../results/verify-outputs.ts";

interface JudgeReport {
  readonly run: RunRecord;
  readonly manifest: Manifest;
  readonly clients: Pick<Clients, "output">;
  readonly signal: AbortSignal;
  /** Gets an outcome for each task of the report. */
  readonly log: OutcomeLog;
}

/** Tasks whose outputs are looked at again at a time. */
const concurrency = 8;

/** What became of a finished run by its report, and by what storage has of its outputs now. */
export const judgeReport = async ({ run, manifest, clients, signal, log }: JudgeReport): Promise<void> => {
  const { jobId } = manifest;
  const results = new Map<string, EarlierResult>();
  const runOf = ({ cachedFrom = jobId }: Pick<TaskOutcome, "cachedFrom">): string => cachedFrom;
  for await (const outcome of readOutcomes(run)) {
    await log.add(outcome);
    const { taskId, files } = outcome;
    const task = log.task(taskId);
    if (task === undefined || !hasRunWell(outcome)) continue;
    const packedFiles = JSON.stringify(outcome.succeeded ? ownFiles(task, files) : []);
    results.set(taskId, { jobId: runOf(outcome), packedFiles });
  }
  const intact = await findIntact(clients.output, results, signal);
  const judge = async (taskId: string): Promise<void> => {
    const [task, outcome] = [log.task(taskId), log.get(taskId)];
    if (task === undefined || outcome === undefined) return;
    if (outcome.succeeded && intact.has(taskId)) return;
    const verified = { output: clients.output, task, jobId: runOf(outcome), hasSucceeded: true };
    await log.add(judgeAgain(outcome, (await verifyInStorage(verified)).flaws));
  };
  await pMap(results.keys(), judge, { concurrency, signal });
};

import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { findIntact } from "../results/find-intact.ts";
import { hasRunWell, judgeAgain } from "../results/outcome.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";
import { type EarlierResult, ownFiles } from "../results/results-index.ts";
import { type RunRecord, readOutcomes } from "../results/run-record.ts";
import { verifyInStorage } from "../results/verify-outputs.ts";

interface JudgeReport {
  readonly run: RunRecord;
  readonly manifest: Manifest;
  readonly output: BlobContainer;
  readonly signal: AbortSignal;
  /** Receives an outcome for each task of the report. */
  readonly log: OutcomeLog;
}

/** Tasks whose outputs are verified at a time. */
const concurrency = 8;

/** Records the outcomes of a finished run, from its report and from the present content of storage. */
export const judgeReport = async ({ run, manifest, output, signal, log }: JudgeReport): Promise<void> => {
  const { jobId } = manifest;
  const results = new Map<string, EarlierResult>();
  for await (const outcome of readOutcomes(run)) {
    await log.add(outcome);
    const { taskId, files, cachedFrom = jobId } = outcome;
    const task = log.task(taskId);
    if (task === undefined || !hasRunWell(outcome)) continue;
    const packedFiles = JSON.stringify(outcome.succeeded ? ownFiles(task, files) : []);
    results.set(taskId, { jobId: cachedFrom, packedFiles });
  }
  const intact = await findIntact(output, results, signal);
  const verifyAgain = async (taskId: string): Promise<void> => {
    const [task, outcome] = [log.task(taskId), log.get(taskId)];
    if (task === undefined || outcome === undefined) return;
    if (outcome.succeeded && intact.has(taskId)) return;
    const { cachedFrom = jobId } = outcome;
    const verified = await verifyInStorage({ output, task, jobId: cachedFrom, hasSucceeded: true });
    await log.add(judgeAgain(outcome, verified.flaws));
  };
  await pMap(results.keys(), verifyAgain, { concurrency, signal });
};

import { usageError } from "../../errors.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import { cachedTasks, type Manifest } from "../../manifest/manifest.ts";
import type { ReportSource } from "../../report/report-source.ts";
import { withExcerpts } from "../../results/failed-tasks.ts";
import { cachedOutcome, completedOutcome, type TaskOutcome } from "../../results/outcome.ts";
import type { OutcomeLog } from "../../results/outcome-log.ts";
import { poolRecord } from "../../results/pool-record.ts";
import { runReport } from "../../results/report.ts";
import { environmentOf } from "../../run/environment-of.ts";
import type { Connected } from "../with-session.ts";

/** Failed tasks whose logs are read. */
const mostExcerpts = 40;

/**
 * Asks Batch for all tasks of a run that has not ended, and records the outcomes of the completed ones by their exit codes. Outputs are not
 * verified, because the run's end does that.
 *
 * @throws RunnerError `JobNotFound` if the run has no job.
 */
export const readSoFar = async (
  manifest: Manifest,
  log: OutcomeLog,
  { session, context, followUp }: Connected,
): Promise<Pick<ReportSource, "report" | "unfinished">> => {
  const { jobId } = manifest;
  const { batch } = session.clients;
  if (jobTasksOf(manifest).count > 0 && (await batch.getJob(jobId)) === undefined)
    throw usageError(
      "JobNotFound",
      `run ${jobId} has no job`,
      `Start it: ${followUp("submit", "--resume", jobId)}`,
    );
  for (const [task, cachedFrom] of cachedTasks(manifest))
    await log.add({ ...cachedOutcome(task, cachedFrom, {}), files: [] });
  const running = new Map<string, { nodeId?: string | undefined; startTime?: Date | undefined }>();
  const failed: TaskOutcome[] = [];
  for await (const found of batch.listTasks(jobId)) {
    const { id, state, nodeId, startTime } = found;
    const task = log.task(id);
    if (task === undefined) continue;
    if (state === "running" || state === "preparing") running.set(id, { nodeId, startTime });
    if (state !== "completed") continue;
    const outcome = { ...completedOutcome(task, found, {}), files: [] };
    await log.add(outcome);
    if (!outcome.succeeded && failed.length < mostExcerpts) failed.push(outcome);
  }
  for (const outcome of await withExcerpts(session.clients, jobId, failed)) await log.add(outcome);
  const now = context.clock.now();
  const { succeeded, failed: notSucceeded, cached, notRun = 0 } = log.counts();
  const pool = poolRecord();
  pool.seeNodes(await batch.listNodes(session.environment.outputs.poolId), now);
  return {
    report: runReport({
      manifest,
      counts: { succeeded, failed: notSucceeded - notRun, cached, notRun: undefined },
      elapsedMs: Math.max(0, now.getTime() - Date.parse(manifest.createdAt)),
      finishedAt: now,
      environment: environmentOf(session.environment.outputs, pool),
      nodes: pool.nodes(),
    }),
    unfinished: { has: (taskId) => !log.has(taskId), running, now },
  };
};

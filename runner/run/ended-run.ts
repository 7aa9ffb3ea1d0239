import type { CommandContext } from "../command-context.ts";
import { isFullyAdded } from "../job/job-request.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { RunReport } from "../results/report.ts";
import { readReport } from "../results/run-record.ts";
import type { Session } from "./session.ts";
import { watchRun } from "./watch-run.ts";

/**
 * What became of a run: where its job has ended while nobody watched, that is found out and kept now. Undefined while it
 * goes on, and where its job is gone.
 */
export const endOfRun = async (
  manifest: Manifest,
  session: Session,
  context: Pick<CommandContext, "clock" | "signal">,
): Promise<RunReport | undefined> => {
  const { application, batch } = session.clients;
  const { jobId } = manifest;
  const report = await readReport({ application, jobId });
  if (report !== undefined) return report;
  const job = await batch.getJob(jobId);
  if (job?.state !== "completed" || !isFullyAdded(job)) return undefined;
  return watchRun({ manifest, session, timeoutMs: 0, context, emit: () => {} });
};

import type { Workload } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { headerOf, type Manifest } from "../manifest/manifest.ts";
import { workloadOf } from "../plan/find-workload.ts";
import { prepareReport } from "../report/write-report.ts";
import { collectingJudge } from "../results/collect.ts";
import { lineColumns } from "../results/line-row.ts";
import { type OutcomeLog, openOutcomeLog } from "../results/outcome-log.ts";
import { type PoolRecord, poolRecord } from "../results/pool-record.ts";
import { type RunReport, runReport } from "../results/report.ts";
import { type RunFolder, runFolder, writeRunFile } from "../results/run-folder.ts";
import { runUsage } from "../results/usage-advice.ts";
import { removeDeadParts } from "../storage/part-files.ts";
import type { Display } from "../ui/display.ts";
import { followUps } from "../ui/follow-up.ts";
import { reportOutcomesToGithub } from "../ui/github-summary.ts";
import { afterFailure, commandLines } from "../ui/next-commands.ts";
import { costWatch } from "./cost-watch.ts";
import { offerToDeleteJob } from "./delete-job.ts";
import { downloadProgress } from "./download-progress.ts";
import { environmentOf } from "./environment-of.ts";
import { findIdleNodes } from "./find-idle-nodes.ts";
import { followJob } from "./follow-job.ts";
import { cutShort } from "./interruption.ts";
import type { PriceFlags } from "./node-price.ts";
import { startPricing } from "./pricing.ts";
import { saveReportFiles } from "./report-files.ts";
import { saveRecord } from "./save-record.ts";
import type { Session, SessionOptions } from "./session.ts";
import { showResults } from "./show-results.ts";
import { startRun } from "./start-run.ts";

export interface FinishOptions extends SessionOptions, PriceFlags {
  /** Folder for the results of all runs. Default: the project's. */
  readonly out?: string | undefined;
  readonly timeoutMs: number;
  readonly yes: boolean;
  readonly keepJob: boolean;
}

interface FinishRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  /** Median duration of such tasks in earlier runs, if it is known. */
  readonly priorMs?: number | undefined;
  readonly options: FinishOptions;
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number;
  readonly context: CommandContext;
  readonly display: Display;
}

/**
 * Finishes a run whose plan is in storage: starts the job or adds missing tasks, follows it, downloads and verifies results, shows and stores
 * the report. Idempotent, on any machine.
 */
export const finishRun = async (request: FinishRequest): Promise<ExitCode> => {
  const { manifest, options, context } = request;
  const folder = runFolder({ ...context, out: options.out, jobId: manifest.jobId });
  await removeDeadParts(folder.path, context.clock.now());
  await writeRunFile(folder, "manifest.json", headerOf(manifest), manifest.tasks);
  const log = await openOutcomeLog(folder.path, manifest.tasks);
  try {
    return await finishWith(request, folder, log);
  } finally {
    await log.close();
  }
};

const finishWith = async (request: FinishRequest, folder: RunFolder, log: OutcomeLog): Promise<ExitCode> => {
  const { manifest, session, options, context, display } = request;
  const { timeoutMs, json = false } = options;
  const { jobId } = manifest;
  const workload = await workloadForRows(request);
  prepareReport();
  const followUp = followUps(options, context.env);
  const pricing = startPricing(session.environment.outputs, options, context);
  const { batch } = session.clients;
  let isStarted = false;
  const { emit, meter } = downloadProgress((event) => {
    isStarted ||= event.event === "started";
    display.emit(event);
  }, context.clock);
  const costs = costWatch(manifest, { ...display, pricing, batch, clock: context.clock, emit });
  let reason: string | undefined;
  const pool = poolRecord();
  try {
    await startRun({ manifest, session, context, emit });
    const { line } = manifest;
    const judge = collectingJudge({ folder: folder.path, workload, line, meter, batch });
    reason = await followJob({ ...request, timeoutMs, emit, judge, log, pool, costs });
  } catch (error) {
    return cutShort(error, { jobId, session, followUp, hasJob: isStarted, display, context });
  }
  const outcomes = () => log.all(reason ?? "unknown");
  const cost = await costs.final({ nodes: pool.nodes(), outcomes: outcomes() });
  const idle = await findIdleNodes(session, await pricing.settled);
  const columns = manifest.line === undefined ? workload?.columns : lineColumns(manifest);
  const report = reportOf(request, { log, pool, reason, columns, cost, idle });
  await writeRunFile(folder, "report.json", report, outcomes());
  const facts = { manifest, report, outcomes, columns: columns ?? [], folder, followUp };
  const reportFile = await saveReportFiles(facts, display);
  await showResults({ report, outcomes, columns, folder, reportFile, json }, display, context.terminal);
  await saveRecord({ clients: session.clients, manifest, report, outcomes });
  await reportOutcomesToGithub(report, { outcomes, columns: columns ?? [] }, context);
  const { yes, keepJob } = options;
  const hasFailures = report.failed > 0;
  const next = hasFailures ? afterFailure(manifest, followUp) : [];
  if (isStarted) {
    const offer = { batch, jobId, yes, keepJob, hasFailures };
    const isDeleted = await offerToDeleteJob(offer, display, context);
    if (!isDeleted && !hasFailures) next.push(["Delete the job:", followUp("delete", "--job-only", jobId)]);
  }
  for (const line of commandLines(next)) display.say(line);
  return hasFailures ? exitCodes.tasksFailed : exitCodes.ok;
};

/** Loads the workload for its columns. The run is finished without them if this checkout can't load it. */
const workloadForRows = async ({
  manifest,
  context,
  display,
}: FinishRequest): Promise<Workload | undefined> => {
  if (manifest.line !== undefined) return undefined;
  return workloadOf(manifest, context).catch((error: Error) => {
    display.say(`Results table without the workload's columns: ${error.message}`);
    return undefined;
  });
};

interface Ended extends Pick<RunReport, "cost" | "idle"> {
  readonly log: OutcomeLog;
  readonly pool: PoolRecord;
  readonly reason: string | undefined;
  readonly columns: readonly string[] | undefined;
}

const reportOf = (
  { manifest, session, startedAt, context }: FinishRequest,
  { log, pool, reason: endedBecause, columns, cost, idle }: Ended,
): RunReport => {
  const finishedAt = context.clock.now();
  const elapsedMs = Math.round(context.clock.monotonicMs() - startedAt);
  const environment = environmentOf(session.environment.outputs, pool);
  return runReport({
    ...{ manifest, counts: log.counts(), endedBecause, columns, cost, idle, elapsedMs, finishedAt },
    ...{ environment, nodes: pool.nodes(), usage: runUsage(log.all("unknown"), environment) },
  });
};

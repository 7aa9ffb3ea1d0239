import type { CommandContext } from "../command-context.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { workloadOf } from "../plan/find-workload.ts";
import type { ReportSource } from "../report/report-source.ts";
import { lineColumns } from "../results/line-row.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";
import type { RunReport } from "../results/report.ts";
import { type RunRecord, readOutcomes } from "../results/run-record.ts";

interface RecordedRun {
  readonly run: RunRecord;
  readonly manifest: Manifest;
  readonly report: RunReport;
  /** Receives the outcomes. */
  readonly log: OutcomeLog;
}

/** Reads a finished run from its record, for its report. */
export const readRecordedRun = async (
  { run, manifest, report, log }: RecordedRun,
  context: CommandContext,
): Promise<Pick<ReportSource, "report" | "outcomes" | "columns">> => {
  for await (const outcome of readOutcomes(run)) await log.add(outcome);
  return {
    report,
    outcomes: () => log.all(report.endedBecause ?? "unknown"),
    columns: report.columns ?? (await columnsHere(manifest, context)),
  };
};

/** Returns the columns of the results table as this checkout declares them; none if it doesn't have the workload. */
export const columnsHere = async (
  manifest: Manifest,
  context: CommandContext,
): Promise<readonly string[]> => {
  if (manifest.line !== undefined) return lineColumns(manifest);
  const workload = await workloadOf(manifest, context).catch(() => undefined);
  return workload?.columns ?? [];
};

import type { PackableReport } from "../../browser/contract/pack-report.ts";
import type { ReportedNode, ReportedRun } from "../../browser/contract/report-data.ts";
import { taskLabel } from "../plan/line/task-label.ts";
import { costBasis } from "../results/cost-words.ts";
import { timeBreakdown } from "../results/time-breakdown.ts";
import { plural } from "../text/amounts.ts";
import { ranFacts } from "./ran-facts.ts";
import type { ReportSource } from "./report-source.ts";
import { mostLogs, reportedFailures } from "./reported-failures.ts";
import { chooseRows } from "./result-rows.ts";
import { readTasks, sinceStart } from "./task-columns.ts";

type Tasks = ReturnType<typeof readTasks>;
type Rows = ReturnType<typeof chooseRows>;

/** Builds the data of a run's report. Reads the outcomes several times instead of keeping them. */
export const buildReport = async (source: ReportSource): Promise<PackableReport> => {
  const { manifest, report, outcomes, columns, unfinished } = source;
  const breakdown = timeBreakdown(outcomes(), report.nodes);
  const startedMs = breakdown?.startedMs ?? Date.parse(report.createdAt);
  const tasks = readTasks(source, startedMs);
  const rows = chooseRows(outcomes, columns.length);
  const knownMs = breakdown?.lengthMs ?? Math.max(0, Date.parse(report.finishedAt) - startedMs);
  const lengthMs = unfinished === undefined ? knownMs : Math.max(0, unfinished.now.getTime() - startedMs);
  return {
    run: runOf(source, { startedMs, lengthMs }),
    cost: costOf(source),
    phases: breakdown?.phases ?? [],
    nodes: nodesOf(source, tasks, startedMs),
    tasks: {
      ...tasks.columns,
      attempts: tasks.attempts,
      names: { [Symbol.iterator]: () => names(manifest) },
    },
    failures: await reportedFailures(tasks.failures, source),
    results: { columns, rows: rows.rows() },
    usage: usageOf(source),
    ran: ranFacts(source),
    notes: notesOf(source, tasks, rows),
  };
};

const runOf = (
  { manifest, report, unfinished }: ReportSource,
  times: Pick<ReportedRun, "startedMs" | "lengthMs">,
): ReportedRun => {
  const { succeeded, failed, cached, notRun = 0, endedBecause, elapsedMs } = report;
  return {
    jobId: manifest.jobId,
    workload: manifest.workload,
    ...times,
    // The command that resumed a run may have taken less time than its tasks.
    commandMs: unfinished === undefined && elapsedMs >= times.lengthMs ? elapsedMs : undefined,
    succeeded: succeeded - cached,
    failed: failed - notRun,
    cached,
    notRun,
    endedBecause,
    unfinished: unfinished && manifest.tasks.length - succeeded - failed,
  };
};

const costOf = ({ report: { cost, idle } }: ReportSource): PackableReport["cost"] =>
  cost && {
    amount: cost.amount,
    currency: cost.currency,
    basis: costBasis(cost),
    isHypothetical: cost.isHypothetical ?? false,
    idlePerHour: idle?.costPerHour,
  };

const names = function* (manifest: ReportSource["manifest"]): Generator<readonly [string, string]> {
  for (const task of manifest.tasks) yield [task.id, taskLabel(manifest, task)];
};

const nodesOf = (
  { report }: ReportSource,
  { nodeIds, laneCounts }: Tasks,
  startedMs: number,
): ReportedNode[] => {
  const { taskSlotsPerNode = 1 } = report.environment ?? {};
  return nodeIds.map((id, i) => {
    const node = report.nodes?.[i];
    return {
      id,
      isSpot: node?.isSpot ?? false,
      slots: Math.max(taskSlotsPerNode, laneCounts[i] ?? 0),
      allocatedMs: sinceStart(node?.allocatedAt, startedMs),
      bootedMs: sinceStart(node?.bootedAt, startedMs),
      readyMs: sinceStart(node?.startTaskEndedAt, startedMs),
      leftMs: sinceStart(node?.leftAt, startedMs),
    };
  });
};

const usageOf = ({ report: { usage } }: ReportSource): PackableReport["usage"] =>
  usage && {
    nodeMiB: Math.round(usage.nodeBytes / 1024 ** 2),
    nodeCores: usage.nodeCores,
    slotsPerNode: usage.slotsPerNode,
    advice: usage.advice,
  };

const notesOf = ({ columns, report, unfinished }: ReportSource, tasks: Tasks, rows: Rows): string[] => {
  const notes: string[] = [];
  const { shown, total, cut } = rows;
  const all = "results.csv has all of them";
  if (shown < total)
    notes.push(`The results table has the first ${number(shown)} of ${number(total)} rows; ${all}.`);
  if (cut > 0)
    notes.push(`${plural(cut, "long cell")} of the results table ${cut === 1 ? "is" : "are"} cut; ${all}.`);
  if (columns.length > 0 && total === 0 && report.succeeded > 0)
    notes.push(
      unfinished === undefined
        ? "The results table is empty, because the command that finished the run downloads nothing."
        : "The results table is added when the run has ended.",
    );
  if (tasks.hiddenAttempts > 0)
    notes.push(`The timeline leaves out ${plural(tasks.hiddenAttempts, "earlier attempt")}.`);
  if (tasks.failures.length > mostLogs)
    notes.push(`Only the first ${mostLogs} of ${tasks.failures.length} causes of failures have a log.`);
  if (!tasks.hasTimes && report.succeeded + report.failed > report.cached + (report.notRun ?? 0))
    notes.push("The record of this run has no times of tasks.");
  return notes;
};

const number = (count: number): string => count.toLocaleString("en");

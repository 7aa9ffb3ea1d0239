import { styleText } from "node:util";
import { isStoppedReason } from "../manifest/max-fails.ts";
import { costLines, verdictCost } from "../results/cost-lines.ts";
import { briefCauses, type FailureGroup, groupFailures, withoutNodePath } from "../results/failure-groups.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";
import type { RunFolder } from "../results/run-folder.ts";
import { type Terminal, writeData } from "../terminal.ts";
import { plural } from "../text/amounts.ts";
import { columnsOf } from "../text/columns.ts";
import { formatElapsed } from "../text/elapsed.ts";
import type { Display } from "../ui/display.ts";
import { resultsTable } from "../ui/results-table.ts";
import { resultsTsv } from "../ui/results-tsv.ts";
import { stoppedWords, tallyWords } from "../ui/words.ts";

/** Most lines of results on a screen, and groups of failures. */
const screenLines = 36;
const mostGroups = 5;

interface RunResults {
  readonly report: RunReport;
  /** Returns the outcomes in the order of the manifest, each time from the start. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  /** Headings of the workload's columns. */
  readonly columns: readonly string[] | undefined;
  readonly folder: RunFolder;
  /** Path of report.html, if it was written. */
  readonly reportFile?: string | undefined;
  readonly json: boolean;
}

/** Shows the results: a table on stdout, or tab-separated values if it isn't a terminal; causes of failures and the folder on stderr. */
export const showResults = async (
  results: RunResults,
  display: Display,
  { stdout }: Terminal,
): Promise<void> => {
  const { report, outcomes, columns = [], folder, reportFile, json } = results;
  const { jobId, succeeded, failed, notRun, cached, elapsedMs } = report;
  display.pause();
  if (!json && stdout.isTTY) {
    const alarm = (text: string): string => styleText("red", text, { stream: stdout });
    const screen = { columns: columnsOf(stdout), lines: screenLines };
    const rows = [...first(outcomes(), screenLines)];
    const total = succeeded + failed;
    stdout.write(`${resultsTable({ outcomes: rows, total, columns, alarm, screen })}\n`);
  } else if (!json)
    for (const line of resultsTsv({ outcomes: outcomes(), columns }))
      if (!(await writeData(stdout, line))) break;
  if (failed > 0) display.say(digest(outcomes(), folder));
  const unverified = Iterator.from(outcomes()).filter(({ isUnverified }) => isUnverified);
  if (unverified.next().done !== true)
    display.say("Some nodes have no md5sum: of their outputs only the presence in storage was verified");
  display.say(`Files: ${folder.shown}`);
  if (reportFile !== undefined) display.say(`Report: ${reportFile}`);
  if (report.endedBecause !== undefined && isStoppedReason(report.endedBecause))
    display.say(stoppedWords(report.endedBecause), "red");
  const those = cached === succeeded ? "" : `${cached} of them `;
  const earlier = cached === 0 ? "" : ` (${those}done by earlier runs)`;
  display.say(
    `${tallyWords(report, earlier)} in ${formatElapsed(elapsedMs)}${verdictCost(report)}`,
    failed === 0 ? "green" : "red",
  );
  if (report.usage?.advice !== undefined) display.say(report.usage.advice);
  for (const line of costLines(report)) display.say(line);
  const counts = { succeeded, failed, notRun, cached };
  const { endedBecause, usage, cost, idle } = report;
  const facts = { endedBecause, elapsedMs, usage, cost, idle, folder: folder.path };
  display.emit({ event: "finished", jobId, ...counts, ...facts });
};

const first = function* <T>(values: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const value of values) {
    if (left-- === 0) return;
    yield value;
  }
};

/** Lists failed tasks by cause, with a sample's stderr and the path of its log. */
const digest = (outcomes: Iterable<TaskOutcome>, folder: RunFolder): string => {
  const groups = groupFailures(outcomes);
  const shown = groups.slice(0, mostGroups).flatMap((group) => ["", ...groupLines(group, folder)]);
  const others = briefCauses(groups.slice(mostGroups), `: see ${folder.shown}report.json`);
  if (others.length > 0) shown.push("", ...others);
  return [...shown, ""].join("\n");
};

const groupLines = ({ cause, count, sample, hint }: FailureGroup, { shown }: RunFolder): string[] => {
  const lines = [`${plural(count, "task")} failed: ${cause}`];
  const { stderr = [], stdout } = sample;
  for (const line of stdout ?? stderr) lines.push(`  | ${withoutNodePath(line, sample)}`);
  const name = stdout === undefined ? "stderr.txt" : "stdout.txt";
  const log = sample.files.find(({ path }) => path.endsWith(`/${name}`) && path.startsWith("logs/"));
  const tries = sample.retryCount > 0 ? ` (${plural(sample.retryCount + 1, "attempt")})` : "";
  lines.push(
    `  ${count > 1 ? "one of them: " : ""}${log === undefined ? sample.taskId : shown + log.path}${tries}`,
  );
  if (hint !== undefined) lines.push(`  ${hint.text}`);
  return lines;
};

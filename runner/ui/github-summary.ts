import { appendFile, stat } from "node:fs/promises";
import type { CommandContext } from "../command-context.ts";
import { costLines, shownCost } from "../results/cost-lines.ts";
import { costWords } from "../results/cost-words.ts";
import { type FailureGroup, groupFailures } from "../results/failure-groups.ts";
import type { RunReport } from "../results/report.ts";
import { plural } from "../text/amounts.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { visible } from "../text/visible.ts";
import { type Place, placeOf } from "./annotation-place.ts";
import { type GithubResults, resultsMarkdown } from "./github-results.ts";
import { code, markdownRow, tableHead } from "./markdown.ts";

/** Fields of a run in its summary. */
type Summarized = Pick<
  RunReport,
  "jobId" | "workload" | "succeeded" | "failed" | "cached" | "elapsedMs" | "cost" | "idle"
>;

/** Causes of failures to report. GitHub shows ten annotations per step. */
const mostGroups = 10;

/** GitHub rejects a larger summary of a step, to which several commands may append. Bytes. */
const largestSummary = 1_000_000;

export interface GithubRun {
  readonly run: Summarized;
  readonly failures: readonly FailureGroup[];
  /** Absent if the results were not read. */
  readonly results?: GithubResults | undefined;
}

type GithubContext = Pick<CommandContext, "env" | "terminal" | "projectDir" | "cwd">;

/**
 * In GitHub Actions, writes the verdict and the results to the step's summary, and an annotation for each cause of failures. Annotations
 * go to stderr, which GitHub reads too, because stdout is for data.
 */
export const reportToGithub = async (
  { run, failures, results }: GithubRun,
  context: GithubContext,
): Promise<void> => {
  const { GITHUB_STEP_SUMMARY: file } = context.env;
  if (!file) return;
  const places = { ...context, workload: run.workload };
  const placed = failures.map((group) => ({ ...group, place: placeOf(group.sample, places) }));
  for (const line of annotations(run, placed)) context.terminal.stderr.write(`${line}\n`);
  const written = await stat(file).catch(() => undefined);
  const text = summary({ run, failures, results }, largestSummary - (written?.size ?? 0));
  if (text === undefined) return;
  await appendFile(file, text).catch((error: Error) => {
    // The result of a run doesn't depend on its summary.
    context.terminal.stderr.write(`The summary on GitHub was not written: ${visible(error.message)}\n`);
  });
};

/** Does the same for outcomes that are not grouped yet. */
export const reportOutcomesToGithub = (
  run: Summarized,
  results: Pick<GithubResults, "outcomes" | "columns">,
  context: GithubContext,
): Promise<void> =>
  context.env.GITHUB_STEP_SUMMARY
    ? reportToGithub(
        {
          run,
          results: { ...results, total: run.succeeded + run.failed, failed: run.failed },
          failures: run.failed > 0 ? groupFailures(results.outcomes()) : [],
        },
        context,
      )
    : Promise.resolve();

/** Returns the summary in Markdown; undefined if not even the verdict fits. */
export const summary = (
  { run, failures, results }: GithubRun,
  mostBytes = largestSummary,
): string | undefined => {
  const verdict = verdictLines(run, failures)
    .map((line) => `${line}\n`)
    .join("");
  const left = mostBytes - Buffer.byteLength(verdict);
  if (left < 0) return undefined;
  const shown = results === undefined ? [] : resultsMarkdown(results, left - headBytes);
  return verdict + shown.map((line) => `${line}\n`).join("");
};

/** Bytes for the head of the results table. */
const headBytes = 20_000;

const verdictLines = (run: Summarized, failures: readonly FailureGroup[]): string[] => {
  const { jobId, workload, succeeded, failed, cached, elapsedMs } = run;
  const cost = shownCost(run);
  const verdict =
    failed === 0
      ? `✅ ${plural(succeeded, "task")} succeeded`
      : `❌ ${failed} of ${plural(succeeded + failed, "task")} failed`;
  const counts = [
    ["succeeded", true],
    ["failed", true],
    ["done by earlier runs", true],
  ] as const;
  const costHead = cost === undefined ? [] : [["cost", true] as const];
  return [
    `### ${verdict}`,
    "",
    ...tableHead([["run"], ["workload"], ...counts, ["time", true], ...costHead]),
    markdownRow([
      ...[code(jobId), code(workload), succeeded, failed, cached, formatElapsed(elapsedMs)],
      ...(cost === undefined ? [] : [costWords(cost)]),
    ]),
    "",
    ...costLines(run).flatMap((line) => [line.trim(), ""]),
    ...(failures.length > 0 ? [...failureTable(failures), ""] : []),
  ];
};

const failureTable = (failures: readonly FailureGroup[]): string[] => {
  const rows = failures
    .slice(0, mostGroups)
    .map(({ count, cause, sample }) => markdownRow([count, code(cause), code(sample.taskId)]));
  const more = failures.length - mostGroups;
  return [
    ...tableHead([["tasks", true], ["cause of failure"], ["example"]]),
    ...rows,
    ...(more > 0 ? ["", `and ${plural(more, "other cause")}`] : []),
  ];
};

type PlacedGroup = FailureGroup & { readonly place?: Place | undefined };

/** Returns GitHub's workflow commands, one per message. */
export const annotations = ({ jobId }: Summarized, failures: readonly PlacedGroup[]): string[] => {
  const messages = new Map<string, { readonly count: number; readonly place?: Place | undefined }>();
  for (const { count, cause, hint, place } of failures) {
    const text = visible(hint === undefined ? cause : `${cause}\n${hint.text}`);
    const same = messages.get(text);
    messages.set(text, { count: count + (same?.count ?? 0), place: same?.place ?? place });
  }
  return [...messages].slice(0, mostGroups).map(([text, { count, place }]) => {
    const title = `title=${escapeProperty(`${plural(count, "task")} of ${jobId} failed`)}`;
    const at = place === undefined ? "" : `file=${escapeProperty(place.file)},line=${place.line},`;
    return `::error ${at}${title}::${escapeData(text)}`;
  });
};

/** The same escapes as GitHub's toolkit (actions/toolkit: packages/core/src/command.ts). */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

import { appendFile } from "node:fs/promises";
import type { CommandContext } from "../command-context.ts";
import { type FailureGroup, groupFailures } from "../results/failure-groups.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";
import { plural } from "../text/amounts.ts";
import { formatElapsed } from "../text/duration.ts";
import { visible } from "../text/visible.ts";

/** Fields of a run in its summary. */
type Summarized = Pick<RunReport, "jobId" | "workload" | "succeeded" | "failed" | "cached" | "elapsedMs">;

/** Causes of failures to report. GitHub shows ten annotations per step. */
const mostGroups = 10;

/**
 * In GitHub Actions, writes the verdict to the step's summary and an annotation for each cause of failures. Annotations go to
 * stderr, which GitHub reads too, because stdout is for data.
 */
export const reportToGithub = async (
  run: Summarized,
  failures: readonly FailureGroup[],
  { env, terminal }: Pick<CommandContext, "env" | "terminal">,
): Promise<void> => {
  const { GITHUB_STEP_SUMMARY: file } = env;
  if (!file) return;
  for (const line of annotations(run, failures)) terminal.stderr.write(`${line}\n`);
  await appendFile(file, summary(run, failures));
};

/** Does the same for outcomes that are not grouped yet. */
export const reportOutcomesToGithub = (
  run: Summarized,
  outcomes: () => Iterable<TaskOutcome>,
  context: Pick<CommandContext, "env" | "terminal">,
): Promise<void> =>
  context.env.GITHUB_STEP_SUMMARY
    ? reportToGithub(run, run.failed > 0 ? groupFailures(outcomes()) : [], context)
    : Promise.resolve();

/** Returns the summary in Markdown. */
export const summary = (run: Summarized, failures: readonly FailureGroup[]): string => {
  const { jobId, workload, succeeded, failed, cached, elapsedMs } = run;
  const verdict =
    failed === 0
      ? `✅ ${plural(succeeded, "task")} succeeded`
      : `❌ ${failed} of ${plural(succeeded + failed, "task")} failed`;
  const cells = [code(jobId), code(workload), succeeded, failed, cached, formatElapsed(elapsedMs)];
  const lines = [
    `### ${verdict}`,
    "",
    "| run | workload | succeeded | failed | done by earlier runs | time |",
    "|---|---|--:|--:|--:|--:|",
    `| ${cells.join(" | ")} |`,
    "",
  ];
  if (failures.length > 0) lines.push(...failureTable(failures), "");
  return `${lines.join("\n")}\n`;
};

const failureTable = (failures: readonly FailureGroup[]): string[] => {
  const rows = failures
    .slice(0, mostGroups)
    .map(({ count, cause, sample }) => `| ${count} | ${code(cause)} | ${code(sample.taskId)} |`);
  const more = failures.length - mostGroups;
  return [
    "| tasks | cause of failure | example |",
    "|--:|---|---|",
    ...rows,
    ...(more > 0 ? ["", `and ${plural(more, "other cause")}`] : []),
  ];
};

/** GitHub's workflow commands. */
export const annotations = ({ jobId }: Summarized, failures: readonly FailureGroup[]): string[] =>
  failures.slice(0, mostGroups).map(({ count, cause, hint }) => {
    const title = `${plural(count, "task")} of ${jobId} failed`;
    return `::error title=${escapeProperty(title)}::${escapeData(visible(hint === undefined ? cause : `${cause}\n${hint.text}`))}`;
  });

/** Returns any text as code that is safe in a table cell. */
const code = (text: string): string =>
  `\`${visible(text).replaceAll("`", "'").replaceAll("|", "\\|").replace(/\s+/g, " ").trim()}\``;

/** The same escapes as GitHub's toolkit (actions/toolkit: packages/core/src/command.ts). */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

import { appendFile } from "node:fs/promises";
import type { CommandContext } from "../command-context.ts";
import { type FailureGroup, groupFailures } from "../results/digest.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";
import { plural } from "../text/amounts.ts";
import { formatElapsed } from "../text/duration.ts";
import { visible } from "../text/visible.ts";

/** What a summary tells of a run. */
type Summarized = Pick<RunReport, "jobId" | "workload" | "succeeded" | "failed" | "cached" | "elapsedMs">;

/** Causes of failures in a summary, and annotations: GitHub shows ten of a step. */
const mostGroups = 10;

/**
 * Where this is a step of GitHub Actions: the verdict on the step's page, and an annotation for each cause of failures.
 * They go to stderr, which GitHub reads as well, because stdout is for data.
 */
export const tellGithub = async (
  run: Summarized,
  failures: readonly FailureGroup[],
  { env, terminal }: Pick<CommandContext, "env" | "terminal">,
): Promise<void> => {
  const { GITHUB_STEP_SUMMARY: file } = env;
  if (!file) return;
  for (const line of annotations(run, failures)) terminal.stderr.write(`${line}\n`);
  await appendFile(file, summary(run, failures));
};

/** The same for tasks that are not grouped yet. */
export const tellGithubOf = (
  run: Summarized,
  outcomes: () => Iterable<TaskOutcome>,
  context: Pick<CommandContext, "env" | "terminal">,
): Promise<void> =>
  context.env.GITHUB_STEP_SUMMARY
    ? tellGithub(run, run.failed > 0 ? groupFailures(outcomes()) : [], context)
    : Promise.resolve();

/** Markdown. */
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
    "| run | workload | succeeded | failed | done earlier | time |",
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
    "| tasks | failed because of | one of them |",
    "|--:|---|---|",
    ...rows,
    ...(more > 0 ? ["", `and ${plural(more, "other cause")}`] : []),
  ];
};

/** GitHub's workflow commands. */
export const annotations = ({ jobId }: Summarized, failures: readonly FailureGroup[]): string[] =>
  failures.slice(0, mostGroups).map(({ count, cause }) => {
    const title = `${plural(count, "task")} of ${jobId} failed`;
    return `::error title=${escapeProperty(title)}::${escapeData(visible(cause))}`;
  });

/** In a cell of a table, whatever it holds. */
const code = (text: string): string =>
  `\`${visible(text).replaceAll("`", "'").replaceAll("|", "\\|").replace(/\s+/g, " ").trim()}\``;

/** As GitHub's own toolkit does it (actions/toolkit: packages/core/src/command.ts). */
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

import { styleText } from "node:util";
import type { Workload } from "../../task/workload.ts";
import type { Display } from "../display/display.ts";
import { plural } from "../display/words.ts";
import { formatElapsed } from "../duration.ts";
import type { Manifest } from "../plan/manifest.ts";
import { groupFailures } from "../results/digest.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import { resultsTable } from "../results/table.ts";
import type { Terminal } from "../terminal.ts";
import type { RunFolder } from "./folder.ts";

/** Lines of results, and groups of failures, that a reader takes in. */
const screenLines = 36;
const mostGroups = 5;

export interface Conclusion {
  readonly manifest: Manifest;
  readonly workload: Workload | undefined;
  readonly outcomes: readonly TaskOutcome[];
  readonly elapsedMs: number;
  readonly folder: RunFolder;
  readonly json: boolean;
}

/** The results: a table on stdout, why tasks failed and where the files are on stderr. */
export const conclude = (conclusion: Conclusion, display: Display, { stdout, stderr }: Terminal): void => {
  const { outcomes, workload, folder, elapsedMs, manifest, json } = conclusion;
  const failed = outcomes.filter(({ succeeded }) => !succeeded).length;
  const succeeded = outcomes.length - failed;
  display.pause();
  if (!json) {
    const alarm = (text: string): string => styleText("red", text, { stream: stdout });
    const screen = stdout.isTTY ? { columns: stdout.columns ?? 80, lines: screenLines } : undefined;
    stdout.write(`${resultsTable({ outcomes, columns: workload?.columns ?? [], alarm, screen })}\n`);
  }
  if (failed > 0) display.say(digest(outcomes, folder));
  display.say(`Files: ${folder.shown}`);
  const verdict =
    failed === 0 ? `${plural(succeeded, "task")} succeeded` : `${succeeded} succeeded, ${failed} failed`;
  const colour = failed === 0 ? "green" : "red";
  display.say(`${styleText(colour, verdict, { stream: stderr })} in ${formatElapsed(elapsedMs)}`);
  display.emit({
    event: "finished",
    jobId: manifest.jobId,
    succeeded,
    failed,
    elapsedMs,
    folder: folder.path,
  });
};

/** Failed tasks by cause: how many, one of them, what it wrote to stderr, and where all of that is. */
const digest = (outcomes: readonly TaskOutcome[], folder: RunFolder): string => {
  const groups = groupFailures(outcomes);
  const shown = groups
    .slice(0, mostGroups)
    .flatMap(({ cause, count, sample }) => [
      "",
      `${plural(count, "task")} failed: ${cause}`,
      ...(sample.stderr ?? []).map((line) => `  | ${line}`),
      ...(sample.files.some(({ path }) => path.startsWith("logs/"))
        ? [`  ${count > 1 ? "one of them: " : ""}${folder.shown}logs/${sample.taskId}/stderr.txt`]
        : []),
    ]);
  const more = groups.length - mostGroups;
  return [...shown, ...(more > 0 ? [`and ${plural(more, "other cause")}: see report.json`] : []), ""].join(
    "\n",
  );
};

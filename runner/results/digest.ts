import { plural } from "../text/amounts.ts";
import { keepStart } from "../text/columns.ts";
import { errorLine, isOfAttempts } from "./log-excerpts.ts";
import type { TaskOutcome } from "./outcome.ts";

/** Failed tasks that failed for the same reason. */
export interface FailureGroup {
  /** What the tasks have in common. */
  readonly cause: string;
  readonly count: number;
  /** One of them. */
  readonly sample: TaskOutcome;
}

/** With more causes than this, nobody reads them all: further ones go by their code alone. */
const mostCauses = 1000;

/** Failures by category, code, exit code and what stderr says, the most frequent first. */
export const groupFailures = (outcomes: Iterable<TaskOutcome>): FailureGroup[] => {
  const groups = new Map<string, { cause: string; count: number; sample: TaskOutcome }>();
  for (const outcome of outcomes) {
    if (outcome.succeeded) continue;
    const { category, code, exitCode, failure = "" } = outcome;
    const line = tellingLine(outcome);
    const kind = [category, code, exitCode];
    const own = JSON.stringify([
      ...kind,
      withoutParticulars(failure, outcome),
      withoutParticulars(line, outcome),
    ]);
    const isFull = groups.size >= mostCauses && !groups.has(own);
    const key = isFull ? JSON.stringify(kind) : own;
    const group = groups.get(key);
    if (group) group.count += 1;
    else
      groups.set(key, {
        cause: withoutNodePath(isFull || line === "" ? failure : `${failure}: ${line}`, outcome),
        count: 1,
        sample: outcome,
      });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
};

/** The line that names the error, else the program's last one. */
const tellingLine = ({ stderr = [], stdout = [], code }: TaskOutcome): string => {
  // What a program says when it ends well explains no other failure.
  const lines = code === "FailureExitCode" ? [...stdout, ...stderr] : stderr;
  return (errorLine(lines) ?? lines.findLast((line) => !isOfAttempts(line)) ?? "").trim();
};

/**
 * Text of a task without the folders of its node: working directory, job preparation task's folder. They take 200 characters
 * and tell nothing.
 */
export const withoutNodePath = (text: string, { taskId }: Pick<TaskOutcome, "taskId">): string =>
  text.includes("/wd/")
    ? text.replace(new RegExp(`(?:file://)?(?:/[^\\s"'\`:()]+)?/(?:${taskId}|jobpreparation)/wd/`, "g"), "")
    : text;

/** Tasks differ in their names, folders, numbers and quoted parts even when they fail for one reason. */
const withoutParticulars = (text: string, { taskId, inputs }: TaskOutcome): string => {
  const plain = inputs.reduce(
    (shorter, name) => shorter.replaceAll(name, "<input>"),
    text.replaceAll(taskId, "<task>"),
  );
  return plain
    .replace(/"[^"]*"|'[^']*'/g, "<text>")
    .replace(/(?:\/[^\s/"':]+)+\//g, "<folder>/")
    .replace(/\d+/g, "<number>");
};

/** Causes that are shown in a line each, and columns of such a line. */
const mostBrief = 20;
const widestBrief = 120;

/** The rest of the causes, more briefly; `where` follows the number of those that are left out. */
export const briefCauses = (groups: readonly FailureGroup[], where = ""): string[] => {
  if (groups.length === 0) return [];
  const more = groups.length - mostBrief;
  return [
    "Other causes:",
    ...groups
      .slice(0, mostBrief)
      .map(
        ({ count, cause, sample }) =>
          keepStart(`  ${count} × ${oneLine(cause)}`, widestBrief) + ` (${sample.taskId})`,
      ),
    ...(more > 0 ? [`and ${plural(more, "other cause")}${where}`] : []),
  ];
};

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

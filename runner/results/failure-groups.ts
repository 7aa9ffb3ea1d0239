import { plural } from "../text/amounts.ts";
import { keepStart } from "../text/columns.ts";
import { type FailureHint, failureHint } from "./failure-hints.ts";
import { errorLine, isOfAttempts } from "./log-excerpts.ts";
import type { TaskOutcome } from "./outcome.ts";

/** Tasks that failed for the same reason. */
export interface FailureGroup {
  /** Shared reason. */
  readonly cause: string;
  readonly count: number;
  /** One of the tasks. */
  readonly sample: TaskOutcome;
  /** Usual reason of such a failure, and its fix. */
  readonly hint?: FailureHint | undefined;
}

/** Most groups by full reason. Further failures are grouped only by code. */
const mostCauses = 1000;

/** Groups failures as they are added. */
interface FailureGrouper {
  /** Adds a failed task. Returns the number of its group. */
  readonly add: (outcome: TaskOutcome) => number;
  /** Returns the groups, the most frequent first. Tasks that never ran come last, because the failures of others explain them. */
  readonly groups: () => NumberedGroup[];
}

interface NumberedGroup extends FailureGroup {
  /** As `add` returned it. */
  readonly number: number;
}

/** Groups failures by category, code, exit code and error line of stderr. */
export const failureGrouper = (): FailureGrouper => {
  const groups = new Map<string, { number: number; cause: string; count: number; sample: TaskOutcome }>();
  return {
    add: (outcome) => {
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
          number: groups.size,
          cause: withoutNodePath(isFull || line === "" ? failure : `${failure}: ${line}`, outcome),
          count: 1,
          sample: outcome,
        });
      return group?.number ?? groups.size - 1;
    },
    groups: () =>
      [...groups.values()]
        .sort((a, b) => Number(hasRun(b)) - Number(hasRun(a)) || b.count - a.count)
        .map((group) => ({ ...group, hint: failureHint(group.sample) })),
  };
};

/** Groups the failed tasks among these. */
export const groupFailures = (outcomes: Iterable<TaskOutcome>): FailureGroup[] => {
  const grouper = failureGrouper();
  for (const outcome of outcomes) if (!outcome.succeeded) grouper.add(outcome);
  return grouper.groups().map(({ number: _, ...group }) => group);
};

const hasRun = ({ sample }: Pick<FailureGroup, "sample">): boolean => sample.nodeId !== undefined;

/** Returns the line that names the error, else the program's last line. */
const tellingLine = ({ stderr = [], stdout = [], code }: TaskOutcome): string => {
  // stdout explains only failures of the program.
  const lines = code === "FailureExitCode" ? [...stdout, ...stderr] : stderr;
  return (errorLine(lines) ?? lines.findLast((line) => !isOfAttempts(line)) ?? "").trim();
};

/**
 * Removes the node's folders from a text: those of the task and of the job preparation task. They take 200 characters and explain nothing.
 */
export const withoutNodePath = (text: string, { taskId }: Pick<TaskOutcome, "taskId">): string =>
  text.includes("/wd/")
    ? text.replace(new RegExp(`(?:file://)?(?:/[^\\s"'\`:()]+)?/(?:${taskId}|jobpreparation)/wd/`, "g"), "")
    : text;

/** Replaces names, folders, numbers and quoted parts, which differ between tasks that fail for the same reason. */
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

/** Most causes in the brief list, and the width of its lines in columns. */
const mostBrief = 20;
const widestBrief = 120;

/** Lists causes in a line each. `where` is appended to the number of causes that are left out. */
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

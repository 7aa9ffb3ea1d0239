import type { TaskOutcome } from "./outcome.ts";
import { errorLine } from "./stderr-excerpt.ts";

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
        cause: isFull || line === "" ? failure : `${failure}: ${line}`,
        count: 1,
        sample: outcome,
      });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
};

/** The line of stderr that names the error, else the program's last one. */
const tellingLine = ({ stderr = [] }: TaskOutcome): string =>
  (errorLine(stderr) ?? stderr.findLast((line) => !ofAttempts.test(line)) ?? "").trim();

/** What the task's script says between attempts (job/attempts.ts). */
const ofAttempts = /^attempt \d+ of \d+ ended with exit code \d+$/;

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

import type { TaskOutcome } from "./outcome.ts";

/** Failed tasks that failed for the same reason. */
export interface FailureGroup {
  /** What the tasks have in common. */
  readonly cause: string;
  readonly count: number;
  /** One of them. */
  readonly sample: TaskOutcome;
}

/** Failures by cause, the most frequent first. */
export const groupFailures = (outcomes: Iterable<TaskOutcome>): FailureGroup[] => {
  const groups = new Map<string, { cause: string; count: number; sample: TaskOutcome }>();
  for (const outcome of outcomes) {
    if (outcome.succeeded) continue;
    const cause = causeOf(outcome);
    const key = withoutParticulars(cause, outcome);
    const group = groups.get(key);
    if (group) group.count += 1;
    else groups.set(key, { cause, count: 1, sample: outcome });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
};

/** `exit code 1: Error: expected text`: how it failed and the line of stderr that names the error, else the last one. */
const causeOf = ({ failure = "", stderr = [] }: TaskOutcome): string => {
  const line = stderr.find((text) => /\b\w*(Error|Exception)\b.*:/.test(text)) ?? stderr.at(-1);
  return line === undefined ? failure : `${failure}: ${line.trim()}`;
};

/** Tasks differ in their names, numbers and quoted parts even when they fail for one reason. */
const withoutParticulars = (cause: string, { taskId, inputs }: TaskOutcome): string => {
  const [code = "", ...rest] = cause.split(": ");
  let text = rest.join(": ").replaceAll(taskId, "<task>");
  for (const name of inputs) text = text.replaceAll(name, "<input>");
  return `${code}: ${text.replace(/"[^"]*"|'[^']*'/g, "<text>").replace(/\d+/g, "<number>")}`;
};

import { closest } from "fastest-levenshtein";
import { usageError } from "../../errors.ts";
import type { Manifest, ManifestTask } from "../../manifest/manifest.ts";

/** Ways to name a task, the most exact first. */
const ways: readonly ((task: ManifestTask, word: string) => boolean)[] = [
  ({ id }, word) => id === word,
  ({ name }, word) => name === word,
  ({ inputs }, word) => inputs.some(({ name }) => name === word),
  ({ outputs }, word) => outputs.includes(word),
  ({ inputs, outputs }, word) =>
    [...inputs.map(({ name }) => name), ...outputs].some((path) => path.endsWith(`/${word}`)),
  ({ id }, word) => id.startsWith(word),
];

/** Tasks listed in an error. */
const named = 5;

/**
 * Returns the task with this id, name, beginning of an id, or name of an input or output.
 *
 * @throws RunnerError `AmbiguousTask` if several tasks match, `TaskNotFound` if none does.
 */
export const findTask = (word: string, { jobId, tasks }: Pick<Manifest, "jobId" | "tasks">): ManifestTask => {
  for (const isMeant of ways) {
    const [task, ...others] = Iterator.from(tasks).filter((candidate) => isMeant(candidate, word));
    if (task === undefined) continue;
    if (others.length === 0) return task;
    throw usageError(
      "AmbiguousTask",
      `"${word}" matches ${others.length + 1} tasks of ${jobId}`,
      list([task, ...others]),
    );
  }
  const nearest = closest(
    word,
    Array.from(tasks, ({ id, name = id, inputs }) => [name, ...inputs.map(({ name }) => name)]).flat(),
  );
  throw usageError(
    "TaskNotFound",
    `run ${jobId} has no task "${word}"; did you mean "${nearest}"?`,
    "Give a task's name, its id, the beginning of its id, or the name of an input or output.",
  );
};

const list = (tasks: readonly ManifestTask[]): string => {
  const lines = tasks.slice(0, named).map(({ id }) => `  ${id}`);
  if (tasks.length > named) lines.push(`  and ${tasks.length - named} more`);
  return lines.join("\n");
};

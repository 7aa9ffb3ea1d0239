import { closest } from "fastest-levenshtein";
import { usageError } from "../../errors.ts";
import type { Manifest, ManifestTask } from "../../manifest/manifest.ts";

/** What a user may call a task, the most exact first. */
const ways: readonly ((task: ManifestTask, word: string) => boolean)[] = [
  ({ id }, word) => id === word,
  ({ name }, word) => name === word,
  ({ inputs }, word) => inputs.some(({ name }) => name === word),
  ({ outputs }, word) => outputs.includes(word),
  ({ inputs, outputs }, word) =>
    [...inputs.map(({ name }) => name), ...outputs].some((path) => path.endsWith(`/${word}`)),
  ({ id }, word) => id.startsWith(word),
];

/** How many tasks an error names. */
const named = 5;

/** The task that the user means by its id, its name, the beginning of its id, or the name of one of its inputs or outputs. */
export const findTask = (word: string, { jobId, tasks }: Pick<Manifest, "jobId" | "tasks">): ManifestTask => {
  for (const isMeant of ways) {
    const [task, ...others] = Iterator.from(tasks).filter((candidate) => isMeant(candidate, word));
    if (task === undefined) continue;
    if (others.length === 0) return task;
    throw usageError(
      "AmbiguousTask",
      `"${word}" may be ${others.length + 1} tasks of ${jobId}`,
      list([task, ...others]),
    );
  }
  const nearest = closest(
    word,
    Array.from(tasks, ({ id, name = id, inputs }) => [name, ...inputs.map(({ name }) => name)]).flat(),
  );
  throw usageError(
    "TaskNotFound",
    `${jobId} has no task "${word}"; did you mean ${nearest}?`,
    "A task goes by its name, its id, the beginning of its id, or the name of its input.",
  );
};

const list = (tasks: readonly ManifestTask[]): string => {
  const lines = tasks.slice(0, named).map(({ id }) => `  ${id}`);
  if (tasks.length > named) lines.push(`  and ${tasks.length - named} more`);
  return lines.join("\n");
};

import type { LogName } from "../job/log-files.ts";
import { isOfAttempts } from "./digest.ts";
import type { TaskOutcome } from "./outcome.ts";
import { lastLines, type ReadableLog, stderrExcerpt } from "./stderr-excerpt.ts";

/** What a failed task wrote that tells most: to stderr, or the end of stdout if its program wrote nothing to stderr. */
export const logExcerpts = async (
  open: (name: LogName) => Promise<ReadableLog | undefined>,
): Promise<Pick<TaskOutcome, "stderr" | "stdout">> => {
  const log = await open("stderr.txt");
  const stderr = log && (await stderrExcerpt(log));
  if (stderr?.some((line) => !isOfAttempts(line))) return { stderr };
  const other = await open("stdout.txt");
  const stdout = other === undefined ? [] : await lastLines(other);
  return stdout.length > 0 ? { stderr, stdout } : { stderr };
};

import { RunnerError, usageError } from "../../errors.ts";
import type { Manifest, ManifestTask } from "../../manifest/manifest.ts";
import { readManifest } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { isRunId } from "../../storage/run-ids.ts";
import type { Connected } from "../with-session.ts";
import { findTask } from "./find-task.ts";

/** `[job] [task]`: a word for `findRun` and one for `findTask`. */
export type LogWords = readonly [first?: string | undefined, second?: string | undefined];

interface ChosenTask {
  readonly manifest: Manifest;
  /** Undefined for the failed tasks of the run. */
  readonly task: ManifestTask | undefined;
}

/**
 * Returns the run and the task that the words mean. One word is a run or, if no run has this name, a task of the newest run. To follow a run,
 * its only task is chosen.
 *
 * @throws RunnerError of `findRun` or `findTask`; `TaskRequired` if a run of several tasks should be followed.
 */
export const chooseTask = async (
  [first, second]: LogWords,
  isFollowed: boolean,
  connected: Pick<Connected, "session" | "display">,
): Promise<ChosenTask> => {
  const { session, display } = connected;
  const select = (word: string | undefined) => selectRun(word, session, display.emit);
  const run = await select(first).catch((error: unknown) => {
    if (first === undefined || second !== undefined || isRunId(first) || !isNoRun(error)) throw error;
    return { task: first, noRun: error };
  });
  if ("noRun" in run) {
    const manifest = await readManifest(await select(undefined));
    return { manifest, task: taskOf(run.task, manifest, run.noRun) };
  }
  const manifest = await readManifest(run);
  if (second !== undefined) return { manifest, task: findTask(second, manifest) };
  return { manifest, task: isFollowed ? onlyTask(manifest) : undefined };
};

const isNoRun = (error: unknown): error is RunnerError =>
  error instanceof RunnerError && ["InvalidJobId", "RunNotFound", "AmbiguousJob"].includes(error.code);

const taskOf = (word: string, manifest: Manifest, noRun: RunnerError): ManifestTask => {
  try {
    return findTask(word, manifest);
  } catch (error) {
    if (!(error instanceof RunnerError) || error.code !== "TaskNotFound") throw error;
    if (noRun.code === "AmbiguousJob") throw noRun;
    throw usageError(
      "TaskNotFound",
      `"${word}" is neither a run nor a task of the newest run`,
      `${noRun.message}\n${error.message}`,
    );
  }
};

const onlyTask = ({ tasks }: Manifest): ManifestTask => {
  const [task, other] = Iterator.from(tasks).take(2);
  if (task !== undefined && other === undefined) return task;
  throw usageError(
    "TaskRequired",
    "--follow: expected a task",
    "Give a task's name or id, or the name of an input.",
  );
};

import { readSync } from "node:fs";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ManifestTask, TaskList } from "../manifest/manifest.ts";
import { partPath } from "../storage/part-files.ts";
import { neverRan, type TaskOutcome } from "./outcome.ts";

/** Outcomes of a run's tasks. Kept in a file, because there may be 100,000 of them. */
export interface OutcomeLog {
  readonly task: (id: string) => ManifestTask | undefined;
  readonly has: (id: string) => boolean;
  readonly get: (id: string) => TaskOutcome | undefined;
  /** Replaces the task's earlier outcome, which it has if it was reactivated. */
  readonly add: (outcome: TaskOutcome) => Promise<void>;
  /** Tasks without an outcome count as failed. */
  readonly counts: () => OutcomeCounts;
  /** Yields an outcome per task in the order of the manifest. A task without one never ran, for the given reason. */
  readonly all: (reason: string) => Generator<TaskOutcome>;
  readonly close: () => Promise<void>;
}

interface OutcomeCounts {
  readonly succeeded: number;
  readonly failed: number;
  /** Succeeded tasks that an earlier run completed. */
  readonly cached: number;
  /** Failed tasks that never ran; undefined for none. */
  readonly notRun: number | undefined;
}

/** Opens a log for these tasks, in a file of the folder. Closing removes the file. */
export const openOutcomeLog = async (folder: string, tasks: TaskList): Promise<OutcomeLog> => {
  await mkdir(folder, { recursive: true });
  const path = partPath(folder);
  const file = await open(path, "wx+");
  const indexOf = new Map(Iterator.from(tasks).map(({ id }, index) => [id, index]));
  const starts = new Float64Array(tasks.length);
  const lengths = new Uint32Array(tasks.length);
  const verdicts = new Uint8Array(tasks.length);
  let end = 0;
  // Kept for all reads: buffers for each of them make the garbage collector take longer than the reads.
  let line = Buffer.alloc(4096);
  const read = (index: number): TaskOutcome => {
    const length = lengths[index] ?? 0;
    if (line.length < length) line = Buffer.alloc(2 * length);
    // Synchronous: with a promise for each short read it takes ten times as long.
    readSync(file.fd, line, 0, length, starts[index] ?? 0);
    return JSON.parse(line.toString("utf8", 0, length));
  };
  return {
    task: (id) => tasks.at(indexOf.get(id) ?? tasks.length),
    has: (id) => (lengths[indexOf.get(id) ?? tasks.length] ?? 0) > 0,
    get: (id) => {
      const index = indexOf.get(id);
      return index === undefined || lengths[index] === 0 ? undefined : read(index);
    },
    add: async (outcome) => {
      const index = indexOf.get(outcome.taskId);
      if (index === undefined) return;
      const written = Buffer.from(JSON.stringify(outcome));
      const start = end;
      end += written.length;
      [starts[index], lengths[index], verdicts[index]] = [start, written.length, verdictOf(outcome)];
      await file.write(written, 0, written.length, start);
    },
    counts: () => {
      const cached = verdicts.filter((verdict) => verdict === verdictCodes.cached).length;
      const succeeded = cached + verdicts.filter((verdict) => verdict === verdictCodes.ran).length;
      const notRun = lengths.filter((length) => length === 0).length || undefined;
      return { succeeded, failed: tasks.length - succeeded, cached, notRun };
    },
    all: function* (reason) {
      for (let index = 0; index < tasks.length; index++) {
        const task = lengths[index] === 0 ? tasks.at(index) : undefined;
        yield task === undefined ? read(index) : neverRan(task, reason);
      }
    },
    close: async () => {
      await file.close();
      await rm(path, { force: true });
    },
  };
};

/** Opens a log in a temporary folder while `use` runs. */
export const withOutcomeLog = async <T>(
  tasks: TaskList,
  use: (log: OutcomeLog) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "batch-outcomes-"));
  try {
    const log = await openOutcomeLog(folder, tasks);
    return await use(log).finally(log.close);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const verdictCodes = { failed: 0, ran: 1, cached: 2 };

const verdictOf = ({ succeeded, cachedFrom }: TaskOutcome): number => {
  if (!succeeded) return verdictCodes.failed;
  return cachedFrom === undefined ? verdictCodes.ran : verdictCodes.cached;
};

import { type JobTasks, jobTasks } from "./job-tasks.ts";

type Options = Omit<Parameters<typeof jobTasks>[0], "jobId">;

/** Tasks of the jobs that pages show. */
export interface WatchedJobs {
  /** Returns a job's tasks, and forgets those of jobs that no page has used for a while. */
  readonly of: (jobId: string) => JobTasks;
  /** Returns a job's tasks if a page shows them. */
  readonly known: (jobId: string) => JobTasks | undefined;
}

/** Jobs whose tasks stay in memory: some ten megabytes each for 100,000 tasks. */
const mostJobs = 4;
const unusedMs = 120_000;

export const watchedJobs = (options: Options): WatchedJobs => {
  const watched = new Map<string, { readonly tasks: JobTasks; readonly usedMs: number }>();
  const forgetUnused = (nowMs: number): void => {
    for (const [jobId, { usedMs }] of watched)
      if (nowMs - usedMs > unusedMs || watched.size > mostJobs) watched.delete(jobId);
  };
  let timer: NodeJS.Timeout | undefined;
  const forgetLater = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => watched.clear(), unusedMs).unref();
  };
  return {
    known: (jobId) => watched.get(jobId)?.tasks,
    of: (jobId) => {
      const nowMs = options.clock.monotonicMs();
      const tasks = watched.get(jobId)?.tasks ?? jobTasks({ ...options, jobId });
      // The oldest first.
      watched.delete(jobId);
      watched.set(jobId, { tasks, usedMs: nowMs });
      forgetUnused(nowMs);
      forgetLater();
      return tasks;
    },
  };
};

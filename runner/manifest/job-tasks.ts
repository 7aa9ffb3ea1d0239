import type { Manifest } from "./manifest.ts";

/** The tasks of a run that its own job runs. Earlier runs have completed the others. */
interface JobTasks {
  readonly count: number;
  /** Whether a task of the run depends on another. */
  readonly haveDependencies: boolean;
  /** Whether the job has this task. */
  readonly include: (taskId: string) => boolean;
  /** Id of the run whose folder contains the task's outputs. */
  readonly jobIdOf: (taskId: string) => string;
}

/** One per manifest: each of up to 100,000 task requests reads it. */
const known = new WeakMap<Manifest, JobTasks>();

export const jobTasksOf = (manifest: Manifest): JobTasks => {
  const jobTasks = known.get(manifest) ?? findJobTasks(manifest);
  known.set(manifest, jobTasks);
  return jobTasks;
};

const findJobTasks = ({ jobId, tasks }: Manifest): JobTasks => {
  let count = 0;
  let haveDependencies = false;
  for (const { cachedFrom, after } of tasks) {
    if (cachedFrom === undefined) count += 1;
    if (after !== undefined) haveDependencies = true;
  }
  const completedBy = new Map<string, string>();
  // Callers ask for other tasks only if there are dependencies.
  if (haveDependencies)
    for (const { id, cachedFrom } of tasks) if (cachedFrom !== undefined) completedBy.set(id, cachedFrom);
  return {
    count,
    haveDependencies,
    include: (taskId) => !completedBy.has(taskId),
    jobIdOf: (taskId) => completedBy.get(taskId) ?? jobId,
  };
};

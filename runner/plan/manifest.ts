import * as v from "valibot";
import { outputProblem, pathProblem } from "./paths.ts";

/** Ids of jobs and tasks [Swagger: 64 characters at most of these]. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const Input = v.object({
  /** Where the task finds it, relative to its working directory. */
  name: v.pipe(
    v.string(),
    v.check((name) => pathProblem(name) === undefined, "expected a path below the working directory"),
  ),
  /** Bytes. */
  size: v.number(),
  sha256,
});

export const ManifestTask = v.object({
  id,
  inputs: v.array(Input),
  args: v.array(v.string()),
  /** Paths relative to the task's working directory, and to the run's folder later. */
  outputs: v.array(
    v.pipe(
      v.string(),
      v.check((path) => outputProblem(path) === undefined, "expected a path below the run's folder"),
    ),
  ),
  /** The run that has done this work already: its outputs are there, and the task is not added to this run's job. */
  cachedFrom: v.optional(id),
});

const exitCodes = v.array(v.pipe(v.number(), v.integer()));

/** Which failures of a task are worth another attempt: a table of the workload's. */
const Retries = v.object({
  /** Attempts after the first. */
  max: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Exit codes that are tried again; all but 0 if it is not given. */
  on: v.optional(exitCodes),
  /** Exit codes that are not. */
  notOn: v.optional(exitCodes),
});

const header = {
  manifestVersion: v.literal(2),
  jobId: id,
  workload: v.string(),
  /** The user's task arguments. */
  args: v.array(v.string()),
  /** ISO 8601. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  /** How long the job may live on Batch, from its creation. */
  maxWallClockTimeMs: v.number(),
  bundleSha256: sha256,
  retries: v.optional(Retries),
};

/** What a run is, without its tasks: the first line of a stored manifest. */
export const ManifestHeader = v.object({ ...header, taskCount: v.number() });
export type ManifestHeader = v.InferOutput<typeof ManifestHeader>;

/**
 * The plan of a run: all that is needed to finish it from anywhere, and no secret. It is stored in the application
 * container before the job exists, a line for the header and one for each task, because there may be 100,000. What is
 * read back is not trusted: paths are checked again.
 */
export interface Manifest extends Omit<ManifestHeader, "taskCount"> {
  readonly tasks: readonly ManifestTask[];
}
export type ManifestTask = v.InferOutput<typeof ManifestTask>;
export type ManifestInput = ManifestTask["inputs"][number];
export type Retries = v.InferOutput<typeof Retries>;

export const isId = (text: string): boolean => v.is(id, text);

export const headerOf = ({ tasks, ...fields }: Manifest): ManifestHeader => ({
  ...fields,
  taskCount: tasks.length,
});

/** The tasks that the run's job gets. */
export const tasksToRun = ({ tasks }: Manifest): ManifestTask[] =>
  tasks.filter(({ cachedFrom }) => cachedFrom === undefined);

/** The values of a stored manifest's lines. */
export const manifestLines = function* (manifest: Manifest): Generator<ManifestHeader | ManifestTask> {
  yield headerOf(manifest);
  yield* manifest.tasks;
};

import * as v from "valibot";
import { nameProblem, outputProblem, pathProblem } from "./paths.ts";

/** Ids of jobs and tasks [Swagger: 64 characters at most of these]. None of ours begins with a dash: that is a flag. */
const id = v.pipe(v.string(), v.regex(/^\w[\w-]{0,63}$/));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const pathInWorkingDirectory = v.pipe(
  v.string(),
  v.check((name) => pathProblem(name) === undefined, "expected a path below the working directory"),
);
const outputPath = v.pipe(
  v.string(),
  v.check((path) => outputProblem(path) === undefined, "expected a path below the run's folder"),
);

const Input = v.object({
  /** Where the task finds it, relative to its working directory. */
  name: pathInWorkingDirectory,
  /** Bytes. */
  size: v.number(),
  /** Of the content, which is the name of its blob; of a stored input, of all that tells its content from another. */
  sha256,
  /** Where it was before the run: it is not uploaded. */
  stored: v.optional(
    v.object({
      container: v.string(),
      blob: v.string(),
      /** When the run was planned; the content that its task reads must be this. */
      etag: v.optional(v.string()),
    }),
  ),
});

/** An output of another task of the run as an input. */
const Result = v.object({ taskId: id, path: outputPath, name: pathInWorkingDirectory });

/** Outputs whose names the plan does not know. */
const Pattern = v.object({ pattern: outputPath, isOptional: v.boolean() });

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

export const ManifestTask = v.object({
  id,
  /** The user's; its results lie in a folder of that name. */
  name: v.optional(
    v.pipe(
      v.string(),
      v.check((name) => nameProblem(name) === undefined, "expected the name of a folder"),
    ),
  ),
  inputs: v.array(Input),
  results: v.optional(v.array(Result)),
  args: v.array(v.string()),
  /** Paths relative to the task's working directory; for where they lie later see `resultPath`. */
  outputs: v.array(outputPath),
  patterns: v.optional(v.array(Pattern)),
  /** Tasks that must have ended before it may start. */
  after: v.optional(v.array(id)),
  /** What becomes of the tasks after it if it fails; they never run unless this says so. */
  ifFails: v.optional(v.literal("continue")),
  /** A script for bash instead of the workload's program. */
  command: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.string())),
  /** Of all attempts together. */
  timeoutMs: v.optional(v.number()),
  /** Instead of the run's. */
  retries: v.optional(Retries),
  slots: v.optional(v.number()),
  image: v.optional(v.string()),
  /** The run that has done this work already: its outputs are there, and the task is not added to this run's job. */
  cachedFrom: v.optional(id),
});

/** A file that all tasks share, on each node once. */
const SharedFile = v.object({
  /** Relative to `$WORKLOAD_DIR`. */
  path: pathInWorkingDirectory,
  sha256,
  isExecutable: v.boolean(),
});

const header = {
  manifestVersion: v.literal(3),
  jobId: id,
  workload: v.string(),
  /** The user's task arguments. */
  args: v.array(v.string()),
  /** ISO 8601. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  /** How long the job may live on Batch, from its creation. */
  maxWallClockTimeMs: v.number(),
  /** Of the bundle or the command, and of the shared files. */
  codeSha256: sha256,
  /** The program as a script for bash; without it the program is the bundle. */
  command: v.optional(v.string()),
  files: v.optional(v.array(SharedFile)),
  /** Folders below `$WORKLOAD_DIR` that have nothing in them. */
  emptyFolders: v.optional(v.array(pathInWorkingDirectory)),
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
  readonly tasks: TaskList;
}

/** Tasks in the plan's order. There may be 100,000: whoever needs all goes through them, and keeps what it needs. */
export interface TaskList extends Iterable<ManifestTask> {
  readonly length: number;
  readonly at: (index: number) => ManifestTask | undefined;
}
export type ManifestTask = v.InferOutput<typeof ManifestTask>;
export type ManifestInput = ManifestTask["inputs"][number];
export type SharedFile = v.InferOutput<typeof SharedFile>;
export type Retries = v.InferOutput<typeof Retries>;

export const isId = (text: string): boolean => v.is(id, text);

export const headerOf = ({ tasks, ...fields }: Manifest): ManifestHeader => ({
  ...fields,
  taskCount: tasks.length,
});

/** Where an output lies in the run's folder. */
export const resultPath = ({ name }: Pick<ManifestTask, "name">, output: string): string =>
  name === undefined ? output : `${name}/${output}`;

/** The tasks that the run's job gets. */
export const tasksToRun = ({ tasks }: Manifest): IteratorObject<ManifestTask> =>
  Iterator.from(tasks).filter(({ cachedFrom }) => cachedFrom === undefined);

/** The other ones, each with the run that has done it. */
export const cachedTasks = function* ({
  tasks,
}: Manifest): Generator<[task: ManifestTask, cachedFrom: string]> {
  for (const task of tasks) if (task.cachedFrom !== undefined) yield [task, task.cachedFrom];
};

/** Finds tasks of the list by their ids. */
export const taskFinder = (tasks: TaskList): ((id: string) => ManifestTask | undefined) => {
  const indexOf = new Map(Iterator.from(tasks).map(({ id }, index) => [id, index]));
  return (id) => tasks.at(indexOf.get(id) ?? tasks.length);
};

/** The values of a stored manifest's lines. */
export const manifestLines = function* (manifest: Manifest): Generator<ManifestHeader | ManifestTask> {
  yield headerOf(manifest);
  yield* manifest.tasks;
};

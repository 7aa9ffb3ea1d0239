import * as v from "valibot";
import { nameProblem, outputProblem, pathProblem } from "./path-problems.ts";

/** Ids of jobs and tasks [Swagger: at most 64 of these characters]. Ours never start with a dash, which would be a flag. */
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
  /** Path relative to the task's working directory. */
  name: pathInWorkingDirectory,
  /** Bytes. */
  size: v.number(),
  /** SHA-256 of the content, which is also the blob's name; for a stored input, of the properties that identify its content. */
  sha256,
  /** The blob of a stored input, which the runner doesn't upload. */
  stored: v.optional(
    v.object({
      container: v.string(),
      blob: v.string(),
      /** ETag when the run was planned. The content that the task reads must still have it. */
      etag: v.optional(v.string()),
    }),
  ),
});

/** An input that is an output of another task of the run. */
const Result = v.object({ taskId: id, path: outputPath, name: pathInWorkingDirectory });

/** Outputs whose names only the task knows. */
const Pattern = v.object({ pattern: outputPath, isOptional: v.boolean() });

const exitCodes = v.array(v.pipe(v.number(), v.integer()));

/** The failures of a task's program that are worth another attempt. */
const Retries = v.object({
  /** Number of attempts after the first. */
  max: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Exit codes to retry. Default: all except 0. */
  on: v.optional(exitCodes),
  /** Exit codes not to retry. */
  notOn: v.optional(exitCodes),
});

export const ManifestTask = v.object({
  id,
  /** Name in the plan, and of the folder with the task's results. */
  name: v.optional(
    v.pipe(
      v.string(),
      v.check((name) => nameProblem(name) === undefined, "expected the name of a folder"),
    ),
  ),
  inputs: v.array(Input),
  results: v.optional(v.array(Result)),
  args: v.array(v.string()),
  /** Paths relative to the task's working directory. `resultPath` returns the path in the results. */
  outputs: v.array(outputPath),
  patterns: v.optional(v.array(Pattern)),
  /** Ids of tasks that must complete first. */
  after: v.optional(v.array(id)),
  /** Lets dependents run even if the task fails. Without it, they never run. */
  ifFails: v.optional(v.literal("continue")),
  /** Bash script that replaces the workload's program. */
  command: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.string())),
  /** Time limit for all attempts together. */
  timeoutMs: v.optional(v.number()),
  /** Overrides the run's table. */
  retries: v.optional(Retries),
  slots: v.optional(v.number()),
  image: v.optional(v.string()),
  /** Id of the earlier run that completed the task. This run reuses its outputs and doesn't add the task to its job. */
  cachedFrom: v.optional(id),
});

/** A file that all tasks share, staged once per node. */
const SharedFile = v.object({
  /** Relative to `$WORKLOAD_DIR`. */
  path: pathInWorkingDirectory,
  sha256,
  isExecutable: v.boolean(),
});

const Wheel = v.object({
  name: v.string(),
  version: v.string(),
  /** Such as `numpy-2.5.5-cp312-cp312-manylinux_2_28_x86_64.whl`. */
  file: v.pipe(v.string(), v.regex(/^[\w.+!-]+\.whl$/)),
  sha256,
  /** Bytes. */
  size: v.number(),
});

/** Python packages, installed once per node into `envs/<key>` of its shared directory. */
const PythonPackages = v.object({
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  /** Such as `3.12`. */
  python: v.pipe(v.string(), v.regex(/^3\.\d+$/)),
  platform: v.string(),
  wheels: v.array(Wheel),
  /** The program that installs the wheels, as a wheel. */
  uv: Wheel,
});

const header = {
  manifestVersion: v.literal(3),
  jobId: id,
  workload: v.string(),
  /** Command of `azbatch run`, as the user typed it. Absent if a workload's file declares the run. */
  line: v.optional(v.string()),
  /** Path of the workload's file, relative to the project. Only a workload that was named by its file has it. */
  workloadFile: v.optional(v.string()),
  /** Task arguments from the command line. */
  args: v.array(v.string()),
  /** Words of the command line that submits the same work again: command, workload, options. `…` stands for long ones. */
  again: v.optional(v.array(v.string())),
  /** ISO 8601. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Time limit of the job, counted from its creation. */
  maxWallClockTimeMs: v.number(),
  /** SHA-256 of the bundle or the command, together with the shared files and the packages. */
  codeSha256: sha256,
  /** Bash script to run. Without it, the bundle is run. */
  command: v.optional(v.string()),
  files: v.optional(v.array(SharedFile)),
  /** Paths of empty folders below `$WORKLOAD_DIR`. */
  emptyFolders: v.optional(v.array(pathInWorkingDirectory)),
  packages: v.optional(PythonPackages),
  retries: v.optional(Retries),
  /** Failed tasks after which the runner ends the job: more than this number, or than this percentage of the job's tasks. */
  maxFails: v.optional(
    v.union([
      v.pipe(v.number(), v.integer(), v.minValue(0)),
      v.pipe(v.string(), v.regex(/^\d{1,3}(\.\d+)?%$/)),
    ]),
  ),
  /** Cost after which the runner ends the job. */
  maxCost: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Currency of `maxCost`, ISO 4217. */
  maxCostCurrency: v.optional(v.string()),
};

/** A manifest without its tasks: the first line of a stored manifest. */
export const ManifestHeader = v.object({ ...header, taskCount: v.number() });
export type ManifestHeader = v.InferOutput<typeof ManifestHeader>;

/**
 * The plan of a run: everything that any machine needs to finish it, without secrets. The runner stores it in the application
 * container before it creates the job, one line for the header and one per task, because there may be 100,000. Reading it
 * validates it again, paths included.
 */
export interface Manifest extends Omit<ManifestHeader, "taskCount"> {
  readonly tasks: TaskList;
}

/** Tasks in the plan's order. There may be 100,000, so callers iterate and keep only what they need. */
export interface TaskList extends Iterable<ManifestTask> {
  readonly length: number;
  readonly at: (index: number) => ManifestTask | undefined;
}
export type ManifestTask = v.InferOutput<typeof ManifestTask>;
export type ManifestInput = ManifestTask["inputs"][number];
export type SharedFile = v.InferOutput<typeof SharedFile>;
export type Retries = v.InferOutput<typeof Retries>;
export type PythonPackages = v.InferOutput<typeof PythonPackages>;

export const isId = (text: string): boolean => v.is(id, text);

export const headerOf = ({ tasks, ...fields }: Manifest): ManifestHeader => ({
  ...fields,
  taskCount: tasks.length,
});

/** Returns an output's path relative to the run's folder. */
export const resultPath = ({ name }: Pick<ManifestTask, "name">, output: string): string =>
  name === undefined ? output : `${name}/${output}`;

/** Returns the tasks that the run's job runs. */
export const tasksToRun = ({ tasks }: Manifest): IteratorObject<ManifestTask> =>
  Iterator.from(tasks).filter(({ cachedFrom }) => cachedFrom === undefined);

/** Returns the tasks that earlier runs completed, each with the id of its run. */
export const cachedTasks = function* ({
  tasks,
}: Manifest): Generator<[task: ManifestTask, cachedFrom: string]> {
  for (const task of tasks) if (task.cachedFrom !== undefined) yield [task, task.cachedFrom];
};

/** Returns a function that finds a task by its id. */
export const taskFinder = (tasks: TaskList): ((id: string) => ManifestTask | undefined) => {
  const indexOf = new Map(Iterator.from(tasks).map(({ id }, index) => [id, index]));
  return (id) => tasks.at(indexOf.get(id) ?? tasks.length);
};

/** Returns the lines of a stored manifest, before they become JSON. */
export const manifestLines = function* (manifest: Manifest): Generator<ManifestHeader | ManifestTask> {
  yield headerOf(manifest);
  yield* manifest.tasks;
};

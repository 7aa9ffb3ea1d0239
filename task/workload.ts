/**
 * The contract of a workload: a program, and the plan that turns inputs into tasks. `task/<name>/workload.ts` exports one workload. It
 * needs a `description`, a `plan` and either `main` or `command`.
 */

/** A program and the plan that turns inputs into tasks. */
export type Workload<T extends TaskPlan = TaskPlan> = Program & TaskDefaults & Declaration<T>;

/** The program that tasks run on the node: `main` or `command`. */
type Program =
  | {
      /** TypeScript, such as `new URL("./main.ts", import.meta.url)`. esbuild bundles it with all imports, npm packages included. */
      readonly main: URL;
      readonly command?: never;
    }
  | {
      /**
       * A line or a script for bash, which stops at the first command that fails (`-eo pipefail`). A task's args are `"$1"`,
       * `"$2"`, …; its inputs are in the working directory, the shared `files` in `"$WORKLOAD_DIR"`.
       */
      readonly command: string;
      readonly main?: never;
    };

interface Declaration<T extends TaskPlan> {
  /** One line for users; `submit --dry-run` prints it. */
  readonly description: string;
  /**
   * Files and folders that all tasks share, such as `[new URL("./stats.py", import.meta.url)]`. Each node gets them once: a file as
   * `"$WORKLOAD_DIR"/<its name>`, a folder as `"$WORKLOAD_DIR"/<its name>/…`. A file that is executable here is executable there.
   */
  readonly files?: readonly URL[];
  /**
   * Python packages for the tasks' `python3`: a requirements.txt, a pyproject.toml, or a script with metadata (PEP 723), such as
   * `new URL("./requirements.txt", import.meta.url)`, or a list, such as `["numpy", "requests>=2"]`. Default: the metadata of the
   * Python scripts in `files`.
   */
  readonly requirements?: URL | readonly string[];
  /** Python of the packages, such as `3.12`, which nodes must have. Default: the Python of the pool's image. */
  readonly python?: string;
  /**
   * Input files for runs without `--input`: globs relative to the project's folder, such as `"data/*.txt"`, or blobs that are already in
   * storage, such as `stored("input", "photos/2026/")`. Default: the workload takes no input files.
   */
  readonly inputs?: string | readonly string[] | StoredInputs;
  /**
   * Folder that the names of input files are relative to, itself relative to the project: `"."` names `texts/a.txt` as you type it. A
   * file outside the folder has a name without `../`. Default: the deepest folder that contains all inputs of the run.
   */
  readonly inputFolder?: string;
  /**
   * Returns the run's tasks. Must be pure. A thrown `Error` is shown to the user as one line, so its message should say what was
   * expected, what it got and what to do. A generator is read no further than `--max-tasks` allows.
   */
  readonly plan: (run: PlanInput) => Iterable<T>;
  /**
   * Ends the run as soon as more tasks have failed: a number, or a percentage of the run's tasks such as `"10%"`. `--max-fails`
   * overrides it. Default: all tasks run, however many fail.
   */
  readonly maxFails?: number | `${number}%`;
  /** Headings of the workload's own columns in the results table. */
  readonly columns?: readonly string[];
  /**
   * Returns a task's row in the results table from the text of its outputs, by path. An output over 1 MiB is left out. If it throws,
   * the row shows the error, and the run is not affected.
   */
  readonly row?: (outputs: ReadonlyMap<string, string>) => Row;
}

/** The argument of `plan`. */
export interface PlanInput {
  /** Input files, sorted by name, `2.txt` before `10.txt`. */
  readonly inputs: readonly InputFile[];
  /** The user's task arguments, which follow `--`. */
  readonly args: readonly string[];
}

/** An input file as `plan` sees it. */
export interface InputFile {
  /**
   * Path relative to the workload's `inputFolder`, or else to the deepest folder that contains all inputs of the run, with `/`:
   * `a.txt`, `north/a.txt`. Unique in the run. A task finds the file at this path in its working directory.
   */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Settings of all tasks of a workload, which a task may override. */
interface TaskDefaults {
  /** Environment variables. A task's variables are added to the workload's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Time limit for a task with all its attempts, such as `90s`, `20m` or `1h30m`. The task is then killed and has failed. */
  readonly timeout?: string;
  /** Attempts after a failure. Default: 0. Restarts by Batch after the loss of a node don't count. */
  readonly retries?: number | Retries;
  /** Task slots of a node that a task takes. Default: 1. */
  readonly slots?: number;
  /** A container image on the pool's nodes that has bash, such as `ubuntu:24.04`. Default: the task runs on the node itself. */
  readonly image?: string;
}

/** A task: a call of the workload's program. */
export interface TaskPlan extends TaskDefaults {
  /**
   * The task's name for users, unique in the run. Results of a task with a name are in a folder of that name, those of a task
   * without a name directly in the run's folder.
   */
  readonly name?: string;
  /** Input files, and outputs of other tasks (`outputOf`), placed in the task's working directory before it starts. */
  readonly inputs?: readonly (InputFile | TaskOutput)[];
  /** Arguments of the program: `process.argv.slice(2)`, or `"$1"`, … in a command. No shell interprets them. */
  readonly args?: readonly (string | number)[];
  /**
   * Files that the task writes, relative to its working directory: a file, `result.json`; a folder, `frames/`; or, in a task with
   * a name, a pattern, `matching("*.png")`. The task succeeds only if all of them reach storage, at least one file of each folder
   * and pattern.
   */
  readonly outputs?: readonly (string | OutputPattern)[];
  /** Tasks that must end before this one starts. Tasks whose outputs are in `inputs` needn't be listed. */
  readonly after?: readonly TaskPlan[];
  /** Whether the tasks after this one still run if it fails. Default: `stop`, they never run. */
  readonly ifFails?: "stop" | "continue";
  /** A bash command to run instead of the workload's program. */
  readonly command?: string;
}

/** An output of another task, used as an input. */
export interface TaskOutput {
  readonly task: TaskPlan;
  /** One of the paths in the other task's `outputs`. */
  readonly path: string;
  /** Path of the file in the working directory of the task that uses it. */
  readonly name: string;
}

/** Outputs whose names the plan can't know. */
export interface OutputPattern {
  /** `*`, `?` and `[abc]` match within a name, `**` matches any folders. */
  readonly pattern: string;
  /** Whether the task may succeed without a matching file. */
  readonly isOptional: boolean;
}

/** Blobs in the stack's storage account that are used as inputs in place, without an upload. */
export interface StoredInputs {
  readonly container: string;
  /** Start of the blobs' names; an input's name is the rest. */
  readonly prefix: string;
}

/** Cells of a row in the results table, in the order of `columns`. A cell may have several lines. */
export type Row = readonly string[];

/** Retries of a failed task: on the same node, immediately, in a clean working directory. */
export interface Retries {
  /** Attempts after the first. `--retries` overrides it. */
  readonly max: number;
  /** Exit codes to retry. Default: all but 0. */
  readonly on?: readonly number[];
  /** Exit codes not to retry; all others are retried. */
  readonly notOn?: readonly number[];
}

/**
 * Returns the declaration unchanged. Its types refuse unknown fields of the workload and of the tasks that `plan` returns;
 * TypeScript doesn't check the latter in the result of a callback.
 */
export const defineWorkload = <T extends TaskPlan>(workload: Workload<T> & KnownFields<T>): Workload =>
  workload;

/** A type error for `plan` if its tasks have an unknown field. */
type KnownFields<T extends TaskPlan> = [UnknownField<T>] extends [never]
  ? unknown
  : { readonly plan: `unknown field "${UnknownField<T>}" in a task` };

type UnknownField<T extends TaskPlan> = string &
  (Exclude<FieldOf<T>, keyof TaskPlan> | Exclude<FieldOf<Extract<T["retries"], object>>, keyof Retries>);

/** The fields of each member of a union; `keyof` returns only those that all members have. */
type FieldOf<T> = T extends unknown ? keyof T : never;

/**
 * Returns an output of a task for use as an input of another task, which then runs after it. `name` is the file's path in that task's
 * working directory. Default: `<task name>/<path>`, or the path if the task has no name.
 */
export const outputOf = (task: TaskPlan, path: string, name = pathInResults(task, path)): TaskOutput => ({
  task,
  path,
  name,
});

/** Returns outputs by pattern, such as `matching("*.png")`. The task fails without a matching file unless `isOptional`. */
export const matching = (pattern: string, { isOptional = false } = {}): OutputPattern => ({
  pattern,
  isOptional,
});

/** Returns blobs in storage for use as inputs, such as `stored("input", "photos/2026/")`. */
export const stored = (container: string, prefix = ""): StoredInputs => ({ container, prefix });

/** Returns the path of a task's output in the run's folder. */
export const pathInResults = ({ name }: Pick<TaskPlan, "name">, path: string): string =>
  name === undefined ? path : `${name}/${path}`;

/**
 * The contract of a workload: what runs, and which tasks there are. A workload lives in `task/<name>/workload.ts` and has
 * one line in `task/index.ts`; only `description`, `plan` and one of `main` and `command` are needed.
 */

/** What runs and which tasks there are. */
export type Workload<T extends TaskPlan = TaskPlan> = Program & TaskDefaults & Declaration<T>;

/** What runs on the node: exactly one of both. */
type Program =
  | {
      /** TypeScript; esbuild makes one file of it and of all that it imports, npm packages included. `new URL("./main.ts", import.meta.url)` */
      readonly main: URL;
      readonly command?: never;
    }
  | {
      /**
       * A line or a script for bash, which stops at the first command that fails (`-eo pipefail`). A task's args are `"$1"`,
       * `"$2"`, …; its inputs are in the working directory; `"$WORKLOAD_DIR"` is where `files` are.
       */
      readonly command: string;
      readonly main?: never;
    };

interface Declaration<T extends TaskPlan> {
  /** One line for people; `submit --dry-run` prints it. */
  readonly description: string;
  /**
   * Files and folders that all tasks share, brought once to each node: there a file is `"$WORKLOAD_DIR"/<its name>`, a folder
   * `"$WORKLOAD_DIR"/<its name>/…`. What may be executed here may be executed there. `[new URL("./stats.py", import.meta.url)]`
   */
  readonly files?: readonly URL[];
  /**
   * Where input files come from when the user names none: globs relative to the project, `"data/*.txt"`, or blobs that are in
   * storage already, `stored("input", "photos/2026/")`. Left out: the workload takes no input files.
   */
  readonly inputs?: string | readonly string[] | StoredInputs;
  /**
   * The run's tasks. Pure. An `Error` thrown here is shown to the user as one line, so it says what was expected, what was
   * found and what to do. A generator is read only as far as `--max-tasks` allows.
   */
  readonly plan: (run: PlanInput) => Iterable<T>;
  /** Heads of the workload's own columns in the results table. */
  readonly columns?: readonly string[];
  /**
   * Text of a task's outputs, by their paths, to its row; an output over 1 MiB is left out. An error thrown here is shown
   * in the row's place, and the run is none the worse for it.
   */
  readonly row?: (outputs: ReadonlyMap<string, string>) => Row;
}

/** What a plan is made of. */
export interface PlanInput {
  /** Input files, sorted by name, `2.txt` before `10.txt`. */
  readonly inputs: readonly InputFile[];
  /** The user's task arguments: what follows `--`. */
  readonly args: readonly string[];
}

/** An input file as `plan` sees it. */
export interface InputFile {
  /**
   * Path relative to the deepest folder that holds all inputs of the run, with `/`: `a.txt`, `north/a.txt`. Unique in the
   * run, and the path at which the task finds the file in its working directory.
   */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Settings that a workload gives to all its tasks, and a task may give instead. */
interface TaskDefaults {
  /** Environment variables; a task's own are added. */
  readonly env?: Readonly<Record<string, string>>;
  /** A task that takes longer, all its attempts together, is ended and has failed: `90s`, `20m`, `1h30m`. */
  readonly timeout?: string;
  /** None unless told. What Batch starts again because a node was lost does not count. */
  readonly retries?: number | Retries;
  /** Task slots that a task takes of its node's; 1 unless told. */
  readonly slots?: number;
  /** A container image that the pool's nodes hold, with bash: `ubuntu:24.04`. Left out: the task runs on the node itself. */
  readonly image?: string;
}

/** One task: a call of the workload's program. */
export interface TaskPlan extends TaskDefaults {
  /**
   * What people call the task; unique in the run. The results of a task with a name lie in a folder of that name, those of
   * one without a name directly in the run's folder.
   */
  readonly name?: string;
  /** Input files, and outputs of other tasks (`outputOf`), placed in the task's working directory before it starts. */
  readonly inputs?: readonly (InputFile | TaskOutput)[];
  /** What the program finds in `process.argv.slice(2)`, or as `"$1"`, …. No shell touches it. */
  readonly args?: readonly (string | number)[];
  /**
   * Files that the task writes, relative to its working directory: `result.json`; a folder: `frames/`; or, in a task with a
   * name, what matches a pattern: `matching("*.png")`. The task has succeeded only when all are in storage, of a folder or
   * a pattern at least one file.
   */
  readonly outputs?: readonly (string | OutputPattern)[];
  /** Tasks that must have ended before; those whose outputs are among `inputs` need no mention. */
  readonly after?: readonly TaskPlan[];
  /** What becomes of the tasks after this one if it fails: they never run (`stop`, unless told), or run all the same. */
  readonly ifFails?: "stop" | "continue";
  /** Instead of the workload's program: a line for bash, as there. */
  readonly command?: string;
}

/** An output of another task as an input. */
export interface TaskOutput {
  readonly task: TaskPlan;
  /** One of the paths in the other task's `outputs`. */
  readonly path: string;
  /** Where the task finds it in its working directory. */
  readonly name: string;
}

/** Outputs whose names the plan can't know. */
export interface OutputPattern {
  /** `*`, `?`, `[abc]` within a name, `**` for any folders. */
  readonly pattern: string;
  /** Whether the task may write none. */
  readonly isOptional: boolean;
}

/** Blobs of the stack's storage account that are inputs as they are: listed, not uploaded. */
export interface StoredInputs {
  readonly container: string;
  /** What the blobs' names begin with; an input's name is the rest. */
  readonly prefix: string;
}

/** A row's cells for the table that ends a run, in the order of `columns`. A cell may have several lines. */
export type Row = readonly string[];

/** Which failures of a task are worth another attempt: on the same node, at once, in a clean working directory. */
export interface Retries {
  /** Attempts after the first; `--retries` replaces it. */
  readonly max: number;
  /** The exit codes that are tried again; all but 0 unless told. */
  readonly on?: readonly number[];
  /** Exit codes that are not tried again, where all others are. */
  readonly notOn?: readonly number[];
}

/**
 * Returns the declaration as it is. Its types refuse unknown fields of the workload and of the tasks that `plan` returns, which
 * TypeScript otherwise checks only in an object literal whose type is declared, not in what a callback returns.
 */
export const defineWorkload = <T extends TaskPlan>(workload: Workload<T> & KnownFields<T>): Workload =>
  workload;

/** An error for `plan` if the tasks have a field that a task doesn't have. */
type KnownFields<T extends TaskPlan> = [UnknownField<T>] extends [never]
  ? unknown
  : { readonly plan: `unknown field "${UnknownField<T>}" in a task` };

type UnknownField<T extends TaskPlan> = string &
  (Exclude<FieldOf<T>, keyof TaskPlan> | Exclude<FieldOf<Extract<T["retries"], object>>, keyof Retries>);

/** The fields of each member of a union; `keyof` returns only those that all members have. */
type FieldOf<T> = T extends unknown ? keyof T : never;

/**
 * An output of a task as an input of another, which then runs after it. The file is found under `name`: unless told, the
 * output's path, in a folder of the task's name if it has one.
 */
export const outputOf = (task: TaskPlan, path: string, name = pathInResults(task, path)): TaskOutput => ({
  task,
  path,
  name,
});

/** Outputs by pattern, at least one file unless `isOptional`: `matching("*.png")`. */
export const matching = (pattern: string, { isOptional = false } = {}): OutputPattern => ({
  pattern,
  isOptional,
});

/** Blobs that are in storage already, as inputs: `stored("input", "photos/2026/")`. */
export const stored = (container: string, prefix = ""): StoredInputs => ({ container, prefix });

/** Where a task's output comes to lie in the run's folder. */
export const pathInResults = ({ name }: Pick<TaskPlan, "name">, path: string): string =>
  name === undefined ? path : `${name}/${path}`;

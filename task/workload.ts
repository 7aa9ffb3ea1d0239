/**
 * The contract of a workload: code plus the rule that turns input files into tasks. A workload lives in
 * `task/<name>/workload.ts`, and has one line in `task/index.ts`.
 */

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

/** One task: a call of the workload's code. */
export interface TaskPlan {
  /** Files that are placed in the task's working directory under their names before it starts. */
  readonly inputs: readonly InputFile[];
  /** What the code finds in `process.argv.slice(2)`. No shell touches it. */
  readonly args: readonly string[];
  /** Files that the task writes, relative to its working directory; a run has succeeded only when all are in storage. */
  readonly outputs: readonly string[];
}

/** A row's cells for the table that ends a run, in the order of `Workload.columns`. A cell may have several lines. */
export type Row = readonly string[];

/** Which failures of a task's code are worth another attempt: on the same node, at once, in a clean working directory. */
export interface Retries {
  /** Attempts after the first; `--retries` replaces it. */
  readonly max: number;
  /** The exit codes that are tried again; all but 0 unless told. */
  readonly on?: readonly number[];
  /** Exit codes that are not tried again, where all others are. */
  readonly notOn?: readonly number[];
}

export interface Workload {
  /** One line for `--help`. */
  readonly description: string;
  /** The code that runs on the node: esbuild makes one file of it and of all that it imports. */
  readonly main: URL;
  /** Glob of the input files when the user names none, relative to the project. */
  readonly inputs: string;
  /**
   * Input files and the user's task arguments (what follows `--`) to tasks. Pure. An `Error` thrown here is shown to the
   * user as one line, so it says what was expected, what was found and what to do.
   */
  readonly plan: (files: readonly InputFile[], args: readonly string[]) => TaskPlan[];
  /** None unless told. What Batch starts again because a node was lost does not count. */
  readonly retries?: Retries;
  /** Heads of the workload's own columns in the results table. */
  readonly columns: readonly string[];
  /**
   * Text of a task's outputs, by their names, to its row; an output over 1 MiB is left out. An error thrown here is shown
   * in the row's place, and the run is none the worse for it.
   */
  readonly row: (outputs: ReadonlyMap<string, string>) => Row;
}

/** Gives a declaration its type; does nothing else. */
export const defineWorkload = (workload: Workload): Workload => workload;

import type { Workload } from "../task/workload.ts";
import type { Clock } from "./clock.ts";
import type { Terminal } from "./terminal.ts";

/** A workload that is named by its file. */
export interface WorkloadFile {
  readonly name: string;
  /** Relative to `CommandContext.projectDir`. */
  readonly path: string;
  /** Folder that the workload's `inputs` are relative to. */
  readonly inputsFolder: string;
  readonly load: () => Promise<Workload>;
}

/** Everything that a command takes from its process. Tests pass their own. */
export interface CommandContext {
  /** Workloads by name: a declaration, or a function that loads it. */
  readonly workloads: Readonly<Record<string, Workload | (() => Promise<Workload>)>>;
  /** Name of the workload that `submit` runs if the command line names none. */
  readonly defaultWorkload?: string | undefined;
  /** The workload that the command line names by its file. */
  readonly workloadFile?: WorkloadFile | undefined;
  /** Folder of the project: of `task/`, `out/` and relative `inputs`. The working directory if that is in no project. */
  readonly projectDir: string;
  /** Folder that paths in options are relative to. */
  readonly cwd: string;
  /** File that Node runs, for shell completion. */
  readonly programFile?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Aborts at the second Ctrl-C, which cancels the job. */
  readonly cancelSignal: AbortSignal;
  readonly terminal: Terminal;
  /** Standard input, for commands that read a list from it. */
  readonly stdin?: NodeJS.ReadableStream | undefined;
}

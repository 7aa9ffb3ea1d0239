import type { Workload } from "../task/workload.ts";
import type { Clock } from "./clock.ts";
import type { Terminal } from "./terminal.ts";

/** Everything that a command takes from its process. Tests pass their own. */
export interface CommandContext {
  /** Workloads by name: a declaration, or a function that loads it. */
  readonly workloads: Readonly<Record<string, Workload | (() => Promise<Workload>)>>;
  /** Error of loading the list of workloads; thrown only if a workload is needed. */
  readonly workloadsError?: unknown;
  /** Folder of Pulumi.yaml and task/. */
  readonly projectDir: string;
  /** Folder that paths in options are relative to. */
  readonly cwd: string;
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

import type { Workload } from "../task/workload.ts";
import type { Clock } from "./clock.ts";
import type { Terminal } from "./terminal.ts";

/** All that a command takes from its surroundings; tests give their own. */
export interface CommandContext {
  /** By name, each as its declaration or as a function that loads it. */
  readonly workloads: Readonly<Record<string, Workload | (() => Promise<Workload>)>>;
  /** Why the list of workloads could not be loaded; thrown only where a workload is needed. */
  readonly workloadsError?: unknown;
  /** Folder of Pulumi.yaml and task/. */
  readonly projectDir: string;
  /** Folder that the user's paths are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Aborts when the user wants to leave. */
  readonly signal: AbortSignal;
  /** Aborts when the user, having left, also wants the job to end. */
  readonly cancelSignal: AbortSignal;
  readonly terminal: Terminal;
}

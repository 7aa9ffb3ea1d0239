import type { ActionResult, EnvironmentView } from "../../browser/contract/dashboard.ts";
import type { Clients } from "../azure/clients.ts";
import type { Clock } from "../clock.ts";
import type { NodePrice, RunCost } from "../results/run-cost.ts";
import type { RunStatus, RunSummary } from "../ui/command-events.ts";

/** Everything that the dashboard shows and does, for one environment. */
export interface DashboardEnvironment {
  readonly view: EnvironmentView;
  /** Clients that give up soon, because pages show problems. */
  readonly clients: Clients;
  readonly clock: Clock;
  /** Longest time between two looks at the service. */
  readonly longestPollMs: number;
  /** Price of the nodes; undefined if it is unknown. */
  readonly nodePrice: Promise<NodePrice | undefined>;
  /** Removes secrets from a text. */
  readonly redact: (text: string) => string;
  readonly runs: RunReader;
  readonly actions: RunActions;
  /** Called with errors that are bugs. */
  readonly onBug: (error: unknown) => void;
}

interface Costed {
  /** Cost of a run whose result is recorded. */
  readonly cost?: RunCost | undefined;
}

export type ListedRun = RunSummary & Costed;

/** Reads runs as the commands `ls` and `status` do. */
export interface RunReader {
  /** The newest runs. */
  readonly list: () => Promise<readonly ListedRun[]>;
  readonly status: (jobId: string) => Promise<RunStatus & Costed>;
  /** Path of the run's folder on this machine; undefined if it hasn't been downloaded. */
  readonly folder: (jobId: string) => Promise<string | undefined>;
  /** Returns `report.html`: of a run that has not ended, with what is known so far. */
  readonly report: (jobId: string) => Promise<Buffer>;
}

/** Changes runs as the commands of the same names do. */
export interface RunActions {
  readonly retry: (jobId: string) => Promise<ActionResult>;
  readonly download: (jobId: string) => Promise<ActionResult>;
}

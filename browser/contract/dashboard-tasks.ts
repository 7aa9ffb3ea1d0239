export interface TaskQuery {
  readonly state?: "active" | "running" | "succeeded" | "failed" | undefined;
  /** Part of an id, a name, an input's name or a node's id. */
  readonly search?: string | undefined;
  readonly sort?: "id" | "state" | "seconds" | "node" | "started" | undefined;
  readonly descending?: boolean | undefined;
  /** Default: 0. */
  readonly offset?: number | undefined;
  /** Default: 100; at most 500. */
  readonly limit?: number | undefined;
}

export interface TaskPage {
  /** Tasks of the job. */
  readonly total: number;
  /** Tasks that match the query. */
  readonly matching: number;
  /** Whether more tasks or states are still being read. Request the page again. */
  readonly isLoading?: boolean | undefined;
  readonly tasks: readonly TaskRow[];
}

export interface TaskRow {
  readonly id: string;
  /** Name, first input, command or arguments; the id if it has none of them. */
  readonly label: string;
  /** `active`, `preparing`, `running`, `succeeded`, `failed`. */
  readonly state: string;
  readonly exitCode?: number | undefined;
  readonly nodeId?: string | undefined;
  /** ISO 8601. */
  readonly startedAt?: string | undefined;
  readonly seconds?: number | undefined;
  readonly failure?: string | undefined;
}

export interface TaskDetail extends TaskRow {
  /** Command of a run of azbatch, as its user wrote it, with the task's values. `commandLine` may contain it in a script. */
  readonly command?: string | undefined;
  readonly commandLine: string;
  readonly inputs: readonly string[];
  readonly endedAt?: string | undefined;
  readonly retryCount: number;
  readonly requeueCount: number;
  /** Names of environment variables; their values may be secret. */
  readonly variables: readonly string[];
  readonly files: readonly TaskFileView[];
}

export interface TaskFileView {
  /** Path in `files/:path`. */
  readonly path: string;
  readonly bytes: number;
  readonly source: "node" | "storage";
}

export interface LogPart {
  /**
   * Position of `text` in the log. Bytes. A part that neither continues the part before nor has a gap, such as the first
   * one after a reconnection, replaces everything that the page shows.
   */
  readonly offset: number;
  /** Position of the byte after `text`. */
  readonly end: number;
  readonly text: string;
  /** Whether bytes between the part before and this one are left out because the log grows faster than it is shown. */
  readonly hasGap: boolean;
  /** Whether the task has ended and the log is complete. */
  readonly isComplete: boolean;
}

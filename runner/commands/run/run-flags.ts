import type { StartFlags } from "../submit/submit-options.ts";

/** Options that describe tasks. */
export interface LineFlags {
  readonly tasks?: string;
  readonly inputColumn?: readonly string[];
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly count?: string;
  readonly output?: readonly string[];
  readonly optionalOutput?: readonly string[];
  readonly files?: readonly string[];
  readonly env?: readonly string[];
  readonly then?: string;
  readonly thenOutput?: readonly string[];
  readonly retries?: string;
  readonly taskTimeout?: string;
  readonly slots?: string;
  readonly image?: string;
  readonly name?: string;
  readonly taskName?: string;
  readonly requirements?: string;
}

/** Options of `run`. */
export interface RunFlags extends LineFlags, StartFlags {
  readonly maxTasks: string;
  readonly save?: string;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
}

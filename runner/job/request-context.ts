import { quote } from "shlex";
import type { NodeAccess } from "../azure/node-access.ts";
import { isoDuration } from "../text/duration.ts";

export interface RequestContext {
  readonly poolId: string;
  /** Path of Node on a node; may contain environment variables for a shell. */
  readonly nodePath: string;
  readonly access: NodeAccess;
}

/** Time for which a node keeps a task's folder after the task, in ISO 8601. Logs are in storage by then. */
export const retentionTime = isoDuration(24 * 3_600_000);

/** Returns a command line that runs a script in bash. Batch starts no shell, so nothing else would expand variables. */
export const shell = (script: string): string => `/bin/bash -c ${quote(script)}`;

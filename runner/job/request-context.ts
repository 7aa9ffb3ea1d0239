import { quote } from "shlex";
import type { NodeAccess } from "../azure/node-access.ts";
import { isoDuration } from "../text/duration.ts";

export interface RequestContext {
  readonly poolId: string;
  /** Path of Node on a node; may contain environment variables for a shell. */
  readonly nodePath: string;
  readonly access: NodeAccess;
}

/** How long a node keeps a task's folder after the task; its logs are in storage by then. ISO 8601. */
export const retentionTime = isoDuration(24 * 3_600_000);

/** Command line that runs a script in bash. Batch starts no shell, so nothing else would expand variables. */
export const shell = (script: string): string => `/bin/bash -c ${quote(script)}`;

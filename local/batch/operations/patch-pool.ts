import type { Batch } from "../batch.ts";
import { changePool } from "../change-pool.ts";
import { checkStartTask, checkSupported } from "../check-pool.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { startTaskDefaults } from "../state/definitions.ts";
import type { Pool } from "../state/types.ts";
import { poolHead } from "../wire/pool.ts";

/** Changes what the body names and leaves the rest. A start task reaches a node at its next boot. */
export const patchPool = (batch: Pick<Batch, "store" | "clock">, request: BatchRequest): BatchResult => {
  const given = request.body as Partial<Pool>;
  checkSupported(given, "Pool_Patch");
  const pool = changePool(batch, request, (before) => {
    checkStartTask(given.startTask, before.userAccounts);
    return { ...before, ...given, ...startTaskDefaults(given) };
  });
  return done(200, poolHead(request, pool));
};

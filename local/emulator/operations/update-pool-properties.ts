import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { partDefaults } from "../state/pool-defaults.ts";
import { changePool } from "./changes/change-pool.ts";
import { checkReferences, checkStartTask } from "./checks/check-pool.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** Replaces the properties that can change. A start task that the body leaves out is removed, and the communication mode becomes `default`. */
export const updatePoolProperties = (
  batch: Pick<Batch, "store" | "clock">,
  request: BatchRequest<"Pool_UpdateProperties">,
): BatchResult => {
  const given = request.body;
  checkReferences(given);
  const pool = changePool(batch, request, (before) => {
    checkStartTask(given.startTask, before.userAccounts);
    const removed = { startTask: undefined, targetNodeCommunicationMode: "default" as const };
    return { ...before, ...removed, ...given, ...partDefaults(given) };
  });
  return done(204, poolHead(request, pool));
};

import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { partDefaults } from "../state/pool-defaults.ts";
import type { Pool } from "../state/resource-types.ts";
import { changePool } from "./changes/change-pool.ts";
import { checkMachine, checkSlots } from "./checks/check-machine.ts";
import { checkReferences, checkStartTask } from "./checks/check-pool.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

/** Properties of a pool with nodes that can change. The others, in the API since 2024-07-01.20.0, "can be updated only when the pool is empty". */
const changeable = new Set<string>([
  "startTask",
  "certificateReferences",
  "applicationPackageReferences",
  "metadata",
  "targetNodeCommunicationMode",
]);

/** Changes the properties that the body names. Nodes run a new start task at their next boot. */
export const patchPool = (
  batch: Pick<Batch, "store" | "clock">,
  request: BatchRequest<"Pool_Patch">,
): BatchResult => {
  const given = request.body;
  checkReferences(given);
  const isOnlyForEmpty = Object.keys(given).some((name) => !changeable.has(name));
  const { seq } = poolOf(batch, request);
  const pool = changePool(batch, request, (before) => {
    if (isOnlyForEmpty && hasNodes(batch, seq, before))
      throw new BatchError("OperationInvalidForCurrentState");
    const after = { ...before, ...given, ...partDefaults(given) };
    checkMachine(after);
    checkSlots(after);
    checkStartTask(given.startTask, after.userAccounts);
    return after;
  });
  return done(200, poolHead(request, pool));
};

const hasNodes = ({ store }: Pick<Batch, "store">, seq: number, { allocationState }: Pool): boolean =>
  allocationState !== "steady" || store.nodes.where({ sql: "parent = ?", values: [seq] }).length > 0;

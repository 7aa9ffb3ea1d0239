import { BatchError, invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import { checkAutoScale } from "./check-auto-scale.ts";
import { checkCommand } from "./check-command.ts";
import { checkMachine, checkSlots } from "./check-machine.ts";

/** Refuses a pool that Azure refuses, and with 501 what would be ignored here. `operation` names it in that error. */
export const checkPool = (pool: Partial<Pool>, operation: string): void => {
  checkSupported(pool, operation);
  checkStartTask(pool.startTask, pool.userAccounts);
  // Definition: exactly one of it and cloudServiceConfiguration, whose pools Azure retired on 2024-02-29.
  if (pool.virtualMachineConfiguration === undefined) throw missingProperty("virtualMachineConfiguration");
  checkMachine(pool);
  checkSlots(pool);
  checkAutoScale(pool);
  const hasTarget = pool.targetDedicatedNodes !== undefined || pool.targetLowPriorityNodes !== undefined;
  if (!pool.enableAutoScale && !hasTarget) throw missingProperty("targetDedicatedNodes");
};

/** Its user has to be one of the pool's. */
export const checkStartTask = (
  startTask: Pool["startTask"],
  userAccounts: Pool["userAccounts"] = [],
): void => {
  if (startTask === undefined) return;
  checkCommand(startTask);
  const name = startTask.userIdentity?.username;
  if (name !== undefined && !userAccounts.some((account) => account.name === name))
    throw invalidProperty("username", name, "The pool has no user account of this name.");
};

/** What a pool may ask of a real node only. */
const unsupported = ["mountConfiguration", "applicationPackageReferences", "certificateReferences"] as const;

export const checkSupported = (pool: object, operation: string): void => {
  for (const name of unsupported) {
    const value: unknown = Object.entries(pool).find(([key]) => key === name)?.[1];
    if (Array.isArray(value) && value.length > 0)
      throw new BatchError("NotImplemented", { Operation: `${operation} with ${name}` });
  }
};

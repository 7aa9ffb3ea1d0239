import { BatchError, invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import { checkAutoScale } from "./check-auto-scale.ts";
import { checkCommand } from "./check-command.ts";
import { checkMachine, checkSlots } from "./check-machine.ts";

/** Throws if Azure refuses a pool, and NotImplemented for settings that the emulator doesn't support. `operation` names it in that error. */
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

/** Throws if Azure refuses the start task, such as for a user that the pool doesn't have. */
export const checkStartTask = (
  startTask: Pool["startTask"],
  userAccounts: Pool["userAccounts"] = [],
): void => {
  if (startTask === undefined) return;
  checkCommand(startTask);
  const name = startTask.userIdentity?.username;
  if (name !== undefined && !userAccounts.some((account) => account.name === name))
    throw invalidProperty("username", name, "Expected the name of one of the pool's user accounts.");
};

/** Settings that only Azure's nodes support. */
const unsupported = ["mountConfiguration", "applicationPackageReferences", "certificateReferences"] as const;

export const checkSupported = (pool: object, operation: string): void => {
  for (const name of unsupported) {
    const value: unknown = Object.entries(pool).find(([key]) => key === name)?.[1];
    if (Array.isArray(value) && value.length > 0)
      throw new BatchError("NotImplemented", { Operation: `${operation} with ${name}` });
  }
};

import { checkAutoScale } from "./check-auto-scale.ts";
import { checkResourceFiles } from "./check-resource-files.ts";
import { parseDuration } from "./duration.ts";
import { BatchError, invalidProperty, missingProperty } from "./errors.ts";
import type { Pool } from "./state/types.ts";

const minResizeMillis = 5 * 60_000;

/** Refuses a pool that Azure refuses, and with 501 what would be ignored here. `operation` names it in that error. */
export const checkPool = (pool: Partial<Pool>, operation: string): void => {
  checkSupported(pool, operation);
  checkResourceFiles(pool.startTask?.resourceFiles);
  // Definition: exactly one of it and cloudServiceConfiguration, whose pools Azure retired on 2024-02-29.
  if (pool.virtualMachineConfiguration === undefined) throw missingProperty("virtualMachineConfiguration");
  checkResizeTimeout(pool.resizeTimeout);
  const slots = pool.taskSlotsPerNode ?? 1;
  if (slots < 1 || slots > 256)
    throw invalidProperty("taskSlotsPerNode", slots, "The number of task slots of a node is from 1 to 256.");
  checkAutoScale(pool);
  const hasTarget = pool.targetDedicatedNodes !== undefined || pool.targetLowPriorityNodes !== undefined;
  if (!pool.enableAutoScale && !hasTarget) throw missingProperty("targetDedicatedNodes");
};

export const checkResizeTimeout = (timeout: string | undefined): void => {
  const millis = timeout === undefined ? undefined : parseDuration(timeout);
  if (millis !== undefined && millis < minResizeMillis)
    throw invalidProperty("resizeTimeout", timeout, "The resize timeout has to be at least 5 minutes.");
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

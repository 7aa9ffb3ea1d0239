import { BatchError, certificateRetired, invalidProperty, missingProperty } from "../../protocol/errors.ts";
import type { ApiVersion } from "../../protocol/versions.ts";
import type { Pool } from "../../state/resource-types.ts";
import { checkAutoScale } from "./check-auto-scale.ts";
import { checkCommand } from "./check-command.ts";
import { checkMachine, checkSlots } from "./check-machine.ts";
import { checkNetwork } from "./check-network.ts";

/**
 * Throws if Azure refuses a pool, and NotImplemented for settings that the emulator doesn't support. `operation` names it in that error.
 * Some texts depend on the API version.
 */
export const checkPool = (pool: Partial<Pool>, operation: string, apiVersion?: ApiVersion): void => {
  checkReferences(pool);
  checkStartTask(pool.startTask, pool.userAccounts);
  // Definition: exactly one of it and cloudServiceConfiguration, whose pools Azure retired on 2024-02-29.
  if (pool.virtualMachineConfiguration === undefined) throw missingProperty("virtualMachineConfiguration");
  checkMachine(pool, apiVersion);
  checkSlots(pool);
  checkAutoScale(pool);
  checkNetwork(pool.networkConfiguration);
  checkAccounts(pool.userAccounts);
  checkMounts(pool, operation);
};

/** Swagger, LinuxUserConfiguration.uid: "The uid and gid properties must be specified together or not at all." */
const checkAccounts = (userAccounts: Pool["userAccounts"] = []): void => {
  for (const { linuxUserConfiguration: linux } of userAccounts)
    if ((linux?.uid === undefined) !== (linux?.gid === undefined))
      throw invalidProperty("linuxUserConfiguration", linux, "Expected uid and gid together or not at all.");
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

/** Throws unless each application package exists. No account here has one. */
const checkPackages = (references: Pool["applicationPackageReferences"] = []): void => {
  if (references.length === 0) return;
  const missing = references.map(({ applicationId }) => [
    applicationId,
    "The specified application package does not exist.",
  ]);
  throw new BatchError("InvalidApplicationPackageReferences", Object.fromEntries(missing));
};

/** Throws NotImplemented for a pool that mounts file systems and may get nodes, because nodes here can't mount. */
export const checkMounts = (pool: Partial<Pool>, operation: string): void => {
  const { mountConfiguration = [], enableAutoScale = false } = pool;
  const targets = (pool.targetDedicatedNodes ?? 0) + (pool.targetLowPriorityNodes ?? 0);
  if (mountConfiguration.length > 0 && (enableAutoScale || targets > 0))
    throw new BatchError("NotImplemented", { Operation: `${operation} with mountConfiguration` });
  // Swagger, MountConfiguration: each property "is mutually exclusive with all other properties".
  for (const mount of mountConfiguration)
    if (Object.keys(mount).length !== 1)
      throw invalidProperty(
        "mountConfiguration",
        Object.keys(mount),
        "Expected one file system in each item.",
      );
};

/** Throws if Azure refuses the packages or certificates of a pool. Their lists may be empty. */
export const checkReferences = ({
  applicationPackageReferences,
  certificateReferences = [],
}: Pick<Partial<Pool>, "applicationPackageReferences" | "certificateReferences">): void => {
  checkPackages(applicationPackageReferences);
  if (certificateReferences.length > 0) throw certificateRetired();
};

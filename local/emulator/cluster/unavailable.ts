import type { FailureInfo, TaskDefinition } from "../state/task-types.ts";
import { applicationPackageFailure, containerPoolNotSupported, unknownFailure } from "./failures.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";

/** Needs of a task of any kind besides files and a program. */
type Needs = Pick<TaskDefinition, "containerSettings" | "applicationPackageReferences">;

/** Returns the failure of a task that needs what the emulator's nodes don't have. Azure also accepts it, and fails it on its node. */
export const unavailable = (
  { store }: Pick<ClusterContext, "store">,
  node: Pick<NodeRuntime, "pool">,
  { containerSettings, applicationPackageReferences = [] }: Needs,
): FailureInfo | undefined => {
  const [reference] = applicationPackageReferences;
  if (reference !== undefined) return applicationPackageFailure(reference);
  if (containerSettings === undefined) return undefined;
  const machine = store.pools.get(node.pool)?.doc.virtualMachineConfiguration;
  return machine?.containerConfiguration === undefined
    ? containerPoolNotSupported()
    : unknownFailure("The local Batch service doesn't run containers.");
};

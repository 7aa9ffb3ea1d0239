import * as v from "valibot";
import type { StackOutputs } from "../../infra/outputs.ts";
import { versions } from "../version.ts";

/** Environment of a run. Contains no secret and no address. */
export const RunEnvironment = v.object({
  kind: v.picklist(["local", "azure"]),
  poolId: v.string(),
  location: v.string(),
  /** Size of the nodes. On the local cloud, the nodes are processes of one machine. */
  vmSize: v.string(),
  taskSlotsPerNode: v.number(),
  /** Image of the nodes, such as `Canonical:ubuntu-24_04-lts:server:latest`. */
  image: v.optional(v.string()),
  /** Version of azbatch that finished the run. */
  version: v.string(),
});
export type RunEnvironment = Readonly<v.InferOutput<typeof RunEnvironment>>;

export type EnvironmentOutputs = Pick<StackOutputs, "poolId" | "location" | "vmSize" | "taskSlotsPerNode">;

/** Returns the environment of a run that is being finished. */
export const runEnvironment = (
  { poolId, location, vmSize, taskSlotsPerNode }: EnvironmentOutputs,
  more: Pick<RunEnvironment, "kind" | "image">,
): RunEnvironment => ({ ...more, poolId, location, vmSize, taskSlotsPerNode, version: versions.version });

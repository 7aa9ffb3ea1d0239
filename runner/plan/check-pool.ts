import type { StackOutputs } from "../../infra/outputs.ts";
import { usageError } from "../errors.ts";
import { type Manifest, tasksToRun } from "../manifest/manifest.ts";

type Pool = Pick<StackOutputs, "poolId" | "taskSlotsPerNode" | "containerImages">;

/** Refuses a run with a task that no node of the pool could ever take. */
export const checkPool = (manifest: Manifest, { poolId, taskSlotsPerNode, containerImages }: Pool): void => {
  for (const { id, name = id, slots = 1, image } of tasksToRun(manifest)) {
    if (slots > taskSlotsPerNode)
      throw usageError(
        "TooManySlots",
        `task "${name}" takes ${slots} slots, and a node of pool ${poolId} has ${taskSlotsPerNode}`,
        "The stack's setting is taskSlotsPerNode.",
      );
    if (image === undefined || containerImages.includes(image)) continue;
    const has =
      containerImages.length === 0 ? "runs no containers" : `holds ${containerImages.join(", ")} only`;
    throw usageError(
      "ImageNotOnPool",
      `task "${name}" wants image ${image}, and pool ${poolId} ${has}`,
      containerImages.length === 0
        ? "The stack's setting is containerImages; the nodes of the local cloud are folders of this machine and run none."
        : "The stack's setting is containerImages.",
    );
  }
};

import type { StackOutputs } from "../../infra/outputs.ts";
import { usageError } from "../errors.ts";
import { type Manifest, tasksToRun } from "../manifest/manifest.ts";
import { plural } from "../text/amounts.ts";

type Pool = Pick<StackOutputs, "poolId" | "taskSlotsPerNode" | "containerImages">;

/** @throws RunnerError `usage` if no node of the pool could ever run one of the tasks. */
export const checkPool = (manifest: Manifest, { poolId, taskSlotsPerNode, containerImages }: Pool): void => {
  for (const { id, name = id, slots = 1, image } of tasksToRun(manifest)) {
    if (image !== undefined && manifest.packages !== undefined)
      throw usageError(
        "PackagesInContainer",
        `task "${name}" has an image: expected no requirements, got ${plural(manifest.packages.wheels.length, "package")}`,
        "Install the packages in the image, and set the workload's requirements to [].",
      );
    if (slots > taskSlotsPerNode)
      throw usageError(
        "TooManySlots",
        `slots of task "${name}": expected at most ${taskSlotsPerNode}, which a node of pool ${poolId} has, got ${slots}`,
        "Lower the task's slots, or raise taskSlotsPerNode in the stack's settings.",
      );
    if (image === undefined || containerImages.includes(image)) continue;
    const expected =
      containerImages.length === 0
        ? `none, because pool ${poolId} runs no containers`
        : `an image of pool ${poolId} (${containerImages.join(", ")})`;
    throw usageError(
      "ImageNotOnPool",
      `image of task "${name}": expected ${expected}, got ${image}`,
      containerImages.length === 0
        ? "Set containerImages in the stack's settings. The local cloud runs no containers: its nodes are folders on this machine."
        : "Add it to containerImages in the stack's settings.",
    );
  }
};

import type { BatchServiceModels as Models } from "@azure/batch";
import { describeAutoscale, resizeErrorOf, targetOf } from "../../../job/explain-pool.ts";
import { formatElapsed } from "../../../text/duration.ts";
import type { Check, Finding } from "../finding.ts";
import { mendStack } from "../fix.ts";
import type { View } from "../view.ts";

type Pool = Models.CloudPool;

/** Whether the pool is there and is what the stack declared. */
export const poolCheck: Check<View> = (view) => {
  const { pool, outputs } = view;
  if (pool.error !== undefined) return [];
  const fix = mendStack(view);
  const { poolId } = outputs;
  if (pool.value === undefined)
    return [{ check: "pool", level: "problem", text: `pool ${poolId} does not exist`, fix }];
  if (pool.value.state === "deleting")
    return [{ check: "pool", level: "problem", text: `pool ${poolId} is being deleted`, fix }];
  const changes = driftOf(pool.value, outputs);
  const about = `pool ${poolId}: ${pool.value.vmSize}, ${pool.value.taskSlotsPerNode ?? 1} task slots a node`;
  if (changes.length === 0) return [{ check: "pool", level: "ok", text: about }];
  const text = `pool ${poolId} is not what the stack declared: ${changes.join(", ")}`;
  return [{ check: "pool", level: "warning", text, fix }];
};

const driftOf = (pool: Pool, outputs: View["outputs"]): string[] => {
  const { vmSize, taskSlotsPerNode, autoscale } = outputs;
  const pairs = [
    ["vmSize", vmSize.toLowerCase(), pool.vmSize?.toLowerCase()],
    ["taskSlotsPerNode", taskSlotsPerNode, pool.taskSlotsPerNode],
    ["autoscale", autoscale, pool.enableAutoScale],
  ] as const;
  return pairs
    .filter(([, expected, found]) => found !== undefined && expected !== found)
    .map(([name, expected, found]) => `${name} ${found} for ${expected}`);
};

/** In `entra` mode tasks reach blobs with an identity that the pool must have; only ARM can give it one. */
export const identityCheck: Check<View> = (view) => {
  const { pool, outputs } = view;
  if (outputs.auth !== "entra" || pool.value === undefined) return [];
  const { nodeIdentityId } = outputs;
  const identities = pool.value.identity?.userAssignedIdentities ?? [];
  const has = identities.some(({ resourceId }) => resourceId.toLowerCase() === nodeIdentityId.toLowerCase());
  const short = nodeIdentityId.split("/").at(-1);
  if (has) return [{ check: "identity", level: "ok", text: `nodes have identity ${short}` }];
  const text = `the pool does not have identity ${short}, so its nodes reach no blob`;
  return [{ check: "identity", level: "problem", text, fix: mendStack(view) }];
};

/** Whether the pool has the nodes that it is to have. */
export const allocationCheck: Check<View> = (view) => {
  const { now, outputs } = view;
  const pool = view.pool.value;
  if (pool === undefined || pool.state === "deleting") return [];
  const { currentDedicatedNodes = 0, currentLowPriorityNodes = 0, allocationState, resizeErrors } = pool;
  const current = currentDedicatedNodes + currentLowPriorityNodes;
  const target = targetOf(pool);
  const has = `${current} of ${target} nodes`;
  const check = "allocation";
  const error = resizeErrorOf(pool, now);
  if (error !== undefined && current < target) {
    const isQuota = resizeErrors?.some(({ code }) => code?.includes("Quota")) ?? false;
    const fix = isQuota ? quotaFix : `az batch pool resize, or ${mendStack(view)}`;
    return [{ check, level: "problem", text: `${has}: ${error}`, fix }];
  }
  if (allocationState !== "steady") {
    const stale = resizeErrors?.[0];
    const note = stale === undefined ? "" : `; ${stale.code} is of the resize before`;
    return [{ check, level: "ok", text: `${has}, ${allocationState}${since(pool, now)}${note}` }];
  }
  if (target === 0 && !pool.enableAutoScale) {
    const text = "the pool is set to 0 nodes, so no task can run";
    const fix =
      outputs.maxDedicatedNodes + outputs.maxSpotNodes === 0
        ? "npx pulumi config set nodeCount 2 && npx pulumi up"
        : mendStack(view);
    return [{ check, level: "problem", text, fix }];
  }
  if (current < target)
    return [{ check, level: "warning", text: `${has}, and no resize is under way`, fix: mendStack(view) }];
  return [{ check, level: "ok", text: has }];
};

const quotaFix =
  "Ask for quota: portal, Batch account, Quotas; or take another size: npx pulumi config set vmSize … && npx pulumi up";

const since = ({ allocationStateTransitionTime: time }: Pool, now: Date): string =>
  time === undefined ? "" : ` since ${formatElapsed(Math.max(0, now.getTime() - time.getTime()))}`;

export const autoscaleCheck: Check<View> = ({ pool: { value: pool }, now }): Finding[] => {
  if (pool?.enableAutoScale !== true) return [];
  const text = describeAutoscale(pool, now);
  if (pool.autoScaleRun?.error === undefined) return [{ check: "autoscale", level: "ok", text }];
  const fix = "Mend the formula: infra/autoscale.ts, then npx pulumi up";
  return [{ check: "autoscale", level: "problem", text, fix }];
};

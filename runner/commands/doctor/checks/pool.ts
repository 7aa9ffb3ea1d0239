import type { BatchServiceModels as Models } from "@azure/batch";
import { describeAutoscale, resizeErrorOf, targetOf } from "../../../job/explain-pool.ts";
import { formatElapsed } from "../../../text/elapsed.ts";
import type { Finding } from "../../../ui/command-events.ts";
import { restoreStack } from "../fix.ts";
import type { Check, View } from "../view.ts";

type Pool = Models.CloudPool;

/** Checks that the pool exists and has the declared properties. */
export const poolCheck: Check = (view) => {
  const { pool, outputs } = view;
  if (pool.error !== undefined) return [];
  const fix = restoreStack(view);
  const { poolId } = outputs;
  if (pool.value === undefined)
    return [{ check: "pool", level: "problem", text: `pool ${poolId} does not exist`, fix }];
  if (pool.value.state === "deleting")
    return [{ check: "pool", level: "problem", text: `pool ${poolId} is being deleted`, fix }];
  const changes = driftOf(pool.value, outputs);
  const about = `pool ${poolId}: ${pool.value.vmSize}, ${pool.value.taskSlotsPerNode ?? 1} task slots a node`;
  if (changes.length === 0) return [{ check: "pool", level: "ok", text: about }];
  const text = `pool ${poolId} differs from the stack: ${changes.join(", ")}`;
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
    .map(([name, expected, found]) => `${name}: expected ${expected}, got ${found}`);
};

/** Checks the identity with which tasks access blobs in `entra` mode. Only ARM can assign it to the pool. */
export const identityCheck: Check = (view) => {
  const { pool, outputs } = view;
  if (outputs.auth !== "entra" || pool.value === undefined) return [];
  const { nodeIdentityId } = outputs;
  const identities = pool.value.identity?.userAssignedIdentities ?? [];
  const has = identities.some(({ resourceId }) => resourceId.toLowerCase() === nodeIdentityId.toLowerCase());
  const short = nodeIdentityId.split("/").at(-1);
  if (has) return [{ check: "identity", level: "ok", text: `nodes have identity ${short}` }];
  const text = `the pool doesn't have identity ${short}, so its nodes can't access blobs`;
  return [{ check: "identity", level: "problem", text, fix: restoreStack(view) }];
};

/** Checks that the pool has its target of nodes. */
export const allocationCheck: Check = (view) => {
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
    const fix = isQuota ? quotaFix : `az batch pool resize, or ${restoreStack(view)}`;
    return [{ check, level: "problem", text: `${has}: ${error}`, fix }];
  }
  if (allocationState !== "steady") {
    const stale = resizeErrors?.[0];
    const note = stale === undefined ? "" : `; ${stale.code} is from the previous resize`;
    return [{ check, level: "ok", text: `${has}, ${allocationState}${since(pool, now)}${note}` }];
  }
  if (target === 0 && !pool.enableAutoScale) {
    const text = "the target is 0 nodes, so no task can run";
    const fix =
      outputs.maxDedicatedNodes + outputs.maxSpotNodes === 0
        ? "npx pulumi config set nodeCount 2 && npx pulumi up"
        : restoreStack(view);
    return [{ check, level: "problem", text, fix }];
  }
  if (current < target)
    return [
      { check, level: "warning", text: `${has}, and no resize is in progress`, fix: restoreStack(view) },
    ];
  return [{ check, level: "ok", text: has }];
};

const quotaFix =
  "Request quota in the portal (Batch account, Quotas), or change the size: npx pulumi config set vmSize … && npx pulumi up";

const since = ({ allocationStateTransitionTime: time }: Pool, now: Date): string =>
  time === undefined ? "" : ` since ${formatElapsed(Math.max(0, now.getTime() - time.getTime()))}`;

export const autoscaleCheck: Check = ({ pool: { value: pool }, now }): Finding[] => {
  if (pool?.enableAutoScale !== true) return [];
  const text = describeAutoscale(pool, now);
  if (pool.autoScaleRun?.error === undefined) return [{ check: "autoscale", level: "ok", text }];
  const fix = "Fix the formula in infra/autoscale.ts, then: npx pulumi up";
  return [{ check: "autoscale", level: "problem", text, fix }];
};

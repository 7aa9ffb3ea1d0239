import type { View } from "./view.ts";

type Where = Pick<View, "kind" | "name" | "outputs">;

/** Returns the command that restores what the stack declares. */
export const restoreStack = ({ kind, name }: Where): string => {
  if (kind === "local cloud") return "npx azbatch local stop && npx azbatch doctor";
  return `npx pulumi up --refresh${kind === "stack" ? ` --stack ${name}` : ""}`;
};

/** Returns the command that reboots a node, which runs its start task again. */
export const rebootNode = ({ outputs }: Where, nodeId: string): string => {
  const { batchAccountName, batchAccountEndpoint, poolId } = outputs;
  const account = `--account-name ${batchAccountName} --account-endpoint ${batchAccountEndpoint}`;
  return `az batch node reboot --pool-id ${poolId} --node-id ${nodeId} ${account}`;
};

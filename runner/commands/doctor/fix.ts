import type { View } from "./view.ts";

type Where = Pick<View, "kind" | "name" | "outputs">;

/** How to bring back what the stack declares. */
export const mendStack = ({ kind, name }: Where): string => {
  if (kind === "local cloud")
    return "npm run local -- stop && npm run doctor (a start makes what is missing)";
  return `npx pulumi up --refresh${kind === "stack" ? ` --stack ${name}` : ""}`;
};

/** How to start a node anew, its start task included. */
export const rebootNode = ({ outputs }: Where, nodeId: string): string => {
  const { batchAccountName, batchAccountEndpoint, poolId } = outputs;
  const account = `--account-name ${batchAccountName} --account-endpoint ${batchAccountEndpoint}`;
  return `az batch node reboot --pool-id ${poolId} --node-id ${nodeId} ${account}`;
};

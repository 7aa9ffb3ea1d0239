import { join } from "node:path";
import type { StackOutputs } from "../infra/outputs.ts";

/** What `npm run local` says when everything is up. No secret in it. */
export const welcome = (outputs: StackOutputs, dir: string): string => `
The local cloud is up:

  Batch    ${outputs.batchAccountEndpoint}   account ${outputs.batchAccountName}, pool ${outputs.poolId} with ${nodes(outputs)}
  Blobs    ${new URL(outputs.inputContainerUrl).origin}   account ${outputs.storageAccountName}
  Data     ${dir}

In another terminal:
  npm run submit                     run the sample workload here
  source ${join(dir, "env")}    other Batch clients, and the Pulumi CLI, find the cloud by these variables
Ctrl-C ends the cloud with all that runs in it; its data stays.
`;

const nodes = ({ nodeCount, taskSlotsPerNode }: StackOutputs): string =>
  `${nodeCount} ${nodeCount === 1 ? "node" : "nodes"} of ${taskSlotsPerNode} task ${taskSlotsPerNode === 1 ? "slot" : "slots"}`;

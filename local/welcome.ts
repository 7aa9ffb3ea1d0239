import { join } from "node:path";
import { quote } from "shlex";
import type { StackOutputs } from "../infra/outputs.ts";

/** Returns the text that `npm run local` prints when the cloud is ready. It contains no secret. */
export const welcome = (outputs: StackOutputs, dir: string): string => `
The local cloud is running:

  Batch  ${outputs.batchAccountEndpoint}  account ${outputs.batchAccountName}, pool ${outputs.poolId} with ${nodes(outputs)}
  Blobs  ${new URL(outputs.inputContainerUrl).origin}  account ${outputs.storageAccountName}
  Data   ${dir}

In another terminal, npm run submit uses it. For other clients and the Pulumi CLI, run
  source ${quote(join(dir, "env"))}

Press Ctrl-C to stop the cloud and its tasks. Its data stays.
`;

const nodes = ({ maxDedicatedNodes, maxSpotNodes, taskSlotsPerNode }: StackOutputs): string =>
  `${count(maxDedicatedNodes + maxSpotNodes, "node")} of ${count(taskSlotsPerNode, "task slot")}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

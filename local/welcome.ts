import { join } from "node:path";
import { quote } from "shlex";
import type { StackOutputs } from "../infra/outputs.ts";

/** What `npm run local` says when everything is up. No secret in it. */
export const welcome = (outputs: StackOutputs, dir: string): string => `
The local cloud is up:

  Batch  ${outputs.batchAccountEndpoint}  account ${outputs.batchAccountName}, pool ${outputs.poolId} with ${nodes(outputs)}
  Blobs  ${new URL(outputs.inputContainerUrl).origin}  account ${outputs.storageAccountName}
  Data   ${dir}

In another terminal, npm run submit uses it. Other Batch clients and the Pulumi CLI find it after
  source ${quote(join(dir, "env"))}

Ctrl-C ends the cloud with all that runs in it; its data stays.
`;

const nodes = ({ maxDedicatedNodes, maxSpotNodes, taskSlotsPerNode }: StackOutputs): string =>
  `${count(maxDedicatedNodes + maxSpotNodes, "node")} of ${count(taskSlotsPerNode, "task slot")}`;

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

import type { BatchServiceModels as Models } from "@azure/batch";
import type { BlobContainer } from "../../azure/blob-container.ts";
import type { Clients } from "../../azure/clients.ts";
import { ServiceError } from "../../azure/service-error.ts";
import { RunnerError } from "../../errors.ts";
import { probeAddress } from "./probe-address.ts";
import type { Answer, StartTaskFailure, View } from "./view.ts";

interface Gather extends Pick<View, "kind" | "name" | "outputs"> {
  readonly clients: Clients;
  readonly now: () => Date;
}

/** Queries all services at the same time. Deletes the blob that it writes to test each container. */
export const gather = async ({ kind, name, outputs, clients, now }: Gather): Promise<View> => {
  const { batch } = clients;
  const { poolId } = outputs;
  const [reachBatch, reachStorage, containers, pool, images, nodes, jobs] = await Promise.all([
    probeAddress(outputs.batchAccountEndpoint, now),
    probeAddress(outputs.inputContainerUrl, now),
    testContainers(clients),
    answer(() => batch.getPool(poolId)),
    answer(() => batch.listSupportedImages()),
    answer(() => listNodes(clients, poolId)),
    answer(() => listActiveJobs(clients)),
  ]);
  const startTask = await readStartTask(clients, poolId, nodes.value ?? []);
  const view = { kind, name, outputs, containers, pool, images, nodes, startTask, jobs };
  return { ...view, now: now(), reach: { Batch: reachBatch, Storage: reachStorage } };
};

const testContainers = ({ application, input, output }: Clients): Promise<View["containers"]> => {
  const test = async (container: BlobContainer) => ({
    name: container.name,
    answer: await answer(async (): Promise<true> => {
      await container.write(testBlob, Buffer.alloc(0));
      await container.getProperties(testBlob);
      await container.delete(testBlob);
      return true;
    }),
  });
  return Promise.all([application, input, output].map(test));
};

/** No blob of a run has this name: inputs are named by hash, the others begin with a letter or digit. */
const testBlob = ".doctor";

const listNodes = async ({ batch }: Clients, poolId: string): Promise<Models.ComputeNode[]> =>
  (await batch.getPool(poolId)) === undefined ? [] : batch.listNodes(poolId);

const listActiveJobs = async ({ batch }: Clients): Promise<Models.CloudJob[]> => {
  const jobs: Models.CloudJob[] = [];
  for await (const job of batch.listJobs()) if (job.state !== "completed") jobs.push(job);
  return jobs;
};

const readStartTask = async (
  { batch }: Clients,
  poolId: string,
  nodes: readonly Models.ComputeNode[],
): Promise<StartTaskFailure | undefined> => {
  const nodeId = nodes.find(({ state }) => state === "starttaskfailed")?.id;
  if (nodeId === undefined) return undefined;
  const file = { poolId, nodeId, path: "startup/stderr.txt" };
  return { nodeId, stderr: (await answer(() => batch.readNodeFile(file))).value };
};

/** Returns an error of Azure, the network or the sign-in; throws others, which are bugs. */
const answer = async <T>(ask: () => Promise<T>): Promise<Answer<T>> => {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof RunnerError && error.kind === "environment")
      return { error: { message: error.message, hint: error.hint } };
    if (error instanceof ServiceError) {
      const { code, message, isTransient } = error;
      return { error: { code, isTransient, message: `${code}: ${message}` } };
    }
    throw error;
  }
};

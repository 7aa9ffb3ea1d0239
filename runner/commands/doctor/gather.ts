import type { BatchServiceModels as Models } from "@azure/batch";
import type { BlobContainer } from "../../azure/blob-container.ts";
import type { Clients } from "../../azure/clients.ts";
import { ServiceError } from "../../azure/service-error.ts";
import { RunnerError } from "../../errors.ts";
import { reach } from "./probe-address.ts";
import type { Answer, StartTaskFailure, View } from "./view.ts";

interface Gather extends Pick<View, "kind" | "name" | "outputs"> {
  readonly clients: Clients;
  readonly now: () => Date;
}

/** Asks everybody, at the same time. Leaves nothing behind: the blob that tries each container is removed. */
export const gather = async ({ kind, name, outputs, clients, now }: Gather): Promise<View> => {
  const { batch } = clients;
  const { poolId } = outputs;
  const [reachBatch, reachStorage, containers, pool, images, nodes, jobs] = await Promise.all([
    reach(outputs.batchAccountEndpoint, now),
    reach(outputs.inputContainerUrl, now),
    tryContainers(clients),
    answer(() => batch.getPool(poolId)),
    answer(() => batch.listSupportedImages()),
    answer(() => listNodes(clients, poolId)),
    answer(() => listActiveJobs(clients)),
  ]);
  const startTask = await readStartTask(clients, poolId, nodes.value ?? []);
  const view = { kind, name, outputs, containers, pool, images, nodes, startTask, jobs };
  return { ...view, now: now(), reach: { Batch: reachBatch, Storage: reachStorage } };
};

const tryContainers = ({ application, input, output }: Clients): Promise<View["containers"]> => {
  const attempt = async (container: BlobContainer) => ({
    name: container.name,
    answer: await answer(async (): Promise<true> => {
      await container.write(probe, Buffer.alloc(0));
      await container.getProperties(probe);
      await container.delete(probe);
      return true;
    }),
  });
  return Promise.all([application, input, output].map(attempt));
};

/** No input is called so, they are named by their hash; nor is a run or a workload, which begin with a letter or a digit. */
const probe = ".doctor";

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

/** Azure, the network or a sign-in may refuse; anything else is a bug. */
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

import type { BatchServiceClient } from "@azure/batch";
import pMap from "p-map";

// What Azure takes in one collection.
const collection = 100;

/** Tasks of `/bin/true` with ids `task<number>`, from one number up to another, as a client adds many: a few collections at a time. */
export const addTasks = async (
  client: BatchServiceClient,
  { jobId, from = 0, to }: { jobId: string; from?: number; to: number },
): Promise<void> => {
  const starts = Array.from({ length: Math.ceil((to - from) / collection) }, (_, i) => from + i * collection);
  await pMap(
    starts,
    async (start) => {
      const length = Math.min(collection, to - start);
      const tasks = Array.from({ length }, (_, i) => ({ id: `task${start + i}`, commandLine: "/bin/true" }));
      const { value } = await client.task.addCollection(jobId, tasks);
      const refused = value?.find(({ status }) => status.toLowerCase() !== "success");
      if (refused !== undefined) throw new Error(`${refused.taskId}: ${refused.error?.code}`);
    },
    { concurrency: 4 },
  );
};

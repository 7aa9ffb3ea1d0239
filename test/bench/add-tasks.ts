import type { BatchServiceClient } from "@azure/batch";
import pMap from "p-map";

// What Azure takes in one collection.
const collection = 100;

/** So many tasks of `/bin/true` with ids `task<number>`, as a client adds many: a few collections at a time. */
export const addTasks = async (
  client: BatchServiceClient,
  { jobId, count }: { jobId: string; count: number },
): Promise<void> => {
  const starts = Array.from({ length: Math.ceil(count / collection) }, (_, i) => i * collection);
  await pMap(
    starts,
    async (start) => {
      const length = Math.min(collection, count - start);
      const tasks = Array.from({ length }, (_, i) => ({ id: `task${start + i}`, commandLine: "/bin/true" }));
      const { value } = await client.task.addCollection(jobId, tasks);
      const refused = value?.find(({ status }) => status.toLowerCase() !== "success");
      if (refused !== undefined) throw new Error(`${refused.taskId}: ${refused.error?.code}`);
    },
    { concurrency: 4 },
  );
};

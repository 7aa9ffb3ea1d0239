import type { BatchServiceClient } from "@azure/batch";
import pMap from "p-map";

// Azure's limit of tasks in a collection.
const collection = 100;

/** Adds `count` tasks of `/bin/true` with ids `task<number>`, four collections at a time. */
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

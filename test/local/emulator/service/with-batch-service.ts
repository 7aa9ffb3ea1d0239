import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import {
  type BatchService,
  type BatchServiceOptions,
  startBatchService,
} from "../../../../local/emulator/service.ts";
import { account, linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";

export interface Lab {
  /** The unmodified client, without retries so that tests see errors at once. */
  readonly client: BatchServiceClient;
  readonly service: BatchService;
  readonly key: string;
  /** The service's folder. */
  readonly dir: string;
  /** Lines that the service logged. */
  readonly log: string[];
}

/** Starts a service in a temporary folder, with one account and a client of it. Closes and removes both afterwards. */
export const withBatchService = async <T>(
  use: (lab: Lab) => Promise<T>,
  options: Partial<BatchServiceOptions> = {},
): Promise<T> =>
  withTemporaryFolder(async (folder) => {
    const dir = options.dir ?? folder;
    const log: string[] = [];
    const service = await startBatchService({ dir, log: (line) => log.push(line), ...options });
    try {
      const { key } = service.putAccount(account);
      return await use({ client: clientOf(service, key), service, key, dir, log });
    } finally {
      await service.close();
    }
  });

export const clientOf = (
  { endpoint }: Pick<BatchService, "endpoint">,
  key: string,
  name = account,
): BatchServiceClient =>
  new BatchServiceClient(new BatchSharedKeyCredentials(name, key), endpoint, { noRetryPolicy: true });

/** Adds the job `job` with tasks, on a new pool. */
export const runTasks = async (
  client: BatchServiceClient,
  tasks: Parameters<BatchServiceClient["task"]["add"]>[1][],
): Promise<void> => {
  await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 2 });
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  await client.task.addCollection("job", tasks);
  await allCompleted(client);
};

export const allCompleted = (client: BatchServiceClient, jobId = "job"): Promise<true> =>
  until(
    async () => {
      const { active, running } = (await client.job.getTaskCounts(jobId)).taskCounts;
      return active + running === 0;
    },
    { what: `completion of all tasks of ${jobId}` },
  );

/** Reads a task's file. */
export const taskFile = async (
  client: BatchServiceClient,
  where: { jobId?: string; taskId: string; path: string },
): Promise<string> => {
  const { readableStreamBody } = await client.file.getFromTask(
    where.jobId ?? "job",
    where.taskId,
    where.path,
  );
  let text = "";
  for await (const chunk of readableStreamBody ?? []) text += chunk;
  return text;
};

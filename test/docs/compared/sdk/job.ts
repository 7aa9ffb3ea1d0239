import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchServiceClient,
  BatchSharedKeyCredentials,
  type BatchServiceModels as Models,
} from "@azure/batch";
import {
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  ContainerSASPermissions,
} from "@azure/storage-blob";

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name}`);
  return value;
};
const batch = new BatchServiceClient(
  new BatchSharedKeyCredentials(env("AZURE_BATCH_ACCOUNT"), env("AZURE_BATCH_ACCESS_KEY")),
  env("AZURE_BATCH_ENDPOINT"),
);
const storage = BlobServiceClient.fromConnectionString(env("AZURE_STORAGE_CONNECTION_STRING"));
const expiresOn = new Date(Date.now() + 24 * 3_600_000);

/** A container of this run, and an address with which nodes read and write there. */
export const openContainer = async (name: string) => {
  const container = storage.getContainerClient(name);
  await container.createIfNotExists();
  const permissions = ContainerSASPermissions.parse("rwl");
  return { container, containerUrl: await container.generateSasUrl({ permissions, expiresOn }) };
};

/** A local file as a file on a node. */
export const upload = async (container: ContainerClient, path: string) => {
  const blob = container.getBlockBlobClient(basename(path));
  await blob.uploadFile(path);
  const permissions = BlobSASPermissions.parse("r");
  return { httpUrl: await blob.generateSasUrl({ permissions, expiresOn }), filePath: basename(path) };
};

export const taskOf = (
  id: string,
  script: string,
  { containerUrl, ...files }: { resourceFiles: Models.ResourceFile[]; output: string; containerUrl: string },
): Models.TaskAddParameter => ({
  id,
  commandLine: `/bin/bash -c '${script}'`,
  resourceFiles: files.resourceFiles,
  outputFiles: [
    {
      filePattern: files.output,
      destination: { container: { containerUrl, path: `${id}/${files.output}` } },
      uploadOptions: { uploadCondition: "taskcompletion" },
    },
  ],
});

/** Runs the tasks as one job; gives their outputs to the folder `out`. */
export const runJob = async (id: string, tasks: Models.TaskAddParameter[], container: ContainerClient) => {
  await batch.job.add({ id, poolInfo: { poolId: env("POOL_ID") }, usesTaskDependencies: true });
  for (let i = 0; i < tasks.length; i += 100) {
    const { value = [] } = await batch.task.addCollection(id, tasks.slice(i, i + 100));
    const refused = value.find(({ error }) => error !== undefined);
    if (refused) throw new Error(`${refused.taskId}: ${refused.error?.message?.value}`);
  }
  await batch.job.patch(id, { onAllTasksComplete: "terminatejob" });
  for (;;) {
    const { state } = await batch.job.get(id);
    if (state === "completed") break;
    await sleep(Number(process.env.POLL_MS ?? 5000));
  }
  const { taskCounts } = await batch.job.getTaskCounts(id);
  for await (const { name } of container.listBlobsFlat()) {
    await mkdir(join("out", dirname(name)), { recursive: true });
    await container.getBlobClient(name).downloadToFile(join("out", name));
  }
  if (taskCounts.succeeded !== tasks.length) throw new Error(`${taskCounts.failed} tasks failed`);
};

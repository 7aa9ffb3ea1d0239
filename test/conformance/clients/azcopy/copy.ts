/** Copies files to a container and back with AzCopy, on this machine and in a task on a node. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { BlobServiceClient, ContainerSASPermissions } from "@azure/storage-blob";

const { env } = process;
const name = `azcopy-${randomUUID().slice(0, 8)}`;
const folder = mkdtempSync(join(tmpdir(), "azcopy-"));
const logs = { AZCOPY_LOG_LOCATION: folder, AZCOPY_JOB_PLAN_LOCATION: folder, AZCOPY_DISABLE_SYSLOG: "true" };
const container = BlobServiceClient.fromConnectionString(
  env.AZURE_STORAGE_CONNECTION_STRING!,
).getContainerClient(name);
const batch = new BatchServiceClient(
  new BatchSharedKeyCredentials(env.AZURE_BATCH_ACCOUNT!, env.AZURE_BATCH_ACCESS_KEY!),
  env.AZURE_BATCH_ENDPOINT!,
);

const azcopy = (...args: string[]): string =>
  execFileSync(env.AZCOPY!, args, { encoding: "utf8", env: { ...env, ...logs } });

const blobs = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const blob of container.listBlobsFlat()) names.push(blob.name);
  return names.sort();
};

const copyOnThisMachine = async (url: string): Promise<void> => {
  mkdirSync(join(folder, "up/sub"), { recursive: true });
  writeFileSync(join(folder, "up/a.txt"), "hello");
  const large = randomBytes(20_000_000); // copied in blocks
  writeFileSync(join(folder, "up/sub/b.bin"), large);
  azcopy("copy", join(folder, "up/*"), url, "--recursive", "--from-to=LocalBlob", "--put-md5");
  assert.deepEqual(await blobs(), ["a.txt", "sub/b.bin"]);
  assert.match(azcopy("list", url, "--location=Blob"), /sub\/b\.bin/);
  azcopy("copy", url, join(folder, "down"), "--recursive", "--from-to=BlobLocal");
  assert(readFileSync(join(folder, "down", name, "sub/b.bin")).equals(large));
  rmSync(join(folder, "up/a.txt"));
  azcopy("sync", join(folder, "up"), url, "--from-to=LocalBlob", "--delete-destination=true");
  assert.deepEqual(await blobs(), ["sub/b.bin"]);
};

const copyInTask = async (url: string): Promise<void> => {
  const environmentSettings = [
    { name: "URL", value: url.replace("?", "/of-task.txt?") },
    { name: "AZCOPY", value: env.AZCOPY! },
    ...Object.entries(logs).map(([key, value]) => ({ name: key, value })),
  ];
  await batch.pool.add({
    id: name,
    vmSize: "standard_d2s_v3",
    virtualMachineConfiguration: {
      imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
      nodeAgentSKUId: "batch.node.ubuntu 24.04",
    },
    targetDedicatedNodes: 1,
  });
  await batch.job.add({ id: name, poolInfo: { poolId: name } });
  const commandLine = `/bin/sh -c 'echo hello > out.txt && "$AZCOPY" copy out.txt "$URL" --from-to=LocalBlob'`;
  await batch.task.add(name, { id: "copy", commandLine, environmentSettings });
  while ((await batch.task.get(name, "copy")).state !== "completed")
    await new Promise((done) => setTimeout(done, 100));
  assert.equal((await batch.task.get(name, "copy")).executionInfo?.exitCode, 0);
  assert.deepEqual(await blobs(), ["of-task.txt", "sub/b.bin"]);
};

await container.create();
try {
  const url = await container.generateSasUrl({
    permissions: ContainerSASPermissions.parse("racwdl"),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
  await copyOnThisMachine(url);
  await copyInTask(url);
} finally {
  await container.delete();
  await batch.job.deleteMethod(name).catch(() => undefined);
  await batch.pool.deleteMethod(name).catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
}
console.log(`azcopy: ${azcopy("--version").trim()} ok`);

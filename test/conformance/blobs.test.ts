import assert from "node:assert/strict";
import { BlobServiceClient, type ContainerClient, ContainerSASPermissions } from "@azure/storage-blob";
import { conforms, type Lab, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { executionOf, runTasks, taskFile } from "./run-tasks.ts";

interface Blobs {
  readonly container: ContainerClient;
  /** URL of the container with a signature that grants those permissions. */
  url(permissions: string): Promise<string>;
}

const newContainer = async (lab: Lab): Promise<Blobs> => {
  const storage = BlobServiceClient.fromConnectionString(lab.target.storage);
  const container = storage.getContainerClient(lab.newId("blobs"));
  await container.create();
  lab.defer(() => container.deleteIfExists());
  return {
    container,
    url: (permissions) =>
      container.generateSasUrl({
        permissions: ContainerSASPermissions.parse(permissions),
        startsOn: new Date(Date.now() - 5 * 60_000),
        expiresOn: new Date(Date.now() + 3_600_000),
      }),
  };
};

const read = async ({ container }: Blobs, name: string): Promise<string> =>
  String(await container.getBlobClient(name).downloadToBuffer());

const namesIn = ({ container }: Blobs): Promise<string[]> =>
  Array.fromAsync(container.listBlobsFlat(), ({ name }) => name);

suite("resource files", () => {
  conforms("are downloaded from a URL and a container, with their names and modes", async (lab) => {
    const blobs = await newContainer(lab);
    for (const name of ["tree/a.txt", "tree/deep/b.txt", "other.txt"])
      await blobs.container.getBlockBlobClient(name).upload(name, name.length);
    const httpUrl = (await blobs.url("r")).replace("?", "/other.txt?");
    const jobId = await runTasks(lab, {
      task: {
        commandLine:
          "/bin/sh -c 'cat renamed/here.txt in/tree/a.txt in/tree/deep/b.txt; stat -c %a renamed/here.txt'",
        resourceFiles: [
          { httpUrl, filePath: "renamed/here.txt", fileMode: "0640" },
          { storageContainerUrl: await blobs.url("rl"), blobPrefix: "tree/", filePath: "in" },
        ],
      },
    });
    assert.equal(await taskFile(lab, jobId, "task"), "other.txttree/a.txttree/deep/b.txt640\n");
  });

  conforms("fail the task before it starts, without a retry, if they are missing", async (lab) => {
    const blobs = await newContainer(lab);
    const [readable, bare] = [await blobs.url("r"), blobs.container.url];
    const of = (httpUrl: string) => ({
      commandLine: "/bin/true",
      constraints: { maxTaskRetryCount: 2 },
      resourceFiles: [{ httpUrl, filePath: "file" }],
    });
    await blobs.container.getBlockBlobClient("there").upload("x", 1);
    const jobId = await runTasks(lab, {
      missing: of(readable.replace("?", "/none?")),
      denied: of(`${readable.replace("?", "/there?")}x`),
    });
    assert(bare);
    const missing = await executionOf(lab, jobId, "missing");
    assert.deepEqual([missing.exitCode, missing.retryCount], [undefined, 0]);
    assert.equal(missing.failureInfo?.code, "BlobNotFound");
    assert.equal(missing.failureInfo?.category.toLowerCase(), "usererror");
    const denied = await executionOf(lab, jobId, "denied");
    assert.equal(denied.failureInfo?.code, "BlobAccessDenied");
    const told = JSON.stringify([missing.failureInfo, denied.failureInfo]);
    if (!lab.target.isLive) assert(!told.includes("sig="), "a signature is a secret");
  });
});

suite("a resource file", () => {
  const file = { filePath: "file" };
  const wrong = {
    "has two sources": {
      ...file,
      httpUrl: "http://127.0.0.1/a/b",
      storageContainerUrl: "http://127.0.0.1/a",
    },
    "has no source": file,
    "has no name": { httpUrl: "http://127.0.0.1/a/b" },
  };
  for (const [what, resourceFile] of Object.entries(wrong)) {
    conforms(`is rejected if it ${what}`, async (lab) => {
      const jobId = await lab.addJob();
      const resourceFiles = [resourceFile];
      const task = { id: "task", commandLine: "/bin/true", resourceFiles };
      await refused(lab.client.task.add(jobId, task), { statusCode: 400 });
      const startTask = { commandLine: "/bin/true", resourceFiles };
      await refused(lab.addPool({ startTask }), { statusCode: 400 });
      const jobPreparationTask = { commandLine: "/bin/true", resourceFiles };
      await refused(lab.addJob({ jobPreparationTask }), { statusCode: 400 });
    });
  }
});

suite("output files", () => {
  conforms("are uploaded by pattern and by condition", async (lab) => {
    const blobs = await newContainer(lab);
    const containerUrl = await blobs.url("w");
    const to = (
      filePattern: string,
      path: string,
      uploadCondition: "tasksuccess" | "taskfailure" | "taskcompletion",
    ) => ({
      filePattern,
      destination: { container: { containerUrl, path } },
      uploadOptions: { uploadCondition },
    });
    const outputFiles = (name: string) => [
      to("../std*.txt", `${name}/logs`, "taskcompletion"),
      to("**/*.out", `${name}/all`, "tasksuccess"),
      to("result.out", `${name}/the-result`, "tasksuccess"),
      to("result.out", `${name}/left-behind`, "taskfailure"),
      to("*.none", `${name}/none`, "taskcompletion"),
    ];
    const make = "echo said; mkdir deep; echo one > result.out; echo two > deep/two.out";
    const jobId = await runTasks(lab, {
      good: { commandLine: `/bin/sh -c '${make}'`, outputFiles: outputFiles("good") },
      bad: { commandLine: `/bin/sh -c '${make}; exit 6'`, outputFiles: outputFiles("bad") },
    });
    assert.deepEqual((await namesIn(blobs)).sort(), [
      "bad/left-behind",
      "bad/logs/stderr.txt",
      "bad/logs/stdout.txt",
      "good/all/deep/two.out",
      "good/all/result.out",
      "good/logs/stderr.txt",
      "good/logs/stdout.txt",
      "good/the-result",
    ]);
    assert.equal(await read(blobs, "good/logs/stdout.txt"), "said\n");
    assert.equal(await read(blobs, "good/all/deep/two.out"), "two\n");
    assert.equal((await executionOf(lab, jobId, "bad")).exitCode, 6);
    const files = await lab.client.file.listFromTask(jobId, "good");
    assert(files.some(({ name }) => name === "fileuploadout.txt"));
  });

  conforms("fail the task if the upload fails, regardless of the exit code", async (lab) => {
    const blobs = await newContainer(lab);
    const containerUrl = (await blobs.url("w")).replace("?", "-none?");
    const jobId = await runTasks(lab, {
      task: {
        commandLine: "/bin/true",
        constraints: { maxTaskRetryCount: 2 },
        outputFiles: [
          {
            filePattern: "../stdout.txt",
            destination: { container: { containerUrl } },
            uploadOptions: { uploadCondition: "taskcompletion" },
          },
        ],
      },
    });
    const execution = await executionOf(lab, jobId, "task");
    assert.deepEqual([execution.exitCode, execution.retryCount], [0, 0]);
    assert.equal(execution.result?.toLowerCase(), "failure");
    assert.match(execution.failureInfo?.code ?? "", /^FileUpload(ContainerNotFound|AccessDenied)$/);
  });
});

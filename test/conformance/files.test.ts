import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, suite } from "./lab.ts";
import { refusalOf, refused } from "./refused.ts";
import { runTasks, taskFile, taskIn } from "./run-tasks.ts";

// The client doesn't read the error code of a response that should be a file.
const notFound = { statusCode: 404 };

const withFiles = (lab: Lab): Promise<string> =>
  runTasks(lab, {
    files: {
      commandLine:
        '/bin/sh -c \'printf 0123456789; mkdir -p "sub dir/deep"; printf one > "sub dir/1.txt"; printf two > "sub dir/deep/2 ü.json"\'',
    },
  });

suite("files of tasks", () => {
  conforms("are listed, with and without subfolders", async (lab) => {
    const jobId = await withFiles(lab);
    const flat = await lab.client.file.listFromTask(jobId, "files");
    const names = flat.map(({ name }) => name);
    for (const name of ["stdout.txt", "stderr.txt", "wd"])
      assert(names.includes(name), `${name} in ${names}`);
    assert.equal(flat.find(({ name }) => name === "wd")?.isDirectory, true);
    const stdout = flat.find(({ name }) => name === "stdout.txt");
    assert.equal(stdout?.isDirectory, false);
    assert.equal(Number(stdout?.properties?.contentLength), 10);
    assert(stdout?.properties?.lastModified instanceof Date);
    assert.match(stdout?.url ?? "", new RegExp(`/jobs/${jobId}/tasks/files/files/stdout\\.txt$`));
    const deep = await lab.client.file.listFromTask(jobId, "files", { recursive: true });
    const paths = deep.map(({ name }) => name);
    assert(paths.includes("wd/sub dir/deep/2 ü.json"), String(paths));
    const filter = { fileListFromTaskOptions: { filter: "startswith(name,'wd/sub')" }, recursive: true };
    const filtered = await lab.client.file.listFromTask(jobId, "files", filter);
    assert(filtered.length > 0 && filtered.every(({ name }) => name!.startsWith("wd/sub")));
    const first = await lab.client.file.listFromTask(jobId, "files", {
      fileListFromTaskOptions: { maxResults: 1 },
    });
    assert.equal(first.length, 1);
    assert.equal((await lab.client.file.listFromTaskNext(first.odatanextLink!)).length, 1);
  });

  conforms("are read whole, by range, and by name with spaces and umlauts", async (lab) => {
    const jobId = await withFiles(lab);
    assert.equal(await taskFile(lab, jobId, "files"), "0123456789");
    assert.equal(await taskFile(lab, jobId, "files", "wd/sub dir/deep/2 ü.json"), "two");
    const range = async (ocpRange: string) => {
      const { readableStreamBody } = await lab.client.file.getFromTask(jobId, "files", "stdout.txt", {
        fileGetFromTaskOptions: { ocpRange },
      });
      return text(readableStreamBody!);
    };
    assert.equal(await range("bytes=2-4"), "234");
    assert.equal(await range("bytes=7-100"), "789");
    assert.equal(await range("bytes=0-0"), "0");
  });

  conforms("have properties", async (lab) => {
    const jobId = await withFiles(lab);
    const found = await lab.client.file.getPropertiesFromTask(jobId, "files", "stdout.txt");
    assert.equal(found.contentLength, 10);
    assert.match(found.contentType!, /^text\/plain/);
    assert(found.lastModified instanceof Date);
    assert.equal(String(found.ocpBatchFileIsdirectory).toLowerCase(), "false");
    assert(found.ocpBatchFileMode);
    const missing = lab.client.file.getPropertiesFromTask(jobId, "files", "none.txt");
    await refused(missing, { statusCode: 404 });
    const changed = lab.client.file.getFromTask(jobId, "files", "stdout.txt", {
      fileGetFromTaskOptions: { ifModifiedSince: new Date(Date.now() + 60_000) },
    });
    await refused(changed, { statusCode: 304 });
  });

  conforms("are not found if they are missing or outside the task's folder", async (lab) => {
    const jobId = await withFiles(lab);
    await refused(lab.client.file.getFromTask(jobId, "files", "none.txt"), notFound);
    await refused(lab.client.file.deleteFromTask(jobId, "files", "none.txt"), {
      ...notFound,
      code: "FileNotFound",
    });
    await refused(lab.client.file.getFromTask(jobId, "none", "stdout.txt"), notFound);
    await refused(lab.client.file.listFromTask(jobId, "none"), { statusCode: 404, code: "TaskNotFound" });
    for (const path of ["../none/stdout.txt", "wd/../../../../startup/stdout.txt", "/etc/passwd"]) {
      const { statusCode } = await refusalOf(lab.client.file.getFromTask(jobId, "files", path));
      assert(statusCode >= 400 && statusCode < 500, `${path}: ${statusCode}`);
    }
  });

  conforms("are deleted, directories with `recursive`", async (lab) => {
    const jobId = await withFiles(lab);
    await lab.client.file.deleteFromTask(jobId, "files", "wd/sub dir/1.txt");
    await refused(lab.client.file.getFromTask(jobId, "files", "wd/sub dir/1.txt"), notFound);
    await lab.client.file.deleteFromTask(jobId, "files", "wd/sub dir", { recursive: true });
    await refused(lab.client.file.getFromTask(jobId, "files", "wd/sub dir/deep/2 ü.json"), notFound);
  });

  conforms("are unavailable while the task is active, and available while it runs", async (lab) => {
    const jobId = await lab.addJob({ poolInfo: { poolId: lab.newId("nowhere") } });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    await refused(lab.client.file.getFromTask(jobId, "task", "stdout.txt"), { statusCode: 409 });
    const { values } = await refused(lab.client.file.listFromTask(jobId, "task"), {
      statusCode: 409,
      code: "OperationInvalidForCurrentState",
    });
    assert(values.Reason);
    const running = await lab.addJob();
    await lab.client.task.add(running, {
      id: "task",
      commandLine: "/bin/sh -c 'echo early; exec sleep 600'",
    });
    await taskIn(lab, { jobId: running, id: "task" }, "running");
    await eventually("output of a running task", async () => {
      const found = await taskFile(lab, running, "task").catch(() => "");
      return found === "early\n";
    });
  });
});

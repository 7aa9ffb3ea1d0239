import assert from "node:assert/strict";
import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { account } from "../../../helpers/account.ts";
import { asOtherUser } from "../../../helpers/as-other-user.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { signedFetch, version } from "./signed-fetch.ts";
import { runTasks, taskFile, withBatchService } from "./with-batch-service.ts";

describe("the files of a task", () => {
  it("are listed, read whole and in part, described and deleted", () =>
    withBatchService(async ({ client }) => {
      const script = "mkdir 'sub dir'; printf 0123456789 > 'sub dir/ten.txt'; echo said";
      await runTasks(client, [{ id: "task", commandLine: `/bin/sh -c "${script}"` }]);
      const list = async (recursive: boolean) =>
        (await client.file.listFromTask("job", "task", { recursive })).map(({ name }) => name);
      assert.deepEqual(await list(false), ["certs", "stderr.txt", "stdout.txt", "wd"]);
      assert.deepEqual((await list(true)).slice(3), ["wd", "wd/sub dir", "wd/sub dir/ten.txt"]);
      const path = "wd/sub dir/ten.txt";
      assert.equal(await taskFile(client, { taskId: "task", path }), "0123456789");
      const part = await client.file.getFromTask("job", "task", path, {
        fileGetFromTaskOptions: { ocpRange: "bytes=2-4" },
      });
      let text = "";
      for await (const chunk of part.readableStreamBody ?? []) text += chunk;
      assert.equal(text, "234");
      const { contentLength, ocpBatchFileIsdirectory } = await client.file.getPropertiesFromTask(
        "job",
        "task",
        path,
      );
      assert.deepEqual([contentLength, String(ocpBatchFileIsdirectory)], [10, "False"]);
      await client.file.deleteFromTask("job", "task", path);
      await assert.rejects(taskFile(client, { taskId: "task", path }), { statusCode: 404 });
    }));

  it("may be deleted while they are read", () =>
    withBatchService(async ({ client }) => {
      const files = Array.from({ length: 100 }, (_, index) => `wd/${index}`);
      const script = "for i in $(seq 0 99); do echo text > $i; done";
      await runTasks(client, [{ id: "task", commandLine: `/bin/sh -c "${script}"` }]);
      const found = await Promise.all(
        files.flatMap((path) => [
          taskFile(client, { taskId: "task", path }).catch(({ statusCode }) => statusCode),
          client.file.deleteFromTask("job", "task", path).then(() => 404),
        ]),
      );
      assert.deepEqual(
        found.filter((each) => each !== "text\n" && each !== 404),
        [],
      );
    }));

  it("are listed without those in a folder that the task made unreadable", () =>
    withBatchService(async ({ client, dir }) => {
      const script = "mkdir -p closed open && touch closed/a open/b && chmod 000 closed";
      await runTasks(client, [{ id: "task", commandLine: `/bin/sh -c "${script}"` }]);
      const files = await asOtherUser(dir, () =>
        client.file.listFromTask("job", "task", { recursive: true }),
      );
      assert.deepEqual(
        files.map(({ name }) => name),
        ["certs", "stderr.txt", "stdout.txt", "wd", "wd/closed", "wd/open", "wd/open/b"],
      );
    }));

  it("are unreadable for other users, also if these can read the service's directory", () =>
    withTemporaryFolder(async (dir) => {
      await chmod(dir, 0o755);
      await mkdir(join(dir, "nodes"));
      await withBatchService(async () => assert.equal((await stat(join(dir, "nodes"))).mode & 0o777, 0o700), {
        dir,
      });
    }));

  it("of all tasks are in their node's directory", () =>
    withBatchService(async ({ client }) => {
      await runTasks(client, [{ id: "task", commandLine: "/bin/echo said" }]);
      const { nodeInfo } = await client.task.get("job", "task");
      const path = `${nodeInfo?.taskRootDirectory}/stdout.txt`;
      const { readableStreamBody } = await client.file.getFromComputeNode(
        "pool",
        nodeInfo?.nodeId ?? "",
        path,
      );
      let text = "";
      for await (const chunk of readableStreamBody ?? []) text += chunk;
      assert.equal(text, "said\n");
    }));

  it("exclude links that point out of their directory", () =>
    withBatchService(async ({ client, service, key }) => {
      await runTasks(client, [
        { id: "task", commandLine: "/bin/sh -c 'ln -s /etc out; ln -s /etc/hostname host'" },
      ]);
      const target = { endpoint: service.endpoint, key };
      for (const name of [
        "../../../../../../etc/hostname",
        "wd/host",
        "wd/out/hostname",
        "/etc/hostname",
        "wd/\0",
      ]) {
        const path = `/jobs/job/tasks/task/files/${encodeURIComponent(name)}?${version}`;
        const { status, body } = await signedFetch(target, path);
        assert.deepEqual([name, status, body.code], [name, 404, "FileNotFound"]);
      }
    }));

  it("are unavailable while the task is active", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "nowhere" } });
      await client.task.add("job", { id: "task", commandLine: "/bin/true" });
      await assert.rejects(client.file.listFromTask("job", "task"), {
        statusCode: 409,
        code: "OperationInvalidForCurrentState",
      });
    }));
});

describe("a task's environment", () => {
  it("has Azure's documented variables, and none of the service's", () =>
    withBatchService(async ({ client, service }) => {
      process.env.SECRET_OF_THE_SERVICE = "secret";
      await runTasks(client, [
        { id: "task", commandLine: "/usr/bin/env", environmentSettings: [{ name: "MINE", value: "yes" }] },
      ]);
      delete process.env.SECRET_OF_THE_SERVICE;
      const text = await taskFile(client, { taskId: "task", path: "stdout.txt" });
      const seen = Object.fromEntries(
        text
          .trim()
          .split("\n")
          .map((line) => line.split(/=(.*)/s) as [string, string]),
      );
      const { nodeInfo } = await client.task.get("job", "task");
      assert.equal(seen.AZ_BATCH_NODE_ID, nodeInfo?.nodeId);
      assert.equal(seen.AZ_BATCH_ACCOUNT_NAME, account);
      assert.equal(seen.AZ_BATCH_ACCOUNT_URL, `${service.endpoint}/`);
      assert.equal(seen.AZ_BATCH_TASK_DIR, `${seen.AZ_BATCH_NODE_ROOT_DIR}/workitems/job/job-1/task`);
      assert.equal(seen.HOME, `${seen.AZ_BATCH_TASK_DIR}/wd`);
      assert.deepEqual(
        [seen.AZ_BATCH_POOL_ID, seen.AZ_BATCH_JOB_ID, seen.AZ_BATCH_TASK_ID],
        ["pool", "job", "task"],
      );
      assert.deepEqual([seen.MINE, seen.SECRET_OF_THE_SERVICE], ["yes", undefined]);
    }));
});

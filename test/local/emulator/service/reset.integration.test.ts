import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { listen } from "../../../../local/emulator/system/listen.ts";
import { account, linux } from "../../../helpers/account.ts";
import { isRunning } from "../../../helpers/is-running.ts";
import { until } from "../../../helpers/until.ts";
import { clientOf, runTasks, taskFile, withBatchService } from "./with-batch-service.ts";

const pool = { id: "declared", ...linux, targetDedicatedNodes: 2 };
const failing = { commandLine: "/bin/false", waitForSuccess: true, maxTaskRetryCount: 0 };

/** Returns a port that was free a moment ago. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

describe("health", () => {
  it("is ready when the nodes of the declared pools have booted", async () => {
    const seen: string[] = [];
    await withBatchService(
      async ({ service, client }) => {
        seen.push(service.health().status);
        await until(() => service.health().status === "ready", { what: "health" });
        const nodes = await client.computeNode.list("declared");
        assert.deepEqual(
          nodes.map(({ state }) => state),
          ["idle", "idle"],
        );
      },
      {
        provision: (service) => {
          service.putAccount(account);
          service.putPool(account, {
            ...pool,
            startTask: { commandLine: "/bin/sleep 0.2", waitForSuccess: true },
          });
        },
      },
    );
    assert.deepEqual(seen, ["starting"]);
  });

  it("fails with the reason if a start task of a declared pool fails", async () => {
    await withBatchService(
      async ({ service }) => {
        await until(() => service.health().status === "failed", { what: "failure" });
        assert.match(service.health().reason ?? "", /declared.*starttaskfailed/);
      },
      {
        provision: (service) => {
          service.putAccount(account);
          service.putPool(account, { ...pool, startTask: failing });
        },
      },
    );
  });

  it("ignores pools of clients", async () => {
    await withBatchService(async ({ service, client }) => {
      assert.equal(service.health().status, "ready");
      await client.pool.add({ id: "mine", ...linux, targetDedicatedNodes: 1, startTask: failing });
      await until(async () => (await client.computeNode.list("mine"))[0]?.state === "starttaskfailed", {
        what: "failed node",
      });
      assert.equal(service.health().status, "ready");
    });
  });
});

/** Undefined until a pool's first node has a folder. */
const foldersOfPools = (dir: string): string[] | undefined => {
  const folder = join(dir, "nodes", account);
  return existsSync(folder) ? readdirSync(folder) : undefined;
};

describe("a reset", () => {
  it("ends all processes, removes everything except accounts, and provisions again", async () => {
    await withBatchService(
      async ({ service, client, key, dir }) => {
        await runTasks(client, [{ id: "done", commandLine: "/bin/true" }]);
        await client.jobSchedule.add({
          id: "schedule",
          schedule: {},
          jobSpecification: { poolInfo: { poolId: "pool" } },
        });
        await client.task.add("job", { id: "long", commandLine: "/bin/sh -c 'echo $$; exec sleep 1000'" });
        const pid = await until(
          async () => Number(await taskFile(client, { taskId: "long", path: "stdout.txt" }).catch(() => "")),
          { what: "process" },
        );
        const before = await client.pool.get("declared");
        await service.reset();
        assert.equal(isRunning(pid), false);
        assert.deepEqual([...(await client.job.list())], []);
        assert.deepEqual([...(await client.jobSchedule.list())], []);
        assert.deepEqual(
          (await client.pool.list()).map(({ id }) => id),
          ["declared"],
        );
        assert.notEqual((await client.pool.get("declared")).eTag, before.eTag);
        assert.deepEqual(await until(() => foldersOfPools(dir)), ["declared"]);
        assert.equal(service.putAccount(account).key, key);
        // The same ids are free, and tasks run again.
        await runTasks(client, [{ id: "done", commandLine: "/bin/true" }]);
        assert.equal((await client.task.get("job", "done")).executionInfo?.result, "success");
      },
      {
        provision: (service) => {
          service.putAccount(account);
          service.putPool(account, pool);
        },
      },
    );
  });

  it("may be asked for several times at once", async () => {
    await withBatchService(async ({ service, client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      await Promise.all([service.reset(), service.reset(), service.reset()]);
      assert.deepEqual([...(await client.pool.list())], []);
    });
  });
});

describe("accounts", () => {
  it("have the key that they are given, also if they exist", async () => {
    await withBatchService(async ({ service, client, key }) => {
      const given = Buffer.from("a key").toString("base64");
      assert.equal(service.putAccount("other", given).key, given);
      assert.equal(service.putAccount("other").key, given);
      assert.deepEqual([...(await clientOf(service, given, "other").pool.list())], []);
      service.putAccount(account, given);
      await assert.rejects(client.pool.list(), { code: "AuthenticationFailed" });
      await clientOf(service, given).pool.list();
      service.putAccount(account, key);
    });
  });

  it("have separate pools and jobs", async () => {
    await withBatchService(async ({ service, client }) => {
      const other = clientOf(service, service.putAccount("other").key, "other");
      await runTasks(client, [{ id: "task", commandLine: "/bin/true" }]);
      await runTasks(other, [{ id: "task", commandLine: "/bin/false" }]);
      const results = [client, other].map(
        async ({ task }) => (await task.get("job", "task")).executionInfo?.result,
      );
      assert.deepEqual(await Promise.all(results), ["success", "failure"]);
    });
  });
});

describe("an advertised URL", () => {
  it("is in links and in the environment of tasks", async () => {
    const advertise = "http://batch.example:1234";
    const port = await freePort();
    await withBatchService(
      async ({ service, key }) => {
        assert.equal(service.endpoint, advertise);
        const client = clientOf({ endpoint: `http://127.0.0.1:${port}` }, key);
        await runTasks(client, [{ id: "task", commandLine: "/bin/sh -c 'echo $AZ_BATCH_ACCOUNT_URL'" }]);
        assert.equal((await client.task.get("job", "task")).url, `${advertise}/jobs/job/tasks/task`);
        assert.equal(await taskFile(client, { taskId: "task", path: "stdout.txt" }), `${advertise}/\n`);
      },
      { advertise, port },
    );
  });
});

describe("a service that executes nothing", () => {
  it("completes tasks with exit code 0 or the one in their settings, without files", async () => {
    await withBatchService(
      async ({ client }) => {
        await runTasks(client, [
          {
            id: "windows",
            commandLine: "cmd /c exit 7",
            resourceFiles: [{ httpUrl: "http://127.0.0.1:9/none", filePath: "a" }],
            outputFiles: [
              {
                filePattern: "*",
                destination: { container: { containerUrl: "http://127.0.0.1:9/none" } },
                uploadOptions: { uploadCondition: "taskcompletion" },
              },
            ],
          },
          {
            id: "failing",
            commandLine: "unknown",
            environmentSettings: [{ name: "BATCH_EMULATOR_EXIT_CODE", value: "3" }],
          },
        ]);
        const codes = ["windows", "failing"].map(
          async (id) => (await client.task.get("job", id)).executionInfo?.exitCode,
        );
        assert.deepEqual(await Promise.all(codes), [0, 3]);
        assert.equal(await taskFile(client, { taskId: "windows", path: "stdout.txt" }), "");
      },
      { execute: false },
    );
  });
});

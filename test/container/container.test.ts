import assert from "node:assert/strict";
import { until } from "../helpers/until.ts";
import { clientOf, taskFile } from "../local/emulator/service/with-batch-service.ts";
import { podman, withContainer } from "./podman.ts";

const key = "a2V5";
const args = ["--pool", "pool", "--account", `local:${key}`];

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

const untilReady = (endpoint: string): Promise<boolean> =>
  until(() => succeeds(fetch(`${endpoint}/health`).then(({ ok }) => assert(ok))), { what: "health" });

describe("the emulator's container", function () {
  this.timeout(60_000);

  it("is healthy, runs a task for a client on the host, and is reset", () =>
    withContainer(args, async ({ id, endpoint }) => {
      // Without systemd, podman checks no health on schedule.
      await until(() => succeeds(podman("healthcheck", "run", id)), { what: "health" });
      const client = clientOf({ endpoint }, key, "local");
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", {
        id: "task",
        commandLine: "/bin/sh -c 'echo $AZ_BATCH_ACCOUNT_URL; node -v'",
      });
      await until(async () => (await client.task.get("job", "task")).state === "completed", { what: "task" });
      const task = await client.task.get("job", "task");
      assert.equal(task.executionInfo?.exitCode, 0);
      assert.equal(task.url, `${endpoint}/jobs/job/tasks/task`);
      const output = await taskFile(client, { taskId: "task", path: "stdout.txt" });
      assert.match(output, /^http:\/\/127\.0\.0\.1:10010\/\nv24\.\d+\.\d+\n$/);
      assert.equal((await fetch(`${endpoint}/reset`, { method: "POST" })).status, 204);
      assert.deepEqual([...(await client.job.list())], []);
    }));

  it("leaves no zombies of processes that a task has left behind", () =>
    withContainer(args, async ({ id, endpoint }) => {
      const client = clientOf({ endpoint }, key, "local");
      await untilReady(endpoint);
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const commandLine = "/bin/sh -c 'for i in 1 2 3; do setsid sleep 0.1 & done'";
      await client.task.add("job", { id: "task", commandLine });
      await until(async () => (await client.task.get("job", "task")).state === "completed", { what: "task" });
      const states = async () => (await podman("top", id, "state", "args")).split("\n");
      await until(async () => !(await states()).some((line) => /sleep|^Z/.test(line)), {
        what: "no processes",
      });
    }));

  it("ends at SIGTERM with exit code 0, without waiting for a task that ignores it", () =>
    withContainer(args, async ({ id, endpoint }) => {
      const client = clientOf({ endpoint }, key, "local");
      await untilReady(endpoint);
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", { id: "task", commandLine: "/bin/sh -c 'trap \"\" TERM; sleep 1000'" });
      await until(async () => (await client.task.get("job", "task")).state === "running", { what: "task" });
      const start = performance.now();
      await podman("stop", "--time", "10", id);
      const seconds = (performance.now() - start) / 1000;
      assert.equal(await podman("inspect", id, "--format", "{{.State.ExitCode}}"), "0");
      assert(seconds < 5, `${seconds} s`);
    }));

  it("runs as any user", () =>
    withContainer(
      args,
      async ({ id, endpoint }) => {
        await untilReady(endpoint);
        assert.equal(await podman("exec", id, "id", "-u"), "1234");
      },
      ["--user", "1234"],
    ));
});

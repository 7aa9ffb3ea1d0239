import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { until } from "../../../helpers/until.ts";
import { runTasks, withBatchService } from "../service/with-batch-service.ts";

/** Ids of processes that sleep for the given time, which identifies them. */
const sleepers = (seconds: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandLineOf(name) === `sleep\0${seconds}\0`)
    .map(Number);

const commandLineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
};

/** Ways to leave a process group, with the number of processes. */
const ways: Readonly<Record<string, (sleep: string) => string>> = {
  "in the background": (sleep) => `${sleep} & ${sleep}`,
  "in a separate session": (sleep) => `setsid ${sleep} & sleep 100`,
  "by a double fork": (sleep) => `(setsid /bin/bash -c "(${sleep} &) ; ${sleep}" &) ; sleep 100`,
  "with no environment and no output": (sleep) => `(env -i setsid ${sleep} >/dev/null 2>&1 &) ; sleep 100`,
  "with another task's directory in its environment": (sleep) =>
    `(AZ_BATCH_TASK_DIR=/elsewhere setsid ${sleep} >/dev/null 2>&1 &) ; sleep 100`,
  "elsewhere, with nothing left, but with a parent that is known": (sleep) =>
    `cd / ; env -i setsid ${sleep} >/dev/null 2>&1 & wait`,
};

describe("the processes of a task", () => {
  before(function () {
    if (process.platform !== "linux") this.skip();
  });

  Object.entries(ways).forEach(([name, script], at) => {
    it(`are ended when one is ${name}`, () =>
      withBatchService(async ({ client }) => {
        const seconds = `${7000 + at}.${process.pid}`;
        await client.pool.add({ id: "pool", ...pool });
        await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
        await client.task.add("job", {
          id: "task",
          commandLine: `/bin/bash -c '${script(`sleep ${seconds}`)}'`,
        });
        await until(() => sleepers(seconds).length > 0, { what: "start of the sleepers" });
        await client.task.terminate("job", "task");
        await until(() => sleepers(seconds).length === 0, { what: "end of the sleepers" });
      }));
  });

  it("are ended at the time limit", () =>
    withBatchService(async ({ client }) => {
      const seconds = `7100.${process.pid}`;
      await runTasks(client, [
        {
          id: "task",
          commandLine: `/bin/bash -c '(env -i setsid sleep ${seconds} >/dev/null 2>&1 &) ; sleep 100'`,
          constraints: { maxWallClockTime: "PT0.5S" },
        },
      ]);
      assert.deepEqual(sleepers(seconds), []);
    }));

  it("are ended after the task completes, unless it runs again in the same directory", () =>
    withBatchService(async ({ client }) => {
      const [left, kept] = [`7200.${process.pid}`, `7300.${process.pid}`];
      const leaving = `(setsid sleep ${left} >/dev/null 2>&1 &) ; exec sleep 0.3`;
      const again = `test -e second && exec sleep ${kept} ; touch second ; exit 1`;
      await client.pool.add({ id: "pool", ...pool, taskSlotsPerNode: 2 });
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.addCollection("job", [
        { id: "again", commandLine: `/bin/bash -c '${again}'`, constraints: { maxTaskRetryCount: 1 } },
        { id: "leaving", commandLine: `/bin/bash -c '${leaving}'` },
      ]);
      await until(async () => (await client.task.get("job", "leaving")).state === "completed");
      await until(() => sleepers(left).length === 0, { what: "end of what was left behind" });
      await until(() => sleepers(kept).length === 1, { what: "second try" });
    }));

  it("don't include a shell in the task's directory", () =>
    withBatchService(async ({ client, dir }) => {
      await client.pool.add({ id: "pool", ...pool });
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", { id: "task", commandLine: "/bin/sleep 100" });
      await until(async () => (await client.task.get("job", "task")).state === "running");
      const { nodeInfo } = await client.task.get("job", "task");
      const cwd = `${dir}/nodes/testaccount/pool/${nodeInfo?.nodeId}/${nodeInfo?.taskRootDirectory}/wd`;
      await until(() => existsSync(cwd));
      const bystander = spawn("sleep", ["60"], { cwd, stdio: "ignore" });
      await client.task.terminate("job", "task");
      await until(async () => (await client.task.get("job", "task")).state === "completed");
      assert.equal(bystander.signalCode, null);
      bystander.kill();
    }));
});

const pool = {
  vmSize: "standard_d2s_v3",
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
  targetDedicatedNodes: 1,
};

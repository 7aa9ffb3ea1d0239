import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { listen } from "../../../local/emulator/system/listen.ts";
import { program, spawnEmulator, withEmulator } from "../../helpers/emulator-process.ts";
import { isRunning } from "../../helpers/is-running.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { until } from "../../helpers/until.ts";
import { clientOf, taskFile } from "./service/with-batch-service.ts";

const startTask = { commandLine: "/bin/false", waitForSuccess: true, maxTaskRetryCount: 0 };

describe("azure-batch-emulator", () => {
  it("runs a task on a pool of the command line; SIGTERM ends it and its tasks with exit code 0", () =>
    withTemporaryFolder(async (dir) => {
      let pid = 0;
      await withEmulator(dir, ["--pool", "pool", "--account", "local:a2V5"], async (emulator) => {
        assert.equal(emulator.key, "a2V5");
        await until(async () => (await fetch(`${emulator.endpoint}/health`)).ok, { what: "health" });
        const client = clientOf(emulator, emulator.key, "local");
        await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
        await client.task.add("job", { id: "task", commandLine: "/bin/sh -c 'echo $$; exec sleep 1000'" });
        const output = () => taskFile(client, { taskId: "task", path: "stdout.txt" }).catch(() => "");
        pid = await until(async () => Number(await output()), { what: "output" });
        emulator.child.kill("SIGTERM");
        assert.equal(await emulator.ended, 0);
        assert.equal(emulator.child.signalCode, null);
      });
      assert.equal(isRunning(pid), false);
    }));

  it("ends when npx, which passes no signal on, is killed", () =>
    withTemporaryFolder(async (dir) => {
      const command = '"$@" & echo "$!"; wait';
      const args = ["-c", command, "npx", process.execPath, program, "--dir", dir];
      const npx = spawn("bash", args, {
        env: { ...process.env, npm_command: "exec" },
        stdio: ["ignore", "pipe", "ignore"],
      });
      let said = "";
      npx.stdout.on("data", (chunk: Buffer) => {
        said += chunk;
      });
      await until(() => said.includes("AZURE_BATCH_ACCESS_KEY"), { what: "start" });
      npx.kill("SIGKILL");
      const pid = Number.parseInt(said, 10);
      await until(() => !isRunning(pid), { what: "end of the emulator" });
    }));

  it("keeps serving when the readers of its output have ended", () =>
    withTemporaryFolder(async (dir) => {
      await withEmulator(dir, ["--verbose"], async ({ child, endpoint, ended }) => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        for (const _ of [1, 2, 3]) assert.equal((await fetch(`${endpoint}/health`)).status, 200);
        child.kill("SIGTERM");
        assert.equal(await ended, 0);
      });
    }));

  it("has several accounts, and is emptied by POST /reset", () =>
    withTemporaryFolder(async (dir) => {
      const args = ["--account", "alpha:a2V5", "--account", "beta:b3RoZXI=", "--pool", "pool"];
      await withEmulator(dir, args, async ({ endpoint, stdout }) => {
        assert.match(stdout(), /^# AZURE_BATCH_ACCOUNT=beta AZURE_BATCH_ACCESS_KEY=b3RoZXI=$/m);
        const beta = clientOf({ endpoint }, "b3RoZXI=", "beta");
        await beta.job.add({ id: "job", poolInfo: { poolId: "pool" } });
        assert.equal((await fetch(`${endpoint}/reset`, { method: "POST" })).status, 204);
        assert.deepEqual([...(await beta.job.list())], []);
        assert.deepEqual(
          (await beta.pool.list()).map(({ id }) => id),
          ["pool"],
        );
      });
    }));

  it("keeps a random key", () =>
    withTemporaryFolder(async (dir) => {
      const keys: string[] = [];
      for (const _ of [1, 2]) await withEmulator(dir, [], async ({ key }) => void keys.push(key));
      assert.equal(keys[0], keys[1]);
      assert.equal(Buffer.from(keys[0]!, "base64").length, 64);
    }));

  it("warns on all addresses, refuses resets there and says why a pool isn't ready", () =>
    withTemporaryFolder(async (dir) => {
      const file = join(dir, "pool.json");
      writeFileSync(
        file,
        JSON.stringify({
          ...{ id: "pool", vmSize: "standard_d2s_v5", targetDedicatedNodes: 1, startTask },
          virtualMachineConfiguration: {
            imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404" },
            nodeAgentSKUId: "batch.node.ubuntu 24.04",
          },
        }),
      );
      const args = ["--host", "0.0.0.0", "--pool", file, "--verbose"];
      await withEmulator(dir, args, async ({ endpoint, stderr }) => {
        assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
        assert.match(stderr(), /^Warning: listening on 0\.0\.0\.0/m);
        assert.equal((await fetch(`${endpoint}/reset`, { method: "POST" })).status, 403);
        await until(() => /^Error: pool pool: .*starttaskfailed$/m.test(stderr()), { what: "reason" });
        const { status } = await fetch(`${endpoint}/health`);
        assert.equal(status, 503);
        await until(() => /^GET \/health 503 \d+ ms$/m.test(stderr()), { what: "log of the request" });
      });
    }));

  const endOf = async (dir: string, args: readonly string[]) => {
    const { ended, stdout, stderr } = spawnEmulator(dir, args);
    return [await ended, stdout(), stderr().trim().split("\n").length, stderr()] as const;
  };

  it("prints help and version", () =>
    withTemporaryFolder(async (dir) => {
      assert.match((await endOf(dir, ["--help"]))[1], /^Usage: azure-batch-emulator/m);
      assert.match((await endOf(dir, ["--version"]))[1], /^\d+\.\d+\.\d+\n$/);
    }));

  it("reports what is wrong in one line, with exit code 2", () =>
    withTemporaryFolder(async (dir) => {
      const server = createServer();
      const port = await listen(server);
      const cases = [
        ["--unknown"],
        ["--port", String(port)],
        ["--host", "192.0.2.1", "--no-execute"],
        ["--storage", "x"],
        ["--pool", "a-b", "--pool", "a-b:99999"],
      ];
      for (const args of cases) {
        const [code, , lines, stderr] = await endOf(dir, args);
        assert.deepEqual([code, lines], [2, 1], stderr);
        assert.match(stderr, /^Error: /);
      }
      server.close();
    }));
});

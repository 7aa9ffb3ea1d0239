import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { attach } from "../../local/attach.ts";
import { stop } from "../../local/lease.ts";
import { attachTo, cloudProcess, endOf, runLocal } from "../helpers/attached.ts";
import { isRunning } from "../helpers/is-running.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { withKeys } from "../helpers/with-keys.ts";

/** A folder for a local cloud, and the end of all that runs in it. */
const withLocalDir = (use: (dir: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const dir = join(folder, ".local");
    try {
      await use(dir);
    } finally {
      await stop(dir);
    }
  });

/** The process and all that it has started. */
const treeOf = (pid: number): number[] => {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child!, ...below(child!)]);
  return [pid, ...below(pid)];
};

/** Files that other users could read. */
const openFiles = (dir: string): string[] => {
  assert.equal(statSync(dir).mode & 0o777, 0o700);
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => statSync(join(dir, entry.name)).mode & 0o077)
    .map(({ name }) => name);
};

const untilGone = async (pids: readonly number[]): Promise<void> => {
  while (pids.some(isRunning)) await delay(50);
};

describe("npm run local -- attach", function () {
  this.timeout(60_000);

  it("prints the outputs of the program, whose containers are there, keeps the keys to this user, and ends when released", async () => {
    await withLocalDir(async (dir) => {
      const { outputs, release } = await attachTo(dir);
      assert.deepEqual(parseStackOutputs(outputs).problems, undefined);
      const { storageAccountName, storageAccountKey, batchAccountKey } = withKeys(outputs);
      const account = new BlobServiceClient(
        new URL(".", outputs.inputContainerUrl).href,
        new StorageSharedKeyCredential(storageAccountName, storageAccountKey),
      );
      const containers = await Array.fromAsync(account.listContainers(), ({ name }) => name);
      assert.deepEqual(containers.sort(), ["application", "input", "output"]);

      assert.deepEqual(openFiles(dir), []);
      const log = readFileSync(join(dir, "local-cloud.log"), "utf8");
      assert(!log.includes(storageAccountKey) && !log.includes(batchAccountKey));

      const processes = treeOf(await cloudProcess(dir));
      assert(processes.length > 1);
      assert.deepEqual(await release(), { exitCode: 0, stderr: "" });
      await untilGone(processes);
      assert(!existsSync(join(dir, "control.json")));
    });
  });

  it("keeps names, keys and ports from one start to the next", async () => {
    await withLocalDir(async (dir) => {
      const first = await attachTo(dir);
      const processes = treeOf(await cloudProcess(dir));
      await first.release();
      await untilGone(processes);
      const second = await attachTo(dir);
      assert.deepEqual(second.outputs, first.outputs);
      await second.release();
    });
  });

  it("shares one cloud among those that come at the same time, until the last has gone", async () => {
    await withLocalDir(async (dir) => {
      const [one, two, three] = await Promise.all([attachTo(dir), attachTo(dir), attachTo(dir)]);
      assert.deepEqual(one.outputs, two.outputs);
      assert.deepEqual(one.outputs, three.outputs);
      const pid = await cloudProcess(dir);
      await Promise.all([one.release(), two.release()]);
      // Longer than the linger: a lease that is still held counts.
      await delay(1000);
      assert(isRunning(pid));
      await three.release();
      await untilGone([pid]);
    });
  });

  it("ends when it is told to, though somebody uses it", async () => {
    await withLocalDir(async (dir) => {
      const { ended } = await attachTo(dir);
      const processes = treeOf(await cloudProcess(dir));
      const stopped = await endOf(runLocal(dir, "stop"));
      assert.equal(stopped.exitCode, 0);
      assert.deepEqual(processes.filter(isRunning), []);
      assert.equal((await ended).exitCode, 3);
      const again = await endOf(runLocal(dir, "stop"));
      await assertSnapshot("local/stop-twice", stopped.stderr + again.stderr);
    });
  });

  it("says so when the cloud is killed, and the next one finds all as it was", async () => {
    await withLocalDir(async (dir) => {
      const first = await attachTo(dir);
      process.kill(await cloudProcess(dir), "SIGKILL");
      const { exitCode, stderr } = await first.ended;
      assert.equal(exitCode, 3);
      await assertSnapshot("local/ended-while-in-use", normalise(stderr));
      const second = await attachTo(dir);
      assert.deepEqual(second.outputs, first.outputs);
      await second.release();
    });
  });

  it("picks another port when the one of last time is taken, and says so in the log", async () => {
    await withLocalDir(async (dir) => {
      const first = await attachTo(dir);
      const processes = treeOf(await cloudProcess(dir));
      await first.release();
      await untilGone(processes);
      const port = Number(new URL(first.outputs.inputContainerUrl).port);
      const squatter = createServer();
      await once(squatter.listen(port, "127.0.0.1"), "listening");
      const second = await attachTo(dir);
      assert.notEqual(new URL(second.outputs.inputContainerUrl).port, String(port));
      assert.equal(second.outputs.batchAccountEndpoint, first.outputs.batchAccountEndpoint);
      assert.match(
        readFileSync(join(dir, "local-cloud.log"), "utf8"),
        new RegExp(`port ${port}\\b.*\\bblob service\\b`),
      );
      squatter.close();
      await second.release();
    });
  });

  it("takes settings from a stack file, and refuses to pass off a cloud that runs with others", async () => {
    await withLocalDir(async (dir) => {
      await mkdir(dir, { recursive: true });
      const stackFile = join(dir, "Pulumi.small.yaml");
      await writeFile(stackFile, "config:\n  azure-batch-workloads:nodeCount: 1\n");
      const { outputs, release } = await attachTo(dir, "--stack-file", stackFile);
      assert.equal(outputs.maxDedicatedNodes, 1);
      const options = { dir, stackFile: `${stackFile}.other`, lingerMs: 300, deadlineMs: 60_000 };
      await assert.rejects(attach(options), { code: "OtherSettings", message: /small\.yaml\b/ });
      const other = await endOf(runLocal(dir, "attach", "--stack-file", options.stackFile));
      assert.equal(other.exitCode, 3);
      await assertSnapshot("local/other-settings", normalise(other.stderr));
      await release();
    });
  });

  it("says in one line what is wrong with the settings, to all who wait, and leaves nothing running", async () => {
    await withLocalDir(async (dir) => {
      await mkdir(dir, { recursive: true });
      const stackFile = join(dir, "Pulumi.wrong.yaml");
      await writeFile(stackFile, "config:\n  azure-batch-workloads:nodeCount: many\n");
      const failing = attach({ dir, stackFile, lingerMs: 300, deadlineMs: 60_000 });
      const attempts = [1, 2].map(() => endOf(runLocal(dir, "attach", "--stack-file", stackFile)));
      await assert.rejects(failing, ({ code, message }) => {
        // The cloud may have ended before it could be asked: then its log says why.
        assert(["ProgramFailed", "StartFailed"].includes(code), code);
        return /nodeCount: .*"many"/.test(message);
      });
      for (const { exitCode, stderr } of await Promise.all(attempts)) {
        assert.equal(exitCode, 3);
        assert.match(stderr, /^Error: .*nodeCount: .*"many".*\n$/);
      }
      while (existsSync(join(dir, "control.json"))) await delay(50);
    });
  });

  it("says in one line why it cannot start at all", async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "file"), "");
      const { exitCode, stderr } = await endOf(runLocal(join(folder, "file"), "attach"));
      assert.equal(exitCode, 3);
      assert.match(stderr, /^Error: .*file.*\n$/);
    });
  });

  it("does not wait for ever", async () => {
    await withLocalDir(async (dir) => {
      await assert.rejects(attach({ dir, lingerMs: 300, deadlineMs: 100 }), {
        code: "NotReady",
        message: /\b0\.1 s\b/,
      });
      const { exitCode, stderr } = await endOf(runLocal(dir, "attach", "--deadline", "0.1"));
      assert.equal(exitCode, 3);
      await assertSnapshot("local/not-ready", normalise(stderr));
      // It has begun all the same.
      while ((await stop(dir)) === "none runs") await delay(50);
    });
  });
});

describe("npm run local", function () {
  this.timeout(60_000);

  it("says where it listens and what to type, and Ctrl-C ends everything", async () => {
    await withLocalDir(async (dir) => {
      const child = runLocal(dir);
      const ended = endOf(child);
      let said = "";
      for await (const chunk of child.stdout!) {
        said += chunk;
        if (said.includes("Ctrl-C")) break;
      }
      await assertSnapshot(
        "local/welcome",
        normalise(said, { "<suffix>": /(?<=batch|storage)[0-9a-f]{8}\b/g }),
      );
      const processes = treeOf(await cloudProcess(dir));
      child.kill("SIGINT");
      assert.equal((await ended).exitCode, 0);
      assert.deepEqual(processes.filter(isRunning), []);
    });
  });
});

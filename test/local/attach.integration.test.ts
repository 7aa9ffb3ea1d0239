import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
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
import { untilLogged } from "../helpers/until-logged.ts";
import { withKeys } from "../helpers/with-keys.ts";

/** Calls `use` with a folder for a local cloud, then ends the cloud. */
const withLocalDir = (use: (dir: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const dir = join(folder, ".local");
    try {
      await use(dir);
    } finally {
      await stop(dir);
    }
  });

/** The process and its descendants. */
const treeOf = (pid: number): number[] => {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child!, ...below(child!)]);
  return [pid, ...below(pid)];
};

/** Names of files that other users can read. */
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

describe("npx azbatch local attach", function () {
  this.timeout(60_000);

  it("--no-start: starts no cloud", () =>
    withLocalDir(async (dir) => {
      const { exitCode } = await endOf(runLocal(dir, "attach", "--no-start"));
      assert.notEqual(exitCode, 0);
      const found = attach({ dir, start: false, lingerMs: 0, deadlineMs: 10_000 });
      await assert.rejects(found, { code: "NotRunning" });
    }));

  it("prints the outputs, hides keys from other users and the log, and ends when released", async () => {
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

  it("shares one cloud between simultaneous leases until the last is released", async () => {
    await withLocalDir(async (dir) => {
      const [one, two, three] = await Promise.all([attachTo(dir), attachTo(dir), attachTo(dir)]);
      assert.deepEqual(one.outputs, two.outputs);
      assert.deepEqual(one.outputs, three.outputs);
      const pid = await cloudProcess(dir);
      await Promise.all([one.release(), two.release()]);
      await untilLogged(dir, /in use, leases: 1$/m);
      assert(isRunning(pid));
      await three.release();
      await untilGone([pid]);
    });
  });

  it("ends the cloud on stop while a lease is held", async () => {
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

  it("reads settings from a stack file, and refuses a running cloud with other settings", async () => {
    await withLocalDir(async (dir) => {
      await mkdir(dir, { recursive: true });
      const stackFile = join(dir, "Pulumi.small.yaml");
      await writeFile(stackFile, "config:\n  azbatch:nodeCount: 1\n");
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

  it("prints an invalid setting to every waiting caller and leaves nothing running", async () => {
    await withLocalDir(async (dir) => {
      await mkdir(dir, { recursive: true });
      const stackFile = join(dir, "Pulumi.wrong.yaml");
      await writeFile(stackFile, "config:\n  azbatch:nodeCount: many\n");
      const failing = attach({ dir, stackFile, lingerMs: 300, deadlineMs: 60_000 });
      const attempts = [1, 2].map(() => endOf(runLocal(dir, "attach", "--stack-file", stackFile)));
      await assert.rejects(failing, ({ code, message }) => {
        // StartFailed: the cloud ended before it answered, so the message is from its log.
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

  it("prints why it cannot create its folder", async () => {
    await withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "file"), "");
      const { exitCode, stderr } = await endOf(runLocal(join(folder, "file"), "attach"));
      assert.equal(exitCode, 3);
      assert.match(stderr, /^Error: .*file.*\n$/);
    });
  });

  it("stops waiting at the deadline", async () => {
    await withLocalDir(async (dir) => {
      await assert.rejects(attach({ dir, lingerMs: 300, deadlineMs: 100 }), {
        code: "NotReady",
        message: /\b0\.1 s\b/,
      });
      const { exitCode, stderr } = await endOf(runLocal(dir, "attach", "--deadline", "0.1"));
      assert.equal(exitCode, 3);
      await assertSnapshot("local/not-ready", normalise(stderr));
      // The cloud starts although the caller has stopped waiting.
      while ((await stop(dir)) === "none runs") await delay(50);
    });
  });
});

describe("npx azbatch local", function () {
  this.timeout(60_000);

  it("prints its endpoints and commands, and ends everything on Ctrl-C", async () => {
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

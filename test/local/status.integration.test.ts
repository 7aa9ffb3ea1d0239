import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stop } from "../../local/lease.ts";
import { attachTo } from "../helpers/attached.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";
import { withKeys } from "../helpers/with-keys.ts";

const bin = join(import.meta.dirname, "../../runner/cli/bin.mjs");

/** Starts `azbatch local` with these words on the cloud in `dir`. */
const start = (dir: string, words: readonly string[]) =>
  spawn(process.execPath, [bin, "local", ...words], {
    env: { ...process.env, BATCH_LOCAL_DIR: dir },
    stdio: ["ignore", "pipe", "pipe"],
  });

const outputOf = async (child: ReturnType<typeof start>) => {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { exitCode, stdout, stderr };
};

const withLocalDir = (use: (dir: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const dir = join(folder, "cloud");
    try {
      await use(dir);
    } finally {
      await stop(dir);
    }
  });

describe("npx azbatch local", function () {
  this.timeout(60_000);

  it("status: exits with 3 if no cloud runs, and starts none", () =>
    withLocalDir(async (dir) => {
      const { exitCode, stdout } = await outputOf(start(dir, ["status", "--json"]));
      assert.equal(exitCode, 3);
      assert.deepEqual(JSON.parse(stdout), { isRunning: false, folder: dir, bytes: 0 });
      assert(!existsSync(dir));
    }));

  it("status: shows addresses, faults, users and disk space of a running cloud, and no key", () =>
    withLocalDir(async (dir) => {
      const { outputs, release } = await attachTo(dir, "--fault", "throttle:1%@Pool_List");
      const json = await outputOf(start(dir, ["status", "--json"]));
      assert.equal(json.exitCode, 0, json.stderr);
      const { bytes, pid, startedAt, ...status } = JSON.parse(json.stdout);
      assert.deepEqual(status, {
        isRunning: true,
        folder: dir,
        addresses: {
          batch: outputs.batchAccountEndpoint,
          batchAccount: outputs.batchAccountName,
          pool: outputs.poolId,
          blobs: new URL(outputs.inputContainerUrl).origin,
          storageAccount: outputs.storageAccountName,
        },
        faults: "throttle:1%@Pool_List with seed 1",
        pace: "instant",
        tasks: { waiting: 0, running: 0 },
        users: [process.pid],
      });
      assert(bytes > 100_000 && pid > 0 && Date.parse(startedAt) <= Date.now());
      const shown = await outputOf(start(dir, ["status"]));
      const { storageAccountKey, batchAccountKey } = withKeys(outputs);
      for (const key of [storageAccountKey, batchAccountKey])
        assert(!(shown.stdout + json.stdout).includes(key));
      for (const name of [status.addresses.batch, status.faults, String(process.pid), dir])
        assert(shown.stdout.includes(name), `${name} in ${shown.stdout}`);
      await release();
    }));

  it("refuses an unknown command, and lists those that exist", () =>
    withLocalDir(async (dir) => {
      const { exitCode, stderr } = await outputOf(start(dir, ["statu"]));
      assert.equal(exitCode, 2);
      assert.match(stderr, /statu\b.*\bstatus\b/);
      assert.equal((await outputOf(start(dir, ["start", "x"]))).exitCode, 2);
      assert(!existsSync(dir));
    }));

  it("status: prints the text of the snapshot if no cloud runs", () =>
    withLocalDir(async (dir) => {
      const { stdout } = await outputOf(start(dir, ["status"]));
      await assertSnapshot("local/status-of-none", normalise(stdout));
    }));

  it("runs the cloud until a signal, and passes the exit code on", () =>
    withLocalDir(async (dir) => {
      const child = start(dir, ["start"]);
      const ended = outputOf(child);
      await until(async () => (await outputOf(start(dir, ["status"]))).exitCode === 0);
      await until(() => existsSync(join(dir, "env")));
      child.kill("SIGTERM");
      const { exitCode, stdout } = await ended;
      assert.equal(exitCode, 0);
      assert.match(stdout, /127\.0\.0\.1/);
      assert.equal((await outputOf(start(dir, ["status"]))).exitCode, 3);
    }));

  it("exits with 2 for an unknown option", () =>
    withLocalDir(async (dir) => {
      const { exitCode, stderr } = await outputOf(start(dir, ["--nonsense"]));
      assert.equal(exitCode, 2);
      assert.match(stderr, /--nonsense/);
    }));
});

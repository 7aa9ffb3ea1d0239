import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { stop } from "../../../local/lease.ts";
import { prepareFolder } from "../../../local/state/folder.ts";
import { asOtherUser } from "../../helpers/as-other-user.ts";
import { attachTo, cloudProcess, endOf } from "../../helpers/attached.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { processesIn } from "../../robustness/processes-in.ts";

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("prepareFolder", () => {
  it("closes a folder that is open to others", () =>
    withTemporaryFolder(async (folder) => {
      const dir = join(folder, "local");
      await mkdir(dir);
      await chmod(dir, 0o777);
      prepareFolder(dir);
      assert.equal(await modeOf(dir), 0o700);
    }));

  it("keeps its files out of Git", () =>
    withTemporaryFolder(async (folder) => {
      const git = (...args: string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
      git("init", "--quiet");
      prepareFolder(join(folder, ".local"));
      for (const path of [".local/env", "package.json"]) await writeFile(join(folder, path), "");
      assert.equal(git("status", "--porcelain", "--untracked-files=all"), "?? package.json\n");
    }));

  it("refuses another user's folder, by both users' ids", () =>
    withTemporaryFolder((folder) =>
      asOtherUser(folder, async () => {
        const message = new RegExp(`user ${process.geteuid?.()}\\b.*user 0\\b`);
        assert.throws(() => prepareFolder("/"), { code: "FolderNotOwned", message });
      }),
    ));

  it("refuses a folder in /proc, where Node's recursive mkdir never returns", function () {
    if (process.platform !== "linux") this.skip();
    assert.throws(() => prepareFolder("/proc/batch-test/local"), { code: "FolderUnwritable" });
  });

  it("refuses a folder that can't be written or created", () =>
    withTemporaryFolder((folder) =>
      asOtherUser(folder, async () => {
        const dir = join(folder, "local");
        await mkdir(dir, { mode: 0o500 });
        for (const each of [dir, join(dir, "new")])
          assert.throws(() => prepareFolder(each), {
            code: "FolderUnwritable",
            message: /EACCES/,
          });
      }),
    ));
});

const cli = fileURLToPath(new URL("../../../local/cli.ts", import.meta.url));

describe("the folder of a local cloud", function () {
  this.timeout(60_000);

  it("has no file that other users can read, even with umask 0", () =>
    withTemporaryFolder(async (folder) => {
      const dir = join(folder, "local");
      const script = 'umask 0; exec "$@"';
      const argv = ["-c", script, "sh", process.execPath, cli, "attach", "--dir", dir, "--linger", "0.3"];
      const child = spawn("sh", argv, { stdio: ["pipe", "pipe", "pipe"] });
      const ended = endOf(child);
      for await (const line of child.stdout) if (String(line).includes("\n")) child.stdin.end();
      assert.equal((await ended).exitCode, 0);
      await stop(dir);
      assert.equal(await modeOf(dir), 0o700);
      const entries = await readdir(dir, { recursive: true });
      assert(entries.includes("azurite/metadata.db") && entries.includes("launcher.mjs"));
      const isNode = (name: string): boolean => name.startsWith("nodes/");
      for (const name of entries.filter((each) => !isNode(each)))
        assert.equal((await modeOf(join(dir, name))) & 0o077, 0, name);
      assert.equal(await modeOf(join(dir, "nodes")), 0o700);
    }));

  it("ends all processes when it is removed while tasks are running", () =>
    withTemporaryFolder(async (folder) => {
      const dir = join(folder, "local");
      const { outputs, ended } = await attachTo(dir);
      const client = batchClient(outputs);
      await client.job.add({ id: "waits", poolInfo: { poolId: outputs.poolId } });
      const commandLine = `/bin/bash -c 'touch ${folder}/began; sleep 600'`;
      await client.task.add("waits", { id: "t", commandLine });
      while (!existsSync(`${folder}/began`)) await delay(50);
      await rm(dir, { recursive: true, maxRetries: 10 });
      assert.equal((await ended).exitCode, 3);
      while (processesIn(dir).length > 0) await delay(50);
      assert.equal(await stop(dir), "none runs");
    }));

  it("stays usable after stop has killed a cloud that does not end", () =>
    withTemporaryFolder(async (folder) => {
      const dir = join(folder, "local");
      const { ended } = await attachTo(dir);
      process.kill(await cloudProcess(dir), "SIGSTOP");
      assert.equal(await stop(dir, 200), "killed");
      await ended;
      while (processesIn(dir).length > 0) await delay(50);
      const { release } = await attachTo(dir);
      await release();
      await stop(dir);
    }));
});

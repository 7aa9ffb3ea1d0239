import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFolder, nodeRuntime } from "../../infra/node-runtime.ts";
import { startTaskCommandLine } from "../../infra/start-task.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import {
  installed,
  name,
  placeNode,
  reasonIn,
  runStartTask,
  version,
  withScene,
} from "./start-task-scene.ts";

/** Returns a PATH with only the programs that every image has, and one of the two downloaders. */
const pathWith = (folder: string, downloader: "curl" | "wget"): string => {
  mkdirSync(folder);
  for (const tool of [downloader, "tar", "xz", "sha256sum", "mkdir", "rm", "mv", "sleep"]) {
    symlinkSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(folder, tool));
  }
  return folder;
};

describe("start task", () => {
  it("installs Node on a new node, and leaves no other files", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { exitCode, stdout } = await run();
      assert.equal(exitCode, 0);
      assert.equal(stdout.trim(), `Node ${version} installed`);
      assert.equal(installed(shared), `v${version}`);
      assert.deepEqual(readdirSync(shared), [nodeFolder]);
    });
  });

  it("downloads nothing if Node is installed and works", async () => {
    await withScene(0, async ({ shared, run, downloads }) => {
      placeNode(shared, version);
      const { exitCode, stdout, stderr } = await run();
      assert.deepEqual([exitCode, stdout.trim(), stderr], [0, `Node ${version} is already installed`, ""]);
      assert.equal(downloads(), 0);
    });
  });

  for (const downloader of ["curl", "wget"] as const) {
    it(`downloads with only ${downloader}`, async () => {
      await withScene(1, async ({ shared, run, downloads }) => {
        const { exitCode } = await run({ path: pathWith(`${shared}-bin`, downloader) });
        assert.equal(exitCode, 0);
        assert.equal(installed(shared), `v${version}`);
        assert.equal(downloads(), 2);
      });
    });
  }

  it("refuses a tarball with another checksum, prints both, and installs nothing", async () => {
    await withScene(0, async ({ shared, sha256, run }) => {
      const expected = "0".repeat(64);
      const { exitCode, stderr } = await run({ sha256: expected });
      assert.equal(exitCode, 1);
      assert.match(stderr, new RegExp(`^start task: .*\\b${expected}\\b.*\\b${sha256}$`, "m"));
      const varying = { "<url>": /http:\/\/\S+/g, "<got>": sha256, "<expected>": expected };
      await assertSnapshot("start-task/checksum", normalise(reasonIn(stderr), varying));
      assert(!existsSync(join(shared, nodeFolder)));
    });
  });

  it("retries while the site fails", async () => {
    await withScene(4, async ({ shared, run }) => {
      const { exitCode } = await run();
      assert.equal(exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("fails after five failed downloads", async () => {
    await withScene(100, async ({ shared, run }) => {
      const { exitCode, stderr } = await run();
      assert.equal(exitCode, 1);
      assert.match(stderr, /^start task: .*\b5\b.*http:\S+/m);
      await assertSnapshot(
        "start-task/no-download",
        normalise(reasonIn(stderr), { "<url>": /http:\/\/\S+/g }),
      );
      assert(!existsSync(join(shared, nodeFolder)));
    });
  });

  it("installs Node after an interrupted start task", async () => {
    await withScene(0, async ({ shared, run }) => {
      mkdirSync(join(shared, `${nodeFolder}.new`, name, "bin"), { recursive: true });
      writeFileSync(join(shared, `${nodeFolder}.new`, "tar"), "half a tarball");
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
      assert.deepEqual(readdirSync(shared), [nodeFolder]);
    });
  });

  it("replaces a Node that does not work or is another version", async () => {
    await withScene(0, async ({ shared, run }) => {
      placeNode(shared, "18.0.0");
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
      chmodSync(join(shared, nodeFolder, "bin", "node"), 0o644);
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("fails and names the folder that it can't write to", async () => {
    await withScene(0, async ({ shared, run }) => {
      // A file in place of the folder also stops root, which runs the tests in a container.
      writeFileSync(`${shared}/blocked`, "");
      const { exitCode, stderr } = await runStartTask(
        startTaskCommandLine({ version, name, url: "http://127.0.0.1:9/", sha256: "" }, { retrySeconds: 0 }),
        { AZ_BATCH_NODE_SHARED_DIR: `${shared}/blocked`, PATH: process.env.PATH },
      );
      assert.equal(exitCode, 1);
      assert.match(stderr, /^start task: .*\/blocked\b/m);
      await assertSnapshot("start-task/cannot-write", normalise(reasonIn(stderr), { "<shared>": shared }));
      assert.equal((await run()).exitCode, 0);
    });
  });

  it("is short, without quotes and line breaks that Batch may treat differently", () => {
    const commandLine = startTaskCommandLine(nodeRuntime);
    assert(commandLine.length < 2000, `${commandLine.length} characters`);
    assert.doesNotMatch(commandLine, /[\n\\]/);
    assert.equal(commandLine.split("'").length, 3);
  });
});

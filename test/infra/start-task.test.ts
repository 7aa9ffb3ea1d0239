import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { split } from "shlex";
import { nodeRuntime } from "../../infra/node-runtime.ts";
import { type StartTaskOptions, startTaskCommandLine } from "../../infra/start-task.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const version = "24.0.1";
const name = `node-v${version}-linux-x64`;

/** A node's shared directory, and a site with a release of Node whose first `failures` downloads fail. */
interface Scene {
  readonly shared: string;
  readonly sha256: string;
  readonly downloads: () => number;
  readonly run: (options?: RunOptions) => Promise<Result>;
}

interface RunOptions extends StartTaskOptions {
  readonly sha256?: string;
  readonly path?: string;
}

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const withScene = (failures: number, use: (scene: Scene) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const tarball = makeTarball(join(folder, "release"), version);
    const shared = join(folder, "shared");
    mkdirSync(shared);
    let downloads = 0;
    const server = createServer((_request, response) => {
      downloads += 1;
      if (downloads <= failures) return void response.writeHead(503).end("busy");
      response.end(tarball);
    });
    const url = `${await listen(server)}/${name}.tar.xz`;
    const sha256 = createHash("sha256").update(tarball).digest("hex");
    const run: Scene["run"] = ({ path, ...options } = {}) =>
      runStartTask(
        startTaskCommandLine(
          { version, name, url, sha256: options.sha256 ?? sha256 },
          { ...options, retrySeconds: 0 },
        ),
        {
          AZ_BATCH_NODE_SHARED_DIR: shared,
          PATH: path ?? process.env.PATH,
        },
      );
    try {
      await use({ shared, sha256, downloads: () => downloads, run });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

const listen = async (server: Server): Promise<string> => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const makeTarball = (folder: string, says: string): Buffer => {
  placeNode(folder, says);
  execFileSync("tar", ["-cJf", join(folder, "release.tar.xz"), "-C", folder, name]);
  return readFileSync(join(folder, "release.tar.xz"));
};

const placeNode = (folder: string, says: string): void => {
  mkdirSync(join(folder, name, "bin"), { recursive: true });
  writeFileSync(join(folder, name, "bin", "node"), `#!/bin/sh\necho v${says}\n`, { mode: 0o755 });
};

/** As a node does: no shell but the one that the command line names. */
const runStartTask = async (commandLine: string, env: NodeJS.ProcessEnv): Promise<Result> => {
  const [program, ...args] = split(commandLine);
  const cwd = mkdtempSync(join(tmpdir(), "start-task-"));
  const child = spawn(program!, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  rmSync(cwd, { recursive: true });
  return { exitCode, stdout, stderr };
};

const installed = (shared: string): string =>
  execFileSync(join(shared, name, "bin", "node"), { encoding: "utf8" }).trim();

/** A PATH with only what an image has for certain, and one of the two programs that can download. */
const pathWith = (folder: string, downloader: "curl" | "wget"): string => {
  mkdirSync(folder);
  for (const tool of [downloader, "tar", "xz", "sha256sum", "mkdir", "rm", "mv", "sleep"]) {
    symlinkSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(folder, tool));
  }
  return folder;
};

describe("start task", () => {
  it("installs Node on a fresh node, and leaves nothing else", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { exitCode, stdout } = await run();
      assert.equal(exitCode, 0);
      assert.equal(stdout.trim(), `Node ${version} installed`);
      assert.equal(installed(shared), `v${version}`);
      assert.deepEqual(readdirSync(shared), [name]);
    });
  });

  it("does nothing where Node is and works", async () => {
    await withScene(0, async ({ shared, run, downloads }) => {
      placeNode(shared, version);
      const { exitCode, stdout, stderr } = await run();
      assert.deepEqual([exitCode, stdout.trim(), stderr], [0, `Node ${version} is there`, ""]);
      assert.equal(downloads(), 0);
    });
  });

  for (const downloader of ["curl", "wget"] as const) {
    it(`downloads with ${downloader} alone`, async () => {
      await withScene(1, async ({ shared, run, downloads }) => {
        const { exitCode } = await run({ path: pathWith(`${shared}-bin`, downloader) });
        assert.equal(exitCode, 0);
        assert.equal(installed(shared), `v${version}`);
        assert.equal(downloads(), 2);
      });
    });
  }

  it("refuses a tarball with another checksum, says both, and installs nothing", async () => {
    await withScene(0, async ({ shared, sha256, run }) => {
      const expected = "0".repeat(64);
      const { exitCode, stderr } = await run({ sha256: expected });
      assert.equal(exitCode, 1);
      assert.match(stderr, new RegExp(`start task: .* has SHA-256 ${sha256} .*, expected ${expected}`));
      assert(!existsSync(join(shared, name)));
    });
  });

  it("tries again while the site fails", async () => {
    await withScene(4, async ({ shared, run }) => {
      const { exitCode } = await run();
      assert.equal(exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("says so when the site does not come back", async () => {
    await withScene(100, async ({ shared, run }) => {
      const { exitCode, stderr } = await run();
      assert.equal(exitCode, 1);
      assert.match(stderr, /start task: no download of http:.* in 5 tries/);
      assert(!existsSync(join(shared, name)));
    });
  });

  it("takes over from a start task that was interrupted", async () => {
    await withScene(0, async ({ shared, run }) => {
      mkdirSync(join(shared, `${name}.new`, name, "bin"), { recursive: true });
      writeFileSync(join(shared, `${name}.new`, "tar"), "half a tarball");
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
      assert.deepEqual(readdirSync(shared), [name]);
    });
  });

  it("replaces a Node that does not work or is another version", async () => {
    await withScene(0, async ({ shared, run }) => {
      placeNode(shared, "18.0.0");
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
      chmodSync(join(shared, name, "bin", "node"), 0o644);
      assert.equal((await run()).exitCode, 0);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("says so where it cannot write", async () => {
    await withScene(0, async ({ shared, run }) => {
      // A file in the way also stops root, who runs the tests in a container.
      writeFileSync(`${shared}/blocked`, "");
      const { exitCode, stderr } = await runStartTask(
        startTaskCommandLine({ version, name, url: "http://127.0.0.1:9/", sha256: "" }, { retrySeconds: 0 }),
        { AZ_BATCH_NODE_SHARED_DIR: `${shared}/blocked`, PATH: process.env.PATH },
      );
      assert.equal(exitCode, 1);
      assert.match(stderr, /start task: cannot write to .*blocked/);
      assert.equal((await run()).exitCode, 0);
    });
  });

  it("is short for a command line, and quotes nothing in a way that Batch may take differently", () => {
    const commandLine = startTaskCommandLine(nodeRuntime);
    assert(commandLine.length < 2000, `${commandLine.length} characters`);
    assert.doesNotMatch(commandLine, /[\n\\]/);
    assert.equal(commandLine.split("'").length, 3);
  });
});

/** A PATH with a package manager that keeps what it was asked in `log`, and installs after `failures` tries. */
const withPackages = (
  folder: string,
  { installed = {}, failures = 0 }: { installed?: Record<string, string>; failures?: number },
) => {
  const bin = join(folder, "bin");
  const database = join(folder, "packages");
  const log = join(folder, "log");
  mkdirSync(bin);
  mkdirSync(database);
  for (const [name, version] of Object.entries(installed)) writeFileSync(join(database, name), version);
  const program = (name: string, script: string): void =>
    writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  program("dpkg-query", `[ -f "${database}/$4" ] && echo -n "installed $(cat "${database}/$4")"`);
  program(
    "apt-get",
    `echo "$@" >> ${log}
if [ $(grep -c install ${log}) -le ${failures} ] && [[ "$*" = *install* ]]; then echo "no lock" >&2; exit 100; fi`,
  );
  return {
    path: `${bin}:${process.env.PATH}`,
    asked: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
};

describe("start task with packages", () => {
  const install = "-q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install ffmpeg jq=1.7";

  it("installs them all at once, and tries again", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path, asked } = withPackages(join(shared, ".."), { installed: { jq: "1.6" }, failures: 1 });
      const { exitCode, stdout } = await run({ packages: ["ffmpeg", "jq=1.7"], path });
      assert.equal(exitCode, 0);
      assert.match(stdout, /packages: ffmpeg jq=1\.7\n$/);
      assert.deepEqual(asked(), ["-q update", install, "-q update", install]);
    });
  });

  it("asks for nothing where they are, so that a machine that has them needs no root", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path, asked } = withPackages(join(shared, ".."), { installed: { ffmpeg: "6", jq: "1.7" } });
      assert.equal((await run({ packages: ["ffmpeg", "jq=1.7"], path })).exitCode, 0);
      assert.deepEqual(asked(), []);
    });
  });

  it("says so where they can't be installed", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path } = withPackages(join(shared, ".."), { failures: 100 });
      const { exitCode, stderr } = await run({ packages: ["ffmpeg"], path });
      assert.equal(exitCode, 1);
      assert.match(stderr, /no lock\n(.*\n)*start task: cannot install ffmpeg\n$/);
    });
  });
});

describe("start task with a script", () => {
  it("runs it as it is, after Node is there", async () => {
    await withScene(0, async ({ shared, run }) => {
      const script = `#!/bin/bash\nset -e\necho 'it'"'"'s "$1"' \\\\ "$(ls "$AZ_BATCH_NODE_SHARED_DIR")"\n`;
      const { exitCode, stdout } = await run({ script });
      assert.equal(exitCode, 0);
      assert.equal(stdout, `Node ${version} installed\nit's "$1" \\ ${name}\n`);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("fails as it fails, and says how", async () => {
    await withScene(0, async ({ run }) => {
      const { exitCode, stderr } = await run({ script: "echo no disk >&2; exit 7" });
      assert.equal(exitCode, 1);
      assert.equal(stderr, "no disk\nstart task: the start script ended with exit code 7\n");
    });
  });

  it("quotes nothing that is in it", () => {
    const commandLine = startTaskCommandLine(nodeRuntime, { script: `'"\`$(reboot)` });
    assert.equal(commandLine.split("'").length, 3);
    assert.doesNotMatch(commandLine, /reboot|[\n\\]/);
  });
});

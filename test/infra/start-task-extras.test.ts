import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFolder, nodeRuntime } from "../../infra/node-runtime.ts";
import { startTaskCommandLine } from "../../infra/start-task.ts";
import { settingsOf } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";
import { installed, reasonIn, version, withScene } from "./start-task-scene.ts";

/** Returns a PATH with a package manager that logs its calls and installs after `failures` attempts. */
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

  it("installs all packages at once, and retries after a failure", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path, asked } = withPackages(join(shared, ".."), { installed: { jq: "1.6" }, failures: 1 });
      const { exitCode, stdout } = await run({ packages: ["ffmpeg", "jq=1.7"], path });
      assert.equal(exitCode, 0);
      assert.match(stdout, /packages: ffmpeg jq=1\.7\n$/);
      assert.deepEqual(asked(), ["-q update", install, "-q update", install]);
    });
  });

  it("doesn't run apt-get if all are installed, so that it needs no root", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path, asked } = withPackages(join(shared, ".."), { installed: { ffmpeg: "6", jq: "1.7" } });
      assert.equal((await run({ packages: ["ffmpeg", "jq=1.7"], path })).exitCode, 0);
      assert.deepEqual(asked(), []);
    });
  });

  it("fails and names the packages that it can't install", async () => {
    await withScene(0, async ({ shared, run }) => {
      const { path } = withPackages(join(shared, ".."), { failures: 100 });
      const { exitCode, stderr } = await run({ packages: ["ffmpeg"], path });
      assert.equal(exitCode, 1);
      assert.match(stderr, /no lock\n(.*\n)*start task: .*\bffmpeg\n$/);
      await assertSnapshot("start-task/packages", reasonIn(stderr));
    });
  });
});

describe("start task with a script", () => {
  it("runs the script unchanged, after installing Node", async () => {
    await withScene(0, async ({ shared, run }) => {
      const script = `#!/bin/bash\nset -e\necho 'it'"'"'s "$1"' \\\\ "$(ls "$AZ_BATCH_NODE_SHARED_DIR")"\n`;
      const { exitCode, stdout } = await run({ script });
      assert.equal(exitCode, 0);
      assert.equal(stdout, `Node ${version} installed\nit's "$1" \\ ${nodeFolder}\n`);
      assert.equal(installed(shared), `v${version}`);
    });
  });

  it("runs a file with Windows line endings, a byte order mark and no final line ending", async () => {
    const file =
      '\ufeff#!/bin/bash\r\nset -e\r\nfor word in a b\r\ndo echo "<$word>"\r\ndone\r\ncat <<END\r\nthe end\r\nEND';
    const script = settingsOf({ startScript: "a.sh" }, { "a.sh": file }).startScript;
    await withScene(0, async ({ run }) => {
      const { exitCode, stdout } = await run({ script });
      assert.deepEqual([exitCode, stdout], [0, `Node ${version} installed\n<a>\n<b>\nthe end\n`]);
    });
  });

  it("fails with the script, and prints its exit code", async () => {
    await withScene(0, async ({ run }) => {
      const { exitCode, stderr } = await run({ script: "echo no disk >&2; exit 7" });
      assert.equal(exitCode, 1);
      assert.match(stderr, /^no disk\nstart task: .*\b7\n$/);
      await assertSnapshot("start-task/script", reasonIn(stderr));
    });
  });

  it("encodes the script, so that none of it needs quotes", () => {
    const commandLine = startTaskCommandLine(nodeRuntime, { script: `'"\`$(reboot)` });
    assert.equal(commandLine.split("'").length, 3);
    assert.doesNotMatch(commandLine, /reboot|[\n\\]/);
  });
});

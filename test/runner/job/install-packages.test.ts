import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { jobRequest } from "../../../runner/job/job-request.ts";
import type { PythonPackages } from "../../../runner/manifest/manifest.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { until } from "../../helpers/until.ts";
import { context, manifestOf } from "../fakes.ts";

/** Stands in for uv: notes each call, and makes an environment with the node's Python. */
const uv = `#!/bin/bash
echo "$1" >> "$HOME/../../calls"
case $1 in
  venv) mkdir -p env/bin; ln -s "$(command -v python3)" env/bin/python ;;
  pip)
    [ ! -e "$HOME/../../slow" ] || sleep 60
    [ ! -e "$HOME/../../broken" ] || { echo 'error: Failed to install a' >&2; echo '  cause: No space left on device' >&2; exit 1; }
    echo installed > env/content ;;
esac
`;

const key = (letter: string): string => letter.repeat(32);
const sha256 = "a".repeat(64);

interface Node {
  readonly root: string;
  readonly envs: string;
  /** Runs the preparation task of a job with packages of this key. */
  readonly prepare: (job: string, packages?: Partial<PythonPackages>) => Prepared;
  readonly calls: () => Promise<string[]>;
}

interface Prepared {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

const withNode = (use: (node: Node) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (root) => {
    const shared = join(root, "shared");
    await mkdir(shared);
    const { stdout } = spawn("python3", [
      "-c",
      'import sys, zipfile, platform; zipfile.ZipFile(sys.argv[1], "w").writestr("uv-1.data/scripts/uv", sys.argv[2]); print("%d.%d" % sys.version_info[:2])',
      join(root, "uv.whl"),
      uv,
    ]);
    const python = (await text(stdout)).trim();
    const content = await readFile(join(root, "uv.whl"));
    const hash = createHash("sha256").update(content).digest("hex");
    // Stands in for Node with the program that fetches the wheels.
    await writeFile(
      join(root, "node"),
      `#!/bin/bash\ncp ${root}/uv.whl .; mkdir -p wheels; touch lock.txt\n`,
      {
        mode: 0o755,
      },
    );
    const wheel = { name: "a", version: "1", file: "a-1-py3-none-any.whl", sha256, size: 1 };
    const prepare: Node["prepare"] = (job, packages = {}) => {
      const manifest = {
        ...manifestOf(0),
        command: "true",
        packages: {
          ...{ key: key("a"), python, platform: "x86_64-manylinux_2_39", wheels: [wheel] },
          uv: { ...wheel, sha256: hash },
          ...packages,
        },
      };
      const { commandLine = "", environmentSettings = [] } =
        jobRequest(manifest, { ...context, nodePath: join(root, "node") }).jobPreparationTask ?? {};
      const wd = join(root, "jobs", job);
      const child = spawn("/bin/bash", ["-c", `mkdir -p ${wd}; cd ${wd}; ${commandLine}`], {
        detached: true,
        env: {
          PATH: process.env.PATH,
          AZ_BATCH_NODE_SHARED_DIR: shared,
          AZ_BATCH_TASK_WORKING_DIR: wd,
          AZ_BATCH_JOB_ID: job,
          ...Object.fromEntries(environmentSettings.map(({ name, value }) => [name, value])),
        },
      });
      const ended = Promise.all([once(child, "close"), text(child.stderr)]);
      return { child, ended: ended.then(([[code], stderr]) => ({ code, stderr })) };
    };
    const calls = async (): Promise<string[]> =>
      (await readFile(join(shared, "calls"), "utf8").catch(() => "")).split("\n").filter(Boolean);
    await use({ root: shared, envs: join(shared, "envs"), prepare, calls });
  });

const names = async (envs: string): Promise<string[]> =>
  (await readdir(envs)).filter((name) => name !== ".lock").sort();

const succeeds = async ({ ended }: Prepared): Promise<void> => {
  const { code, stderr } = await ended;
  assert.equal(code, 0, stderr);
};

describe("job/install-packages", () => {
  it("installs once for jobs that prepare a node at the same time, and for later ones", () =>
    withNode(async ({ envs, prepare, calls }) => {
      await Promise.all(["j1", "j2", "j3"].map((job) => succeeds(prepare(job))));
      await succeeds(prepare("j4"));
      assert.deepEqual(await calls(), ["venv", "pip"]);
      assert.deepEqual(await names(envs), [key("a")]);
      assert.equal(await readFile(join(envs, key("a"), "content"), "utf8"), "installed\n");
    }));

  it("starts over after a preparation was killed", () =>
    withNode(async ({ root, envs, prepare, calls }) => {
      await writeFile(join(root, "slow"), "");
      const { child, ended } = prepare("j1");
      await until(async () => (await calls()).includes("pip"));
      assert(!(await names(envs)).includes(key("a")), "a partial installation");
      process.kill(-(child.pid ?? assert.fail()), "SIGKILL");
      await ended;
      await rm(join(root, "slow"));
      await succeeds(prepare("j1"));
      assert.deepEqual(await names(envs), [key("a")]);
    }));

  it("fails with uv's reason on a full disk, and leaves nothing", () =>
    withNode(async ({ root, envs, prepare }) => {
      await writeFile(join(root, "broken"), "");
      const { code, stderr } = await prepare("j1").ended;
      assert.equal(code, 1);
      assert.match(stderr.trimEnd().split("\n").at(-1) ?? "", /^PackagesError: .*No space left on device/);
      assert.deepEqual(await names(envs), []);
    }));

  it("installs again if the environment's Python is gone", () =>
    withNode(async ({ envs, prepare, calls }) => {
      await succeeds(prepare("j1"));
      await rm(join(envs, key("a"), "bin/python"));
      await succeeds(prepare("j2"));
      assert.deepEqual(await calls(), ["venv", "pip", "venv", "pip"]);
    }));

  it("fails if the node has another Python, or uv arrives damaged", () =>
    withNode(async ({ prepare }) => {
      const other = await prepare("j1", { python: "3.3" }).ended;
      assert.equal(other.code, 1);
      assert.match(other.stderr, /^PackagesError: expected Python 3\.3 on the node, got 3\.\d+\./m);
      const wheel = { name: "uv", version: "1", file: "uv-1.whl", sha256, size: 1 };
      const damaged = await prepare("j1", { uv: wheel }).ended;
      assert.equal(damaged.code, 1);
      assert.match(damaged.stderr, /^PackagesError: .*damaged/m);
    }));

  it("keeps the environments of jobs on the node and two others", () =>
    withNode(async ({ root, envs, prepare }) => {
      let age = 100;
      for (const letter of ["1", "2", "3", "4", "5"]) {
        await succeeds(prepare(`j${letter}`, { key: key(letter) }));
        // The first job stays on the node.
        if (letter !== "1") await rm(join(root, "../jobs", `j${letter}`), { recursive: true });
        const then = new Date(Date.now() - --age * 1000);
        await utimes(join(envs, key(letter)), then, then);
      }
      await succeeds(prepare("j6", { key: key("6") }));
      assert.deepEqual(await names(envs), ["1", "4", "5", "6"].map(key));
      await access(join(envs, key("6"), ".batch-jobs/j6"));
    }));
});

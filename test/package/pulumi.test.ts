import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { pulumiBin, pulumiIsThere } from "../helpers/pulumi-project.ts";
import { until } from "../helpers/until.ts";
import { type NewUser, newUser } from "./new-user.ts";

/** The host that `.ci/build-pulumi` builds is older than Pulumi's option `typescript: false`, and would compile index.ts. */
const withoutCompiler = "--import=data:text/javascript,delete%20process.env.PULUMI_NODEJS_TYPESCRIPT";

describe("a project of npm create azbatch, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(240_000);
  let user: NewUser;
  let folder: string;

  /** Runs a line of bash in the project, asserts that it succeeds and returns its output. */
  const bash = async (line: string): Promise<string> => {
    const settings = [
      `export PATH="$PWD/node_modules/.bin:${pulumiBin}:$PATH" PULUMI_BACKEND_URL="file://$PWD/state"`,
      "export PULUMI_CONFIG_PASSPHRASE=test PULUMI_SKIP_UPDATE_CHECK=1",
      "if [ -e .local/env ]; then source .local/env; fi",
    ];
    const { exitCode, stdout, stderr } = await user.run(folder, "bash", "-c", [...settings, line].join("\n"));
    assert.equal(exitCode, 0, `${line}: ${stdout}${stderr}`);
    return stdout;
  };

  before(async function () {
    if (!pulumiIsThere()) {
      console.log("    no Pulumi CLI here: SKIPPED; .ci/build-pulumi builds it");
      this.skip();
    }
    user = await newUser();
    const parent = await user.newFolder();
    const created = await user.run(parent, "npm", "init", "--yes", "azbatch", "mine");
    assert.equal(created.exitCode, 0, created.stderr);
    folder = join(parent, "mine");
    await mkdir(join(folder, "state"));
    // Not in `bash`: on azbatch's own Node, npm would remove it, because it is for older ones only.
    const installed = await user.run(folder, "npm", "install", "--save-dev", "@pulumi/pulumi");
    assert.equal(installed.exitCode, 0, installed.stderr);
    await bash(
      "node node_modules/azbatch/dist/local/cli.js --dir .local >cloud.log 2>&1 & echo $! >cloud.pid",
    );
    await until(() => existsSync(join(folder, ".local/env")), { deadlineMs: 40_000 }).catch(async () =>
      assert.fail(await readFile(join(folder, "cloud.log"), "utf8")),
    );
  });

  after(async () => {
    if (folder === undefined) return;
    const pid = Number(await readFile(join(folder, "cloud.pid"), "utf8").catch(() => "0"));
    if (pid > 0) process.kill(pid, "SIGINT");
  });

  it("deploys an environment that azbatch can use", async () => {
    await bash(
      `export NODE_OPTIONS=${withoutCompiler}; pulumi stack init dev && pulumi up --yes --skip-preview --non-interactive`,
    );
    const { outputs, problems } = parseStackOutputs(
      JSON.parse(await bash("pulumi stack output --json --show-secrets")),
    );
    assert.deepEqual(problems, undefined);
    assert.equal(outputs?.maxDedicatedNodes, 1);
  });

  it("is where azbatch submits to", async () => {
    const events = (await bash("azbatch submit --yes --json")).trim().split("\n");
    const finished = events.map((line) => JSON.parse(line)).find(({ event }) => event === "finished");
    assert.equal(finished?.succeeded, 3);
  });

  it("destroys it", async () => {
    await bash("pulumi destroy --yes --skip-preview --non-interactive");
    assert.equal(await bash("pulumi stack --show-ids --show-urns | grep -c azure-native || true"), "0\n");
  });
});

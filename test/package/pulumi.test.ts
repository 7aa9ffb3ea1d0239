import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { pulumiBin, pulumiIsThere } from "../helpers/pulumi-project.ts";
import { until } from "../helpers/until.ts";
import { createNewUser, type NewUser } from "./new-user.ts";
import { packAll } from "./packed.ts";

const files: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "mine", "type": "module" }',
  "Pulumi.yaml": "name: mine\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  "index.ts": `
    import { BatchEnvironment } from "azbatch/pulumi";
    export default () => new BatchEnvironment("env", { nodeCount: 1 }).outputs;`,
};

const words = `
  import { defineWorkload } from "azbatch";
  export const words = defineWorkload({
    description: "Numbers",
    command: 'echo "$1" > number.txt',
    plan: () => [1, 2, 3].map((n) => ({ name: String(n), args: [String(n)], outputs: ["number.txt"] })),
  });`;

describe("azbatch/pulumi in a new user's project, with the real CLI on the local cloud", function () {
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
    user = await createNewUser();
    for (const tarball of Object.values(await packAll())) await user.publish(tarball);
    folder = await user.newFolder();
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    await mkdir(join(folder, "state"));
    await bash("npm install azbatch @pulumi/pulumi");
    await bash(
      "node node_modules/azbatch/dist/local/cli.js --dir .local >cloud.log 2>&1 & echo $! >cloud.pid",
    );
    await until(() => existsSync(join(folder, ".local/env")), { what: "the local cloud is ready" });
  });

  after(async () => {
    if (user === undefined) return;
    const pid = Number(await readFile(join(folder, "cloud.pid"), "utf8").catch(() => "0"));
    if (pid > 0) process.kill(pid, "SIGINT");
    await user.close();
  });

  it("deploys an environment that azbatch can use", async () => {
    await bash("pulumi stack init dev && pulumi up --yes --skip-preview --non-interactive");
    const { outputs, problems } = parseStackOutputs(
      JSON.parse(await bash("pulumi stack output --json --show-secrets")),
    );
    assert.deepEqual(problems, undefined);
    assert.equal(outputs?.maxDedicatedNodes, 1);
  });

  it("is where azbatch submits to", async () => {
    await mkdir(join(folder, "task/words"), { recursive: true });
    await writeFile(join(folder, "task/words/workload.ts"), words);
    const events = (await bash("azbatch submit words --yes --json")).trim().split("\n");
    const finished = events.map((line) => JSON.parse(line)).find(({ event }) => event === "finished");
    assert.equal(finished?.succeeded, 3);
  });

  it("destroys it", async () => {
    await bash("pulumi destroy --yes --skip-preview --non-interactive");
    assert.equal(await bash("pulumi stack --show-ids --show-urns | grep -c azure-native || true"), "0\n");
  });
});

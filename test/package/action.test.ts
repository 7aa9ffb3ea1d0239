import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import { parse } from "yaml";
import { listen } from "../../local/emulator/system/listen.ts";
import { isRunning } from "../helpers/is-running.ts";
import { until } from "../helpers/until.ts";
import { clientOf } from "../local/emulator/service/with-batch-service.ts";
import { type NewUser, newUser } from "./new-user.ts";
import { root } from "./packed.ts";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly run: string; readonly env: Readonly<Record<string, string>> }[];
  };
}

const folder = join(root, "local/emulator/action");
const action: Action = parse(readFileSync(join(folder, "action.yml"), "utf8"));

const freePort = async (): Promise<string> => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return String(port);
};

describe("the GitHub action", function () {
  this.timeout(180_000);
  let user: NewUser;
  const running: { name: string; pid: number }[] = [];

  before(async () => {
    user = await newUser();
  });
  afterEach(async () => {
    for (const { name, pid } of running.splice(0)) {
      // npx and what it has started. Azurite waits for connections that clients keep.
      process.kill(-pid, name === "azurite" ? "SIGKILL" : "SIGTERM");
      await until(() => !isRunning(pid), { what: "end" });
    }
  });

  /** Runs the action's steps as GitHub's runner does. Returns what later steps get. */
  const runAction = async (inputs: Readonly<Record<string, string>>) => {
    const temp = await user.newFolder();
    const exported = join(temp, "exported");
    await writeFile(exported, "");
    const values = (text: string) =>
      text.replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/g,
        (_, name) => inputs[name] ?? action.inputs[name]!.default,
      );
    let output = "";
    for (const { run, env } of action.runs.steps) {
      const variables = {
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, values(value)])),
        ...{ GITHUB_ACTION_PATH: folder, GITHUB_ENV: exported, RUNNER_TEMP: temp },
        // The user's Node is too old; a job installs Node 24 first.
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      };
      const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      const { exitCode, stdout, stderr } = await user.run(temp, "env", ...pairs, "bash", "-e", "-c", run);
      for (const name of ["azurite", "emulator"]) {
        const pid = Number(
          await readFile(join(temp, "azure-batch-emulator", `${name}.pid`), "utf8").catch(() => ""),
        );
        if (pid > 0 && isRunning(pid)) running.push({ name, pid });
      }
      if (exitCode !== 0) return { exitCode, output: stdout, stderr };
      output += stdout;
    }
    const lines = (await readFile(exported, "utf8")).trim().split("\n");
    const variables = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
    return { exitCode: 0, output, stderr: "", variables };
  };

  it("exports variables of an emulator with a ready pool and Azurite", async () => {
    const inputs = {
      azurite: "true",
      "azurite-port": await freePort(),
      port: await freePort(),
      pool: "pool:2",
    };
    const { exitCode, stderr, output, variables = {} } = await runAction(inputs);
    assert.equal(exitCode, 0, stderr);
    const { AZURE_BATCH_ENDPOINT: endpoint, AZURE_BATCH_ACCESS_KEY: key } = variables;
    assert.equal(endpoint, `http://127.0.0.1:${inputs.port}`);
    assert.equal(output, `::add-mask::${key}\n`);
    const client = clientOf({ endpoint }, key, variables.AZURE_BATCH_ACCOUNT);
    const nodes = await client.computeNode.list("pool");
    assert.deepEqual(
      nodes.map(({ state }) => state),
      ["idle", "idle"],
    );
    const blobs = BlobServiceClient.fromConnectionString(variables.AZURE_STORAGE_CONNECTION_STRING);
    await blobs.createContainer("files");
    await blobs.getContainerClient("files").getBlockBlobClient("a.txt").upload("hello", 5);
    await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
    await client.task.add("job", {
      id: "task",
      commandLine: "/bin/grep hello a.txt",
      resourceFiles: [{ autoStorageContainerName: "files" }],
    });
    const task = await until(
      async () => {
        const found = await client.task.get("job", "task");
        return found.state === "completed" && found;
      },
      { what: "task" },
    );
    assert.equal(task.executionInfo?.exitCode, 0);
  });

  it("fails with the emulator's error", async () => {
    const { exitCode, output, stderr } = await runAction({ port: await freePort(), options: "--unknown" });
    assert.equal(exitCode, 1);
    assert.match(output, /^::error title=azure-batch-emulator::/m);
    assert.match(stderr, /^Error: Unknown option '--unknown'/m);
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { split } from "shlex";
import type { Workload } from "../../task/workload.ts";
import { hasPython } from "../helpers/python.ts";
import { startTestCloud, type TestCloud } from "../runner/local-cloud.ts";
import { filesOf, runAsUser } from "../runner/user.ts";
import { files } from "./compared/workload/files.ts";
import { merge } from "./compared/workload/merge.ts";
import { sweep } from "./compared/workload/sweep.ts";

const compared = join(import.meta.dirname, "compared");
const texts = { "a.txt": "one", "b.txt": "two three" };

/** The first line of the merged file: the row with the lowest loss. */
const best = "0.3,4,0.0";

describe("code of docs/compared.md, on the local cloud", function () {
  this.timeout(60_000);
  let cloud: TestCloud;

  before(async function () {
    if (!hasPython()) {
      console.error("      python3 is missing: the code of docs/compared.md is skipped");
      this.skip();
    }
    cloud = await startTestCloud();
  });
  after(() => cloud?.close());

  /** Creates a folder with the program, its table and texts. */
  const withProgram = async (name: string): Promise<string> => {
    const cwd = join(cloud.folder, name);
    await mkdir(join(cwd, "texts"), { recursive: true });
    for (const file of ["stats.py", "fit.py", "points.csv"])
      await copyFile(join(compared, "workload", file), join(cwd, file));
    for (const [text, content] of Object.entries(texts)) await writeFile(join(cwd, "texts", text), content);
    return cwd;
  };

  describe("lines with azbatch run", () => {
    const type = async (name: string): Promise<Map<string, string>> => {
      const cwd = await withProgram(`run-${name}`);
      const line = await readFile(join(compared, "run", `${name}.sh`), "utf8");
      const [npx, azbatch, run = "", ...words] = split(line);
      assert.deepEqual([npx, azbatch], ["npx", "azbatch"]);
      const said = await runAsUser([run, "--outputs", cloud.outputsFile, ...words], { cwd });
      assert.equal(said.exitCode, 0, said.stderr);
      return filesOf(cwd);
    };

    it("run a script over files", async () => {
      const results = await type("files");
      assert.deepEqual(JSON.parse(results.get("b.txt.json") ?? ""), { words: 2, longest: "three" });
    });

    it("run a sweep from a table", async () => {
      const results = await type("sweep");
      assert.equal(results.get("rate=0.3,depth=4/fit.csv"), `${best}\n`);
    });

    it("merge the results of a sweep", async () => {
      const lines = (await type("merge")).get("all.csv")?.trimEnd().split("\n");
      assert.deepEqual([lines?.length, lines?.[0]], [20, best]);
    });
  });

  describe("workload files", () => {
    const submit = async (
      name: string,
      workload: Workload,
      ...words: string[]
    ): Promise<Map<string, string>> => {
      const cwd = await withProgram(`workload-${name}`);
      const command = ["submit", name, "--outputs", cloud.outputsFile, ...words];
      const said = await runAsUser(command, { cwd, context: { workloads: { [name]: workload } } });
      assert.equal(said.exitCode, 0, said.stderr);
      return filesOf(cwd);
    };

    it("run a script over files", async () => {
      const results = await submit("files", files, "--input", "texts/*.txt");
      assert.deepEqual(JSON.parse(results.get("b.txt.json") ?? ""), { words: 2, longest: "three" });
    });

    it("run a sweep from a table", async () => {
      const results = await submit("sweep", sweep);
      assert.equal(results.get("rate0.3_depth4/fit.csv"), `${best}\n`);
    });

    it("merge the results of a sweep", async () => {
      const results = await submit("merge", merge);
      const lines = results.get("all/all.csv")?.trimEnd().split("\n");
      assert.deepEqual([lines?.length, lines?.[0]], [20, best]);
    });
  });

  describe("scripts with the SDK", () => {
    const run = async (script: string, cwd: string): Promise<void> => {
      const { outputs } = cloud;
      const { storageAccountName: account, storageAccountKey: key } = outputs;
      const blobs = outputs.outputContainerUrl.replace(/\/[^/]+$/, "");
      await promisify(execFile)(process.execPath, [join(compared, "sdk", script)], {
        cwd,
        env: {
          AZURE_BATCH_ACCOUNT: outputs.batchAccountName,
          AZURE_BATCH_ACCESS_KEY: outputs.batchAccountKey,
          AZURE_BATCH_ENDPOINT: outputs.batchAccountEndpoint,
          AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${blobs}`,
          POOL_ID: outputs.poolId,
          POLL_MS: "50",
        },
      });
    };

    it("run a script over files", async () => {
      const cwd = await withProgram("sdk-files");
      await run("files.ts", cwd);
      const stats = await readFile(join(cwd, "out/b-txt/b.txt.json"), "utf8");
      assert.deepEqual(JSON.parse(stats), { words: 2, longest: "three" });
    });

    it("run a sweep from a table", async () => {
      const cwd = await withProgram("sdk-sweep");
      await run("sweep.ts", cwd);
      assert.equal((await readdir(join(cwd, "out"))).length, 20);
    });

    it("merge the results of a sweep", async () => {
      const cwd = await withProgram("sdk-merge");
      await run("merge.ts", cwd);
      const lines = (await readFile(join(cwd, "out/all/all.csv"), "utf8")).trimEnd().split("\n");
      assert.deepEqual([lines.length, lines[0]], [20, best]);
    });
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { hasPython } from "../helpers/python.ts";
import { startTestCloud, type TestCloud } from "../runner/local-cloud.ts";

const sdk = join(import.meta.dirname, "compared/sdk");

describe("SDK scripts of docs/compared.md, on the local cloud", function () {
  this.timeout(60_000);
  let cloud: TestCloud;

  before(async function () {
    if (!hasPython()) {
      console.error("      python3 is missing: the SDK's scripts are skipped");
      this.skip();
    }
    cloud = await startTestCloud();
  });
  after(() => cloud?.close());

  const run = async (script: string, cwd: string): Promise<void> => {
    const { outputs } = cloud;
    const { storageAccountName: account, storageAccountKey: key } = outputs;
    const blobs = outputs.outputContainerUrl.replace(/\/[^/]+$/, "");
    await promisify(execFile)(process.execPath, [join(sdk, script)], {
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
    const cwd = join(cloud.folder, "files");
    await mkdir(join(cwd, "texts"), { recursive: true });
    await writeFile(join(cwd, "stats.py"), "import sys; print(len(open(sys.argv[1]).read()))");
    for (const [name, text] of Object.entries({ "a.txt": "one", "b.txt": "three" }))
      await writeFile(join(cwd, "texts", name), text);
    await run("files.ts", cwd);
    assert.equal(await readFile(join(cwd, "out/a-txt/a.txt.json"), "utf8"), "3\n");
    assert.equal(await readFile(join(cwd, "out/b-txt/b.txt.json"), "utf8"), "5\n");
  });

  it("run a sweep of 200 points and merge its results", async () => {
    const cwd = join(cloud.folder, "sweep");
    await mkdir(cwd);
    await writeFile(
      join(cwd, "point.py"),
      "import sys; x, y = map(float, sys.argv[1:]); print(x, y, x * x + y, sep=',')",
    );
    await run("sweep.ts", cwd);
    assert.equal((await readdir(join(cwd, "out"))).length, 201);
    const best = (await readFile(join(cwd, "out/best/best.csv"), "utf8")).trimEnd().split("\n");
    assert.deepEqual([best.length, best[0]], [200, "0.0,-4.5,-4.5"]);
  });
});

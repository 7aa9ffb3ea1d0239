import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { attachTo, endOf, runLocal } from "../../helpers/attached.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { withKeys } from "../../helpers/with-keys.ts";

const withLocalDir = (use: (dir: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (dir) => {
    try {
      await use(dir);
    } finally {
      await endOf(runLocal(dir, "stop"));
    }
  });

describe("faults of a local cloud", () => {
  it("are declared on the command line, strike both services, and the log says what they hit", () =>
    withLocalDir(async (dir) => {
      const faults = [
        "--fault",
        "throttle:1@Job_List",
        "--fault",
        "blob-busy:every=2@GET",
        "--fault-seed",
        "7",
      ];
      const { outputs, release } = await attachTo(dir, ...faults);
      const batch = batchClient(outputs);
      await assert.rejects(batch.job.list(), { statusCode: 429 });
      assert.equal((await batch.job.list()).length, 0);
      const { storageAccountName: name, storageAccountKey: key, inputContainerUrl } = withKeys(outputs);
      const container = new BlobServiceClient(
        new URL(`/${name}`, inputContainerUrl).href,
        new StorageSharedKeyCredential(name, key),
        { retryOptions: { maxTries: 1 } },
      ).getContainerClient("input");
      await container.getProperties();
      await assert.rejects(container.getProperties(), { statusCode: 503 });

      const log = () => readFile(join(dir, "local-cloud.log"), "utf8");
      const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z `;
      const declared = "faults throttle:count=1@Job_List blob-busy:every=2@GET with seed 7";
      assert.match(await log(), new RegExp(`^${time}${escaped(declared)}$`, "m"));
      assert.match(
        await log(),
        new RegExp(`^${time}fault throttle:count=1@Job_List hits Job_List GET /jobs$`, "m"),
      );
      assert.match(
        await log(),
        new RegExp(`^${time}fault blob-busy:every=2@GET hits blob request GET /${name}/input$`, "m"),
      );
      await release();
      await endOf(runLocal(dir, "stop"));
      assert.match(await log(), /fault throttle:count=1@Job_List has hit 1 of 2$/m);
      assert.doesNotMatch(await log(), new RegExp(escaped(key)));
    })).timeout(60_000);

  it("are not those of a cloud that runs already without them", () =>
    withLocalDir(async (dir) => {
      const { release } = await attachTo(dir);
      const other = await endOf(runLocal(dir, "attach", "--fault", "throttle:5%"));
      assert.equal(other.exitCode, 3);
      assert.equal(
        other.stderr,
        "Error: The local cloud runs with no faults; to start it with throttle:5% with seed 1, stop it first: npm run local -- stop\n",
      );
      await release();
    })).timeout(60_000);

  it("that can't be meant are refused before anything starts", () =>
    withLocalDir(async (dir) => {
      const wrong = await endOf(runLocal(dir, "attach", "--fault", "thottle:5%"));
      assert.equal(wrong.exitCode, 3);
      assert.match(
        wrong.stderr,
        /^Error: fault "thottle:5%": expected one of .*; did you mean throttle\?\n$/,
      );
      const seed = await endOf(runLocal(dir, "attach", "--fault-seed", "lucky"));
      assert.equal(seed.stderr, 'Error: --fault-seed: expected a whole number, found "lucky"\n');
    }));
});

const escaped = (text: string): string => text.replaceAll(/[^\w]/g, "\\$&");

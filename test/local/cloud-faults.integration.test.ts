import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { attach } from "../../local/attach.ts";
import { readFaultSettings } from "../../local/fault-settings.ts";
import { attachTo, endOf, runLocal } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { withKeys } from "../helpers/with-keys.ts";

const withLocalDir = (use: (dir: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (dir) => {
    try {
      await use(dir);
    } finally {
      await endOf(runLocal(dir, "stop"));
    }
  });

describe("faults of a local cloud", () => {
  it("are read from the command line, hit both services and are logged", () =>
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

  it("are refused for a running cloud without them", () =>
    withLocalDir(async (dir) => {
      const { release } = await attachTo(dir);
      const faults = readFaultSettings(["throttle:5%"]);
      await assert.rejects(attach({ dir, faults, lingerMs: 300, deadlineMs: 60_000 }), {
        code: "OtherFaults",
        message: /throttle:5%/,
      });
      await release();
    })).timeout(60_000);

  it("are validated before anything starts", () =>
    withLocalDir(async (dir) => {
      for (const [flag, value] of [
        ["--fault", "thottle:5%"],
        ["--fault-seed", "lucky"],
      ] as const) {
        const { exitCode, stderr } = await endOf(runLocal(dir, "attach", flag, value));
        assert.equal(exitCode, 2);
        assert.match(stderr, new RegExp(`^Error: .*"${value}".*\\n$`));
        assert.deepEqual(await readdir(dir), []);
      }
    }));

  it("accept only a whole number as seed", () => {
    for (const seed of ["lucky", "-1", "1.5", "", "9007199254740992"])
      assert.throws(() => readFaultSettings(["busy"], seed), {
        code: "InvalidOption",
        message: /--fault-seed/,
      });
    assert.equal(readFaultSettings(["busy"], "9007199254740991")?.seed, Number.MAX_SAFE_INTEGER);
  });
});

const escaped = (text: string): string => text.replaceAll(/[^\w]/g, "\\$&");
